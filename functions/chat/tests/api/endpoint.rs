//! An OpenAI-compatible endpoint as the model, and what happens when it is down (FR-305, FR-310, FR-311).

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
    routing::post,
};
use serde_json::{Value, json};

use crate::support::Platform;

/// Answers each request with the next of its replies, streamed, and keeps what it was asked.
#[derive(Clone, Default)]
pub struct Endpoint {
    replies: Arc<Mutex<VecDeque<Vec<Value>>>>,
    pub asked: Arc<Mutex<Vec<Value>>>,
}

impl Endpoint {
    pub async fn start(&self) -> agent::OpenAiConfig {
        let routes = Router::new()
            .route(
                "/v1/chat/completions",
                post(
                    |State(endpoint): State<Self>, Json(request): Json<Value>| async move {
                        endpoint.answer(request)
                    },
                ),
            )
            .with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, routes).into_future());
        let key = Some(agent::ApiKey::new("key"));
        agent::OpenAiConfig::new(base_url, "test-model", key, 16_384)
    }

    fn answer(&self, request: Value) -> axum::response::Response {
        self.asked.lock().unwrap().push(request);
        let Some(deltas) = self.replies.lock().unwrap().pop_front() else {
            return (
                StatusCode::SERVICE_UNAVAILABLE,
                r#"{"error":{"message":"overloaded"}}"#,
            )
                .into_response();
        };
        let frame = |data: &Value| format!("data: {data}\n\n");
        let choice = |delta: Value| frame(&json!({"choices": [{"index": 0, "delta": delta}]}));
        let mut frames: Vec<String> = deltas.into_iter().map(choice).collect();
        frames.push(frame(
            &json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}),
        ));
        frames.push("data: [DONE]\n\n".to_owned());
        let body = frames.concat();
        ([("content-type", "text/event-stream")], body).into_response()
    }

    /// It says nothing more of what it was to say.
    pub fn forget(&self) {
        self.replies.lock().unwrap().clear();
    }

    pub fn will_say(&self, deltas: Vec<Value>) {
        self.replies.lock().unwrap().push_back(deltas);
    }
}

/// A delta with a whole call.
pub fn call(name: &str, arguments: &Value) -> Value {
    let function = json!({"name": name, "arguments": arguments.to_string()});
    json!({"tool_calls": [{"id": "x", "type": "function", "function": function,
        "extra_content": {"google": {"thought_signature": "c2lnbmF0dXJl"}}}]})
}

