//! A function's binary as a process with an environment of its own.

use std::{
    io::Read,
    net::TcpListener,
    process::{Child, Command, ExitStatus, Stdio},
};

use super::{AUDIENCE, ISSUER, Issuer, TestDatabase, eventually};

/// A running function, ended with the test.
pub struct Process {
    child: Child,
    /// The port it was told to listen on.
    pub port: u16,
}

/// The variables that every function needs, for this database and this issuer.
///
/// # Panics
/// When the key set cannot be written, which cannot happen.
#[must_use]
pub fn environment(test: &TestDatabase, issuer: &Issuer) -> Vec<(&'static str, String)> {
    let jwks = serde_json::to_string(&issuer.jwks()).expect("a key set");
    vec![
        ("DATABASE_URL", test.url()),
        ("DATABASE_REQUEST_SECONDS", "60".to_owned()),
        ("DATABASE_BULK_SECONDS", "120".to_owned()),
        ("AUTH_JWKS", jwks),
        ("AUTH_ISSUER", ISSUER.to_owned()),
        ("AUTH_AUDIENCE", AUDIENCE.to_owned()),
    ]
}

/// A port that was free a moment ago.
///
/// # Panics
/// When no port can be had.
#[must_use]
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

impl Process {
    /// Starts a binary with these variables and nothing else of the environment.
    ///
    /// # Panics
    /// When it cannot be started.
    #[must_use]
    pub fn spawn(binary: &str, variables: &[(&'static str, String)]) -> Self {
        Self::spawn_at(binary, free_port(), variables)
    }

    /// The same on this port, on which another one may have listened before.
    ///
    /// # Panics
    /// When it cannot be started.
    #[must_use]
    pub fn spawn_at(binary: &str, port: u16, variables: &[(&'static str, String)]) -> Self {
        let child = Command::new(binary)
            .env_clear()
            .env("PORT", port.to_string())
            .envs(variables.iter().cloned())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        Self { child, port }
    }

    /// Waits until the port answers.
    ///
    /// # Panics
    /// When it does not within a minute.
    pub async fn listening(self) -> Self {
        let address = ("127.0.0.1", self.port);
        eventually(async || tokio::net::TcpStream::connect(address).await.is_ok()).await;
        self
    }

    /// An address of the function.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Sends a signal by name, such as `TERM`.
    ///
    /// # Panics
    /// When there is no such process any more.
    pub fn signal(&self, name: &str) {
        let mut kill = Command::new("kill");
        let status = kill
            .arg(format!("-{name}"))
            .arg(self.child.id().to_string())
            .status();
        assert!(status.expect("kill runs").success());
    }

    /// Waits for the end; what it wrote to standard output and standard error.
    ///
    /// # Panics
    /// When the output is not text.
    #[must_use]
    pub fn finish(mut self) -> (ExitStatus, String, String) {
        let status = self.child.wait().expect("the process ends");
        let (mut output, mut errors) = (String::new(), String::new());
        let streams = self.child.stdout.take().zip(self.child.stderr.take());
        let (mut stdout, mut stderr) = streams.expect("both are piped");
        stdout.read_to_string(&mut output).expect("text");
        stderr.read_to_string(&mut errors).expect("text");
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
