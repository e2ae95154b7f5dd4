//! How long requests are busy with the database, and what becomes of those that are for too long (FR-460 to FR-463).
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

use std::time::Duration;

use shared::{
    Error,
    auth::UserId,
    db::{self, Bounds, Database, Kind, Role},
    task::{ListTasks, NewTask, Source, Task},
    testing::{TestDatabase, Wire, now_in_utc},
};

fn ann() -> UserId {
    UserId::for_test("ann")
}

fn bob() -> UserId {
    UserId::for_test("bob")
}

/// Short enough to be waited for.
fn short() -> Bounds {
    Bounds {
        request: Duration::from_secs(4),
        bulk: Duration::from_secs(5),
        export: Duration::from_mins(1),
    }
}

fn database(test: &TestDatabase, bounds: Bounds) -> Database {
    let mut config = test.config();
    config.bounds = bounds;
    Database::new(&config, Role::Tasks).unwrap()
}

/// Long enough for a connection to be lost and another one to be there, on a busy machine, too.
fn patient() -> Bounds {
    Bounds {
        request: Duration::from_secs(10),
        ..short()
    }
}

async fn create(database: &Database, user: &UserId, title: &str) -> shared::Result<Task> {
    let new: NewTask = serde_json::from_value(serde_json::json!({ "title": title })).unwrap();
    let mut transaction = database.write(user, Kind::Request, 1).await?;
    transaction.commit_with_next();
    db::tasks::insert(&mut transaction, user, &new, &now_in_utc(), Source::Api).await
}

async fn titles(database: &Database, user: &UserId) -> shared::Result<Vec<String>> {
    let mut transaction = database.read(user).await?;
    transaction.end_with_next();
    let page =
        db::tasks::list(&mut transaction, user, &ListTasks::default(), &now_in_utc()).await?;
    let titles = page.tasks.iter().map(|task| task.title.as_str().to_owned());
    Ok(titles.collect())
}

/// FR-460: the bounds are the server's, too, for this transaction alone.
#[tokio::test]
async fn a_transaction_is_bounded_by_the_server() {
    let test = TestDatabase::new().await;
    let mut config = test.config();
    (config.pool_size, config.bounds) = (1, Bounds::DEFAULT);
    let database = Database::new(&config, Role::Tasks).unwrap();
    let names = [
        "lock_timeout",
        "statement_timeout",
        "idle_in_transaction_session_timeout",
    ];
    let mut seen = Vec::new();
    for kind in [Kind::Request, Kind::Bulk] {
        let mut transaction = database.write(&ann(), kind, 0).await.unwrap();
        for name in names {
            seen.push(transaction.setting(name).await.unwrap());
        }
        transaction.commit().await.unwrap();
    }
    let mut export = database.export(&ann()).await.unwrap();
    for name in names {
        seen.push(export.setting(name).await.unwrap());
    }
    export.close().await.unwrap();
    assert_eq!(
        seen,
        [
            "2500ms", "2500ms", "2500ms", "15s", "15s", "15s", "2500ms", "2500ms", "5min"
        ]
    );
    let (client, connection) = config
        .postgres
        .connect(tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    let row = client.query_one("show lock_timeout", &[]).await.unwrap();
    assert_eq!(row.get::<_, &str>(0), "0");
}

/// FR-463: what reads cannot write, also for Postgres.
#[tokio::test]
async fn a_read_is_read_only_for_postgres() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    for (mut transaction, read_only) in [
        (database.read(&ann()).await.unwrap(), "on"),
        (database.export(&ann()).await.unwrap(), "on"),
    ] {
        let setting = transaction.setting("transaction_read_only").await.unwrap();
        assert_eq!(setting, read_only);
        transaction.close().await.unwrap();
    }
}

/// FR-460: who waits for a lock for too long is told that it is busy; the connection goes on, and nothing was written.
#[tokio::test]
async fn a_lock_is_not_waited_for_for_ever() {
    let test = TestDatabase::new().await;
    let database = database(&test, short());
    create(&database, &ann(), "Before").await.unwrap();
    let mut owner = test.owner().await;
    let lock = owner.transaction().await.unwrap();
    lock.query("select from todo.user_counter for update", &[])
        .await
        .unwrap();
    let refused = create(&database, &ann(), "Refused").await;
    assert!(matches!(refused, Err(Error::Busy(_))), "{refused:?}");
    lock.rollback().await.unwrap();
    create(&database, &ann(), "After").await.unwrap();
    assert_eq!(
        titles(&database, &ann()).await.unwrap(),
        ["Before", "After"]
    );
}

/// FR-460: what a process has locked that was frozen in a transaction is free again, and its transaction is taken back.
#[tokio::test]
async fn a_frozen_process_locks_nobody_out() {
    let test = TestDatabase::new().await;
    let frozen = database(&test, short());
    let other = test.database(Role::Tasks);
    let mut transaction = frozen.write(&ann(), Kind::Request, 1).await.unwrap();
    let new = serde_json::from_value(serde_json::json!({"title": "Half-way"})).unwrap();
    db::tasks::insert(&mut transaction, &ann(), &new, &now_in_utc(), Source::Api)
        .await
        .unwrap();
    // Meanwhile the other process waits for the counter.
    create(&other, &ann(), "Done").await.unwrap();
    let late = transaction.commit().await;
    assert!(matches!(late, Err(Error::Unavailable { .. })), "{late:?}");
    assert_eq!(titles(&other, &ann()).await.unwrap(), ["Done"]);
}

