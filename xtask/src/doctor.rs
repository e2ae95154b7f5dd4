//! `cargo xtask doctor`: what is missing on this machine, and how to get it.

mod cluster;

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

/// Where the chart's page installs the release.
const NAMESPACE: &str = "todo";
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
    /// The namespace of a release on the cluster of kubectl, which is looked at instead of this machine.
    cluster: Option<String>,
}

impl Options {
    /// Reads the arguments after the verb.
    ///
    /// # Errors
    /// When one is unknown.
    pub fn parse(arguments: &[&str]) -> Outcome<Self> {
        match arguments {
            [] => Ok(Self::default()),
            ["--llm"] => Ok(Self {
                llm: true,
                cluster: None,
            }),
            ["--cluster"] => Ok(Self::of_cluster(NAMESPACE)),
            ["--cluster", namespace] if !namespace.starts_with('-') => {
                Ok(Self::of_cluster(namespace))
            }
            _ => Err("doctor takes --llm, --cluster [NAMESPACE], or nothing".into()),
        }
    }
}

impl Options {
    fn of_cluster(namespace: &str) -> Self {
        Self {
            llm: false,
            cluster: Some(namespace.to_owned()),
        }
    }
}

fn exit(healthy: bool) -> ExitCode {
    if healthy {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Looks at everything and says what is wrong; exits 1 when something needed is missing.
///
/// # Errors
/// When the state folder cannot be opened, or cargo not run.
pub fn run(checkout: &Checkout, options: &Options) -> Outcome<ExitCode> {
    if let Some(namespace) = &options.cluster {
        return Ok(exit(cluster::check(namespace)?));
    }
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
    Ok(exit(healthy))
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
        assert_eq!(Options::parse(&[]).ok(), Some(Options::default()));
        let models = Options::parse(&["--llm"]).unwrap();
        assert!(models.llm && models.cluster.is_none());
        assert!(Options::parse(&["--cloud"]).is_err());
        // FR-1120: a release is looked for where the chart's page installs it, or where that is said.
        let of = |arguments: &[&str]| Options::parse(arguments).unwrap().cluster;
        assert_eq!(of(&["--cluster"]).as_deref(), Some("todo"));
        assert_eq!(of(&["--cluster", "other"]).as_deref(), Some("other"));
        assert!(Options::parse(&["--cluster", "--llm"]).is_err());
    }
}
