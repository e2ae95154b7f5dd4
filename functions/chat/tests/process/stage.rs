//! Real processes of chat and mcp over one database, and a scripted model.

use std::{
    convert::Infallible,
    path::PathBuf,
    process::Command,
    sync::{
        Arc, Mutex, Once,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Json, Router, body::Body, extract::State, response::IntoResponse, routing::post};
use futures::{Stream, StreamExt, stream};
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};
use shared::testing::{Issuer, Process, TestDatabase, environment, free_port};
use tokio::sync::watch;

/// How often something is looked for before it is missed: far longer than it ever takes.
const LOOKS: usize = 600;

/// A model that adds two tasks, completes the first and says so; to `hello` it only says a word.
#[derive(Clone)]
pub struct Model {
    /// At how many results it is silent, until it is released.
    holds: Arc<watch::Sender<Option<usize>>>,
    /// How many connections wait for it.
    pub silent: Arc<AtomicUsize>,
    pub asked: Arc<Mutex<Vec<Value>>>,
}

struct Waits(Arc<AtomicUsize>);

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn frame(delta: &Value) -> String {
    format!(
        "data: {}\n\n",
        json!({"choices": [{"index": 0, "delta": delta}]})
    )
}

fn call(index: usize, name: &str, arguments: &Value) -> Value {
    let function = json!({"name": name, "arguments": arguments.to_string()});
    json!({"tool_calls": [{"index": index, "id": format!("c{index}"), "type": "function", "function": function}]})
}

impl Model {
    /// It is silent at so many results.
    pub fn hold_at(&self, results: usize) {
        self.holds.send_replace(Some(results));
    }

    /// What it was asked last, as text.
    pub fn last_asked(&self) -> String {
        self.asked.lock().unwrap().last().unwrap().to_string()
    }

    /// It goes on.
    pub fn release(&self) {
        self.holds.send_replace(None);
    }

    fn answer(&self, request: Value) -> Body {
        let messages = request["messages"].as_array().unwrap();
        let last = messages
            .iter()
            .rposition(|message| message["role"] == "user");
        let last = last.unwrap();
        let words = messages[last]["content"].as_str().unwrap();
        let is_plain = words.ends_with("hello");
        let results = messages[last..]
            .iter()
            .filter(|message| message["role"] == "tool")
            .count();
        let deltas = match results {
            _ if is_plain => vec![json!({"content": "Hello."})],
            0 => vec![
                json!({"content": "I will."}),
                call(0, "add_task", &json!({"tasks": [{"title": "a"}]})),
                call(1, "add_task", &json!({"tasks": [{"title": "b"}]})),
            ],
            1 | 2 => vec![
                json!({"content": "Both are there."}),
                call(0, "complete_task", &json!({"ids": [1]})),
            ],
            _ => vec![json!({"content": "All done."})],
        };
        self.asked.lock().unwrap().push(request);
        let mut frames: Vec<String> = deltas.iter().map(frame).collect();
        frames.push("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":5}}\n\ndata: [DONE]\n\n".to_owned());
        if is_plain || *self.holds.borrow() != Some(results) {
            return Body::from(frames.concat());
        }
        self.silent.fetch_add(1, Ordering::SeqCst);
        let waits = Waits(self.silent.clone());
        let mut released = self.holds.subscribe();
        let rest = async move {
            let _waits = waits;
            released.wait_for(Option::is_none).await.unwrap();
            Ok::<_, Infallible>(frames.concat())
        };
        let first = frame(&json!({"content": "Hm. "}));
        Body::from_stream(stream::iter([Ok(first)]).chain(stream::once(rest)))
    }

    async fn start() -> (Self, String) {
        let model = Self {
            holds: Arc::new(watch::Sender::new(None)),
            silent: Arc::default(),
            asked: Arc::default(),
        };
        let answer = |State(model): State<Self>, Json(request): Json<Value>| async move {
            (
                [("content-type", "text/event-stream")],
                model.answer(request),
            )
                .into_response()
        };
        let routes = Router::new()
            .route("/v1/chat/completions", post(answer))
            .with_state(model.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, routes).into_future());
        (model, base_url)
    }
}

