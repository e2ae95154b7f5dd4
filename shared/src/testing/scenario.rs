//! Everything that the functions ask of the database, once, in an order in which none of it fails.

mod replaced;

use clock::{Ids, SystemIds};
use serde_json::{Value, json};
use uuid::Uuid;

use super::now_in_utc;
use crate::{
    auth::{FeedSecret, TokenSecret, UserId},
    config::DatabaseConfig,
    conversation::TurnState,
    db::{
        self, Database, Kind, Role, Write,
        idempotency::{self, Key, Request},
        leases::{self, Lease},
        tasks::{Reach, Work},
        turns::{self, NewTurn, Record, Recorded},
    },
    task::{Draft, Expected, ListTasks, NewTask, Source, TaskId, TaskPatch, Undo},
};

/// Lists that have each condition of a filter, each sort in each direction, and a page behind the first one.
const LISTS: [&str; 14] = [
    "{}",
    r#"{"status": "pending", "sort": "due", "limit": 2}"#,
    r#"{"status": "completed", "sort": "priority", "order": "desc"}"#,
    r#"{"sort": "title", "limit": 2}"#,
    r#"{"sort": "position", "order": "desc", "limit": 2}"#,
    r#"{"sort": "priority", "limit": 2}"#,
    r#"{"limit": 2}"#,
    r#"{"search": "milk oat"}"#,
    r#"{"filter": "today | overdue"}"#,
    r#"{"filter": "p1 & #Work & @phone"}"#,
    r#"{"filter": "@phone | search: milk"}"#,
    r#"{"filter": "!subtask & no date"}"#,
    r#"{"filter": "recurring | completed"}"#,
    r#"{"filter": "due before: +2 days"}"#,
];

/// Asks all of it.
///
/// # Panics
/// When something is refused.
pub(super) async fn run(config: &DatabaseConfig) {
    let mut config = config.clone();
    config.pool_size = 1;
    let [tasks, mcp, chat] = Role::ALL.map(|role| Database::new(&config, role).expect("a pool"));
    let user = UserId::for_test("ann");
    settings(&tasks, &user).await;
    writes(&tasks, &user).await;
    reads(&tasks, &user).await;
    undone(&tasks, &user).await;
    once(&tasks, &user).await;
    tokens(&tasks, &mcp, &user).await;
    feed(&tasks, &user).await;
    conversation(&chat, &mcp, &user).await;
    replaced::run(&chat, &user).await;
}

async fn write(database: &Database, user: &UserId) -> Write {
    let transaction = database.write(user, Kind::Request, 1).await;
    transaction.expect("a connection")
}

fn id(number: i32) -> TaskId {
    TaskId::try_from(number).expect("a number from one on")
}

fn of_json<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("valid")
}

async fn settings(tasks: &Database, user: &UserId) {
    let mut transaction = write(tasks, user).await;
    let zone = language::Zone::utc();
    let set = db::settings::set_time_zone(&mut transaction, user, &zone).await;
    set.expect("a setting");
    transaction.commit().await.expect("a commit");
    let mut transaction = tasks.read(user).await.expect("a connection");
    let zone = db::settings::time_zone(&mut transaction, user).await;
    zone.expect("a setting");
    transaction.close().await.expect("an end");
}

