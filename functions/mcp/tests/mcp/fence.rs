//! A call of an attempt at a turn takes effect only while that attempt may go on (FR-283 to FR-285).

use clock::{Ids, SystemIds};
use std::time::Duration;

use serde_json::{Value, json};
use shared::{
    auth::UserId,
    db::{
        Database, Kind, Role, idempotency,
        leases::{self, Lease},
    },
};
use uuid::Uuid;

use crate::support::{Function, assert_refused};

/// The function, and what the chat function would have stored.
struct Turn {
    function: Function,
    id: Uuid,
}

impl Turn {
    /// A first attempt at a turn of Ann's, in a process that lives.
    async fn running() -> Self {
        let function = Function::start().await;
        let owner = function.test_database.owner().await;
        let [id, conversation, process] = [(); 3].map(|()| SystemIds.next());
        owner
            .batch_execute(&format!(
                "insert into todo.chat_process (id) values ('{process}');
                 insert into todo.conversation (user_id, id, title, turn_id) values ('ann', '{conversation}', 't', '{id}');
                 insert into todo.turn (user_id, id, conversation_id, process_id)
                 values ('ann', '{id}', '{conversation}', '{process}')"
            ))
            .await
            .unwrap();
        Self { function, id }
    }

    async fn sql(&self, sql: &str) {
        let owner = self.function.test_database.owner().await;
        owner.batch_execute(sql).await.unwrap();
    }

    fn meta(&self, key: &str, attempt: u32) -> Value {
        json!({"todo/turn": self.id, "todo/attempt": attempt, "todo/idempotency_key": key})
    }

    async fn add(&self, user: &str, meta: Value) -> Value {
        let arguments = json!({"tasks": [{"title": "a"}]});
        let params = json!({"name": "add_task", "arguments": arguments, "_meta": meta});
        self.function.result(user, "tools/call", params).await
    }

    async fn count(&self) -> i64 {
        let sql = "select count(*) from todo.task";
        let owner = self.function.test_database.owner().await;
        owner.query_one(sql, &[]).await.unwrap().get(0)
    }
}

fn code(result: &Value) -> &str {
    let code = &result["structuredContent"]["error"]["code"];
    code.as_str().unwrap_or_default()
}

const STOP: &str = "update todo.turn set state = 'stopped', ended_at = now()";

/// FR-284: whatever ended the attempt, no later call of it does anything, at either process.
#[tokio::test]
async fn an_attempt_that_is_over_has_no_effect() {
    for over in [
        STOP,
        "update todo.turn set attempt = 2",
        "update todo.turn set state = 'left', ended_at = now()",
        "update todo.conversation set turn_id = gen_random_uuid()",
        "update todo.chat_process set beat_at = now() - interval '11 seconds'",
        "delete from todo.chat_process",
        "delete from todo.conversation",
    ] {
        let turn = Turn::running().await;
        let first = turn.add("ann", turn.meta("k1", 1)).await;
        assert_eq!(first["isError"], false, "{first}");
        turn.sql(over).await;
        for key in ["k2", "k3"] {
            let late = turn.add("ann", turn.meta(key, 1)).await;
            assert_eq!(code(&late), "turn_over", "{over}: {late}");
        }
        assert_eq!(turn.count().await, 1, "{over}");
    }
}

/// FR-284: a slow heartbeat costs nobody their turn.
#[tokio::test]
async fn a_process_that_beat_some_seconds_ago_may_go_on() {
    let turn = Turn::running().await;
    turn.sql("update todo.chat_process set beat_at = now() - interval '5 seconds'")
        .await;
    assert_eq!(turn.add("ann", turn.meta("k", 1)).await["isError"], false);
}

