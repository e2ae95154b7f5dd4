//! The tasks function under load, beside pgbench with the same statements (FR-626 to FR-628), and mcp's tools (FR-273).

mod calls;
mod case;
mod client;
mod limits;
mod pgbench;
mod report;
mod statements;
mod tables;

use std::{fs, time::Duration};

use rustix::process::Signal;
use serde_json::{Value, json};

use self::case::{Case, Kind, Round};
pub use self::{
    limits::broken,
    pgbench::Pgbench,
    report::{Figures, table},
};
use super::{
    ground::{Ground, LOGIN},
    subject,
};
use crate::{
    failure::{At, Failure, Outcome},
    ports::Ports,
    probe, step,
};

/// Connections, of the load as of pgbench.
const CLIENTS: u32 = 32;
/// People with tasks to list.
const PEOPLE: u32 = 20;
/// Tasks of each.
const LISTED: u32 = 50;
/// How many times as many tasks the large table has.
const TIMES: u32 = 1000;
/// Any person that has a token.
pub const PERSON: u32 = 0;
/// Whose requests are read in the server's log: no other number there is the same.
const WATCHED: u32 = 4711;
const ROUNDS: usize = 7;
const LASTING: Duration = Duration::from_secs(4);
const WARMING: Duration = Duration::from_secs(1);
const LIST: &str = "/api/tasks?limit=50";
const CREATE: &str = "/api/tasks";

/// Everyone who has a token.
#[must_use]
pub fn people() -> Vec<u32> {
    (PERSON..CLIENTS).chain([WATCHED]).collect()
}

/// Makes the tables, then measures in turn.
///
/// # Errors
/// When something does not work.
pub fn run(ground: &Ground, ports: &mut Ports) -> Outcome<Figures> {
    let pgbench = Pgbench::find(ground)?;
    let databases = ["thousand", "million", "created"];
    for database in databases {
        pgbench.superuser("create", "todo", &format!("create database {database};\n"))?;
        ground.migrate(database, &[])?;
    }
    let list = watched(ground, &pgbench, ports, "list", PEOPLE, |port, headers| {
        probe::get(port, LIST, headers)
    })?;
    let create = watched(
        ground,
        &pgbench,
        ports,
        "create",
        CLIENTS,
        |port, headers| probe::post(port, CREATE, headers, &new_task()),
    )?;
    let [small, large, created] =
        databases.map(|database| ground.subject("tasks", database, ports));
    let [small, large, created] = [small?, large?, created?];
    let [of_small, of_large, of_created] = [&small, &large, &created].map(subject::start);
    let [of_small, of_large, of_created] = [of_small?, of_large?, of_created?];
    tables::fill(ground, small.port)?;
    tables::fill(ground, large.port)?;
    step::timed("the table of 1,000,000 tasks", || {
        tables::multiply(&pgbench, "thousand", 1)?;
        tables::multiply(&pgbench, "million", TIMES)
    })?;
    let [calls, adds] =
        ["thousand", "created"].map(|database| ground.subject("mcp", database, ports));
    let [calls, adds] = [calls?, adds?];
    let [of_calls, of_adds] = [&calls, &adds].map(subject::start);
    let [of_calls, of_adds] = [of_calls?, of_adds?];
    let lists = requests(|client| request(ground, "GET", LIST, client % PEOPLE, ""))?;
    // In the order of `Kind::ALL`.
    let cases = [
        Case {
            database: "thousand",
            function: &of_small,
            port: small.port,
            requests: lists.clone(),
            status: 200,
            script: Some(list.clone()),
        },
        Case {
            database: "million",
            function: &of_large,
            port: large.port,
            requests: lists,
            status: 200,
            script: Some(list),
        },
        Case {
            database: "created",
            function: &of_created,
            port: created.port,
            requests: requests(|client| request(ground, "POST", CREATE, client, &new_task()))?,
            status: 201,
            script: Some(create),
        },
        Case {
            database: "thousand",
            function: &of_calls,
            port: calls.port,
            requests: requests(|client| calls::list(ground, client % PEOPLE))?,
            status: 200,
            script: None,
        },
        Case {
            database: "created",
            function: &of_adds,
            port: adds.port,
            requests: requests(|client| calls::add(ground, client))?,
            status: 200,
            script: None,
        },
    ];
    let round = |lasting| -> Outcome<[Round; Kind::ALL.len()]> {
        let [small, large, create, list, add] = &cases;
        let round = |case: &Case| case.round(&pgbench, lasting);
        Ok([
            round(small)?,
            round(large)?,
            round(create)?,
            round(list)?,
            round(add)?,
        ])
    };
    round(WARMING)?;
    let rounds = (1..=ROUNDS).map(|number| {
        step::timed(&format!("load: round {number} of {ROUNDS}"), || {
            round(LASTING)
        })
    });
    Figures::of(&rounds.collect::<Outcome<Vec<_>>>()?)
}

/// What each connection sends.
fn requests(of: impl Fn(u32) -> Outcome<String>) -> Outcome<Vec<String>> {
    (0..CLIENTS).map(of).collect()
}

/// A request's statements, as the server's log has them, for so many people.
fn watched(
    ground: &Ground,
    pgbench: &Pgbench,
    ports: &mut Ports,
    name: &str,
    people: u32,
    ask: impl Fn(u16, &[(&str, &str)]) -> Option<(u16, String)>,
) -> Outcome<String> {
    let log_all = |value| {
        let statement = format!("alter role {LOGIN} set log_statement = {value};\n");
        pgbench.superuser("log", "todo", &statement)
    };
    log_all("'all'")?;
    let subject = ground.subject("tasks", "todo", ports)?;
    let mut function = subject::start(&subject)?;
    let bearer = format!("Bearer {}", ground.issuer.token(WATCHED)?);
    let headers = [("Authorization", bearer.as_str())];
    let log = ground.state.log("postgres");
    let ask = || match ask(subject.port, &headers) {
        Some((200 | 201, _)) => fs::read_to_string(&log).at(&log),
        answer => Err(Failure::Told(format!("{name}: {answer:?}"))),
    };
    // The first request may open the connection; what that sends is no part of a request.
    let before = ask()?;
    let after = ask()?;
    function.stop(Signal::TERM);
    log_all("default")?;
    let news = after.get(before.len()..).unwrap_or_default();
    let statements = statements::of_log(news)?;
    Ok(statements::script(
        &statements,
        &WATCHED.to_string(),
        people,
    ))
}

fn new_task() -> String {
    task().to_string()
}

fn task() -> Value {
    json!({
        "title": "Call the people about the number",
        "notes": "Ask for the **date** and the place, and write both down.",
        "priority": "p2",
        "due": "2027-01-15",
        "tags": ["phone", "work"],
        "project": "Work",
    })
}

fn request(ground: &Ground, method: &str, path: &str, person: u32, body: &str) -> Outcome<String> {
    let token = ground.issuer.token(person)?;
    let fixed =
        format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n");
    Ok(if body.is_empty() {
        format!("{fixed}\r\n")
    } else {
        let length = body.len();
        format!("{fixed}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}")
    })
}
