//! Child processes, each the leader of a process group of its own: Ctrl-C in a terminal reaches this tool alone, which
//! then ends its children in order, with all that they started.

use std::{
    os::unix::process::CommandExt,
    process::{Child, Command, ExitStatus, Stdio},
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
    fn a_process_keeps_its_identity_and_loses_it_at_its_end() {
        let mut group = Group::spawn(Command::new("sleep").arg("60")).unwrap();
        let id = group.id();
        assert!(identity(id).is_some());
        assert_eq!(identity(id), identity(id));
        group.stop(Signal::TERM);
        assert_eq!(identity(id), None);
    }
}
