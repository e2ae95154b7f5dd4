//! The ChatKit protocol over conversations (`specs/012-chatkit`).

mod acting;
mod asking;
mod reading;
mod replacing;
mod streaming;

use serde_json::{Value, json};

use crate::support::{Answer, Chat};

/// A request of the protocol.
pub fn request(kind: &str, params: Value) -> Value {
    let mut body = json!({ "type": kind });
    body["params"] = params;
    body
}

/// What a person types.
pub fn input(text: &str) -> Value {
    json!({"content": [{"type": "input_text", "text": text}], "attachments": [], "inference_options": {}})
}

/// The events of a stream: `data:` lines, and nothing else.
pub fn events(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.json());
    assert_eq!(answer.headers["content-type"], "text/event-stream");
    let body = String::from_utf8(answer.body.clone()).unwrap();
    let frames = body.split_terminator("\n\n");
    frames
        .map(|frame| {
            let data = frame
                .strip_prefix("data: ")
                .unwrap_or_else(|| panic!("no data: {frame:?}"));
            serde_json::from_str(data).unwrap()
        })
        .collect()
}

/// The items that a stream ends with, in order.
pub fn done(events: &[Value]) -> Vec<Value> {
    let done = events
        .iter()
        .filter(|event| event["type"] == "thread.item.done");
    done.map(|event| event["item"].clone()).collect()
}

/// The types of events or items.
pub fn types(values: &[Value]) -> Vec<&str> {
    values
        .iter()
        .map(|value| value["type"].as_str().unwrap())
        .collect()
}

impl Chat<'_> {
    /// One request of the protocol as this user.
    pub async fn kit(&self, user: &str, kind: &str, params: Value) -> Answer {
        self.call(user, "POST", "/api/chatkit", Some(request(kind, params)))
            .await
    }

    /// The same under a key.
    pub async fn keyed(&self, user: &str, key: &str, body: Value) -> Answer {
        let mut request = self.request(
            user,
            "POST",
            "/api/chatkit",
            Some(body),
            "text/event-stream",
        );
        request
            .headers_mut()
            .insert("idempotency-key", key.parse().unwrap());
        self.send(request).await
    }

    /// Begins a thread; its id and the events.
    pub async fn create(&self, user: &str, text: &str) -> (String, Vec<Value>) {
        let answer = self
            .kit(user, "threads.create", json!({"input": input(text)}))
            .await;
        let events = events(&answer);
        (
            events[0]["thread"]["id"].as_str().unwrap().to_owned(),
            events,
        )
    }

    /// Says something in a thread.
    pub async fn add(&self, user: &str, thread: &str, text: &str) -> Vec<Value> {
        let params = json!({"thread_id": thread, "input": input(text)});
        events(&self.kit(user, "threads.add_user_message", params).await)
    }

    /// All items of a thread, oldest first.
    pub async fn items(&self, user: &str, thread: &str) -> Vec<Value> {
        let params = json!({"thread_id": thread, "limit": 100, "order": "asc"});
        let page = self.kit(user, "items.list", params).await;
        assert_eq!(page.status.as_u16(), 200, "{}", page.json());
        page.json()["data"].as_array().unwrap().clone()
    }
}
