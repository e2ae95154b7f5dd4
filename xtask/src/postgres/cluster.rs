//! One Postgres cluster: its data folder, how it is made, how its server starts.

use std::{
    fs,
    io::Write,
    net::Ipv4Addr,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use rustix::process::Signal;

use super::{
    Binaries,
    server::{SUPERUSER, Server},
};
use crate::{
    child::{self, Group},
    failure::{At, Failure, Outcome},
    files,
    places::{self, OTHER_USER},
    random, signals, step,
};

const PATIENCE: Duration = Duration::from_mins(1);

/// How much a power cut may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Nothing: for data that somebody wants to see again.
    Durable,
    /// Everything: for tests.
    ThrowAway,
}

/// A data folder and what belongs to it.
#[derive(Debug)]
pub struct Cluster {
    home: PathBuf,
    binaries: Binaries,
    durability: Durability,
    address: Ipv4Addr,
}

impl Cluster {
    /// The cluster of this state folder; nothing is made yet.
    ///
    /// # Errors
    /// When its folder cannot be made.
    pub fn of(folder: &Path, binaries: Binaries, durability: Durability) -> Outcome<Self> {
        Ok(Self {
            home: places::for_postgres(folder, "postgres")?,
            binaries,
            durability,
            address: Ipv4Addr::LOCALHOST,
        })
    }

    /// The same, listening on another address of this machine, for whoever reaches that and knows a password.
    #[must_use]
    pub fn listening_on(self, address: Ipv4Addr) -> Self {
        Self { address, ..self }
    }

    /// Where files live that make sense only together with the data.
    #[must_use]
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Removes all data.
    ///
    /// # Errors
    /// When something stays.
    pub fn erase(&self) -> Outcome<()> {
        self.end_leftover();
        files::remove_folder(&self.home)?;
        files::open_folder(&self.home)
    }

    /// Makes the cluster with an empty database `todo`, unless it exists.
    ///
    /// # Errors
    /// When `initdb` fails or the data is of another version.
    pub fn prepare(&self) -> Outcome<()> {
        let data = self.data();
        let version = data.join("PG_VERSION");
        if let Ok(present) = fs::read_to_string(&version) {
            let wanted = self.binaries.major()?;
            if present.trim() == wanted {
                return Ok(());
            }
            return Err(Failure::Told(format!(
                "the data in {} is of Postgres {}, this checkout runs {wanted}: check out the older version to export it, or start over with --fresh",
                data.display(),
                present.trim()
            )));
        }
        // Made aside and renamed, so that an interrupted start leaves no half-made cluster.
        let draft = self.home.join("data.draft");
        files::remove_folder(&draft)?;
        let password = random::hex(24)?;
        let password_file = self.home.join("initdb.password");
        files::replace(&password_file, &password)?;
        if places::root_user() {
            files::give(&password_file, OTHER_USER)?;
            fs::create_dir(&draft).at(&draft)?;
            files::give(&draft, OTHER_USER)?;
        }
        let log = self.home.join("initdb.log");
        let made = step::run(
            "Postgres: new cluster",
            &log,
            self.command("initdb")
                .arg("--pgdata")
                .arg(&draft)
                .arg("--pwfile")
                .arg(&password_file)
                .args([
                    "--username",
                    SUPERUSER,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--no-sync",
                ]),
        );
        let _ = fs::remove_file(&password_file);
        made?;
        self.single_user(&draft, "create database todo\n")?;
        files::replace(&self.password_file(), &password)?;
        fs::rename(&draft, &data).at(&data)
    }

