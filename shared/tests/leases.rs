//! What an attempt at a turn may do, as Postgres sees it (FR-284 to FR-286, FR-346).
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

use clock::{Ids, SystemIds};
use shared::{
    db::{
        Role,
        leases::{self, Lease, Over},
    },
    testing::TestDatabase,
};
use tokio_postgres::error::SqlState;
use uuid::Uuid;

/// A first attempt at a turn of Ann's, in this process.
async fn run(test: &TestDatabase, process: Uuid) -> Uuid {
    let [id, conversation] = [(); 2].map(|()| SystemIds.next());
    let owner = test.owner().await;
    owner
        .batch_execute(&format!(
            "insert into todo.conversation (user_id, id, title, turn_id) values ('ann', '{conversation}', 't', '{id}');
             insert into todo.turn (user_id, id, conversation_id, process_id)
             values ('ann', '{id}', '{conversation}', '{process}')"
        ))
        .await
        .unwrap();
    id
}

/// FR-284, FR-286: as mcp's role, a write and its commit that are sent behind a check which fails are taken back, and the
/// conversations are closed.
#[tokio::test]
async fn a_write_behind_a_failed_check_rolls_back() {
    let test = TestDatabase::new().await;
    let process = SystemIds.next();
    let turn = run(&test, process).await;
    let chat = test.database(Role::Chat);
    leases::beat(&chat, process, &[Lease { turn, attempt: 1 }], &[])
        .await
        .unwrap();
    let owner = test.owner().await;
    let config = test.config().postgres;
    let (login, connection) = config.connect(tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let open = "begin; set local role todo_mcp; select set_config('app.user_id', 'ann', true)";
    let pipelined = |attempt: u32| {
        format!(
            "{open}; select todo.hold_turn('{turn}', {attempt});
             insert into todo.user_counter (user_id) values ('ann') on conflict do nothing; commit"
        )
    };
    let count = || async {
        let sql = "select count(*) from todo.user_counter";
        owner.query_one(sql, &[]).await.unwrap().get::<_, i64>(0)
    };
    let refused = login.simple_query(&pipelined(2)).await.unwrap_err();
    assert_eq!(refused.code().map(SqlState::code), Some("TODO1"));
    login.batch_execute("rollback").await.unwrap();
    assert_eq!(count().await, 0);
    login.simple_query(&pipelined(1)).await.unwrap();
    assert_eq!(count().await, 1);

    for table in ["turn", "chat_process", "conversation", "message"] {
        login.batch_execute(open).await.unwrap();
        let sql = format!("select from todo.{table}");
        let refused = login.query(&sql, &[]).await.unwrap_err();
        assert_eq!(refused.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE));
        login.batch_execute("rollback").await.unwrap();
    }
    login.batch_execute(open).await.unwrap();
    let beat = "select todo.beat(gen_random_uuid(), '{}', '{}', '{}')";
    assert!(login.query(beat, &[]).await.is_err(), "only chat beats");
}

/// FR-346: one statement shows that a process lives, breaks the turns that it has lost sight of, and tells which attempts may
/// not go on, and as what they stand.
#[tokio::test]
async fn a_heartbeat_tells_which_attempts_are_over() {
    let test = TestDatabase::new().await;
    let (chat, owner) = (test.database(Role::Chat), test.owner().await);
    let process = SystemIds.next();
    let mut turns = Vec::new();
    for _ in 0..6 {
        turns.push(run(&test, process).await);
    }
    let end =
        |turn: Uuid, change: &str| format!("update todo.turn set {change} where id = '{turn}'");
    let changes = [
        end(turns[1], "state = 'stopped', ended_at = now()"),
        end(turns[2], "attempt = 2"),
        end(turns[3], "process_id = gen_random_uuid()"),
        format!("delete from todo.turn where id = '{}'", turns[4]),
    ];
    owner.batch_execute(&changes.join("; ")).await.unwrap();
    let begun: Vec<Lease> = turns[..5]
        .iter()
        .map(|turn| Lease {
            turn: *turn,
            attempt: 1,
        })
        .collect();
    // The last one is not named: its process has lost it. Another is beginning and not there yet.
    let mut over = leases::beat(&chat, process, &begun, &[SystemIds.next()])
        .await
        .unwrap();
    over.sort_by_key(|(lease, _)| lease.turn);
    let expected = [
        (begun[1], Over::Stopped),
        (begun[2], Over::Replaced),
        (begun[3], Over::Replaced),
        (begun[4], Over::Gone),
    ];
    assert_eq!(over, expected);
    let state = "select state from todo.turn where id = $1";
    let lost: String = owner.query_one(state, &[&turns[5]]).await.unwrap().get(0);
    let runs: String = owner.query_one(state, &[&turns[0]]).await.unwrap().get(0);
    assert_eq!((runs.as_str(), lost.as_str()), ("running", "broken"));
    let stored = "select array_agg(column_name::text) from information_schema.columns where table_schema = 'todo' and table_name = 'chat_process'";
    let columns: Vec<String> = owner.query_one(stored, &[]).await.unwrap().get(0);
    assert_eq!(columns, ["id", "beat_at"], "nothing personal");
}
