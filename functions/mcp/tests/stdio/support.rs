//! The function as a process, and the bridge to it as another.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread::JoinHandle,
    time::Duration,
};

use clock::{Ids, SystemIds};
use serde_json::{Value, json};
use shared::{
    auth::{TokenSecret, UserId},
    db::{self, Kind, Role},
    testing::{Issuer, Process, TestDatabase, environment},
};

const BINARY: &str = env!("CARGO_BIN_EXE_mcp");
const PATIENCE: Duration = Duration::from_mins(1);

/// The function over a database, with a token of Ann's.
pub struct Function {
    pub test_database: TestDatabase,
    pub process: Process,
}

impl Function {
    pub async fn start() -> Self {
        let test_database = TestDatabase::new().await;
        let variables = environment(&test_database, &Issuer::default());
        let process = Process::spawn(BINARY, &variables).listening().await;
        Self {
            test_database,
            process,
        }
    }

    /// A token of Ann's with these scopes.
    pub async fn token(&self, scopes: &[&str]) -> String {
        let new = json!({"name": "Laptop", "scopes": scopes, "expires_in_days": 1});
        let new = serde_json::from_value(new).unwrap();
        let secret = TokenSecret::generate(&SystemIds).unwrap();
        let user = UserId::for_test("ann");
        let database = self.test_database.database(Role::Tasks);
        let mut transaction = database.write(&user, Kind::Request, 0).await.unwrap();
        let token =
            db::tokens::create(&mut transaction, &user, SystemIds.next(), &new, &secret).await;
        transaction.commit().await.unwrap();
        token.unwrap();
        secret.expose()
    }

    /// A bridge with a token for everything.
    pub async fn bridge(&self) -> Bridge {
        let token = self.token(&["tasks:read", "tasks:write"]).await;
        Bridge::start(&self.process.url("/mcp"), &token)
    }
}

/// A token that nobody was given.
pub fn strange_token() -> String {
    TokenSecret::generate(&SystemIds).unwrap().expose()
}

/// Runs the binary to its end: its status, and what it wrote to standard output and standard error.
pub fn run(arguments: &[&str], variables: &[(&str, &str)]) -> (ExitStatus, String, String) {
    let output = Command::new(BINARY)
        .args(arguments)
        .env_clear()
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status, text(output.stdout), text(output.stderr))
}

/// A running `mcp stdio`.
pub struct Bridge {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    log: Option<JoinHandle<String>>,
}

impl Bridge {
    pub fn start(url: &str, token: &str) -> Self {
        Self::start_with(url, token, &[])
    }

    /// The same with further variables.
    pub fn start_with(url: &str, token: &str, variables: &[(&str, &str)]) -> Self {
        let mut child = Command::new(BINARY)
            .arg("stdio")
            .env_clear()
            .envs([
                ("MCP_URL", url),
                ("TODO_TOKEN", token),
                ("LOG_LEVEL", "trace"),
            ])
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = channel();
        let output = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in output.lines() {
                sender.send(line.unwrap()).unwrap();
            }
        });
        let mut errors = child.stderr.take().unwrap();
        let log = std::thread::spawn(move || {
            let mut log = String::new();
            errors.read_to_string(&mut log).unwrap();
            log
        });
        Self {
            input: child.stdin.take(),
            child,
            lines,
            log: Some(log),
        }
    }

    pub fn write(&mut self, line: &str) {
        let input = self.input.as_mut().unwrap();
        input.write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    pub fn send(&mut self, message: &Value) {
        self.write(&message.to_string());
    }

    /// The next line, which is a message.
    pub fn next(&self) -> Value {
        let line = self.lines.recv_timeout(PATIENCE).unwrap();
        let message: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}"));
        assert_eq!(message["jsonrpc"], "2.0", "{line}");
        message
    }

    /// Sends a request and gives the answer to it.
    pub fn ask(&mut self, id: impl Into<Value>, method: &str, params: Value) -> Value {
        let id = id.into();
        self.send(&request(&id, method, params));
        let answer = self.next();
        assert_eq!(answer["id"], id, "{answer}");
        answer
    }

    /// No line comes for a while.
    pub fn stays_silent(&self) {
        let line = self.lines.recv_timeout(Duration::from_millis(300));
        assert_eq!(line, Err(RecvTimeoutError::Timeout));
    }

    /// Ends standard input.
    pub fn close(&mut self) {
        self.input = None;
    }

    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let status = Command::new("kill")
            .args([&format!("-{name}"), &id])
            .status();
        assert!(status.unwrap().success());
    }

    /// Waits for the end: the status, the lines that were not read, and the log.
    pub fn finish(mut self) -> (ExitStatus, Vec<String>, String) {
        let status = self.child.wait().unwrap();
        let log = self.log.take().unwrap().join().unwrap();
        (status, self.lines.iter().collect(), log)
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        // It may have ended by itself.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

pub fn request(id: &Value, method: &str, params: Value) -> Value {
    let mut request = json!({"method": method, "jsonrpc": "2.0", "id": id});
    request["params"] = params;
    request
}

/// A call as since 2026-07-28.
pub fn call(tool: &str, arguments: Value) -> Value {
    let mut params = json!({"name": tool, "_meta": meta()});
    params["arguments"] = arguments;
    params
}

pub fn meta() -> Value {
    json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "laptop", "version": "1"},
    })
}
