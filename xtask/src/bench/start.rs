//! From exec to the first answer of each function, directly and through a pooler (FR-514, FR-517).

mod measure;
mod report;

use std::fs;

use self::measure::Request;
pub use self::report::{Figures, table};
use super::{ground::Ground, load};
use crate::{
    failure::{At, Outcome},
    pgbouncer::{self, Between, Running},
    ports::Ports,
    step,
};

const RUNS: usize = 20;
const FUNCTIONS: [&str; 3] = ["tasks", "mcp", "chat"];

/// Starts each function again and again.
///
/// # Errors
/// When one does not answer.
pub fn run(ground: &Ground, ports: &mut Ports) -> Outcome<Vec<Figures>> {
    let between = Between {
        server: ground.server.port(),
        superuser: ground.server.superuser(),
        size: 2,
        tracks: false,
    };
    let program = pgbouncer::installed()?;
    let mut pooler = Running::start(&program, ground.state, ports.any()?, &between)?;
    let figures = FUNCTIONS.map(|name| function(ground, name, pooler.port, ports));
    pooler.stop();
    figures.into_iter().collect()
}

/// Starts one function directly and through the pooler, in turn: what the machine does meanwhile, it does to both.
fn function(
    ground: &Ground,
    name: &'static str,
    pooler: u16,
    ports: &mut Ports,
) -> Outcome<Figures> {
    let direct = ground.subject(name, "todo", ports)?;
    let behind = ground.subject_through(pooler, name, "todo", ports)?;
    let size = fs::metadata(&direct.program).at(&direct.program)?.len();
    let token = ground.issuer.token(load::PERSON)?;
    let once = |subject| measure::once(subject, request(name), token);
    // The pooler opens its connection, and the server reads its catalogue.
    once(&behind)?;
    let runs = step::timed(&format!("{name}: {RUNS} starts of each kind"), || {
        (0..RUNS)
            .map(|_| Ok((once(&direct)?, once(&behind)?)))
            .collect::<Outcome<Vec<_>>>()
    })?;
    let (directly, through): (Vec<_>, Vec<_>) = runs.into_iter().unzip();
    Ok(Figures::of(name, size, &directly, &through))
}

/// The first authenticated list of each function.
fn request(function: &str) -> Request {
    match function {
        "mcp" => Request::Post(
            "/mcp",
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_tasks","arguments":{}}}"#,
        ),
        "chat" => Request::Get("/api/conversations"),
        _ => Request::Get("/api/tasks"),
    }
}
