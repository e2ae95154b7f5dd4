//! `PgBouncer` between a function and Postgres, for starts that find a connection to the database there already.

use std::{
    fs,
    net::{Ipv4Addr, TcpStream},
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use crate::{
    bench::ground::Ground,
    child::Group,
    failure::{At, Failure, Outcome},
    files, pgbouncer,
    places::{self, OTHER_USER},
    ports::Ports,
    signals, step,
};

const PATIENCE: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(5);

/// A running pooler, and the port it listens on.
pub struct Pooler {
    group: Group,
    /// Its port.
    pub port: u16,
}

impl Pooler {
    /// Starts this machine's.
    ///
    /// # Errors
    /// When there is none, or it does not listen.
    pub fn start(ground: &Ground, ports: &mut Ports) -> Outcome<Self> {
        let program = pgbouncer::installed()?;
        let port = ports.any()?;
        // Its user must reach the file, which is not so below a home of root's.
        let folder = places::for_postgres(&ground.state.folder, "pooler")?;
        let (users, file) = (folder.join("users"), folder.join("pgbouncer.ini"));
        let (user, password) = ground.server.superuser();
        files::replace(&users, &format!("\"{user}\" \"{password}\"\n"))?;
        let settings = settings(ground.server.port(), port, user, &users);
        files::replace(&file, &settings)?;
        if places::root_user() {
            files::give(&folder, OTHER_USER)?;
        }
        let log = ground.state.log("pooler");
        let (out, err) = step::outputs(&log)?;
        let mut command = Command::new(program);
        command.arg(&file).stdout(out).stderr(err);
        if places::root_user() {
            std::os::unix::process::CommandExt::uid(&mut command, OTHER_USER);
            std::os::unix::process::CommandExt::gid(&mut command, OTHER_USER);
        }
        let mut group = Group::spawn(&mut command)?;
        let started = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if group.ended().is_some() || started.elapsed() > PATIENCE || signals::stopped() {
                let said = fs::read_to_string(&log).at(&log)?;
                return Err(Failure::Told(format!("the pooler does not listen: {said}")));
            }
            thread::sleep(POLL);
        }
        Ok(Self { group, port })
    }

    /// Ends it.
    pub fn stop(&mut self) {
        self.group.stop(rustix::process::Signal::INT);
    }
}

/// Logins are looked up, as operators have it: what the server keeps of a password takes the pooler no 4,096 rounds of
/// HMAC at each login, as a password in a file does.
fn settings(server: u16, port: u16, user: &str, users: &Path) -> String {
    format!(
        "[databases]\n* = host=127.0.0.1 port={server}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = scram-sha-256\nauth_file = {}\nauth_user = {user}\npool_mode = transaction\ndefault_pool_size = 2\n",
        users.display()
    )
}

#[cfg(test)]
mod tests {
    /// FR-517.
    #[test]
    fn connections_are_given_for_a_transaction() {
        let settings = super::settings(5433, 6432, "postgres", "/tmp/users".as_ref());
        for line in [
            "* = host=127.0.0.1 port=5433",
            "listen_port = 6432",
            "pool_mode = transaction",
        ] {
            assert!(settings.lines().any(|found| found == line), "{line}");
        }
    }
}