async fn writes(tasks: &Database, user: &UserId) {
    let at = now_in_utc();
    let new = [
        json!({"title": "Buy oat milk", "notes": "Two", "priority": "p1", "tags": ["phone"], "project": "Work", "due": "2031-01-01T09:00", "recurrence": "FREQ=DAILY"}),
        json!({"title": "Part", "parent_id": 1, "position": 7.5, "due": "2031-01-02"}),
        json!({"title": "Third"}),
    ];
    for new in new {
        let new: NewTask = of_json(new);
        let mut transaction = write(tasks, user).await;
        let done = db::tasks::insert(&mut transaction, user, &new, &at, Source::Api).await;
        done.expect("a task");
        transaction.commit().await.expect("a commit");
    }
    let mut transaction = write(tasks, user).await;
    let draft = Draft::new(of_json(json!({"title": "Imported", "tags": ["file"]})), &at);
    let drafts = [draft.expect("a draft")];
    let done = db::tasks::import(&mut transaction, user, &drafts, &at, Source::Api).await;
    done.expect("an import");
    transaction.commit().await.expect("a commit");
    let patches = [
        (3, json!({"title": "Moved", "parent_id": 2})),
        (1, json!({"completed": true})),
        (1, json!({"completed": false})),
    ];
    for (task, patch) in patches {
        let patch: TaskPatch = of_json(patch);
        let mut transaction = write(tasks, user).await;
        let of = (id(task), &Expected::Any);
        let done = db::tasks::update(&mut transaction, user, of, patch, &at, Source::Api).await;
        done.expect("a change");
        transaction.commit().await.expect("a commit");
    }
    let mut transaction = write(tasks, user).await;
    let work = Work::on(&mut transaction, user, Source::Mcp, [], Reach::Alone).await;
    let new = of_json(json!({"title": "Of several", "parent_id": 4}));
    let done = work.expect("a unit of work").insert(&new, &at).await;
    done.expect("a task");
    transaction.commit().await.expect("a commit");
}

async fn reads(tasks: &Database, user: &UserId) {
    let at = now_in_utc();
    for list in LISTS {
        let mut list: ListTasks = serde_json::from_str(list).expect("a list");
        let transaction = tasks.read(user).await.expect("a connection");
        let page = db::tasks::versioned_list(transaction, user, &list, &at).await;
        list.cursor = page.expect("a page").1.next_cursor;
        if list.cursor.is_some() {
            let mut transaction = tasks.read(user).await.expect("a connection");
            let page = db::tasks::list(&mut transaction, user, &list, &at).await;
            page.expect("a page");
            transaction.close().await.expect("an end");
        }
    }
    let mut transaction = tasks.read(user).await.expect("a connection");
    let of = &mut transaction;
    let version = db::tasks::version(of, user, &ListTasks::default(), &at).await;
    version.expect("a version");
    let task = db::tasks::get(of, user, id(1)).await;
    task.expect("an answer").expect("a task");
    for task in [None, Some(id(1))] {
        let history = db::tasks::history(of, user, task, Some(1_000)).await;
        history.expect("a history");
    }
    let changes = db::tasks::changes(of, user, 0).await;
    changes.expect("changes");
    let latest = db::tasks::latest(of, user).await;
    latest.expect("a token");
    let closest = db::tasks::closest(of, user, &[id(99)].into()).await;
    closest.expect("others");
    transaction.close().await.expect("an end");
    let mut transaction = tasks.export(user).await.expect("a connection");
    let page = db::tasks::page(&mut transaction, user, None, 100).await;
    page.expect("a page");
    transaction.close().await.expect("an end");
}

async fn undone(tasks: &Database, user: &UserId) {
    let (at, turn) = (now_in_utc(), SystemIds.next());
    let mut transaction = write(tasks, user).await;
    let of = (id(1), &Expected::Any);
    let gone = db::tasks::delete(&mut transaction, user, of, Source::Api).await;
    gone.expect("a deletion");
    transaction.commit().await.expect("a commit");
    let mut transaction = write(tasks, user).await;
    let work = Work::on(&mut transaction, user, Source::Api, [id(1)], Reach::Alone).await;
    let restored = work.expect("a unit of work").restore(id(1)).await;
    restored.expect("an answer").expect("a task");
    transaction.commit().await.expect("a commit");
    for what in [Undo::PossibleOfTurn(turn), Undo::Turn(turn), Undo::Newest] {
        if what != Undo::Newest {
            let mut transaction = write(tasks, user).await;
            let (of, patch) = ((id(4), &Expected::Any), TaskPatch::completed(true));
            let source = Source::Agent(turn);
            let done = db::tasks::update(&mut transaction, user, of, patch, &at, source).await;
            done.expect("a change");
            transaction.commit().await.expect("a commit");
        }
        let mut transaction = write(tasks, user).await;
        let undone = db::tasks::undo(&mut transaction, user, what, Source::Api).await;
        undone.expect("what was taken back");
        transaction.commit().await.expect("a commit");
    }
}