/// FR-461: of a pool of five connections one person's writers hold two; the others are for others.
#[tokio::test]
async fn one_persons_writers_hold_a_share_of_the_pool() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    create(&database, &ann(), "Before").await.unwrap();
    let mut owner = test.owner().await;
    let lock = owner.transaction().await.unwrap();
    lock.query("select from todo.user_counter for update", &[])
        .await
        .unwrap();
    let writers: Vec<_> = (0..5)
        .map(|number| {
            let database = database.clone();
            tokio::spawn(async move { create(&database, &ann(), &format!("Task {number}")).await })
        })
        .collect();
    let waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    let watch = test.owner().await;
    while watch
        .query_one(waiting, &[])
        .await
        .unwrap()
        .get::<_, i64>(0)
        < 2
    {
        tokio::task::yield_now().await;
    }
    for _ in 0..3 {
        create(&database, &bob(), "Bob's").await.unwrap();
        titles(&database, &bob()).await.unwrap();
    }
    assert_eq!(
        watch
            .query_one(waiting, &[])
            .await
            .unwrap()
            .get::<_, i64>(0),
        2
    );
    assert!(!writers.iter().any(tokio::task::JoinHandle::is_finished));
    lock.rollback().await.unwrap();
    for writer in writers {
        writer.await.unwrap().unwrap();
    }
    assert_eq!(titles(&database, &ann()).await.unwrap().len(), 6);
}

/// FR-461: one person has one export under way, and leaves room for others'.
#[tokio::test]
async fn one_persons_exports_leave_room_for_others() {
    let test = TestDatabase::new().await;
    let database = database(&test, short());
    let first = database.export(&ann()).await.unwrap();
    let second = database.export(&ann()).await.err();
    assert!(matches!(second, Some(Error::Busy(_))), "{second:?}");
    let others = database.export(&bob()).await.unwrap();
    first.close().await.unwrap();
    database.export(&ann()).await.unwrap();
    others.close().await.unwrap();
}

/// FR-462: connections that were cut without a word are replaced; what had no effect is done over a new one.
#[tokio::test]
async fn what_had_no_effect_is_done_over_another_connection() {
    let test = TestDatabase::new().await;
    let wire = Wire::to(&test).await;
    let mut config = wire.config(&test);
    config.bounds = patient();
    let database = Database::new(&config, Role::Tasks).unwrap();
    create(&database, &ann(), "Before").await.unwrap();
    // Three connections are there.
    let held = futures::future::join_all((0..3).map(|_| async {
        let mut read = database.read(&ann()).await.unwrap();
        read.setting("role").await.unwrap();
        read
    }));
    for read in held.await {
        read.close().await.unwrap();
    }
    wire.cut();
    // One more try is enough: the others are not asked.
    assert_eq!(titles(&database, &ann()).await.unwrap(), ["Before"]);
    assert_eq!(titles(&database, &ann()).await.unwrap(), ["Before"]);
}

/// FR-462: of a write that went out with its commit nobody can tell; the next one finds a new connection.
#[tokio::test]
async fn what_may_have_had_an_effect_is_not_done_twice() {
    let test = TestDatabase::new().await;
    let wire = Wire::to(&test).await;
    let mut config = wire.config(&test);
    config.bounds = short();
    let database = Database::new(&config, Role::Tasks).unwrap();
    create(&database, &ann(), "Before").await.unwrap();
    wire.cut();
    let lost = create(&database, &ann(), "Lost").await;
    assert!(matches!(lost, Err(Error::Unavailable { .. })), "{lost:?}");
    create(&database, &ann(), "After").await.unwrap();
    assert_eq!(
        titles(&database, &ann()).await.unwrap(),
        ["Before", "After"]
    );
}

/// FR-462: a connection that rested for long is looked at before it is used, so that no write is lost with it.
#[tokio::test]
async fn a_connection_that_rested_is_looked_at_first() {
    let test = TestDatabase::new().await;
    let wire = Wire::to(&test).await;
    let mut config = wire.config(&test);
    config.bounds = patient();
    let database = Database::new(&config, Role::Tasks).unwrap();
    create(&database, &ann(), "Before").await.unwrap();
    // The pool tells how long a connection rested by a clock of its own.
    tokio::time::sleep(Duration::from_secs(31)).await;
    wire.cut();
    create(&database, &ann(), "After").await.unwrap();
    let titles = titles(&database, &ann()).await.unwrap();
    assert_eq!(titles, ["Before", "After"]);
}

/// FR-414: a server that takes no more connections is away, which passes.
#[tokio::test]
async fn a_server_without_room_is_away() {
    let test = TestDatabase::new().await;
    let owner = test.owner().await;
    let name: String = owner
        .query_one("select current_database()::text", &[])
        .await
        .unwrap()
        .get(0);
    let limit = async |connections: i32| {
        let sql = format!("alter database {name} connection limit {connections}");
        owner.batch_execute(&sql).await.unwrap();
    };
    limit(0).await;
    let database = test.database(Role::Tasks);
    let refused = create(&database, &ann(), "Refused").await;
    assert!(
        matches!(refused, Err(Error::Unavailable { .. })),
        "{refused:?}"
    );
    limit(-1).await;
    create(&database, &ann(), "There").await.unwrap();
}

/// FR-462: a server that says nothing any more is not waited for.
#[tokio::test]
async fn a_server_that_was_stopped_is_away() {
    let test = TestDatabase::new().await;
    let wire = Wire::to(&test).await;
    let mut config = wire.config(&test);
    config.bounds = short();
    let database = Database::new(&config, Role::Tasks).unwrap();
    create(&database, &ann(), "Before").await.unwrap();
    wire.stop();
    let read = titles(&database, &ann()).await;
    assert!(matches!(read, Err(Error::Unavailable { .. })), "{read:?}");
    let written = create(&database, &ann(), "Lost").await;
    assert!(
        matches!(written, Err(Error::Unavailable { .. })),
        "{written:?}"
    );
}