/// FR-305, FR-310: the endpoint's tool call runs over MCP with the user's own rights; its unknown fields come back to it
/// unchanged, in the same turn and in the next, from another process.
#[tokio::test]
async fn an_endpoint_works_with_the_same_tools() {
    let platform = Platform::start().await;
    let endpoint = Endpoint::default();
    let config = endpoint.start().await;
    endpoint.will_say(vec![call(
        "add_task",
        &json!({"tasks": [{"title": "Buy groceries"}]}),
    )]);
    endpoint.will_say(vec![
        json!({"content": "I added "}),
        json!({"content": "groceries."}),
    ]);
    endpoint.will_say(vec![json!({"content": "You are \u{0}welcome."})]);
    let said = platform
        .chat(Some(config.clone()))
        .say("ann", None, "Could you note groceries?")
        .await;
    assert_eq!(
        (&said["response"], &said["receipts"][0]["operation"]),
        (&json!("I added groceries."), &json!("created"))
    );
    assert_eq!(
        platform.tasks("ann").await,
        [(1, "Buy groceries".to_owned(), false)]
    );
    platform
        .chat(Some(config))
        .say("ann", Some(&said["conversation_id"]), "Thanks")
        .await;
    let asked = endpoint.asked.lock().unwrap().clone();
    assert_eq!(asked.len(), 3);
    for request in &asked[1..] {
        let messages = request["messages"].as_array().unwrap();
        let signed = messages
            .iter()
            .find(|message| message["tool_calls"].is_array())
            .unwrap();
        assert_eq!(
            signed["tool_calls"][0]["extra_content"]["google"]["thought_signature"],
            "c2lnbmF0dXJl"
        );
        assert!(messages.iter().any(|message| {
            message["role"] == "tool"
                && message["content"]
                    .as_str()
                    .unwrap()
                    .contains("Buy groceries")
        }));
    }
    let mut names: Vec<_> = asked[0]["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tool| tool["function"]["name"].clone())
        .collect();
    names.sort_by_key(ToString::to_string);
    assert_eq!(
        names,
        [
            "add_task",
            "ask",
            "complete_task",
            "delete_task",
            "list_tasks",
            "undo",
            "update_task"
        ]
    );
    assert!(
        asked
            .iter()
            .all(|request| !request.to_string().contains("\"ann\"")),
        "no request names the user"
    );
}

/// FR-307: a model that never stops is stopped, and what it did is said.
#[tokio::test]
async fn a_model_that_never_stops_is_stopped() {
    let platform = Platform::start().await;
    let endpoint = Endpoint::default();
    let config = endpoint.start().await;
    for _ in 0..12 {
        endpoint.will_say(vec![call("list_tasks", &json!({}))]);
    }
    let said = platform.chat(Some(config)).say("ann", None, "Go on").await;
    assert_eq!(endpoint.asked.lock().unwrap().len(), 8);
    assert!(!said["response"].as_str().unwrap().is_empty());
}

/// FR-307: unknown tools and refused parameters go back to the model.
#[tokio::test]
async fn a_models_mistakes_go_back_to_it() {
    let platform = Platform::start().await;
    let endpoint = Endpoint::default();
    let config = endpoint.start().await;
    endpoint.will_say(vec![call("drop_everything", &json!({}))]);
    endpoint.will_say(vec![call("add_task", &json!({"tasks": [{"title": ""}]}))]);
    endpoint.will_say(vec![json!({"content": "I could not do that."})]);
    let said = platform
        .chat(Some(config))
        .say("ann", None, "Do something")
        .await;
    assert_eq!(said["response"], "I could not do that.");
    assert!(
        said["tool_calls"][0]["error"]["message"]
            .as_str()
            .unwrap()
            .contains("add_task")
    );
    assert!(
        said["tool_calls"][1]["error"]["message"]
            .as_str()
            .unwrap()
            .contains("title")
    );
    assert_eq!(platform.tasks("ann").await, []);
}

/// FR-311: without the endpoint the built-in model does the work, and says that it does.
#[tokio::test]
async fn the_built_in_model_takes_over_when_the_endpoint_is_down() {
    let platform = Platform::start().await;
    let config = Endpoint::default().start().await;
    let said = platform
        .chat(Some(config))
        .say("ann", None, "Add a task to buy groceries")
        .await;
    assert!(
        said["response"]
            .as_str()
            .unwrap()
            .starts_with(agent::FALLBACK_NOTE),
        "{said}"
    );
    assert_eq!(
        platform.tasks("ann").await,
        [(1, "Buy groceries".to_owned(), false)]
    );
}

/// A gateway to the mcp function that gives out its list of tools otherwise than it is.
async fn gateway(mcp_url: String, list: fn(Value) -> String) -> String {
    let client = shared::http_client::build(&shared::config::TrustConfig::default()).unwrap();
    let answer = move |mut headers: HeaderMap, body: String| {
        let (client, mcp_url) = (client.clone(), mcp_url.clone());
        async move {
            headers.remove("host");
            let sent = client.post(mcp_url).headers(headers).body(body).send();
            let text = sent.await.unwrap().text().await.unwrap();
            let message: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
            let text = if message["result"]["tools"].is_array() {
                list(message)
            } else {
                message.to_string()
            };
            ([("content-type", "application/json")], text)
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/mcp", listener.local_addr().unwrap());
    let routes = Router::new().route("/mcp", post(answer));
    tokio::spawn(axum::serve(listener, routes).into_future());
    url
}

/// FR-305: the first step goes by the committed contract, the next one by what mcp really has.
#[tokio::test]
async fn the_live_list_of_tools_replaces_the_contract() {
    let platform = Platform::start().await;
    let endpoint = Endpoint::default();
    let config = endpoint.start().await;
    endpoint.will_say(vec![call("list_tasks", &json!({}))]);
    endpoint.will_say(vec![json!({"content": "Nothing to do."})]);
    let one_more = |mut message: Value| {
        let tools = message["result"]["tools"].as_array_mut().unwrap();
        let mut newer = tools[0].clone();
        newer["name"] = json!("snooze_task");
        tools.push(newer);
        message.to_string()
    };
    let mcp_url = gateway(platform.mcp_url.clone(), one_more).await;
    let chat = platform.chat_with(&mcp_url, platform.test_database.config(), Some(config));
    let said = chat.say("ann", None, "What is there to do?").await;
    assert_eq!(said["response"], "Nothing to do.");
    let asked = endpoint.asked.lock().unwrap().clone();
    let knows = |request: &Value| request["tools"].to_string().contains("snooze_task");
    assert_eq!(asked.len(), 2);
    assert!(knows(&asked[1]), "the live list");
}

/// FR-305: a list that breaks off on its way keeps nobody from calling the tools of the contract.
#[tokio::test]
async fn a_call_does_not_need_the_live_list() {
    let platform = Platform::start().await;
    let cut_off = |message: Value| message.to_string()[..4096].to_owned();
    let mcp_url = gateway(platform.mcp_url.clone(), cut_off).await;
    let chat = platform.chat_with(&mcp_url, platform.test_database.config(), None);
    let said = chat.say("ann", None, "Add a task to buy groceries").await;
    assert_eq!(said["receipts"][0]["operation"], "created", "{said}");
}
