//! How the database answers lists: under row-level security, from indexes (FR-616).
//!
//! `PLAN_SCALE=10` makes the table as large as the requirement says, 1,000,000 tasks with 100,000 of one person, and
//! `--nocapture` shows the plans; by default it is a tenth of that.
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

use shared::{
    auth::UserId,
    db::{self, Database, Role},
    task::{Context, ListTasks},
    testing::TestDatabase,
};

/// What is listed, and the most pages of 8 kB that may be touched for it, however many tasks there are.
const LISTS: [(&str, u64); 21] = [
    ("", 120),
    ("status=completed", 120),
    ("sort=due", 120),
    ("sort=due&order=desc", 120),
    ("sort=priority", 120),
    ("sort=title", 120),
    ("sort=position&order=desc", 120),
    ("filter=today&sort=due", 400),
    ("filter=overdue%20%26%20p1&sort=due", 1200),
    ("filter=next%207%20days&sort=due", 400),
    ("filter=no%20date", 400),
    ("filter=p1&sort=due", 600),
    ("filter=%23rare", 400),
    ("filter=@rare", 400),
    ("filter=@rare%20%26%20@tag1", 400),
    ("filter=@rare%20%7C%20@nowhere", 400),
    ("search=raris", 400),
    ("search=raris%20w5", 400),
    ("filter=(today|overdue)%26p1%26%23work&sort=due", 1600),
    ("filter=subtask", 400),
    ("filter=recurring", 400),
];

fn ann() -> UserId {
    UserId::for_test("ann")
}

fn scale() -> i64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "how large the table is made is asked for by hand"
    )]
    let scale = std::env::var("PLAN_SCALE");
    scale.map_or(1, |scale| scale.parse().unwrap())
}

/// Every person has the same tasks in the same proportions; a tenth of all are Ann's.
async fn fill(test: &TestDatabase) {
    let owner = test.owner().await;
    let each = 10_000 * scale();
    let sql = format!(
        "set session_replication_role = replica;
         insert into todo.task (user_id, id, title, notes, priority, tags, project, project_key, parent_id, position, due,
           due_zone, due_at, due_order, recurrence, series_id, series_start, scheduled, completed_at, sequence)
         select person, n, 'Task w' || n % 977 || case when n % 4999 = 0 then ' rarissimo' else '' end, '',
           'p' || 1 + n % 4,
           array['tag' || n % 7] || case when n % 4999 = 0 then array['rare'] else '{{}}' end,
           case when n % 4999 = 0 then 'Rare' when n % 3 = 0 then 'Work' else 'Inbox' end,
           case when n % 4999 = 0 then 'rare' when n % 3 = 0 then 'work' else 'inbox' end,
           case when n % 997 = 0 then n - 1 end, n,
           case when n % 5 > 0 then day end, case when n % 5 = 4 then 'UTC' end,
           case when n % 5 = 4 then day + time '12:00' at time zone 'UTC' end,
           case when n % 5 = 4 then day + time '12:00' when n % 5 > 0 then day + time '23:59:59.999999'
             else timestamp '9999-12-31 23:59:59.999999' end,
           case when n % 997 = 5 then 'FREQ=DAILY' end, case when n % 997 = 5 then n end,
           case when n % 997 = 5 then '2026-11-23' end, case when n % 997 = 5 then timestamp '2026-11-23' end,
           case when n * 31 % 100 < 60 then now() end, n
         from (select case when p = 0 then 'ann' else 'person' || p end as person, n,
             date '2026-11-27' + (n * 7919 % 1461 - 730)::int as day
           from generate_series(0, 9) as p, generate_series(1, {each}) as n) as made;
         insert into todo.task_term
           select user_id, id, array_to_tsvector(array_cat(
             (select array_agg(distinct user_id || E'\\x01' || word) from regexp_split_to_table(lower(title), ' ') as word),
             (select array_agg(user_id || E'\\x02' || tag) from unnest(tags) as tag)))
           from todo.task;
         insert into todo.user_counter select user_id, max(id), max(id) from todo.task group by user_id;
         vacuum analyze todo.task;
         vacuum analyze todo.task_term"
    );
    for statement in sql.split(";\n") {
        owner.batch_execute(statement).await.unwrap();
    }
}

async fn plan(database: &Database, parameters: &str) -> Vec<String> {
    let list: ListTasks = serde_urlencoded::from_str(parameters).unwrap();
    let at = Context {
        now: "2026-11-27T14:30:40Z".parse().unwrap(),
        zone: "Europe/Berlin".parse().unwrap(),
    };
    let mut transaction = database.read(&ann()).await.unwrap();
    // The first run of a session reads the catalogue, too.
    db::tasks::list(&mut transaction, &ann(), &list, &at)
        .await
        .unwrap();
    let plan = db::tasks::explain(&mut transaction, &ann(), &list, &at)
        .await
        .unwrap();
    transaction.close().await.unwrap();
    plan
}

/// Pages touched by the whole statement: the first line that tells of buffers.
fn pages(plan: &[String]) -> u64 {
    let line = plan.iter().find(|line| line.contains("Buffers:")).unwrap();
    let numbers = line
        .split(['=', ' '])
        .filter_map(|part| part.parse::<u64>().ok());
    numbers.sum()
}

/// FR-616.
#[tokio::test]
async fn every_list_is_answered_from_an_index() {
    let test = TestDatabase::new().await;
    fill(&test).await;
    let database = test.database(Role::Tasks);
    let mut broken = Vec::new();
    for (parameters, most) in LISTS {
        let plan = plan(&database, parameters).await;
        println!("== {parameters}\n{}\n", plan.join("\n"));
        let reads_all = plan.iter().any(|line| line.contains("Seq Scan on task"));
        let touched = pages(&plan);
        if reads_all || touched > most {
            broken.push(format!(
                "{parameters}: {touched} pages of at most {most}, all read: {reads_all}"
            ));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
