//! `cargo xtask doctor`: what is missing on this machine, and how to get it.

use std::process::{Command, ExitCode};

use crate::{
    child::Group,
    env,
    failure::Outcome,
    images, pgbouncer,
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

/// What the caller asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether the configured models are tried too, which costs two requests each.
    llm: bool,
}

impl Options {
    /// Reads the arguments after the verb.
    ///
    /// # Errors
    /// When one is unknown.
    pub fn parse(arguments: &[&str]) -> Outcome<Self> {
        match arguments {
            [] => Ok(Self::default()),
            ["--llm"] => Ok(Self { llm: true }),
            _ => Err("doctor takes --llm, or nothing".into()),
        }
    }
}

/// Looks at everything and says what is wrong; exits 1 when something needed is missing.
///
/// # Errors
/// When the state folder cannot be opened, or cargo not run.
pub fn run(checkout: &Checkout, options: &Options) -> Outcome<ExitCode> {
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
        (
            "pgbouncer (tests only)",
            pgbouncer::installed().map(|path| path.display().to_string()),
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
    if options.llm {
        healthy &= models(checkout)?;
    }
    Ok(if healthy {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Tries the models that `chat` would ask, with its own code.
fn models(checkout: &Checkout) -> Outcome<bool> {
    let mut command = Command::new("cargo");
    command
        .args(["run", "--quiet", "--package", "chat"])
        .args(["--example", "chat-models"])
        .current_dir(&checkout.root);
    Ok(Group::spawn(&mut command)?.wait()?.success())
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

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-339.
    #[test]
    fn models_are_tried_only_when_asked_for() {
        assert_eq!(Options::parse(&[]).ok(), Some(Options { llm: false }));
        assert_eq!(Options::parse(&["--llm"]).ok(), Some(Options { llm: true }));
        assert!(Options::parse(&["--cloud"]).is_err());
    }
}
