//! Undo takes back exactly what was done, and who follows the changes misses none (FR-618, FR-620).
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::{
    Error,
    auth::UserId,
    db::{
        self, Database, Kind, Role,
        tasks::{Reach, Work},
    },
    task::{Expected, ListTasks, Reverted, Source, Task, TaskId, TaskPatch, Undo},
    testing::{TestDatabase, now_in_utc},
};

fn ann() -> UserId {
    UserId::for_test("ann")
}

/// Numbers that look as if they came by chance, the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

/// All tasks but for the numbers of their events.
async fn state(database: &Database) -> Vec<Task> {
    let mut transaction = database.read(&ann()).await.unwrap();
    let (mut tasks, mut list) = (Vec::new(), json!({"limit": 100}));
    loop {
        let wanted: ListTasks = serde_json::from_value(list.clone()).unwrap();
        let page = db::tasks::list(&mut transaction, &ann(), &wanted, &now_in_utc())
            .await
            .unwrap();
        tasks.extend(page.tasks.into_iter().map(|task| Task {
            sequence: 0,
            ..task
        }));
        let Some(cursor) = page.next_cursor else {
            break;
        };
        list["cursor"] = json!(cursor);
    }
    transaction.close().await.unwrap();
    tasks
}

/// Creates, changes, completes, reopens, moves, deletes or restores something; rules of the data are not broken by it.
async fn act(database: &Database, chance: &mut Chance) {
    let (user, at) = (ann(), now_in_utc());
    let known = 1 + i32::try_from(chance.below(25)).unwrap();
    let id = TaskId::try_from(known).unwrap();
    let other = 1 + chance.below(25);
    let mut transaction = database.write(&user, Kind::Request, 0).await.unwrap();
    let done = match chance.below(8) {
        0 | 1 => {
            let body = json!({"title": format!("Task {other}"), "due": "2031-01-31", "recurrence": if other.is_multiple_of(3) { "FREQ=DAILY" } else { "FREQ=WEEKLY" }});
            let new = serde_json::from_value(body).unwrap();
            db::tasks::insert(&mut transaction, &user, &new, &at, Source::Api)
                .await
                .map(drop)
        }
        2 => db::tasks::delete(&mut transaction, &user, (id, &Expected::Any), Source::Api)
            .await
            .map(drop),
        3 => {
            let mut work = Work::on(&mut transaction, &user, Source::Api, [id], Reach::Alone)
                .await
                .unwrap();
            work.restore(id).await.map(drop)
        }
        kind => {
            let patch: Value = match kind {
                4 => json!({"completed": true}),
                5 => json!({"completed": false}),
                6 => json!({"parent_id": other}),
                _ => {
                    json!({"title": format!("Changed {other}"), "tags": ["a"], "due": "2031-02-01T10:00[Europe/Berlin]", "recurrence": null, "position": 0.5})
                }
            };
            let patch: TaskPatch = serde_json::from_value(patch).unwrap();
            db::tasks::update(
                &mut transaction,
                &user,
                (id, &Expected::Any),
                patch,
                &at,
                Source::Api,
            )
            .await
            .map(drop)
        }
    };
    match transaction.end(done).await {
        Ok(()) | Err(Error::Invalid(_)) => {}
        Err(other) => panic!("{other:?}"),
    }
}

async fn undo(database: &Database) -> Vec<Reverted> {
    let mut transaction = database.write(&ann(), Kind::Request, 0).await.unwrap();
    let undone = db::tasks::undo(&mut transaction, &ann(), Undo::Newest, Source::Api).await;
    transaction.end(undone).await.unwrap()
}

/// A task of a state.
fn find(state: &[Task], id: TaskId) -> Option<Task> {
    state.iter().find(|task| task.id == id).cloned()
}

/// A task but for the number of its event.
fn unnumbered(task: Option<Task>) -> Option<Task> {
    task.map(|task| Task {
        sequence: 0,
        ..task
    })
}

/// FR-618: undo after do is nothing, step by step, back to the beginning.
#[tokio::test]
async fn what_was_done_is_undone_exactly() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    for seed in 0..4 {
        let mut chance = Chance(seed);
        let mut states = vec![state(&database).await];
        for _ in 0..150 {
            act(&database, &mut chance).await;
            let now = state(&database).await;
            if states.last() != Some(&now) {
                states.push(now);
            }
        }
        assert!(states.len() > 40, "only {} states", states.len());
        let mut last = states.pop().unwrap();
        assert_eq!(state(&database).await, last);
        while let Some(before) = states.pop() {
            for Reverted {
                id,
                before: was,
                after: is,
            } in undo(&database).await
            {
                assert_eq!(unnumbered(was), find(&last, id), "seed {seed}, task {id}");
                assert_eq!(unnumbered(is), find(&before, id), "seed {seed}, task {id}");
            }
            assert_eq!(
                state(&database).await,
                before,
                "seed {seed}, {} left",
                states.len()
            );
            last = before;
        }
    }
}

/// FR-620: with writers beside it, and however the pages fall, a reader that follows the tokens ends with what is there.
#[tokio::test]
async fn a_reader_misses_nothing_that_many_write() {
    let test = TestDatabase::new().await;
    let database = test.database_with_pool(Role::Tasks, 8);
    let writers = (0..4).map(|seed| {
        let database = database.clone();
        tokio::spawn(async move {
            let mut chance = Chance(seed);
            for _ in 0..60 {
                act(&database, &mut chance).await;
            }
        })
    });
    let writers: Vec<_> = writers.collect();
    let (mut known, mut since) = (BTreeMap::new(), 0_i64);
    loop {
        let is_over = writers.iter().all(tokio::task::JoinHandle::is_finished);
        let mut transaction = database.read(&ann()).await.unwrap();
        let changes = db::tasks::changes(&mut transaction, &ann(), since)
            .await
            .unwrap();
        transaction.close().await.unwrap();
        for task in changes.touched.tasks {
            assert!(task.sequence > since, "told twice");
            known.insert(
                task.id,
                Task {
                    sequence: 0,
                    ..task
                },
            );
        }
        for id in changes.touched.deleted {
            known.remove(&id);
        }
        since = changes.next.parse().unwrap();
        if is_over && !changes.more {
            break;
        }
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let there = state(&database).await;
    assert!(!there.is_empty());
    assert_eq!(known.into_values().collect::<Vec<_>>(), there);
}
