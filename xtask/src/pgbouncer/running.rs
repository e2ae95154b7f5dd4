//! `PgBouncer` between functions and a Postgres on this machine.

use std::{
    fs,
    net::{Ipv4Addr, TcpStream},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use crate::{
    child::Group,
    failure::{At, Failure, Outcome},
    files,
    places::{self, OTHER_USER, State},
    signals, step,
};

const PATIENCE: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(5);

/// What it stands before, and who comes through it.
pub struct Between<'a> {
    /// The port of Postgres.
    pub server: u16,
    /// Whom it looks logins up as, with the password.
    pub superuser: (&'a str, &'a str),
    /// How many connections to Postgres it holds.
    pub size: usize,
    /// Whether it keeps prepared statements for those who made them.
    pub tracks: bool,
}

/// A running pooler.
pub struct Running {
    group: Group,
    program: PathBuf,
    file: PathBuf,
    log: PathBuf,
    /// The port it listens on.
    pub port: u16,
}

impl Running {
    /// Starts this program.
    ///
    /// # Errors
    /// When it does not listen.
    pub fn start(program: &Path, state: &State, port: u16, between: &Between) -> Outcome<Self> {
        // Its user must reach the files, which is not so below a home of root's.
        let folder = places::for_postgres(&state.folder, "pooler")?;
        let (users, file) = (folder.join("users"), folder.join("pgbouncer.ini"));
        let (superuser, password) = between.superuser;
        files::replace(&users, &format!("\"{superuser}\" \"{password}\"\n"))?;
        files::replace(&file, &settings(port, between, &users))?;
        if places::root_user() {
            files::give(&folder, OTHER_USER)?;
        }
        let log = state.log("pooler");
        let group = spawn(program, &file, &log)?;
        let mut running = Self {
            group,
            program: program.to_owned(),
            file,
            log,
            port,
        };
        running.listening()?;
        Ok(running)
    }

    fn listening(&mut self) -> Outcome<()> {
        let started = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            if self.group.ended().is_some() || started.elapsed() > PATIENCE || signals::stopped() {
                let said = fs::read_to_string(&self.log).at(&self.log)?;
                return Err(Failure::Told(format!("the pooler does not listen: {said}")));
            }
            thread::sleep(POLL);
        }
        Ok(())
    }

    /// The id of its processes.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.group.id()
    }

    /// Starts it again if it ended by itself, and says whether it did.
    ///
    /// # Errors
    /// When it does not listen again.
    pub fn heal(&mut self) -> Outcome<bool> {
        if self.group.ended().is_none() {
            return Ok(false);
        }
        self.group = spawn(&self.program, &self.file, &self.log)?;
        self.listening()?;
        Ok(true)
    }

    /// Ends it.
    pub fn stop(&mut self) {
        self.group.stop(rustix::process::Signal::INT);
    }
}

/// It refuses to run as root.
fn spawn(program: &Path, file: &Path, log: &Path) -> Outcome<Group> {
    let (out, err) = step::outputs(log)?;
    let mut command = Command::new(program);
    command.arg(file).stdout(out).stderr(err);
    if places::root_user() {
        command.uid(OTHER_USER).gid(OTHER_USER);
    }
    Group::spawn(&mut command)
}

/// Logins are looked up: what the server keeps of a password costs the pooler no 4,096 rounds of HMAC at each login, as a
/// password in its file does.
fn settings(port: u16, between: &Between, users: &Path) -> String {
    let Between { server, size, .. } = between;
    let (superuser, _) = between.superuser;
    let tracking = if between.tracks {
        "max_prepared_statements = 200\n"
    } else {
        ""
    };
    format!(
        "[databases]\n* = host=127.0.0.1 port={server}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = scram-sha-256\nauth_file = {}\nauth_user = {superuser}\npool_mode = transaction\ndefault_pool_size = {size}\n{tracking}",
        users.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-517, FR-848.
    #[test]
    fn connections_are_given_for_a_transaction() {
        let between = |tracks| Between {
            server: 5433,
            superuser: ("postgres", "secret"),
            size: 2,
            tracks,
        };
        let settings = |tracks| settings(6432, &between(tracks), "/tmp/users".as_ref());
        for line in [
            "* = host=127.0.0.1 port=5433",
            "listen_port = 6432",
            "pool_mode = transaction",
            "auth_user = postgres",
            "default_pool_size = 2",
        ] {
            assert!(settings(false).lines().any(|found| found == line), "{line}");
        }
        // The versions before 1.21 do not start with a setting that they do not know.
        assert!(!settings(false).contains("max_prepared_statements"));
        assert!(settings(true).contains("max_prepared_statements"));
    }
}
