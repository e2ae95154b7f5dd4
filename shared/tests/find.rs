//! Lists: what a filter finds in the database is what it means without one, and pages cover it once (FR-615).
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

use language::{Facts, Filter, Tag};
use serde_json::json;
use shared::{
    auth::UserId,
    db::{self, Database, Kind, Role},
    task::{Context, Expected, ListTasks, Source, Task, TaskPatch},
    testing::TestDatabase,
};

const FILTERS: [&str; 45] = [
    "all",
    "today",
    "tomorrow",
    "yesterday",
    "overdue",
    "upcoming",
    "next 7 days",
    "due: 2026-11-27",
    "due before: tomorrow",
    "due after: today",
    "due before: 2026-11-27",
    "no date",
    "has date",
    "!today",
    "!overdue",
    "!(no date)",
    "p1",
    "!p4",
    "#work",
    "#\"house work\"",
    "!#work",
    "@home",
    "!@home",
    "@home & @errand",
    "@home | @errand",
    "no tags",
    "has notes",
    "no notes",
    "pending",
    "completed",
    "recurring",
    "!recurring",
    "subtask",
    "search: mil",
    "search: straße",
    "search: STRASSE",
    "search: anne",
    "search: 買い物 | search: 🎉",
    "search: い物 & @errand",
    "!search: 物",
    "\"buy milk\"",
    "!search: milk",
    "(today | overdue) & p1 & #work",
    "!(today & p1 | @home) & pending",
    "search: milk & (no date | upcoming) & !@errand",
];

fn ann() -> UserId {
    UserId::for_test("ann")
}

/// Friday, 27 November 2026, 15:30:40 in Berlin.
fn at() -> Context {
    Context {
        now: "2026-11-27T14:30:40Z".parse().unwrap(),
        zone: "Europe/Berlin".parse().unwrap(),
    }
}

/// Some two hundred tasks in which every field goes with every other.
async fn fill(database: &Database) {
    let dues = [
        None,
        Some("2026-11-26"),
        Some("2026-11-27"),
        Some("2026-11-28"),
        Some("2026-12-03"),
        Some("2027-02-01"),
        Some("2026-11-27T15:30"),
        Some("2026-11-27T15:29"),
        Some("2026-11-27T23:30"),
        // The day before and the day after in Berlin.
        Some("2026-11-27T05:00[Asia/Tokyo]"),
        Some("2026-11-27T20:00[America/New_York]"),
    ];
    let titles = [
        "Buy milk",
        "Milk, eggs & bread",
        "Straße fegen",
        "MILKSHAKE",
        "Call Änne",
        "買い物 🎉",
    ];
    let priorities = ["p1", "p2", "p3", "p4"];
    let projects = ["Work", "work", "House work", "Inbox"];
    let tags: [&[&str]; 4] = [&[], &["home"], &["errand", "Home"], &["errand"]];
    let mut transaction = database.write(&ann(), Kind::Request, 0).await.unwrap();
    for number in 0..220_usize {
        let mut body = json!({
            "title": titles[number % 6],
            "priority": priorities[number / 3 % 4],
            "project": projects[number / 2 % 4],
            "tags": tags[number / 5 % 4],
            "notes": if number / 7 % 2 == 0 { "" } else { "With oat milk" },
            "position": number % 6,
        });
        let fields = body.as_object_mut().unwrap();
        fields.extend(dues[number % 11].map(|due| ("due".to_owned(), json!(due))));
        if number % 13 == 0 {
            fields.insert("recurrence".to_owned(), json!("FREQ=DAILY"));
        }
        if number > 10 && number % 4 == 0 {
            fields.insert("parent_id".to_owned(), json!(number % 10 + 1));
        }
        let new = serde_json::from_value(body).unwrap();
        let task = db::tasks::insert(&mut transaction, &ann(), &new, &at(), Source::Api)
            .await
            .unwrap();
        if number % 9 == 8 {
            let done = TaskPatch::completed(true);
            db::tasks::update(
                &mut transaction,
                &ann(),
                (task.id, &Expected::Any),
                done,
                &at(),
                Source::Api,
            )
            .await
            .unwrap();
        }
    }
    transaction.commit().await.unwrap();
}

/// All tasks of a list, by pages.
async fn all(database: &Database, mut list: ListTasks) -> Vec<Task> {
    let mut tasks = Vec::new();
    let mut transaction = database.read(&ann()).await.unwrap();
    loop {
        let page = db::tasks::list(&mut transaction, &ann(), &list, &at())
            .await
            .unwrap();
        assert!(page.tasks.len() <= 100);
        tasks.extend(page.tasks);
        if page.next_cursor.is_none() {
            break;
        }
        list.cursor = page.next_cursor;
    }
    transaction.close().await.unwrap();
    tasks
}

fn list(parameters: &str) -> ListTasks {
    serde_urlencoded::from_str(parameters).unwrap()
}

fn is_meant(filter: &Filter, task: &Task) -> bool {
    let tags: Vec<Tag> = task.tags.iter().cloned().collect();
    filter.resolve(at().now, &at().zone).matches(&Facts {
        title: task.title.as_str(),
        notes: task.notes.as_str(),
        priority: task.priority,
        tags: &tags,
        project: &task.project,
        due: task.due.as_ref(),
        completed: task.completed,
        recurring: task.recurrence.is_some(),
        subtask: task.parent_id.is_some(),
    })
}

