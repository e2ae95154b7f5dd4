//! Row-level security and roles on a real Postgres (FR-404, FR-406).
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

use shared::{
    auth::UserId,
    db::{self, Kind, Role},
    task::{ListTasks, NewTask, Source},
    testing::{TestDatabase, now_in_utc},
};

fn ann() -> UserId {
    UserId::for_test("ann")
}

fn new_task(title: &str) -> NewTask {
    serde_json::from_value(serde_json::json!({ "title": title })).unwrap()
}

/// FR-404: every table of ours, by construction.
#[tokio::test]
async fn row_level_security_is_forced_on_every_table() {
    let test = TestDatabase::new().await;
    let owner = test.owner().await;
    let rows = owner
        .query(
            "select relname, relrowsecurity and relforcerowsecurity from pg_class
             where relnamespace = 'todo'::regnamespace and relkind in ('r', 'p')",
            &[],
        )
        .await
        .unwrap();
    assert!(rows.len() >= 5);
    for row in rows {
        assert!(row.get::<_, bool>(1), "{}", row.get::<_, String>(0));
    }
}

/// Holds that these tables are closed to the role of tasks.
async fn are_closed_to_tasks(login: &tokio_postgres::Client, tables: &[&str]) {
    for table in tables {
        login
            .batch_execute("begin; set local role todo_tasks")
            .await
            .unwrap();
        assert!(
            login
                .query(&format!("select 1 from todo.{table}"), &[])
                .await
                .is_err(),
            "{table}"
        );
        login.batch_execute("rollback").await.unwrap();
    }
}

/// FR-404, FR-406: inside a transaction the role can do what its function needs and nothing else.
#[tokio::test]
async fn roles_are_weak_and_a_login_without_one_has_nothing() {
    let test = TestDatabase::new().await;
    test.database(Role::Tasks)
        .read(&ann())
        .await
        .unwrap()
        .close()
        .await
        .unwrap();
    let config = test.config().postgres;
    let (login, connection) = config.connect(tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    for table in [
        "task",
        "feed",
        "personal_access_token",
        "idempotency_key",
        "task_event",
        "task_term",
        "user_counter",
        "user_setting",
        "conversation",
        "message",
        "turn",
        "chat_process",
    ] {
        assert!(
            login
                .query(&format!("select 1 from todo.{table}"), &[])
                .await
                .is_err(),
            "{table}"
        );
    }
    for role in [
        "todo_tasks",
        "todo_mcp",
        "todo_chat",
        "todo_search",
        "todo_feed",
        "todo_token",
        "todo_lease",
    ] {
        let owner = test.owner().await;
        let attributes =
            "select rolsuper or rolbypassrls or rolcanlogin from pg_roles where rolname = $1";
        let row = owner.query_one(attributes, &[&role]).await.unwrap();
        assert!(!row.get::<_, bool>(0), "{role}");
    }
    for role in [Role::Tasks, Role::Mcp, Role::Chat] {
        login
            .batch_execute(&format!("begin; set local role {}", role.as_str()))
            .await
            .unwrap();
        let attributes = "select rolsuper or rolbypassrls or rolcanlogin from pg_roles where rolname = current_user";
        assert!(
            !login
                .query_one(attributes, &[])
                .await
                .unwrap()
                .get::<_, bool>(0),
            "{role:?}"
        );
        login.batch_execute("rollback").await.unwrap();
    }
    for table in [
        "task",
        "feed",
        "personal_access_token",
        "idempotency_key",
        "task_event",
        "task_term",
        "user_counter",
    ] {
        login
            .batch_execute("begin; set local role todo_chat")
            .await
            .unwrap();
        let refused = login
            .query(&format!("select 1 from todo.{table}"), &[])
            .await
            .unwrap_err();
        assert_eq!(
            refused.code(),
            Some(&tokio_postgres::error::SqlState::INSUFFICIENT_PRIVILEGE),
            "{table}"
        );
        login.batch_execute("rollback").await.unwrap();
    }
    are_closed_to_tasks(&login, &["conversation", "message", "turn", "chat_process"]).await;
}

/// FR-404: without a user, or as another one, there is nothing to see and nothing to write.
#[tokio::test]
async fn rows_of_others_do_not_exist() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    let mut transaction = database.write(&ann(), Kind::Request, 0).await.unwrap();
    db::tasks::insert(
        &mut transaction,
        &ann(),
        &new_task("Ann's"),
        &now_in_utc(),
        Source::Api,
    )
    .await
    .unwrap();
    transaction.commit().await.unwrap();

    let bob = UserId::for_test("bob");
    let mut transaction = database.read(&bob).await.unwrap();
    // The query itself asks for Ann's rows: the policy, not the WHERE clause, hides them.
    let page = db::tasks::list(
        &mut transaction,
        &ann(),
        &ListTasks::default(),
        &now_in_utc(),
    )
    .await
    .unwrap();
    assert_eq!(page.tasks, []);
    transaction.close().await.unwrap();
    let mut transaction = database.write(&bob, Kind::Request, 0).await.unwrap();
    assert!(
        db::tasks::insert(
            &mut transaction,
            &ann(),
            &new_task("Planted"),
            &now_in_utc(),
            Source::Api
        )
        .await
        .is_err()
    );
    drop(transaction);

    let (login, connection) = test
        .config()
        .postgres
        .connect(tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    login
        .batch_execute("begin; set local role todo_tasks")
        .await
        .unwrap();
    assert!(
        login
            .query("select 1 from todo.task", &[])
            .await
            .unwrap()
            .is_empty()
    );
    login.batch_execute("rollback").await.unwrap();
}