/// The platform's processes.
pub struct Stage {
    pub test: TestDatabase,
    issuer: Issuer,
    pub model: Model,
    base_url: String,
    mcp_port: u16,
    /// What mcp is told beside what it needs.
    of_mcp: Vec<(&'static str, String)>,
    mcp: Mutex<Option<Process>>,
    client: reqwest::Client,
}

/// mcp's binary, which stands beside ours. A test of the whole workspace has built it; one of this package alone may not.
fn mcp_binary() -> PathBuf {
    static BUILT: Once = Once::new();
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_chat")).with_file_name("mcp");
    BUILT.call_once(|| {
        if binary.exists() {
            return;
        }
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--package", "mcp", "--bin", "mcp"])
            .status();
        assert!(built.unwrap().success());
    });
    binary
}

impl Stage {
    pub async fn start() -> Self {
        Self::start_with(Vec::new()).await
    }

    /// The same, with more variables for mcp.
    pub async fn start_with(of_mcp: Vec<(&'static str, String)>) -> Self {
        let (model, base_url) = Model::start().await;
        let stage = Self {
            test: TestDatabase::new().await,
            issuer: Issuer::default(),
            model,
            base_url,
            mcp_port: free_port(),
            of_mcp,
            mcp: Mutex::new(None),
            client: shared::http_client::build(&shared::config::TrustConfig::default()).unwrap(),
        };
        stage.restart_mcp().await;
        stage
    }

    /// Kills mcp, if it runs, and starts it at the same address.
    pub async fn restart_mcp(&self) {
        drop(self.mcp.lock().unwrap().take());
        let mut variables = environment(&self.test, &self.issuer);
        variables.extend(self.of_mcp.clone());
        let binary = mcp_binary();
        let process = Process::spawn_at(binary.to_str().unwrap(), self.mcp_port, &variables);
        let process = process.listening().await;
        *self.mcp.lock().unwrap() = Some(process);
    }

    /// Sends mcp a signal.
    pub fn signal_mcp(&self, name: &str) {
        self.mcp.lock().unwrap().as_ref().unwrap().signal(name);
    }

    /// Ends every session of the database, as a crash of the server does.
    pub async fn end_sessions(&self) {
        let end = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
        self.test.owner().await.query(end, &[]).await.unwrap();
    }

    /// Another process of chat.
    pub async fn chat(&self) -> Process {
        self.chat_with(&[]).await
    }

    /// The same with more variables.
    pub async fn chat_with(&self, more: &[(&'static str, &str)]) -> Process {
        let mut variables = environment(&self.test, &self.issuer);
        variables.extend([
            ("MCP_URL", format!("http://127.0.0.1:{}/mcp", self.mcp_port)),
            ("LLM_BASE_URL", self.base_url.clone()),
            ("LLM_MODEL", "scripted".to_owned()),
        ]);
        variables.extend(
            more.iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        Process::spawn(env!("CARGO_BIN_EXE_chat"), &variables)
            .listening()
            .await
    }

    fn request(&self, request: RequestBuilder, user: &str) -> RequestBuilder {
        request.bearer_auth(self.issuer.session_token(user))
    }

    /// A message under a key.
    pub fn message(&self, chat: &Process, user: &str, key: &str, body: &Value) -> RequestBuilder {
        let request = self.client.post(chat.url("/api/chat"));
        self.request(request, user)
            .header("idempotency-key", key)
            .json(body)
    }

    /// A request of the ChatKit protocol.
    pub fn kit(
        &self,
        chat: &Process,
        user: &str,
        key: Option<&str>,
        body: &Value,
    ) -> RequestBuilder {
        let request = self.client.post(chat.url("/api/chatkit"));
        let request = self.request(request, user).json(body);
        match key {
            Some(key) => request.header("idempotency-key", key),
            None => request,
        }
    }

    /// The whole answer to a message, once the platform gives one.
    pub async fn say(&self, chat: &Process, user: &str, key: &str, body: &Value) -> Value {
        for _ in 0..LOOKS {
            match self.message(chat, user, key, body).send().await {
                Ok(answer) if answer.status() == 200 => return answer.json().await.unwrap(),
                Ok(answer) => {
                    let status = answer.status().as_u16();
                    let problem: Value = answer.json().await.unwrap_or_default();
                    assert!(matches!(status, 409 | 503), "{status}: {problem}");
                }
                Err(error) => assert!(error.is_request() || error.is_body(), "{error}"),
            }
            pause().await;
        }
        panic!("no answer")
    }

    /// The events of a message's answer.
    pub async fn stream(&self, chat: &Process, user: &str, key: &str, body: &Value) -> Events {
        let request = self.message(chat, user, key, body);
        let answer = request.header("accept", "text/event-stream").send().await;
        Events::of(answer.unwrap())
    }

    /// Stops a turn.
    pub async fn stop(
        &self,
        chat: &Process,
        user: &str,
        conversation: &str,
        turn: Option<&str>,
    ) -> u16 {
        let turn = turn.map_or_else(String::new, |turn| format!("?turn_id={turn}"));
        let path = format!("/api/conversations/{conversation}/stop{turn}");
        let answer = self
            .request(self.client.post(chat.url(&path)), user)
            .send()
            .await;
        answer.unwrap().status().as_u16()
    }

    /// A conversation as the person sees it.
    pub async fn read(&self, chat: &Process, user: &str, conversation: &str) -> Value {
        let path = format!("/api/conversations/{conversation}");
        let answer = self
            .request(self.client.get(chat.url(&path)), user)
            .send()
            .await;
        answer.unwrap().json().await.unwrap()
    }

    /// A user's tasks with a tick where they are done, straight from the database.
    pub async fn tasks(&self, user: &str) -> Vec<String> {
        let sql = "select title || case when completed_at is null then '' else ' ✓' end from todo.task where user_id = $1 order by title";
        let rows = self.test.owner().await.query(sql, &[&user]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// FR-344, FR-347: what was done is what is shown, each once.
    pub async fn is_told_truly(&self, chat: &Process, user: &str, conversation: &str) {
        let read = self.read(chat, user, conversation).await;
        let messages = read["messages"].as_array().unwrap();
        let receipts = messages
            .iter()
            .filter_map(|message| message["receipts"].as_array())
            .flatten();
        let (mut added, mut done) = (Vec::new(), 0);
        for receipt in receipts {
            match receipt["operation"].as_str().unwrap() {
                "created" => added.push(receipt["task"]["title"].as_str().unwrap().to_owned()),
                _ => done += 1,
            }
        }
        added.sort();
        let tasks = self.tasks(user).await;
        let titles: Vec<&str> = tasks
            .iter()
            .map(|task| task.trim_end_matches(" ✓"))
            .collect();
        assert_eq!(added, titles, "{read}");
        assert_eq!(
            done,
            tasks.iter().filter(|task| task.ends_with('✓')).count(),
            "{read}"
        );
        let events = "select count(*) from todo.task_event where user_id = $1";
        let owner = self.test.owner().await;
        let events: i64 = owner.query_one(events, &[&user]).await.unwrap().get(0);
        assert_eq!(
            usize::try_from(events).unwrap(),
            added.len() + done,
            "each effect once"
        );
    }
}

/// The server-sent events of an answer, as they come.
pub struct Events {
    body: std::pin::Pin<Box<dyn Stream<Item = reqwest::Result<axum::body::Bytes>> + Send>>,
    text: String,
}

impl Events {
    fn of(answer: Response) -> Self {
        assert_eq!(answer.status(), 200);
        Self {
            body: Box::pin(answer.bytes_stream()),
            text: String::new(),
        }
    }

    /// The next event; none when the stream ends or breaks.
    pub async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            while let Some((event, rest)) = self.text.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.text = rest;
                let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
                if let (Some(name), Some(data)) = (field("event: "), field("data: ")) {
                    return Some((name.to_owned(), serde_json::from_str(data).unwrap()));
                }
            }
            let piece = self.body.next().await?.ok()?;
            self.text.push_str(std::str::from_utf8(&piece).unwrap());
        }
    }

    /// Reads until the n-th event of this name.
    pub async fn until(&mut self, name: &str, nth: usize) -> Value {
        let mut seen = 0;
        while let Some((event, data)) = self.next().await {
            seen += usize::from(event == name);
            if seen == nth {
                return data;
            }
        }
        panic!("the stream ended before {name} {nth}")
    }

    /// All that comes.
    pub async fn rest(mut self) -> Vec<(String, Value)> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await {
            events.push(event);
        }
        events
    }
}

async fn pause() {
    tokio::time::sleep(Duration::from_millis(50)).await;
}

/// Waits until something is so.
pub async fn eventually(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    for _ in 0..LOOKS {
        if is_so().await {
            return;
        }
        pause().await;
    }
    panic!("never: {what}")
}
