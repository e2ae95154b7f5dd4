//! From exec to the first answer of each function (FR-514).

mod measure;
mod report;

use std::fs;

use self::measure::Request;
pub use self::report::{Figures, table};
use super::{ground::Ground, load};
use crate::{
    failure::{At, Outcome},
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
    let mut figures = Vec::new();
    for name in FUNCTIONS {
        let subject = ground.subject(name, "todo", ports)?;
        let size = fs::metadata(&subject.program).at(&subject.program)?.len();
        let token = ground.issuer.token(load::PERSON)?;
        let runs = step::timed(&format!("{name}: {RUNS} starts"), || {
            (0..RUNS)
                .map(|_| measure::once(&subject, request(name), token))
                .collect::<Outcome<Vec<_>>>()
        })?;
        figures.push(Figures::of(name, size, &runs));
    }
    Ok(figures)
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
