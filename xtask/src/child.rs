//! Child processes, each the leader of a process group of its own: Ctrl-C in a terminal reaches this tool alone, which
//! then ends its children in order, with all that they started.

use std::{
    io::{Read, Write},
    os::unix::process::CommandExt,
    process::{Child, Command, ExitStatus, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process_group};

use crate::{
    failure::{Failure, Outcome},
    signals,
};

const TICK: Duration = Duration::from_millis(20);
const GRACE: Duration = Duration::from_secs(10);

/// A running child. Dropping it kills its group.
#[derive(Debug)]
pub struct Group {
    child: Child,
    ended: Option<ExitStatus>,
}

impl Group {
    /// Starts `command` as the leader of a new process group, without standard input.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub fn spawn(command: &mut Command) -> Outcome<Self> {
        let child = command
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .map_err(|error| {
                Failure::Told(format!(
                    "{} cannot be started: {error}",
                    command.get_program().display()
                ))
            })?;
        Ok(Self { child, ended: None })
    }

    /// The leader's process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it did.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        if self.ended.is_none() {
            self.ended = self.child.try_wait().ok().flatten();
        }
        self.ended
    }

    /// Waits for its end; a signal to this tool ends the group.
    ///
    /// # Errors
    /// [`Failure::Stopped`] when a signal came.
    pub fn wait(&mut self) -> Outcome<ExitStatus> {
        self.wait_while(|| ())
    }

    /// The same, calling `meanwhile` again and again.
    ///
    /// # Errors
    /// [`Failure::Stopped`] when a signal came.
    pub fn wait_while(&mut self, mut meanwhile: impl FnMut()) -> Outcome<ExitStatus> {
        loop {
            meanwhile();
            if let Some(status) = self.ended() {
                return Ok(status);
            }
            if let Err(stopped) = signals::pause(TICK) {
                self.stop(Signal::TERM);
                return Err(stopped);
            }
        }
    }

    /// Sends the whole group a signal.
    pub fn signal(&self, signal: Signal) {
        if let Some(group) = pid(self.id()) {
            // An error means that nobody is left in the group.
            let _ = kill_process_group(group, signal);
        }
    }

    /// Asks the whole group to end, and kills it when it does not within ten seconds.
    pub fn stop(&mut self, signal: Signal) {
        let leader_runs = self.ended().is_none();
        stop_group(self.id(), signal, || leader_runs && self.ended().is_none());
        let _ = self.child.wait();
    }
}

/// Runs a command to its end, with `input` as its standard input, and gives what it wrote.
///
/// # Errors
/// When it cannot be started, or a signal comes: then its group is ended.
pub fn output(command: &mut Command, input: &str) -> Outcome<Output> {
    let program = command.get_program().display().to_string();
    let told = |error| Failure::Told(format!("{program} cannot be run: {error}"));
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .map_err(told)?;
    if let Some(mut stdin) = child.stdin.take() {
        let input = input.to_owned();
        // A child that does not read all of it says itself what is wrong.
        thread::spawn(move || stdin.write_all(input.as_bytes()));
    }
    let stdout = child.stdout.take().map(read_aside);
    let stderr = child.stderr.take().map(read_aside);
    let mut group = Group { child, ended: None };
    let status = group.wait()?;
    let text = |reader: Option<thread::JoinHandle<Vec<u8>>>| {
        reader
            .and_then(|reader| reader.join().ok())
            .unwrap_or_default()
    };
    Ok(Output {
        status,
        stdout: text(stdout),
        stderr: text(stderr),
    })
}

/// Reads to the end in a thread of its own, so that no full pipe stops a child.
fn read_aside(mut stream: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What was read before an error is all there is.
        let _ = stream.read_to_end(&mut bytes);
        bytes
    })
}

impl Drop for Group {
    fn drop(&mut self) {
        if self.ended().is_none() {
            self.stop(Signal::KILL);
        }
    }
}

/// Ends the group of `leader`: first `signal`, then, when `runs` still holds after the grace, SIGKILL.
pub fn stop_group(leader: u32, signal: Signal, mut runs: impl FnMut() -> bool) {
    let Some(group) = pid(leader) else { return };
    // An error means that nobody is left in the group.
    let _ = kill_process_group(group, signal);
    let deadline = Instant::now() + GRACE;
    while runs() && Instant::now() < deadline {
        thread::sleep(TICK);
    }
    let _ = kill_process_group(group, Signal::KILL);
}

fn pid(id: u32) -> Option<Pid> {
    Pid::from_raw(i32::try_from(id).ok()?)
}

/// What a process id cannot tell by itself: that it is still the same process. Boot and start time on Linux, start
/// time elsewhere; `None` when it does not run.
#[must_use]
pub fn identity(id: u32) -> Option<String> {
    if cfg!(target_os = "linux") {
        let text = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        let start = start_time(&text)?;
        let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
        return Some(format!("{}:{start}", boot.trim()));
    }
    let output = Command::new("ps")
        .args(["-o", "lstart=", "-p", &id.to_string()])
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// How a running process was called.
#[must_use]
pub fn command_line(id: u32) -> Option<String> {
    identity(id)?;
    if cfg!(target_os = "linux") {
        let bytes = std::fs::read(format!("/proc/{id}/cmdline")).ok()?;
        return Some(String::from_utf8_lossy(&bytes).replace('\0', " "));
    }
    let output = Command::new("ps")
        .args(["-o", "command=", "-p", &id.to_string()])
        .output()
        .ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The start time out of `/proc/…/stat`, unless the process is only waiting to be collected.
fn start_time(stat: &str) -> Option<&str> {
    // The program's name, in parentheses, may hold spaces and parentheses itself.
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace();
    let state = fields.next()?;
    (state != "Z" && state != "X")
        .then(|| fields.nth(18))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_time_is_found_behind_any_name() {
        let stat = |state| {
            format!(
                "7 (a b) c) {state} 1 7 7 0 -1 4 1 0 0 0 0 0 0 0 20 0 1 0 4711 99 9 18446744073709551615"
            )
        };
        assert_eq!(start_time(&stat("S")), Some("4711"));
        assert_eq!(start_time(&stat("Z")), None);
        assert_eq!(start_time("nonsense"), None);
    }

    #[test]
    fn a_command_gets_its_input_and_both_outputs_are_read() {
        let mut command = Command::new("sh");
        command.args(["-c", "cat; echo wrong >&2; exit 3"]);
        let output = output(&mut command, "given").unwrap();
        assert_eq!(output.status.code(), Some(3));
        assert_eq!(output.stdout, b"given");
        assert_eq!(output.stderr, b"wrong\n");
    }

    #[test]
    fn a_process_keeps_its_identity_and_loses_it_at_its_end() {
        let mut group = Group::spawn(Command::new("sleep").arg("60")).unwrap();
        let id = group.id();
        assert!(identity(id).is_some());
        assert_eq!(identity(id), identity(id));
        group.stop(Signal::TERM);
        assert_eq!(identity(id), None);
    }
}
