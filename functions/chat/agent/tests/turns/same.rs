//! The same turns under the same clock and ids (FR-492).

use std::sync::Arc;

use agent::Entry;
use clock::testing::{CountedIds, HandClock};

use crate::support::{Talk, agent, now};

/// What the agent recorded of a conversation in which it adds, asks and changes.
async fn recorded() -> Vec<String> {
    let clock = Arc::new(HandClock::at(now().timestamp()));
    let agent = agent(None).with_ids(Arc::new(CountedIds::new(clock)));
    let mut talk = Talk::new(agent, &["Call mum", "Call dad"]);
    for text in [
        "add buy milk tomorrow at 9",
        "delete the call task",
        "1",
        "show my tasks",
    ] {
        talk.say(text).await;
    }
    let entries = talk
        .history
        .iter()
        .filter(|entry| !matches!(entry, Entry::User { .. }));
    entries
        .map(|entry| serde_json::to_string(entry).unwrap())
        .collect()
}

/// FR-492: calls and questions have ids in it, and all of it is the same, byte for byte.
#[tokio::test]
async fn a_conversation_is_the_same_each_time() {
    let (one, two) = (recorded().await, recorded().await);
    assert_eq!(one, two);
    let all = one.join("\n");
    assert!(
        all.contains("/0/0\"") && all.contains("\"question_"),
        "{all}"
    );
}
