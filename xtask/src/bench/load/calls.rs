//! Calls of mcp's tools, in the protocol's newest form: each says all by itself.

use serde_json::{Value, json};

use super::{LISTED, task};
use crate::{bench::ground::Ground, failure::Outcome};

const VERSION: &str = "2026-07-28";

/// A page of tasks.
///
/// # Errors
/// When no token can be made.
pub fn list(ground: &Ground, person: u32) -> Outcome<String> {
    call(ground, person, "list_tasks", &json!({"limit": LISTED}))
}

/// A new task.
///
/// # Errors
/// When no token can be made.
pub fn add(ground: &Ground, person: u32) -> Outcome<String> {
    call(ground, person, "add_task", &json!({"tasks": [task()]}))
}

fn call(ground: &Ground, person: u32, tool: &str, arguments: &Value) -> Outcome<String> {
    let token = ground.issuer.token(person)?;
    let body = json!({
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {
            "name": tool,
            "arguments": arguments,
            "_meta": {
                "io.modelcontextprotocol/protocolVersion": VERSION,
                "io.modelcontextprotocol/clientInfo": {"name": "bench", "version": "1"},
                "io.modelcontextprotocol/clientCapabilities": {},
            },
        },
    })
    .to_string();
    let length = body.len();
    Ok(format!(
        "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n\
         MCP-Protocol-Version: {VERSION}\r\nMcp-Method: tools/call\r\nMcp-Name: {tool}\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    ))
}