    /// Starts the server and waits until it answers.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn start(&self, port: u16, log: &Path) -> Outcome<Server> {
        self.end_leftover();
        let password_file = self.password_file();
        let password = fs::read_to_string(&password_file).at(&password_file)?;
        let (out, err) = step::outputs(log)?;
        let mut command = self.command("postgres");
        command
            .arg("-D")
            .arg(self.data())
            .args(["-p", &port.to_string()])
            .args(["-c", &format!("listen_addresses={}", self.address)])
            .args(["-c", "unix_socket_directories="])
            .args(["-c", "max_connections=200"])
            .stdout(out)
            .stderr(err);
        if !self.address.is_loopback() {
            let rules = self.access_rules()?;
            command.args(["-c", &format!("hba_file={}", rules.display())]);
        }
        if self.durability == Durability::ThrowAway {
            for setting in [
                "fsync=off",
                "full_page_writes=off",
                "synchronous_commit=off",
            ] {
                command.args(["-c", setting]);
            }
        }
        let mut group = Group::spawn(&mut command)?;
        let deadline = Instant::now() + PATIENCE;
        while !self.answers(&group) {
            if let Some(status) = group.ended() {
                return Err(step::broken("Postgres", log, &status.to_string()));
            }
            if Instant::now() > deadline {
                return Err(step::broken("Postgres", log, "not ready after a minute"));
            }
            signals::pause(Duration::from_millis(20))?;
        }
        Ok(Server {
            group,
            address: self.address,
            port,
            password,
        })
    }

    /// `initdb` lets this machine in only; pods come from addresses that nobody here knows.
    fn access_rules(&self) -> Outcome<PathBuf> {
        let path = self.home.join("pg_hba.conf");
        files::replace(&path, "host all all all scram-sha-256\n")?;
        if places::root_user() {
            files::give(&path, OTHER_USER)?;
        }
        Ok(path)
    }

    /// The eighth line of `postmaster.pid` is how `pg_ctl` learns of it, too.
    fn answers(&self, group: &Group) -> bool {
        let lines = self.postmaster();
        lines.first().map(String::as_str) == Some(&group.id().to_string())
            && lines.get(7).is_some_and(|status| status.trim() == "ready")
    }

    fn postmaster(&self) -> Vec<String> {
        fs::read_to_string(self.data().join("postmaster.pid"))
            .map(|text| text.lines().map(str::to_owned).collect())
            .unwrap_or_default()
    }

    /// Ends a server on this data whose `up` was killed.
    fn end_leftover(&self) {
        let id = self
            .postmaster()
            .first()
            .and_then(|line| line.parse::<u32>().ok());
        let Some(id) = id else { return };
        if child::command_line(id)
            .is_some_and(|line| line.contains(&*self.data().to_string_lossy()))
        {
            child::stop_group(id, Signal::INT, || child::identity(id).is_some());
        }
    }

    /// Runs statements while no server is running.
    fn single_user(&self, data: &Path, statements: &str) -> Outcome<()> {
        let log = self.home.join("single-user.log");
        let (out, err) = step::outputs(&log)?;
        let mut child = self
            .command("postgres")
            .args(["--single", "-D"])
            .arg(data)
            .arg("postgres")
            .stdin(Stdio::piped())
            .stdout(out)
            .stderr(err)
            .spawn()
            .at(&self.home)?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(statements.as_bytes()).at(&self.home)?;
        }
        let status = child.wait().at(&self.home)?;
        // Statements that fail do not fail the process.
        let failed = fs::read_to_string(&log).is_ok_and(|text| text.contains("ERROR:"));
        if status.success() && !failed {
            return Ok(());
        }
        Err(step::broken(
            "Postgres: new cluster",
            &log,
            &status.to_string(),
        ))
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.binaries.program(program));
        command
            .current_dir(&self.home)
            .env_clear()
            .env("HOME", &self.home)
            .env("PATH", "/usr/bin:/bin")
            .env("LC_ALL", "C")
            .env("TZ", "UTC");
        if places::root_user() {
            command.uid(OTHER_USER).gid(OTHER_USER);
        }
        command
    }

    fn data(&self) -> PathBuf {
        self.home.join("data")
    }

    fn password_file(&self) -> PathBuf {
        self.home.join("superuser.password")
    }
}
