//! FR-818: a streamed turn finds chat and mcp at zero; its first words do not wait for mcp.

use super::{
    person::{Person, Task, needed, same},
    platform::Platform,
};
use crate::{failure::Outcome, step};

const CHAIN: [&str; 2] = ["chat", "mcp"];

/// Streams a turn that needs both.
pub fn run(platform: &Platform) -> Outcome<()> {
    let person = Person::sign_up(platform)?;
    platform.to_zero(&CHAIN)?;
    let message = person.message(None, "Add a task to pay bills");
    let answer = message.with("accept", "text/event-stream").send()?;
    let stream = needed("chat", answer)?;
    step::done("first byte of the stream", stream.first_byte);
    step::done("the whole turn, with a call of mcp", stream.took);
    same("status", &stream.status, &200)?;
    for event in ["tool_started", "tool_finished", "receipt", "done"] {
        let there = stream.body.contains(&format!("event: {event}\n"));
        same(&format!("event {event} in {}", stream.body), &there, &true)?;
    }
    for function in CHAIN {
        let pods = platform.kube.pods_of(function)?;
        same(&format!("{function} has a pod"), &!pods.is_empty(), &true)?;
    }
    let tasks = needed("tasks", person.tasks()?)?;
    same("tasks", &tasks, &vec![Task::pending(1, "pay bills")])
}
