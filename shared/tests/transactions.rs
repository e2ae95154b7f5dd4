//! Transactions on a real Postgres: what begins them, what ends them, and what is left behind (FR-405, FR-409).
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

use std::{future::Future, pin::pin, task::Context, time::Duration};

use shared::{
    auth::UserId,
    db::{self, Kind, Role},
    task::{Expected, ListTasks, NewTask, Source},
    testing::{TestDatabase, now_in_utc},
};

fn ann() -> UserId {
    UserId::for_test("ann")
}

fn new_task(title: &str) -> NewTask {
    serde_json::from_value(serde_json::json!({ "title": title })).unwrap()
}

/// FR-405: a future dropped at any of its polls leaves nothing of its transaction to the next user of the pool.
#[tokio::test]
async fn a_future_dropped_at_any_poll_leaves_no_open_transaction() {
    let test = TestDatabase::new().await;
    let database = test.database_with_pool(Role::Tasks, 1);
    let bob = UserId::for_test("bob");
    let mut completed = 0;
    for polls in 0..40 {
        let work = async {
            let mut transaction = database.write(&ann(), Kind::Request, 0).await?;
            db::tasks::insert(
                &mut transaction,
                &ann(),
                &new_task("Half-way"),
                &now_in_utc(),
                Source::Api,
            )
            .await?;
            db::tasks::list(
                &mut transaction,
                &ann(),
                &ListTasks::default(),
                &now_in_utc(),
            )
            .await?;
            transaction.commit().await
        };
        if poll_times(work, polls).await {
            completed += 1;
        }
        let mut transaction = database.read(&bob).await.unwrap();
        let seen = db::tasks::list(
            &mut transaction,
            &ann(),
            &ListTasks::default(),
            &now_in_utc(),
        )
        .await
        .unwrap();
        assert_eq!(seen.tasks, [], "after {polls} polls");
        transaction.close().await.unwrap();
    }
    assert!(completed > 0, "the longest runs reach the end");
    let owner = test.owner().await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let open = "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'";
    assert_eq!(
        owner.query_one(open, &[]).await.unwrap().get::<_, i64>(0),
        0
    );
}

/// Polls a future so many times, with time for the driver in between, and drops it; whether it had ended.
async fn poll_times(future: impl Future, times: usize) -> bool {
    let mut future = pin!(future);
    for _ in 0..times {
        let mut context = Context::from_waker(std::task::Waker::noop());
        if future.as_mut().poll(&mut context).is_ready() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    false
}

/// FR-405: a statement that fails takes its connection with it, and the pool goes on.
#[tokio::test]
async fn a_failed_transaction_does_not_poison_the_pool() {
    let test = TestDatabase::new().await;
    let database = test.database_with_pool(Role::Chat, 1);
    for _ in 0..3 {
        let mut transaction = database.read(&ann()).await.unwrap();
        assert!(
            db::tasks::list(
                &mut transaction,
                &ann(),
                &ListTasks::default(),
                &now_in_utc()
            )
            .await
            .is_err(),
            "chat has no right on tasks"
        );
    }
    let mut transaction = database.read(&ann()).await.unwrap();
    assert!(
        db::conversations::list(&mut transaction, &ann(), None, 10)
            .await
            .unwrap()
            .is_empty()
    );
    transaction.close().await.unwrap();
}

/// FR-405: who a transaction belongs to is written into its first message, so a subject may hold what SQL is made of.
#[tokio::test]
async fn a_subject_is_never_read_as_sql() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    let subjects = [
        "o'neill",
        r"back\slash'",
        "bob', true), set_config('app.user_id', 'ann",
        "'; delete from todo.task; --",
        "$1 :name {} é 日本",
    ];
    for subject in subjects.into_iter().chain(["ann"]) {
        let user = UserId::for_test(subject);
        let mut transaction = database.write(&user, Kind::Request, 1).await.unwrap();
        let (new, at) = (new_task(subject), now_in_utc());
        db::tasks::insert(&mut transaction, &user, &new, &at, Source::Api)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    }
    for subject in subjects.into_iter().chain(["ann"]) {
        let user = UserId::for_test(subject);
        let mut transaction = database.read(&user).await.unwrap();
        let list = ListTasks::default();
        let page = db::tasks::list(&mut transaction, &user, &list, &now_in_utc())
            .await
            .unwrap();
        let titles: Vec<&str> = page.tasks.iter().map(|task| task.title.as_str()).collect();
        assert_eq!(titles, [subject]);
        transaction.close().await.unwrap();
    }
}

/// FR-405: a write that is the last statement is kept, alone as well as after others; where it fails, all is taken back.
#[tokio::test]
async fn a_write_can_carry_the_commit() {
    let test = TestDatabase::new().await;
    let database = test.database_with_pool(Role::Tasks, 1);
    let at = now_in_utc();
    let create = async |user: &UserId, reads_first: bool| {
        let mut transaction = database.write(user, Kind::Request, 1).await?;
        if reads_first {
            db::tasks::list(&mut transaction, user, &ListTasks::default(), &at).await?;
        }
        transaction.commit_with_next();
        let new = new_task("Kept");
        db::tasks::insert(&mut transaction, &ann(), &new, &at, Source::Api).await
    };
    assert_eq!(create(&ann(), false).await.unwrap().id.get(), 1);
    assert_eq!(create(&ann(), true).await.unwrap().id.get(), 2);
    let bob = UserId::for_test("bob");
    for reads_first in [false, true] {
        let refused = create(&bob, reads_first).await;
        assert!(refused.is_err(), "bob writes rows of ann's");
    }
    let mut transaction = database.read(&ann()).await.unwrap();
    let list = ListTasks::default();
    let page = db::tasks::list(&mut transaction, &ann(), &list, &at).await;
    assert_eq!(page.unwrap().tasks.len(), 2);
}

/// FR-409: no statement is prepared under a name, so any server connection behind a pooler will do.
#[tokio::test]
async fn no_named_statement_is_left_behind() {
    let test = TestDatabase::new().await;
    let database = test.database_with_pool(Role::Tasks, 1);
    let mut transaction = database.write(&ann(), Kind::Request, 0).await.unwrap();
    db::tasks::insert(
        &mut transaction,
        &ann(),
        &new_task("One"),
        &now_in_utc(),
        Source::Api,
    )
    .await
    .unwrap();
    let task = db::tasks::list(
        &mut transaction,
        &ann(),
        &ListTasks::default(),
        &now_in_utc(),
    )
    .await
    .unwrap()
    .tasks[0]
        .clone();
    db::tasks::update(
        &mut transaction,
        &ann(),
        (task.id, &Expected::Any),
        shared::task::TaskPatch::completed(true),
        &now_in_utc(),
        Source::Api,
    )
    .await
    .unwrap();
    db::tasks::delete(
        &mut transaction,
        &ann(),
        (task.id, &Expected::Any),
        Source::Api,
    )
    .await
    .unwrap();
    assert_eq!(transaction.named_statements().await.unwrap(), 0);
    transaction.commit().await.unwrap();
}
