//! Checks against a running platform, which this tool starts as a developer would, beside any that already runs.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use rustix::process::Signal;

use super::{clients, mcp, rust};
use crate::{
    child::Group,
    failure::{At, Failure, Outcome},
    files,
    places::{self, Checkout, State},
    say, signals, tools,
    up::Addresses,
};

/// Makes the command that checks something against a running platform.
pub(super) type Check = fn(&Checkout) -> Outcome<Command>;

const READY_WITHIN: Duration = Duration::from_mins(25);

/// The life of `up`: each case starts and stops it itself.
///
/// # Errors
/// When a case fails.
pub fn lifecycle(checkout: &Checkout) -> Outcome<()> {
    tools::node()?;
    let state = throw_away(checkout, "lifecycle")?;
    let mut command = node_test(checkout, "xtask/clients/platform/lifecycle.test.mjs");
    command
        .env("LIFECYCLE_STATE", &state.folder)
        .env("XTASK", own_program()?);
    let result = super::show(undisturbed(&mut command));
    discard(&state)?;
    result
}

/// Browser, official clients and killed functions, all against one platform.
///
/// # Errors
/// What failed.
pub fn check(checkout: &Checkout) -> Outcome<()> {
    tools::node()?;
    let state = throw_away(checkout, "platform")?;
    let mut command = Command::new(own_program()?);
    command
        .arg("up")
        .arg("--state")
        .arg(&state.folder)
        .current_dir(&checkout.root);
    // Schemathesis asks more in a minute than a person may.
    undisturbed(&mut command)
        .env("RATE_LIMIT_REQUESTS_PER_MINUTE", "1000000")
        .env("RATE_LIMIT_WRITES_PER_MINUTE", "1000000");
    let mut up = Group::spawn(&mut command)?;
    let result = ready(&state, &mut up).and_then(|addresses| {
        // For tests that make databases and logins, which the platform's own must not.
        rust::with_postgres(checkout, "platform", |server| {
            against(checkout, &state, &addresses, server)
        })
    });
    up.stop(Signal::TERM);
    discard(&state)?;
    result
}

/// Tests run on a database of their own, without a language model, whatever the caller's shell is set up for.
fn undisturbed(command: &mut Command) -> &mut Command {
    [
        "DATABASE_URL",
        "MIGRATE_DATABASE_URL",
        "BETTER_AUTH_SECRET",
        "WEB_PORT",
        "TASKS_PORT",
        "MCP_PORT",
        "CHAT_PORT",
        "POSTGRES_PORT",
        "LLM_BASE_URL",
        "LLM_MODEL",
        "LLM_API_KEY",
        "KEEP_ALIVE_SECONDS",
        "LLM_CONTEXT_TOKENS",
        "LLM_FALLBACK_BASE_URL",
        "LLM_FALLBACK_MODEL",
        "LLM_FALLBACK_API_KEY",
        "LLM_FALLBACK_CONTEXT_TOKENS",
        "RATE_LIMIT_REQUESTS_PER_MINUTE",
        "RATE_LIMIT_WRITES_PER_MINUTE",
        "RATE_LIMIT_CALLS_PER_MINUTE",
        "TASKS_PER_PERSON",
        "AUTH_RATE_LIMIT",
        "AUTH_PASSWORD_GUESSES",
        "AUTH_IP_HEADER",
        "AUTH_TRUSTED_PROXIES",
    ]
    .into_iter()
    .fold(command, |command, name| command.env_remove(name))
}

fn ready(state: &State, up: &mut Group) -> Outcome<Addresses> {
    let started = Instant::now();
    loop {
        if let Some(addresses) = Addresses::read(state) {
            return Ok(addresses);
        }
        if let Some(status) = up.ended() {
            return Err(Failure::Told(format!(
                "cargo xtask up: {status}, see above"
            )));
        }
        if started.elapsed() > READY_WITHIN {
            return Err("cargo xtask up: not ready in time".into());
        }
        signals::pause(Duration::from_millis(100))?;
    }
}

