//! The mcp function of a running platform: the official clients, over HTTP and over standard input and output, and the
//! conformance suite (FR-212, FR-240 to FR-243, FR-255, FR-1110).

use std::{path::Path, process::Command};

use super::{
    cargo, clients,
    platform::{Check, test_of},
    show,
};
use crate::{failure::Outcome, places::Checkout, tools};

/// In the order in which they run.
pub const CHECKS: [(&str, Check); 10] = [
    ("MCP client (TypeScript)", typescript),
    ("MCP client (Python)", python),
    (
        "MCP client (TypeScript), a process for each request",
        |checkout| Ok(mortal(checkout, &typescript(checkout)?)),
    ),
    (
        "MCP client (Python), a process for each request",
        |checkout| Ok(mortal(checkout, &python(checkout)?)),
    ),
    ("MCP client (TypeScript), signing in", sign_in),
    ("MCP client (any), registering", register),
    ("MCP client (TypeScript), mcp stdio", stdio),
    ("MCP client (TypeScript), in the cluster", cluster),
    ("MCP client (Inspector)", inspector),
    ("MCP conformance", conformance),
];

fn typescript(checkout: &Checkout) -> Outcome<Command> {
    clients::typescript(checkout)?;
    let file = "xtask/clients/typescript/mcp.test.mjs";
    Ok(test_of(checkout, Path::new("node"), file))
}

/// FR-544: from the address alone to a call, with a person at the browser.
fn sign_in(checkout: &Checkout) -> Outcome<Command> {
    with_browser(checkout, "xtask/clients/typescript/oauth.test.mjs")
}

/// FR-432, FR-434: what clients register that no official one does.
fn register(checkout: &Checkout) -> Outcome<Command> {
    with_browser(checkout, "xtask/clients/typescript/registration.test.mjs")
}

fn with_browser(checkout: &Checkout, file: &str) -> Outcome<Command> {
    clients::typescript(checkout)?;
    let mut command = test_of(checkout, Path::new("node"), file);
    command.env("CHROMIUM_PATH", tools::chromium()?);
    Ok(command)
}

/// By the address of the web app that agents in a cluster have.
fn cluster(checkout: &Checkout) -> Outcome<Command> {
    clients::typescript(checkout)?;
    let file = "xtask/clients/typescript/cluster.test.mjs";
    Ok(test_of(checkout, Path::new("node"), file))
}

/// With a personal access token, and nothing of the platform but the endpoint's address.
fn stdio(checkout: &Checkout) -> Outcome<Command> {
    clients::typescript(checkout)?;
    let file = "xtask/clients/typescript/stdio.test.mjs";
    let mut command = test_of(checkout, Path::new("node"), file);
    command.env("MCP", checkout.target().join("debug/mcp"));
    Ok(command)
}

fn python(checkout: &Checkout) -> Outcome<Command> {
    let python = clients::python(checkout)?;
    let mut command = Command::new(python);
    command
        .args(["-B", "-m", "unittest", "-v", "test_mcp"])
        .current_dir(checkout.root.join("xtask/clients/python"));
    Ok(command)
}

/// The same against a function of which no process lives longer than a request.
fn mortal(checkout: &Checkout, client: &Command) -> Command {
    let mut command = Command::new("node");
    command
        .arg(checkout.root.join("xtask/clients/platform/mortal.mjs"))
        .arg(client.get_program())
        .args(client.get_args())
        .current_dir(client.get_current_dir().unwrap_or(&checkout.root))
        .env("MCP", checkout.target().join("debug/mcp"));
    command
}

fn inspector(checkout: &Checkout) -> Outcome<Command> {
    let node = clients::conformance(checkout)?;
    let file = "xtask/clients/conformance/inspector.test.mjs";
    Ok(test_of(checkout, &node, file))
}

fn conformance(checkout: &Checkout) -> Outcome<Command> {
    let node = clients::conformance(checkout)?;
    let example = ["build", "--quiet", "-p", "mcp", "--example", "conformance"];
    show(cargo(checkout).args(example))?;
    let built = checkout.target().join("debug");
    let file = "xtask/clients/conformance/conformance.test.mjs";
    let mut command = test_of(checkout, &node, file);
    command
        .env("MCP", built.join("mcp"))
        .env("CONFORMANCE_FIXTURES", built.join("examples/conformance"));
    Ok(command)
}
