//! `PgBouncer` between a function and a test's database, which gives each transaction another connection.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use clock::{Ids, SystemIds};
use tokio_postgres::config::Host;

use super::{TestDatabase, free_port};
use crate::config::DatabaseConfig;

/// What it does with prepared statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tracking {
    /// Nothing: they stay with the connection on which they were made (`PgBouncer` before 1.21).
    Off,
    /// It prepares them again where they are missing (1.21 or newer, `max_prepared_statements`).
    On,
}

/// A running pooler, ended with the test.
pub struct Pooler {
    child: Child,
    folder: PathBuf,
    port: u16,
}

impl Pooler {
    /// One with so many connections to the test's server.
    ///
    /// # Panics
    /// When `PGBOUNCER` or `PGBOUNCER_TRACKING`, which `cargo xtask test rust` sets, names no program, or it does not come up.
    pub async fn start(test: &TestDatabase, tracking: Tracking, connections: usize) -> Self {
        let variable = match tracking {
            Tracking::Off => "PGBOUNCER",
            Tracking::On => "PGBOUNCER_TRACKING",
        };
        #[expect(
            clippy::disallowed_methods,
            reason = "tests learn of the run's programs from the environment"
        )]
        let program = std::env::var(variable)
            .unwrap_or_else(|_| panic!("{variable}: run tests through `cargo xtask test rust`"));
        let config = test.config().postgres;
        let Some(Host::Tcp(host)) = config.get_hosts().first() else {
            panic!("TEST_DATABASE_URL names a TCP host")
        };
        let server = config.get_ports().first().copied().unwrap_or(5432);
        let user = config.get_user().unwrap_or_default();
        let password = String::from_utf8_lossy(config.get_password().unwrap_or_default());
        let port = free_port();
        let folder = std::env::temp_dir().join(format!("pooler-{}", SystemIds.next()));
        fs::create_dir(&folder).expect("a folder");
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("a folder");
        let users = folder.join("users");
        fs::write(&users, format!("\"{user}\" \"{password}\"\n")).expect("a file");
        // It refuses to run as root.
        let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
        let other = if is_root { "user = nobody\n" } else { "" };
        let statements = match tracking {
            Tracking::Off => String::new(),
            Tracking::On => "max_prepared_statements = 200\n".to_owned(),
        };
        let settings = format!(
            "[databases]\n* = host={host} port={server}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
             unix_socket_dir =\nauth_type = scram-sha-256\nauth_file = {}\npool_mode = transaction\n\
             default_pool_size = {connections}\n{statements}{other}",
            users.display()
        );
        let file = folder.join("pgbouncer.ini");
        fs::write(&file, settings).expect("a file");
        let child = Command::new(program)
            .arg("-q")
            .arg(&file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the pooler starts");
        let pooler = Self {
            child,
            folder,
            port,
        };
        pooler.listening().await;
        pooler
    }

    async fn listening(&self) {
        for _ in 0..3_000 {
            if tokio::net::TcpStream::connect(("127.0.0.1", self.port))
                .await
                .is_ok()
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the pooler does not listen");
    }

    /// The functions' configuration for the database behind it.
    #[must_use]
    pub fn config(&self, test: &TestDatabase) -> DatabaseConfig {
        let mut config = test.config();
        let direct = config.postgres;
        config.postgres = tokio_postgres::Config::new();
        config
            .postgres
            .host("127.0.0.1")
            .port(self.port)
            .ssl_mode(tokio_postgres::config::SslMode::Disable)
            .user(direct.get_user().unwrap_or_default())
            .password(direct.get_password().unwrap_or_default())
            .dbname(direct.get_dbname().unwrap_or_default());
        config
    }

    /// The functions' connection string for the database behind it.
    ///
    /// # Panics
    /// When the run's Postgres is not on TCP.
    #[must_use]
    pub fn url(&self, test: &TestDatabase) -> String {
        let direct = test.url();
        let (login, rest) = direct.rsplit_once('@').expect("a login");
        let (_, database) = rest.split_once('/').expect("a database");
        format!("{login}@127.0.0.1:{}/{database}", self.port)
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let ended_already = self.child.kill();
        drop(ended_already);
        drop(self.child.wait());
        drop(fs::remove_dir_all(&self.folder));
    }
}
