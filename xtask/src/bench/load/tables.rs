//! The tasks that are listed: some people's, and as many of others as make the table large.

use serde_json::{Value, json};

use super::{LISTED, PEOPLE, pgbench::Pgbench};
use crate::{
    bench::ground::Ground,
    failure::{Failure, Outcome},
    probe,
};

/// What one person's request creates: all of the person's tasks.
fn batch() -> String {
    let operations: Vec<Value> = (1..=LISTED)
        .map(|number| json!({"create": task(number)}))
        .collect();
    json!({"operations": operations, "atomic": true}).to_string()
}

/// Tasks of several kinds, as people have them.
fn task(number: u32) -> Value {
    let mut task = json!({
        "title": format!("Call the people about number {number}"),
        "priority": format!("p{}", 1 + number % 4),
    });
    if number.is_multiple_of(2) {
        task["due"] = json!(format!("2027-01-{:02}", 1 + number % 28));
    }
    if number.is_multiple_of(3) {
        task["tags"] = json!(["phone", "work"]);
        task["project"] = json!("Work");
    }
    if number.is_multiple_of(5) {
        task["notes"] = json!("Ask for the **date** and the place, and write both down.");
    }
    task
}

/// Creates the listed people's tasks, through the function.
///
/// # Errors
/// When it refuses.
pub fn fill(ground: &Ground, port: u16) -> Outcome<()> {
    let body = batch();
    for person in 0..PEOPLE {
        let bearer = format!("Bearer {}", ground.issuer.token(person)?);
        let headers = [("Authorization", bearer.as_str())];
        match probe::post(port, "/api/batch", &headers, &body) {
            Some((200, _)) => {}
            answer => return Err(Failure::Told(format!("the tasks to list: {answer:?}"))),
        }
    }
    Ok(())
}

/// Copies the tasks that are there for other people, until there are so many times as many.
///
/// # Errors
/// When the database refuses.
pub fn multiply(pgbench: &Pgbench, database: &str, times: u32) -> Outcome<()> {
    let tables = ["task", "user_counter"];
    let originals = tables.map(|table| {
        format!("create temporary table original_{table} as select * from todo.{table};\n")
    });
    let copies = tables.map(|table| {
        format!(
            "insert into todo.{table} select copy.* from original_{table} as original,
               jsonb_populate_record(null::todo.{table},
                 to_jsonb(original) || jsonb_build_object('user_id', n || ' ' || original.user_id)) as copy;\n"
        )
    });
    // One person's after the other's, as indexes like it.
    let statements = format!(
        "set session_replication_role = replica;
         {}
         do $$ begin for n in 2..{times} loop {} end loop; end $$;
         vacuum analyze;
         checkpoint;\n",
        originals.concat(),
        copies.concat()
    );
    pgbench.superuser("multiply", database, &statements)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-626.
    #[test]
    fn a_person_s_tasks_fit_into_one_request() {
        let body = batch();
        assert!(body.len() < 64 * 1024, "{}", body.len());
        let parsed: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(parsed["operations"].as_array().unwrap().len(), 50);
    }
}
