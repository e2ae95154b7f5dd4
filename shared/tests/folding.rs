//! Keys of names and texts in the database: rows of other versions come right (FR-641), and titles stand in the order of
//! people (FR-644).
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

use clock::{Ids, SystemIds};
use serde_json::{Value, json};
use shared::{
    auth::UserId,
    db::{self, Database, Kind, Role},
    task::{Context, Expected, ListTasks, Source, Task, TaskPatch},
    testing::TestDatabase,
};
use tokio_postgres::Client;

fn at() -> Context {
    Context {
        now: "2026-11-27T14:30:40Z".parse().unwrap(),
        zone: "Europe/Berlin".parse().unwrap(),
    }
}

async fn add(database: &Database, user: &str, body: Value) -> Task {
    let user = UserId::for_test(user);
    let mut transaction = database.write(&user, Kind::Request, 0).await.unwrap();
    let new = serde_json::from_value(body).unwrap();
    let task = db::tasks::insert(&mut transaction, &user, &new, &at(), Source::Api)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    task
}

async fn change(database: &Database, user: &str, task: &Task, patch: TaskPatch) {
    let user = UserId::for_test(user);
    let mut transaction = database.write(&user, Kind::Request, 0).await.unwrap();
    let named = (task.id, &Expected::Any);
    db::tasks::update(&mut transaction, &user, named, patch, &at(), Source::Api)
        .await
        .unwrap()
        .unwrap();
    transaction.commit().await.unwrap();
}

async fn titles(database: &Database, user: &str, parameters: &[(&str, &str)]) -> Vec<String> {
    let user = UserId::for_test(user);
    let text = serde_urlencoded::to_string(parameters).unwrap();
    let mut list: ListTasks = serde_urlencoded::from_str(&text).unwrap();
    let mut titles = Vec::new();
    let mut transaction = database.read(&user).await.unwrap();
    loop {
        let page = db::tasks::list(&mut transaction, &user, &list, &at())
            .await
            .unwrap();
        titles.extend(page.tasks.iter().map(|task| task.title.as_str().to_owned()));
        list.cursor = page.next_cursor;
        if list.cursor.is_none() {
            break;
        }
    }
    transaction.close().await.unwrap();
    titles
}

/// What lists are the same as long as this is.
async fn version(database: &Database, user: &str) -> String {
    let user = UserId::for_test(user);
    let mut transaction = database.read(&user).await.unwrap();
    let version = db::tasks::version(&mut transaction, &user, &ListTasks::default(), &at())
        .await
        .unwrap();
    transaction.close().await.unwrap();
    version
}

/// What the version before wrote with a change of these tasks: its own keys, and none of the columns that it does not know.
async fn written_by_the_version_before(owner: &Client, user: &str) {
    let sql = "update todo.task set project_key = lower(project), sequence = sequence + 1000 where user_id = $1";
    owner.execute(sql, &[&user]).await.unwrap();
    let sql = "update todo.task_term set terms = array_to_tsvector(array(
          select distinct user_id || E'\\x01' || word
          from todo.task, regexp_split_to_table(lower(title || ' ' || notes), '[^[:alnum:]]+') as word
          where task.user_id = task_term.user_id and task.id = task_term.id and word <> ''
        )) where user_id = $1";
    owner.execute(sql, &[&user]).await.unwrap();
}

const SEARCHES: [(&str, &str); 4] = [
    ("search", "resume"),
    ("search", "い物"),
    ("filter", "#STRASSE"),
    ("filter", "@CAFÉ"),
];

fn mixed(number: usize) -> Value {
    json!({
        "title": format!("Résumé {number}"),
        "notes": "買い物",
        "project": "Straße",
        "tags": ["Cafe\u{301}"],
    })
}

async fn found(database: &Database, user: &str) -> Vec<usize> {
    let mut counts = Vec::new();
    for search in SEARCHES {
        counts.push(titles(database, user, &[search]).await.len());
    }
    counts
}

/// FR-641: in batches, for every person, and once: the second run has nothing to do.
#[tokio::test]
async fn migrate_writes_the_keys_of_other_versions_anew() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    let owner = test.owner().await;
    for (user, number) in [("ann", 3), ("bob", 1), ("eve", 1)] {
        for task in 0..number {
            add(&database, user, mixed(task)).await;
        }
    }
    // More than a batch of one person's.
    owner
        .batch_execute(
            "insert into todo.task (user_id, id, title, notes, project, project_key, tags, sequence)
             select 'ann', n, 'Résumé ' || n, '買い物', 'Straße', 'straße', array['Café'], n from generate_series(4, 1100) as n;
             insert into todo.task_term (user_id, id, terms) select 'ann', n, '' from generate_series(4, 1100) as n;
             update todo.user_counter set last_task_id = 1100, last_sequence = 5000 where user_id = 'ann'",
        )
        .await
        .unwrap();
    for user in ["ann", "bob"] {
        written_by_the_version_before(&owner, user).await;
        assert_eq!(found(&database, user).await, [0; 4], "{user}");
    }
    assert_eq!(found(&database, "eve").await, [1; 4]);
    let (events, before) = (
        count(&owner, "todo.task_event").await,
        version(&database, "ann").await,
    );
    let eve = version(&database, "eve").await;
    let mut migrate = test.owner().await;
    assert_eq!(db::tasks::refold(&mut migrate).await.unwrap(), 1101);
    assert_eq!(found(&database, "ann").await, [1100; 4]);
    assert_eq!(found(&database, "bob").await, [1; 4]);
    assert_eq!(count(&owner, "todo.task_event").await, events);
    assert_ne!(
        version(&database, "ann").await,
        before,
        "lists hold something else"
    );
    assert_eq!(version(&database, "eve").await, eve);
    assert_eq!(db::tasks::refold(&mut migrate).await.unwrap(), 0);
}

