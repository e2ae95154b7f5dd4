//! One trace from the message to the database, through chat and mcp (FR-498).

use serde_json::json;
use shared::testing::Collector;

use crate::stage::Stage;

/// FR-497, FR-498: mcp's requests are in the trace of chat's, and in both what was sent to the database; a step of a model is
/// in it as well, and nothing of what was said. All of it is there when the stream ends.
#[tokio::test]
async fn a_turn_is_one_trace() {
    let collector = Collector::start().await;
    let stage = Stage::start_with(collector.environment("todo-mcp")).await;
    let variables = collector.environment("todo-chat");
    let variables: Vec<_> = variables
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let chat = stage.chat_with(&variables).await;
    let body = json!({"message": "add a and b, then complete a"});
    stage.stream(&chat, "ann", "k", &body).await.rest().await;
    let spans = collector.spans();
    let turn = spans
        .iter()
        .find(|span| span.name == "POST /api/chat")
        .unwrap();
    let named = |service: &str, name: &str| {
        let found = spans
            .iter()
            .filter(|span| span.service == service && span.name == name);
        found.cloned().collect::<Vec<_>>()
    };
    let models = named("todo-chat", "model");
    assert_eq!(models.len(), 3);
    assert!(models.iter().all(|span| span.parent == turn.id));
    let calls = named("todo-mcp", "POST /mcp");
    assert!(calls.len() >= 3, "{spans:?}");
    for call in &calls {
        assert_eq!((&call.trace, &call.parent), (&turn.trace, &turn.id));
    }
    let sent = named("todo-mcp", "postgres");
    let within = |id: &str| calls.iter().any(|call| call.id == id);
    assert!(!sent.is_empty() && sent.iter().all(|span| within(&span.parent)));
    assert!(!named("todo-chat", "postgres").is_empty());
    // What nobody asked for, such as a heartbeat, is in no trace.
    assert!(spans.iter().all(|span| span.trace == turn.trace));
    for hidden in ["then complete", "All done", "ann"] {
        assert!(!collector.saw(hidden), "{hidden}");
    }
    // What goes to models is none of theirs to follow.
    let asked = stage.model.asked.lock().unwrap();
    assert!(
        !asked
            .iter()
            .any(|request| request.to_string().contains(&turn.trace))
    );
}
