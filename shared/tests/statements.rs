//! Prepared statements (FR-470, FR-471), and the statements of a version on the schema of the next one (FR-474).
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

use std::{collections::BTreeSet, fs, path::Path, time::Duration};

use serde_json::json;
use shared::{
    auth::UserId,
    config::DatabaseConfig,
    db::{self, Database, Kind, Role, migrations},
    task::{ListTasks, NewTask, Source, TaskId},
    testing::{
        Pooler, TestDatabase, Tracking, Wire, now_in_utc,
        statements::{self, Recorded},
    },
};

fn ann() -> UserId {
    UserId::for_test("ann")
}

fn cached(mut config: DatabaseConfig, pool_size: usize) -> Database {
    config.caches_statements = true;
    config.pool_size = pool_size;
    config.bounds.request = Duration::from_mins(1);
    Database::new(&config, Role::Tasks).unwrap()
}

async fn create(database: &Database) -> shared::Result<TaskId> {
    let new: NewTask = serde_json::from_value(json!({ "title": "One" })).unwrap();
    let mut transaction = database.write(&ann(), Kind::Request, 1).await?;
    transaction.commit_with_next();
    let at = now_in_utc();
    let task = db::tasks::insert(&mut transaction, &ann(), &new, &at, Source::Api).await?;
    Ok(task.id)
}

async fn list(database: &Database, list: &str) -> shared::Result<usize> {
    let list: ListTasks = serde_json::from_str(list).unwrap();
    let mut transaction = database.read(&ann()).await?;
    transaction.end_with_next();
    let page = db::tasks::list(&mut transaction, &ann(), &list, &now_in_utc()).await?;
    Ok(page.tasks.len())
}

async fn named(database: &Database) -> i64 {
    let mut transaction = database.read(&ann()).await.unwrap();
    let named = transaction.named_statements().await.unwrap();
    transaction.close().await.unwrap();
    named
}