/// FR-604, FR-615.
#[tokio::test]
async fn sql_finds_what_a_filter_means() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    fill(&database).await;
    let everything = all(&database, ListTasks::default()).await;
    assert!(everything.len() > 200);
    for text in FILTERS {
        let filter: Filter = text.parse().unwrap();
        let meant: Vec<_> = everything
            .iter()
            .filter(|task| is_meant(&filter, task))
            .collect();
        let found = all(
            &database,
            ListTasks {
                filter: Some(filter.clone()),
                ..ListTasks::default()
            },
        )
        .await;
        assert_eq!(found.iter().collect::<Vec<_>>(), meant, "{text}");
        assert!(!meant.is_empty(), "{text} is not tried on anything");
    }
    for status in ["pending", "completed"] {
        let found = all(&database, list(&format!("status={status}"))).await;
        assert!(
            found
                .iter()
                .all(|task| task.completed == (status == "completed"))
        );
        assert!(!found.is_empty());
    }
}

/// FR-610, FR-615: whatever stands in a tag or a text is data to the search.
#[tokio::test]
async fn no_character_breaks_the_search() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    for tag in ["it's", "a\\b", "c:*|d", "\"e\"", "& !", "日本 🎉", "%_"] {
        let body = json!({"title": format!("x {tag} y"), "tags": [tag]});
        let new = serde_json::from_value(body).unwrap();
        let mut transaction = database.write(&ann(), Kind::Request, 0).await.unwrap();
        let task = db::tasks::insert(&mut transaction, &ann(), &new, &at(), Source::Api)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        let tag: Tag = tag.parse().unwrap();
        let condition = language::Expression::<language::When>::Is(language::Condition::Tag(tag));
        let filter: Filter = condition.to_string().parse().unwrap();
        let list = ListTasks {
            filter: Some(filter),
            ..ListTasks::default()
        };
        assert_eq!(all(&database, list).await, [task], "{condition}");
    }
}

/// FR-103, FR-615: every order, either way, whatever the page's size.
#[tokio::test]
async fn pages_of_every_order_cover_each_task_once() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    fill(&database).await;
    let mut everything = all(&database, ListTasks::default()).await;
    for sort in ["created", "due", "priority", "title", "position"] {
        let whole = all(&database, list(&format!("sort={sort}"))).await;
        for limit in [1, 7, 100] {
            for order in ["asc", "desc"] {
                let mut paged = all(
                    &database,
                    list(&format!("sort={sort}&order={order}&limit={limit}")),
                )
                .await;
                if order == "desc" {
                    paged.reverse();
                }
                assert_eq!(paged, whole, "{sort} {order} {limit}");
            }
        }
        everything.sort_by_key(|task| task.id);
        let mut sorted = whole.clone();
        sorted.sort_by_key(|task| task.id);
        assert_eq!(sorted, everything, "{sort}");
        match sort {
            "priority" => assert!(whole.is_sorted_by_key(|task| (task.priority, task.id))),
            "due" => assert!(whole.is_sorted_by_key(|task| (
                task.due.is_none(),
                task.due.as_ref().map(language::Due::date)
            ))),
            "created" => assert!(whole.is_sorted_by_key(|task| task.id)),
            "position" => {
                assert!(
                    whole.is_sorted_by(|one, other| one.position.get() <= other.position.get())
                );
            }
            _ => assert_eq!(
                (
                    whole[0].title.as_str(),
                    whole[whole.len() - 1].title.as_str()
                ),
                ("Buy milk", "買い物 🎉")
            ),
        }
    }
}

/// FR-615: a cursor means something only in its own order.
#[tokio::test]
async fn a_cursor_of_another_order_is_refused() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    fill(&database).await;
    let mut transaction = database.read(&ann()).await.unwrap();
    let page = db::tasks::list(&mut transaction, &ann(), &list("sort=due&limit=1"), &at())
        .await
        .unwrap();
    for other in ["sort=due&order=desc", "sort=title", ""] {
        let other = ListTasks {
            cursor: page.next_cursor.clone(),
            ..list(other)
        };
        let refused = db::tasks::list(&mut transaction, &ann(), &other, &at()).await;
        assert!(matches!(refused, Err(shared::Error::InvalidParameter(_))));
    }
    transaction.close().await.unwrap();
}

/// FR-615: tasks from before their words were kept are found after the migration.
#[tokio::test]
async fn older_tasks_are_found_too() {
    let test = TestDatabase::new().await;
    let database = test.database(Role::Tasks);
    fill(&database).await;
    let found = all(&database, list("search=stra%C3%9Fe")).await;
    let owner = test.owner().await;
    owner
        .batch_execute("delete from todo.task_term")
        .await
        .unwrap();
    assert_eq!(all(&database, list("search=stra%C3%9Fe")).await, []);
    let tasks = u64::try_from(all(&database, list("")).await.len()).unwrap();
    let migration = include_str!("../migrations/0005_terms_of_older_tasks.sql");
    for _ in 0..2 {
        owner.batch_execute(migration).await.unwrap();
        owner
            .batch_execute("update todo.task set fold = 0")
            .await
            .unwrap();
        let mut migrate = test.owner().await;
        assert_eq!(db::tasks::refold(&mut migrate).await.unwrap(), tasks);
        assert_eq!(all(&database, list("search=stra%C3%9Fe")).await, found);
    }
    let forced = "select count(*) from pg_class where relnamespace = 'todo'::regnamespace and relkind = 'r' and not relforcerowsecurity";
    let row = owner.query_one(forced, &[]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 0);
}
