//! FR-1114: an agent's controller that looks for tools again and again wakes nothing, and a call is the caller's own.
//! FR-1112: where kagent's definitions lie beside the checkout, the API server takes what the chart writes for it.

use std::{
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    http::Request,
    person::{Person, needed, same},
    platform::Platform,
};
use crate::{
    failure::{Failure, Outcome},
    kube::list,
    say, signals, step,
};

const ROUND: Duration = Duration::from_secs(15);
const IN_ALL: Duration = Duration::from_mins(4);
const DEFINITIONS: [&str; 3] = [
    "kagent.dev_agents.yaml",
    "kagent.dev_modelconfigs.yaml",
    "kagent.dev_remotemcpservers.yaml",
];

/// Looks for tools every 15 s for four minutes, with mcp at zero; then calls one as two people.
pub fn run(platform: &Platform) -> Outcome<()> {
    definitions(platform)?;
    platform.apply(&[])?;
    platform.to_zero(&["mcp"])?;
    let started = Instant::now();
    let mut rounds = 0;
    while started.elapsed() < IN_ALL {
        discover(platform)?;
        platform.at_zero(&["mcp"])?;
        rounds += 1;
        let next = ROUND * rounds;
        signals::pause(next.saturating_sub(started.elapsed()))?;
        platform.at_zero(&["mcp"])?;
    }
    step::done(
        &format!("{rounds} searches for tools woke mcp 0 times"),
        started.elapsed(),
    );
    let (ann, bob) = (Person::sign_up(platform)?, Person::sign_up(platform)?);
    needed(
        "chat",
        bob.say(None, "Add a task to keep a secret", "created")?,
    )?;
    same("what Ann sees", &seen(&ann)?, &0)?;
    same("what Bob sees", &seen(&bob)?, &1)
}

/// What kagent's controller asks: a handshake, its end, the list of tools.
fn discover(platform: &Platform) -> Outcome<()> {
    let client = json!({
        "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "kagent-controller", "version": "1"},
    });
    let ask = |message: Value, expected: u16| -> Outcome<String> {
        let reply = Request::new("POST", &format!("{}/api/cluster/mcp", platform.beside.web))
            .with("host", "beside")
            .with("accept", "application/json, text/event-stream")
            .json(&message)
            .send()?;
        let reply = needed("discovery", reply)?;
        same("the status of discovery", &reply.status, &expected)?;
        Ok(reply.body)
    };
    ask(
        json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": client}),
        200,
    )?;
    ask(
        json!({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        202,
    )?;
    let tools = ask(
        json!({"jsonrpc": "2.0", "id": 2, "method": "tools/list", "params": {}}),
        200,
    )?;
    let tools: Value = serde_json::from_str(&tools)
        .map_err(|error| Failure::Told(format!("the list of tools: {error}")))?;
    same("tools", &list(&tools, "/result/tools").len(), &6)
}

/// How many tasks a person's own call lists.
fn seen(person: &Person) -> Outcome<usize> {
    let call = json!({
        "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "list_tasks", "arguments": {}},
    });
    let request = person
        .request("mcp", "POST", "/mcp")
        .with("accept", "application/json, text/event-stream")
        .with("mcp-protocol-version", "2025-06-18")
        .json(&call);
    let answer = needed("mcp", needed("mcp", request.send()?)?.expect(200))?;
    Ok(list(&answer, "/result/structuredContent/tasks").len())
}

/// Has the API server look at the chart's objects, CEL rules included. Definitions that were not there go again.
fn definitions(platform: &Platform) -> Outcome<()> {
    let folder = platform.root().join("../shared/kagent");
    let files: Vec<PathBuf> = DEFINITIONS.iter().map(|name| folder.join(name)).collect();
    if !files.iter().all(|file| file.is_file()) {
        say::line(
            "  kagent's definitions are not beside the checkout: its objects are not validated",
        );
        return Ok(());
    }
    let present = platform
        .kube
        .exists(&["customresourcedefinition", "agents.kagent.dev"])?;
    let names: Vec<_> = files.iter().map(|file| file.to_string_lossy()).collect();
    let all = |verb: &str| {
        let mut arguments = vec![verb];
        for name in &names {
            arguments.extend(["--filename", name]);
        }
        platform.kube.kubectl(&arguments).map(drop)
    };
    if !present {
        all("create")?;
    }
    let taken = taken(platform);
    if !present {
        all("delete")?;
    }
    taken
}

fn taken(platform: &Platform) -> Outcome<()> {
    let chart = platform.root().join("charts/todo-app");
    let values = chart.join("ci/kagent-values.yaml");
    let mut template = Command::new("helm");
    template
        .args(["template", "todo"])
        .arg(&chart)
        .arg("--values")
        .arg(values);
    template.args([
        "--namespace",
        &platform.kube.namespace,
        "--show-only",
        "templates/kagent.yaml",
    ]);
    let output = crate::child::output(&mut template, "")?;
    let manifests = String::from_utf8_lossy(&output.stdout).into_owned();
    let started = Instant::now();
    let served = [
        "wait",
        "--for=condition=Established",
        "--timeout=30s",
        "customresourcedefinition",
    ];
    let names = [
        "agents.kagent.dev",
        "modelconfigs.kagent.dev",
        "remotemcpservers.kagent.dev",
    ];
    platform.kube.kubectl(&[&served[..], &names[..]].concat())?;
    let try_it = [
        "create",
        "--dry-run=server",
        "--filename",
        "-",
        "--output",
        "name",
    ];
    let taken = platform.kube.kubectl_given(&try_it, &manifests)?;
    same(
        "objects that the API server takes",
        &taken.lines().count(),
        &3,
    )?;
    let bad = manifests.replace(
        "protocol: STREAMABLE_HTTP",
        "protocol: STREAMABLE_HTTP\n  tls: {disableVerify: true}",
    );
    let refused = platform.kube.kubectl_given(&try_it, &bad).is_err();
    same("TLS of an address without TLS is refused", &refused, &true)?;
    step::done(
        "kagent's definitions take the chart's objects",
        started.elapsed(),
    );
    Ok(())
}