/// FR-470: what comes again is prepared, once; what filters make is not. None of it costs a wait.
#[tokio::test]
async fn statements_that_come_again_are_prepared() {
    let test = TestDatabase::new().await;
    let wire = Wire::to(&test).await;
    let database = cached(wire.config(&test), 1);
    create(&database).await.unwrap();
    for (asked, prepared) in [
        ("{}", 0),
        ("{}", 1),
        ("{}", 1),
        (r#"{"sort": "due"}"#, 1),
        (r#"{"sort": "due"}"#, 2),
        (r#"{"filter": "p1"}"#, 2),
        (r#"{"filter": "p1"}"#, 2),
        (r#"{"filter": "p1"}"#, 2),
    ] {
        let _before = wire.traffic();
        list(&database, asked).await.unwrap();
        assert_eq!(wire.traffic().waits, 1, "{asked}");
        assert_eq!(named(&database).await, prepared, "{asked}");
    }
    for prepared in [3, 3] {
        create(&database).await.unwrap();
        assert_eq!(named(&database).await, prepared);
    }
    assert_eq!(list(&database, "{}").await.unwrap(), 3);
}

/// FR-470: a prepared statement is another person's, and the other person's alone, when they ask.
#[tokio::test]
async fn a_prepared_statement_shows_each_their_own() {
    let test = TestDatabase::new().await;
    let database = cached(test.config(), 1);
    for _ in 0..3 {
        create(&database).await.unwrap();
        list(&database, "{}").await.unwrap();
    }
    let bob = UserId::for_test("bob");
    let mut transaction = database.read(&bob).await.unwrap();
    // The statement names its owner; row-level security does, too.
    let page = db::tasks::list(
        &mut transaction,
        &ann(),
        &ListTasks::default(),
        &now_in_utc(),
    )
    .await
    .unwrap();
    assert!(page.tasks.is_empty());
    transaction.close().await.unwrap();
}

/// FR-471: columns that have another type than when a statement was prepared cost a connection, and no request.
#[tokio::test]
async fn an_outdated_statement_costs_no_request() {
    let test = TestDatabase::new().await;
    let database = cached(test.config(), 2);
    let one = create(&database).await.unwrap();
    let get = async || {
        let mut transaction = database.read(&ann()).await.unwrap();
        transaction.end_with_next();
        db::tasks::get(&mut transaction, &ann(), one).await
    };
    for _ in 0..3 {
        get().await.unwrap().unwrap();
    }
    let owner = test.owner().await;
    owner
        .batch_execute("alter table todo.task alter column notes type varchar")
        .await
        .unwrap();
    get().await.unwrap().unwrap();
}

/// FR-471: where a pooler loses prepared statements, the request is run again, and nothing is prepared any more.
#[tokio::test]
async fn lost_statements_cost_no_request() {
    let test = TestDatabase::new().await;
    let pooler = Pooler::start(&test, Tracking::Off, 2).await;
    let database = cached(pooler.config(&test), 4);
    let ask = async |asks: usize| {
        let asked = (0..asks).map(async |number| {
            if number % 3 == 0 {
                create(&database).await.map(drop)
            } else {
                list(&database, "{}").await.map(drop)
            }
        });
        for answer in futures::future::join_all(asked).await {
            answer.unwrap();
        }
    };
    for _ in 0..20 {
        ask(12).await;
    }
    // Connections that were made after the first loss keep nothing.
    let before = named(&database).await;
    for _ in 0..3 {
        list(&database, r#"{"sort": "title"}"#).await.unwrap();
    }
    assert_eq!(named(&database).await, before);
}

/// From this migration on, the statements of each version are recorded.
const FIRST: &str = "0013_counter_storage";

fn recorded(migration: &str) -> Vec<Recorded> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/statements");
    let file = folder.join(format!("{migration}.json"));
    let text = fs::read_to_string(&file).unwrap_or_else(|_| {
        panic!("{migration} has no record of its version's statements: cargo xtask statements")
    });
    serde_json::from_str(&text).unwrap()
}

/// A database with so many migrations.
async fn with_migrations(files: usize) -> (TestDatabase, tokio_postgres::Client) {
    let test = TestDatabase::empty().await;
    let mut owner = test.owner().await;
    migrations::apply_first(&mut owner, files).await.unwrap();
    (test, owner)
}

/// FR-474: what a version asks works on the schema of the next one; each version since the first recorded one has its record.
#[tokio::test]
async fn statements_of_a_version_work_on_the_next_schema() {
    let names = migrations::names();
    let first = names.iter().position(|name| *name == FIRST).unwrap();
    // The last one is tried on its own schema: the record can be replayed.
    for (place, name) in names.iter().enumerate().skip(first) {
        let next = (place + 2).min(names.len());
        let (_test, owner) = with_migrations(next).await;
        let refused = statements::replay(&owner, &recorded(name)).await;
        assert_eq!(refused, [""; 0], "statements of {name}");
    }
}

/// FR-474: the last record is of this version.
#[tokio::test]
async fn the_last_record_is_of_this_version() {
    let names = migrations::names();
    let shapes =
        |recorded: Vec<Recorded>| -> BTreeSet<_> { recorded.iter().map(Recorded::shape).collect() };
    let kept = shapes(recorded(names.last().unwrap()));
    let sent = shapes(statements::of_this_version().await);
    let news: Vec<_> = sent.symmetric_difference(&kept).collect();
    assert!(
        news.is_empty(),
        "cargo xtask statements records what changed: {news:#?}"
    );
}

/// FR-474: a migration that breaks the version before it is found.
#[tokio::test]
async fn a_schema_that_breaks_old_statements_is_found() {
    let all = recorded(migrations::names().last().unwrap());
    for (change, is_found) in [
        (
            "alter table todo.task add column mood text not null default 'calm'",
            false,
        ),
        ("alter table todo.task add column mood text not null", true),
        ("alter table todo.task rename column notes to text", true),
        ("alter table todo.conversation drop column title", true),
        ("drop function todo.feed_owner", true),
    ] {
        let (_test, owner) = with_migrations(usize::MAX).await;
        owner.batch_execute(change).await.unwrap();
        let refused = statements::replay(&owner, &all).await;
        assert_eq!(!refused.is_empty(), is_found, "{change}: {refused:?}");
    }
}

/// The texts in a file of the program that begin as statements do, up to where something is put in, without their spaces.
fn statements_in(source: &str) -> Vec<String> {
    let words = ["select ", "insert ", "update ", "delete ", "with "];
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let source = without_tests_own(source);
    let texts = source.split('"').skip(1).step_by(2);
    let begins = |text: &&str| words.iter().any(|word| text.starts_with(word));
    let known = |text: &str| {
        let end = text.find(['{', '\\']).unwrap_or(text.len());
        squeezed(&text[..end])
    };
    texts.filter(begins).map(known).collect()
}

/// Without the functions that only tests have.
fn without_tests_own(source: &str) -> String {
    let mut parts = source.split("#[cfg(feature = \"testing\")]");
    let first = parts.next().unwrap_or_default().to_owned();
    let behind = parts.map(|part| {
        let ends = ["\n    }\n", "\n}\n"].map(|end| part.find(end).unwrap_or(part.len()));
        &part[ends[0].min(ends[1])..]
    });
    first + &behind.collect::<String>()
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// FR-474: no statement of the program is missing in the record.
#[test]
fn the_record_has_every_statement() {
    let all: Vec<String> = recorded(migrations::names().last().unwrap())
        .iter()
        .map(|recorded| squeezed(&recorded.sql))
        .collect();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/db")];
    let (mut found, mut missing) = (0, Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("migrations.rs") {
                let source = fs::read_to_string(&path).unwrap();
                for text in statements_in(&source) {
                    found += 1;
                    if !all.iter().any(|sql| sql.contains(&text)) {
                        missing.push(format!("{}: {text}", path.display()));
                    }
                }
            }
        }
    }
    assert!(found > 40, "{found}");
    assert_eq!(missing, [""; 0]);
}
