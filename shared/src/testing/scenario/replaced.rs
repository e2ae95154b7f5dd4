//! What is asked about turns in the place of others, and about items of a chat.

use clock::{Ids, SystemIds};
use serde_json::json;
use uuid::Uuid;

use super::{begin, converse};
use crate::{
    auth::UserId,
    conversation::TakesBack,
    db::{
        Database, chat_items, conversations, leases,
        turns::{self, NewTurn, Replacing},
    },
    testing::now_in_utc,
};

/// Asks all of it.
pub(super) async fn run(chat: &Database, user: &UserId) {
    let [conversation, turn, again, last, process] = [(); 5].map(|()| SystemIds.next());
    let lives = leases::beat(chat, process, &[], &[turn, again, last]).await;
    lives.expect("a heartbeat");
    let said = json!({"role": "user", "text": "Milk", "answer": {"id": "q", "values": []}});
    let mut of = converse(chat, user, conversation).await;
    begin(&mut of, user, conversation, (turn, process), &said).await;
    drop(of);
    replace(chat, user, conversation, (again, process), turn).await;
    let mut of = converse(chat, user, conversation).await;
    let kept = turns::keep(&mut of, user, conversation, again).await;
    assert_eq!(kept.expect("an answer"), Some(turn));
    drop(of);
    replace(chat, user, conversation, (last, process), turn).await;
    let mut of = converse(chat, user, conversation).await;
    let replaced = turns::replaced(&mut of, user, conversation, last).await;
    assert!(replaced.expect("turns").is_empty());
    let known = turns::is_known(&mut of, user, "no key").await;
    assert!(!known.expect("an answer"));
    let taken_back = turns::taken_back(&mut of, user, conversation, last).await;
    taken_back.expect("a note");
    drop(of);
    items(chat, user, conversation, last).await;
}

/// Begins a turn in the place of another one.
async fn replace(
    chat: &Database,
    user: &UserId,
    conversation: Uuid,
    (turn, process): (Uuid, Uuid),
    from: Uuid,
) {
    let entry = json!({"role": "user", "text": "Milk"});
    let new = NewTurn {
        id: turn,
        request: None,
        process,
        entry: &entry,
        replacing: Some(Replacing {
            from,
            stands_for: Some(from),
            takes_back: Some(TakesBack::Whole),
        }),
    };
    let mut of = converse(chat, user, conversation).await;
    let begun = turns::start(&mut of, user, conversation, &new, None, None).await;
    assert!(begun.expect("an answer"));
}

/// What is shown of a conversation, and noted of what is shown.
async fn items(chat: &Database, user: &UserId, conversation: Uuid, turn: Uuid) {
    let mut of = converse(chat, user, conversation).await;
    let shown = chat_items::show(&mut of, user, conversation, "i", &json!({})).await;
    shown.expect("a note");
    drop(of);
    let mut of = converse(chat, user, conversation).await;
    let ids = ["i".to_owned()];
    let judged = chat_items::judge(&mut of, user, conversation, &ids, "positive").await;
    judged.expect("a note");
    drop(of);
    let mut of = chat.read(user).await.expect("a connection");
    let shown = chat_items::shown(&mut of, user, conversation).await;
    assert_eq!(shown.expect("notes").len(), 1);
    let turns = conversations::shown_turns(&mut of, user, conversation).await;
    let turns: Vec<Uuid> = turns.expect("turns").iter().map(|turn| turn.id).collect();
    assert_eq!(turns, [turn]);
    let messages = conversations::messages_of(&mut of, user, conversation, &turns).await;
    assert_eq!(messages.expect("messages").len(), 1);
    let answers = conversations::answers(&mut of, user, conversation).await;
    assert_eq!(answers.expect("answers").len(), 1);
    let model = conversations::last_model(&mut of, user, conversation, turn).await;
    assert_eq!(model.expect("an answer"), None);
    let after = (now_in_utc().now, conversation);
    for after in [None, Some(after)] {
        let list = conversations::list_ascending(&mut of, user, after, 10).await;
        list.expect("conversations");
    }
    of.close().await.expect("an end");
}
