//! Starting the binary with an environment of its own.

use std::{
    io::Read,
    net::TcpListener,
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use shared::{
    config::DatabaseConfig,
    testing::{AUDIENCE, ISSUER, Issuer, TestDatabase},
};

/// A running function, ended with the test.
pub struct Process {
    child: Child,
    pub port: u16,
}

/// The variables that every function needs.
pub fn environment(database_url: &str, issuer: &Issuer) -> Vec<(&'static str, String)> {
    vec![
        ("DATABASE_URL", database_url.to_owned()),
        ("AUTH_JWKS", serde_json::to_string(&issuer.jwks()).unwrap()),
        ("AUTH_ISSUER", ISSUER.to_owned()),
        ("AUTH_AUDIENCE", AUDIENCE.to_owned()),
    ]
}

/// The connection string of a test's database.
pub fn url(test: &TestDatabase) -> String {
    let DatabaseConfig { postgres, .. } = test.config();
    let tokio_postgres::config::Host::Tcp(host) = &postgres.get_hosts()[0] else {
        panic!("a TCP host")
    };
    format!(
        "postgres://{}:{}@{host}:{}/{}?sslmode=disable",
        postgres.get_user().unwrap(),
        String::from_utf8_lossy(postgres.get_password().unwrap()),
        postgres.get_ports()[0],
        postgres.get_dbname().unwrap(),
    )
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

impl Process {
    /// Starts the binary with these variables and nothing else of the environment.
    pub fn spawn(variables: &[(&'static str, String)]) -> Self {
        let port = free_port();
        let child = Command::new(env!("CARGO_BIN_EXE_tasks"))
            .env_clear()
            .env("PORT", port.to_string())
            .envs(variables.iter().cloned())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self { child, port }
    }

    /// Waits until the port answers.
    pub async fn listening(self) -> Self {
        for _ in 0..500 {
            if tokio::net::TcpStream::connect(("127.0.0.1", self.port))
                .await
                .is_ok()
            {
                return self;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the function does not listen");
    }

    /// An address of the function.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Sends a signal by name.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .arg(format!("-{name}"))
            .arg(self.child.id().to_string())
            .status()
            .unwrap();
        assert!(status.success());
    }

    /// Waits for the end; what it wrote to standard output and standard error.
    pub fn finish(mut self) -> (ExitStatus, String, String) {
        let status = self.child.wait().unwrap();
        let (mut output, mut errors) = (String::new(), String::new());
        self.child
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut output)
            .unwrap();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut errors)
            .unwrap();
        (status, output, errors)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let ended_already = self.child.kill();
        drop(ended_already);
        let status = self.child.wait();
        drop(status);
    }
}

/// An HTTP client.
pub fn client() -> reqwest::Client {
    shared::http_client::build(&shared::config::TrustConfig::default()).unwrap()
}