fn against(checkout: &Checkout, state: &State, addresses: &Addresses, server: &str) -> Outcome<()> {
    let mut failures = Vec::new();
    // The browser comes last: its runner ends with a list of the tests that failed, which is then near the summary.
    let further = [
        ("ChatKit (openai-chatkit)", chatkit as Check),
        ("API (Schemathesis)", schemathesis),
        ("calendar (icalendar)", icalendar),
        ("calendar (ical.js)", ical_js),
        ("killed functions", killed),
        ("smoke test", smoke),
        ("browser", browser),
    ];
    for (name, check) in mcp::CHECKS.into_iter().chain(further) {
        say::line(format_args!("\n-- {name}"));
        let outcome = check(checkout).and_then(|mut command| {
            command.env("TEST_DATABASE_URL", server);
            super::show(describe(&mut command, state, addresses))
        });
        match outcome {
            Ok(()) => {}
            Err(Failure::Stopped) => return Err(Failure::Stopped),
            Err(Failure::Told(text)) => {
                say::line(&text);
                failures.push(format!("{name}: {text}"));
            }
        }
    }
    if failures.is_empty() {
        Ok(())
    } else {
        Err(Failure::Told(failures.join("; ")))
    }
}

/// Tells a runner where the platform is.
fn describe<'a>(command: &'a mut Command, state: &State, addresses: &Addresses) -> &'a mut Command {
    for (name, value) in [
        ("WEB_URL", &addresses.web),
        ("TASKS_URL", &addresses.tasks),
        ("MCP_URL", &addresses.mcp),
        ("CHAT_URL", &addresses.chat),
        ("DATABASE_URL", &addresses.database_url),
    ] {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    command.env("PLATFORM_STATE", &state.folder)
}

fn browser(checkout: &Checkout) -> Outcome<Command> {
    let chromium = tools::chromium()?;
    let mut command = Command::new("npm");
    command
        .args(["run", "e2e"])
        .env("CI", "true")
        .env("CHROMIUM_PATH", chromium)
        .current_dir(checkout.frontend());
    Ok(command)
}

/// FR-1250 to FR-1253.
fn chatkit(checkout: &Checkout) -> Outcome<Command> {
    let python = clients::chatkit(checkout)?;
    let mut command = Command::new(python);
    command
        .args(["-B", "-m", "unittest", "-v", "test_chatkit"])
        .current_dir(checkout.root.join("xtask/clients/chatkit"))
        .env("CHAT", checkout.target().join("debug/chat"));
    Ok(command)
}

/// FR-119: what the contract says, tried with what Schemathesis makes of it.
fn schemathesis(checkout: &Checkout) -> Outcome<Command> {
    let python = clients::schemathesis(checkout)?;
    let mut command = Command::new(python);
    command
        .args(["-B", "test_contract.py", "--max-examples", "10", "--today"])
        .current_dir(checkout.root.join("xtask/clients/schemathesis"));
    Ok(command)
}

/// FR-920.
fn icalendar(checkout: &Checkout) -> Outcome<Command> {
    let python = clients::icalendar(checkout)?;
    let mut command = Command::new(python);
    command
        .args(["-B", "-m", "unittest", "-v", "test_feed"])
        .current_dir(checkout.root.join("xtask/clients/calendar"));
    Ok(command)
}

/// FR-920.
fn ical_js(checkout: &Checkout) -> Outcome<Command> {
    clients::ical_js(checkout)?;
    Ok(node_test(checkout, "xtask/clients/calendar/feed.test.mjs"))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "it stands in a list with others that can fail"
)]
fn killed(checkout: &Checkout) -> Outcome<Command> {
    Ok(node_test(checkout, "xtask/clients/platform/kill.test.mjs"))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "it stands in a list with others that can fail"
)]
fn smoke(checkout: &Checkout) -> Outcome<Command> {
    let mut command = node_test(checkout, "xtask/clients/platform/smoke.test.mjs");
    command.env("MIGRATE", checkout.target().join("debug/migrate"));
    Ok(command)
}

fn node_test(checkout: &Checkout, file: &str) -> Command {
    test_of(checkout, Path::new("node"), file)
}

/// A file of tests for Node's own runner, each with five minutes at most.
pub(super) fn test_of(checkout: &Checkout, node: &Path, file: &str) -> Command {
    let mut command = Command::new(node);
    command
        .args([
            "--test",
            "--test-reporter=spec",
            "--test-timeout=300000",
            "--test-force-exit",
            file,
        ])
        .current_dir(&checkout.root);
    command
}

/// A state folder for this run only.
fn throw_away(checkout: &Checkout, name: &str) -> Outcome<State> {
    let folder = format!("test-{name}-{}", std::process::id());
    State::open(&checkout.cache().join(folder))
}

fn discard(state: &State) -> Outcome<()> {
    let data = places::for_postgres(&state.folder, "postgres")?;
    files::remove_folder(&data)?;
    places::forget(&state.folder)?;
    files::remove_folder(&state.folder)
}

fn own_program() -> Outcome<PathBuf> {
    std::env::current_exe().at(std::path::Path::new("this program"))
}