async fn once(tasks: &Database, user: &UserId) {
    let key = idempotency::Key::parse("key").expect("a key");
    let request = idempotency::Request::new("POST", key, &[]);
    let mut transaction = write(tasks, user).await.asking_zone(true);
    let before = idempotency::before(&mut transaction, user, &request).await;
    assert!(before.expect("an answer").is_none());
    let answer = idempotency::Answer {
        status: 201,
        headers: [("etag".to_owned(), "1".to_owned())].into(),
        body: None,
    };
    let kept = idempotency::keep(&mut transaction, user, &request, &answer).await;
    kept.expect("a kept answer");
    transaction.commit().await.expect("a commit");
}

async fn tokens(tasks: &Database, mcp: &Database, user: &UserId) {
    let secret = TokenSecret::generate(&SystemIds).expect("a secret");
    let new = of_json(json!({"name": "Laptop", "scopes": ["tasks:read"], "expires_in_days": 90}));
    let mut transaction = write(tasks, user).await;
    let token = db::tokens::create(&mut transaction, user, SystemIds.next(), &new, &secret).await;
    let token = token.expect("a token");
    transaction.commit().await.expect("a commit");
    let bearer = db::tokens::bearer(mcp, &secret).await;
    bearer.expect("an answer").expect("a bearer");
    let mut transaction = write(tasks, user).await;
    let all = db::tokens::list(&mut transaction, user).await;
    all.expect("tokens");
    let revoked = db::tokens::revoke(&mut transaction, user, token.id).await;
    assert!(revoked.expect("an answer"));
    transaction.commit().await.expect("a commit");
}

async fn feed(tasks: &Database, user: &UserId) {
    let secret = FeedSecret::generate(&SystemIds).expect("a secret");
    let mut transaction = write(tasks, user).await;
    let made = db::feed::replace(&mut transaction, user, &secret).await;
    made.expect("a feed");
    let since = db::feed::since(&mut transaction, user).await;
    since.expect("an answer").expect("a feed");
    transaction.commit().await.expect("a commit");
    let feed = db::feed::Feed::open(tasks, &secret).await;
    let mut feed = feed.expect("an answer").expect("a feed");
    feed.version().await.expect("a version");
    feed.tasks(10).await.expect("tasks");
    feed.close().await.expect("an end");
    let mut transaction = write(tasks, user).await;
    let revoked = db::feed::revoke(&mut transaction, user).await;
    assert!(revoked.expect("an answer"));
    transaction.commit().await.expect("a commit");
}

async fn conversation(chat: &Database, mcp: &Database, user: &UserId) {
    let [conversation, turn, next, process] = [(); 4].map(|()| SystemIds.next());
    let lives = leases::beat(chat, process, &[], &[turn, next]).await;
    lives.expect("a heartbeat");
    let said = json!({"role": "user", "text": "Hello"});
    let mut of = converse(chat, user, conversation).await;
    begin(&mut of, user, conversation, (turn, process), &said).await;
    drop(of);
    let first = Lease { turn, attempt: 1 };
    let answer =
        json!({"role": "assistant", "text": "Hi", "tool_calls": [{"id": "1", "name": "undo"}]});
    for (entry, ends) in [(Some(&answer), None), (None, Some(TurnState::Left))] {
        let record = Record {
            entry,
            begins: entry.is_some(),
            ends,
        };
        let mut of = converse(chat, user, conversation).await;
        let recorded = turns::record(&mut of, user, conversation, first, record).await;
        assert_eq!(recorded.expect("a record"), Recorded::Done);
    }
    let mut of = converse(chat, user, conversation).await;
    let lease = turns::take_over(&mut of, user, conversation, turn, process, None).await;
    assert_eq!(lease.expect("a lease").attempt, 2);
    drop(of);
    let mut of = converse(chat, user, conversation).await;
    of.commit_with_next();
    let stopped = turns::stop(&mut of, user, conversation, Some(turn)).await;
    stopped.expect("an answer");
    drop(of);
    leases::wait_for_effects(chat, user, turn)
        .await
        .expect("no effects");
    let result = json!({"role": "tool", "call_id": "1", "name": "undo", "result": {}});
    let mut of = converse(chat, user, conversation).await;
    let settled = turns::settle(&mut of, user, conversation, turn, "1", &result).await;
    settled.expect("a result");
    drop(of);
    let mut of = converse(chat, user, conversation).await;
    begin(&mut of, user, conversation, (next, process), &said).await;
    drop(of);
    effect(mcp, user, next).await;
    let mut of = converse(chat, user, conversation).await;
    of.commit_with_next();
    turns::bury(&mut of, user, conversation)
        .await
        .expect("no grave");
    drop(of);
    conversations(chat, user, conversation, turn).await;
}