/// FR-641: what was broken off goes on, and a newer fold finds the rows of this one.
#[tokio::test]
async fn a_row_of_another_fold_is_written_anew() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    let owner = test.owner().await;
    for number in 0..4 {
        add(&database, "ann", mixed(number)).await;
    }
    written_by_the_version_before(&owner, "ann").await;
    // Two were done, and one of a later version was met.
    owner
        .batch_execute(
            "update todo.task set fold_sequence = sequence where id in (1, 2);
             update todo.task set fold = 7, fold_sequence = sequence where id = 3",
        )
        .await
        .unwrap();
    let mut migrate = test.owner().await;
    assert_eq!(db::tasks::refold(&mut migrate).await.unwrap(), 2);
    assert_eq!(db::tasks::refold(&mut migrate).await.unwrap(), 0);
}

/// FR-641: the login of a hosted database is no superuser, and has no right of the kind afterwards.
#[tokio::test]
async fn the_login_that_migrates_needs_no_superuser() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    add(&database, "ann", mixed(0)).await;
    let owner = test.owner().await;
    written_by_the_version_before(&owner, "ann").await;
    let name = format!("migrator_{}", SystemIds.next().simple());
    owner
        .batch_execute(&format!(
            "create role {name} login createrole password 'only for this test';
             grant todo_search, todo_tasks to {name} with admin option;
             revoke todo_search from {name};
             grant todo_search to {name} with admin true, inherit false, set false;
             grant usage on schema todo to {name}"
        ))
        .await
        .unwrap();
    let mut config = test.config().postgres;
    config.user(&name).password("only for this test");
    let (mut migrate, connection) = config.connect(tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    assert!(migrate.batch_execute("set role todo_search").await.is_err());
    assert_eq!(db::tasks::refold(&mut migrate).await.unwrap(), 1);
    assert_eq!(found(&database, "ann").await, [1; 4]);
    assert!(migrate.batch_execute("set role todo_search").await.is_err());
    drop(migrate);
    owner
        .batch_execute(&format!("drop owned by {name}; drop role {name}"))
        .await
        .unwrap();
}

/// FR-641: the next change of a row mends it, whatever it changes.
#[tokio::test]
async fn a_write_mends_its_row() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    let owner = test.owner().await;
    let task = add(&database, "ann", mixed(0)).await;
    written_by_the_version_before(&owner, "ann").await;
    owner
        .batch_execute("update todo.user_counter set last_sequence = 5000")
        .await
        .unwrap();
    assert_eq!(found(&database, "ann").await, [0; 4]);
    change(&database, "ann", &task, TaskPatch::completed(true)).await;
    assert_eq!(found(&database, "ann").await, [1; 4]);
    let mut migrate = test.owner().await;
    assert_eq!(db::tasks::refold(&mut migrate).await.unwrap(), 0);
}

/// FR-642: rules that came later do not take away what was written before.
#[tokio::test]
async fn a_title_that_nobody_sees_stays_readable() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    let owner = test.owner().await;
    add(&database, "ann", mixed(0)).await;
    owner
        .batch_execute("update todo.task set title = E'\\u200b', project = E'\\ufeff', tags = array[E'\\u2060']")
        .await
        .unwrap();
    assert_eq!(titles(&database, "ann", &[]).await, ["\u{200b}"]);
}

/// FR-644: numbers count, at every size of a page, in either direction.
#[tokio::test]
async fn titles_are_sorted_as_people_count() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    let sorted = [
        "1 egg",
        "2 eggs",
        "10 eggs",
        "Chapter 1.2",
        "Chapter 1.10",
        "Élan",
        "task 2",
        "Task 2",
        "task 02",
        "task 2",
        "task 10",
        "task 10a",
        "task 100000000000000000000",
        "task 100000000000000000001",
        "Zoo",
    ];
    for place in [7, 3, 14, 0, 11, 5, 9, 1, 13, 2, 8, 4, 12, 6, 10] {
        add(&database, "ann", json!({"title": sorted[place]})).await;
    }
    let whole = titles(&database, "ann", &[("sort", "title")]).await;
    let place = |title: &str| whole.iter().position(|found| found == title).unwrap();
    for pair in sorted.windows(2) {
        let (one, other, same) = (pair[0], pair[1], "task 2");
        let alike = one.to_lowercase().replace("02", "2") == same
            && other.to_lowercase().replace("02", "2") == same;
        assert!(
            alike || place(one) < place(other),
            "{one} {other}: {whole:?}"
        );
    }
    for limit in ["1", "2", "7"] {
        for order in ["asc", "desc"] {
            let by = [("sort", "title"), ("order", order), ("limit", limit)];
            let mut paged = titles(&database, "ann", &by).await;
            if order == "desc" {
                paged.reverse();
            }
            assert_eq!(paged, whole, "{limit} {order}");
        }
    }
}

async fn count(owner: &Client, table: &str) -> i64 {
    let sql = format!("select count(*) from {table}");
    owner.query_one(&sql, &[]).await.unwrap().get(0)
}
