//! `cargo xtask doctor`: what is missing on this machine, and how to get it.

use std::process::ExitCode;

use crate::{
    env,
    failure::Outcome,
    images,
    places::{Checkout, State},
    ports::Ports,
    say, tools,
    up::Addresses,
};

const PORTS: [(&str, u16); 5] = [
    ("WEB_PORT", 3000),
    ("TASKS_PORT", 8081),
    ("MCP_PORT", 8082),
    ("CHAT_PORT", 8083),
    ("POSTGRES_PORT", 5433),
];

/// Looks at everything and says what is wrong; exits 1 when something needed is missing.
///
/// # Errors
/// When the state folder cannot be opened.
pub fn run(checkout: &Checkout) -> Outcome<ExitCode> {
    let rust = tools::version_of("cargo", "--version")
        .ok_or_else(|| "there is no `cargo` on the PATH: https://rustup.rs".into());
    let findings = [
        ("rust", rust),
        ("c compiler", tools::c_compiler()),
        ("node", tools::node()),
        ("python (tests only)", tools::python()),
        ("go (tests of the chart only)", tools::go()),
        (
            "chromium (tests only)",
            tools::chromium().map(|path| path.display().to_string()),
        ),
    ];
    let mut healthy = true;
    for (name, finding) in findings {
        match finding {
            Ok(version) => say::line(format_args!("  ok       {name}: {version}")),
            Err(problem) => {
                healthy = false;
                say::line(format_args!("  missing  {name}: {problem}"));
            }
        }
    }
    match tools::pgbench() {
        Ok(path) => say::line(format_args!("  ok       pgbench: {}", path.display())),
        Err(advice) => say::line(format_args!(
            "  note     pgbench (bench load only): {advice}"
        )),
    }
    match images::builder() {
        Ok(program) => say::line(format_args!("  ok       images: {program}")),
        Err(advice) => say::line(format_args!("  note     images: {advice}")),
    }
    let state = State::open(&checkout.cache())?;
    match Addresses::read(&state).and_then(|addresses| addresses.web.or(addresses.tasks)) {
        Some(page) => say::line(format_args!("  running  {page}")),
        None => ports(),
    }
    if env::variable("DATABASE_URL").is_some() {
        say::line("  note     DATABASE_URL is set: `up` uses it instead of the embedded Postgres");
    }
    Ok(if healthy {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn ports() {
    for (variable, preferred) in PORTS {
        match Ports::default().choose(variable, Some(preferred)) {
            Ok(port) if port == preferred => {}
            Ok(_) if env::variable(variable).is_some() => {}
            Ok(_) => say::line(format_args!(
                "  note     port {preferred} is taken: `up` will choose another, or set {variable}"
            )),
            Err(problem) => say::line(format_args!("  note     {problem}: set another")),
        }
    }
}