/// An effect of a turn, which holds it.
async fn effect(mcp: &Database, user: &UserId, turn: Uuid) {
    let key = Key::parse("effect").expect("a key");
    let lease = Lease { turn, attempt: 1 };
    let request = Request::new("add_task", key, &[])
        .in_turn(Some(turn))
        .held_by(Some(lease));
    let mut transaction = write(mcp, user).await;
    let before = idempotency::before(&mut transaction, user, &request).await;
    assert!(before.expect("an answer").is_none());
    transaction.commit().await.expect("a commit");
}

/// Begins a turn, in a conversation that is new with its first one.
async fn begin(
    of: &mut Write,
    user: &UserId,
    conversation: Uuid,
    (turn, process): (Uuid, Uuid),
    entry: &Value,
) {
    let key = Key::parse(&turn.to_string()).expect("a key");
    let request = Request::new("chat", key, &[]);
    let looked = turns::look(of, user, conversation, Some(&request), 10).await;
    let title = (!looked.expect("how it stands").is_there).then_some("Milk");
    let new = NewTurn {
        id: turn,
        request: Some(&request),
        process,
        entry,
        replacing: None,
    };
    let begun = turns::start(of, user, conversation, &new, title, None).await;
    assert!(begun.expect("an answer"));
}

/// What a person does with conversations.
async fn conversations(chat: &Database, user: &UserId, conversation: Uuid, turn: Uuid) {
    let mut transaction = converse(chat, user, conversation).await;
    let of = &mut transaction;
    let messages = db::conversations::messages(of, user, conversation, 10).await;
    assert_eq!(messages.expect("messages").len(), 4);
    let own = turns::messages(of, user, conversation, turn, 400).await;
    assert_eq!(own.expect("messages").len(), 3);
    let page = db::conversations::messages_before(of, user, conversation, None, 10).await;
    assert_eq!(page.expect("messages").len(), 4);
    let first = db::conversations::messages_after(of, user, conversation, 1, 10).await;
    assert_eq!(first.expect("messages").len(), 3);
    let texts = db::conversations::texts(of, user, &[conversation], 10).await;
    texts.expect("texts");
    let one = db::conversations::get(of, user, conversation).await;
    one.expect("an answer").expect("a conversation");
    let before = (now_in_utc().now, conversation);
    for before in [None, Some(before)] {
        let list = db::conversations::list(of, user, before, 10).await;
        list.expect("conversations");
    }
    let renamed = db::conversations::rename(of, user, conversation, "Oat milk").await;
    renamed.expect("an answer").expect("a conversation");
    let gone = db::conversations::delete(of, user, conversation).await;
    assert!(gone.expect("an answer"));
    transaction.commit().await.expect("a commit");
}

async fn converse(chat: &Database, user: &UserId, conversation: Uuid) -> Write {
    let transaction = chat.converse(user, Kind::Turn, conversation).await;
    transaction.expect("a connection")
}
