//! FR-817: sign-up, JWT, chat, mcp and Postgres, all through the ingress.

use serde_json::json;

use super::{
    person::{Person, Task, changed, needed, same},
    platform::Platform,
};
use crate::{failure::Outcome, kube::list, step};

/// A person says a sentence and sees the task over REST and over MCP; somebody else sees nothing.
pub fn run(platform: &Platform) -> Outcome<()> {
    let ada = Person::sign_up(platform)?;
    let sentence = "Add a task to buy groceries";
    let answer = needed("chat", ada.message(None, sentence).send()?)?;
    needed("chat", changed(&answer, "created"))?;
    step::done("chat, through mcp, into Postgres", answer.took);
    let expected = vec![Task::pending(1, "buy groceries")];
    same("tasks", &needed("tasks", ada.tasks()?)?, &expected)?;
    let call = json!({
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "list_tasks", "arguments": {}},
    });
    let mcp = |person: &Person| -> Outcome<usize> {
        let request = person
            .request("mcp", "POST", "/mcp")
            .with("accept", "application/json, text/event-stream")
            .with("mcp-protocol-version", "2025-06-18")
            .json(&call);
        let reply = needed("mcp", request.send()?)?;
        let answer = needed("mcp", reply.expect(200))?;
        Ok(list(&answer, "/result/structuredContent/tasks").len())
    };
    same("tasks over MCP", &mcp(&ada)?, &1)?;
    let stranger = Person::sign_up(platform)?;
    same("a stranger's tasks over MCP", &mcp(&stranger)?, &0)?;
    same(
        "a stranger's tasks",
        &needed("tasks", stranger.tasks()?)?,
        &Vec::new(),
    )?;
    let anonymous = needed(
        "tasks",
        platform.request("tasks", "GET", "/api/tasks").send()?,
    )?;
    same("without a token", &anonymous.status, &401)
}