/// FR-284: the kept answer comes first, whatever became of the turn; so does a first coming that is under way.
#[tokio::test]
async fn what_was_answered_is_answered_again_when_the_turn_is_over() {
    let turn = Turn::running().await;
    let first = turn.add("ann", turn.meta("k", 1)).await;
    turn.sql(STOP).await;
    for attempt in [1, 2] {
        assert_eq!(turn.add("ann", turn.meta("k", attempt)).await, first);
    }
    assert_eq!(turn.count().await, 1);

    let user = UserId::for_test("ann");
    let database = turn.function.test_database.database(Role::Mcp);
    let key = idempotency::Key::parse("busy").unwrap();
    let request = idempotency::Request::new("add_task", key, &[]);
    let mut under_way = database.write(&user, Kind::Request, 0).await.unwrap();
    let before = idempotency::before(&mut under_way, &user, &request).await;
    assert_eq!(before.unwrap(), None);
    let early = turn.add("ann", turn.meta("busy", 1)).await;
    assert_eq!(code(&early), "request_in_flight", "{early}");
    under_way.rollback().await.unwrap();
}

/// FR-284: an attempt at somebody else's turn is none.
#[tokio::test]
async fn a_turn_is_its_owners() {
    let turn = Turn::running().await;
    let strange = turn.add("bob", turn.meta("k", 1)).await;
    assert_eq!(code(&strange), "turn_over", "{strange}");
    assert_eq!(turn.count().await, 0);
}

/// FR-283: an attempt that is none, or lacks what it belongs to, is refused.
#[tokio::test]
async fn an_attempt_comes_with_its_turn_and_a_key() {
    let turn = Turn::running().await;
    let id = json!(turn.id);
    for meta in [
        json!({"todo/turn": id, "todo/attempt": 1}),
        json!({"todo/idempotency_key": "k", "todo/attempt": 1}),
        json!({"todo/turn": id, "todo/idempotency_key": "k", "todo/attempt": 0}),
        json!({"todo/turn": id, "todo/idempotency_key": "k", "todo/attempt": -1}),
        json!({"todo/turn": id, "todo/idempotency_key": "k", "todo/attempt": "1"}),
        json!({"todo/turn": id, "todo/idempotency_key": "k", "todo/attempt": 1.5}),
        json!({"todo/turn": id, "todo/idempotency_key": "k", "todo/attempt": null}),
        json!({"todo/turn": id, "todo/idempotency_key": "k", "todo/attempt": 5_000_000_000_u64}),
    ] {
        let refused = turn.add("ann", meta).await;
        assert_refused(&refused, "_meta.todo/attempt", "whole number from 1");
    }
    assert_eq!(turn.count().await, 0);
}

/// FR-285: from the check to the end of the transaction nobody else can have the turn alone.
#[tokio::test]
async fn the_check_holds_until_the_transaction_ends() {
    let turn = Turn::running().await;
    let user = UserId::for_test("ann");
    // The transaction is to rest longer than a request's may.
    let mut config = turn.function.test_database.config();
    config.bounds.request = Duration::from_mins(2);
    let database = Database::new(&config, Role::Mcp).unwrap();
    let owner = turn.function.test_database.owner().await;
    let alone = || async {
        let sql = "select pg_try_advisory_xact_lock(todo.turn_lock($1))";
        let row = owner.query_one(sql, &[&turn.id]).await.unwrap();
        row.get::<_, bool>(0)
    };
    let key = idempotency::Key::parse("k").unwrap();
    let lease = Lease {
        turn: turn.id,
        attempt: 1,
    };
    let request = idempotency::Request::new("add_task", key, &[]).held_by(Some(lease));
    let mut effect = database.write(&user, Kind::Request, 1).await.unwrap();
    let before = idempotency::before(&mut effect, &user, &request).await;
    assert_eq!(before.unwrap(), None);
    assert!(!alone().await, "the effect holds its turn");
    turn.sql(STOP).await;
    let chat = turn.function.test_database.database(Role::Chat);
    // Bounded: it does not wait for an effect that never ends.
    leases::wait_for_effects(&chat, &user, turn.id)
        .await
        .unwrap();
    assert!(!alone().await, "it still does");
    effect.commit().await.unwrap();
    assert!(alone().await, "until it ends");
}
