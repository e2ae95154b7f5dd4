//! `cargo xtask test`: every check there is (FR-513).

mod chart;
mod clients;
mod mcp;
mod platform;
pub mod rust;
mod trace;
mod walls;
mod web;

use std::{
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

use crate::{
    child::Group,
    failure::{Failure, Outcome},
    places::Checkout,
    say, signals, simulate,
};

/// A step: its name, what it checks, and how. Cheap ones come first.
struct Step {
    name: &'static str,
    purpose: &'static str,
    run: fn(&Checkout) -> Outcome<()>,
}

const STEPS: [Step; 10] = [
    Step {
        name: "format",
        purpose: "cargo fmt",
        run: |checkout| show(cargo(checkout).args(["fmt", "--all", "--check"])),
    },
    Step {
        name: "trace",
        purpose: "every requirement has a test (FR-515)",
        run: trace::check,
    },
    Step {
        name: "walls",
        purpose: "cargo-deny: only `shared` speaks SQL, licenses, sources (FR-416)",
        run: walls::check,
    },
    Step {
        name: "chart",
        purpose: "the chart rendered: lint, policies, Pod Security; hadolint (FR-810 to FR-812)",
        run: chart::check,
    },
    Step {
        name: "clippy",
        purpose: "lints, all and pedantic",
        run: |checkout| {
            let scope = ["clippy", "--workspace", "--all-targets"];
            let features = ["--features", "shared/testing"];
            let strict = ["--", "-D", "warnings"];
            show(cargo(checkout).args(scope).args(features).args(strict))
        },
    },
    Step {
        name: "rust",
        purpose: "cargo test with a private Postgres",
        run: |checkout| rust::tests(checkout, &[]),
    },
    Step {
        name: "simulation",
        purpose: "100,000 turns of the agent under every fault (FR-388)",
        run: simulate::check,
    },
    Step {
        name: "web",
        purpose: "types, lint, unit tests, generated files of the web app",
        run: web::check,
    },
    Step {
        name: "lifecycle",
        purpose: "cargo xtask up: start, second start, stop, restart, --fresh (FR-510 to FR-512)",
        run: platform::lifecycle,
    },
    Step {
        name: "platform",
        purpose: "a running platform: browser, official MCP clients, MCP conformance, killed functions",
        run: platform::check,
    },
];

/// The steps with their purposes, for the usage text.
#[must_use]
pub fn steps() -> String {
    let line = |step: &Step| format!("    {:<10} {}", step.name, step.purpose);
    STEPS.iter().map(line).collect::<Vec<_>>().join("\n")
}

struct Done {
    name: &'static str,
    took: Duration,
    failure: Option<String>,
}

/// Runs the named steps, or all. A failed step does not keep the others from running.
///
/// # Errors
/// When a step is not known or a signal comes.
pub fn run(checkout: &Checkout, names: &[&str]) -> Outcome<ExitCode> {
    if let ["rust", arguments @ ..] = names
        && !arguments.is_empty()
    {
        rust::tests(checkout, arguments)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut done: Vec<Done> = Vec::new();
    for step in chosen(names)? {
        say::line(format_args!("\n== {}: {}", step.name, step.purpose));
        let started = Instant::now();
        let failure = match (step.run)(checkout) {
            Ok(()) => None,
            Err(Failure::Told(text)) => Some(text),
            Err(Failure::Stopped) => return Err(Failure::Stopped),
        };
        if let Some(text) = &failure {
            say::line(text);
        }
        if signals::stopped() {
            return Err(Failure::Stopped);
        }
        done.push(Done {
            name: step.name,
            took: started.elapsed(),
            failure,
        });
    }
    say::line(summary(&done));
    Ok(if done.iter().all(|step| step.failure.is_none()) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn chosen(names: &[&str]) -> Outcome<Vec<&'static Step>> {
    let known = |name: &&&str| STEPS.iter().any(|step| step.name == **name);
    if let Some(stranger) = names.iter().find(|name| !known(name)) {
        return Err(Failure::Told(format!(
            "there is no step {stranger}; the steps are\n{}",
            steps()
        )));
    }
    Ok(STEPS
        .iter()
        .filter(|step| names.is_empty() || names.contains(&step.name))
        .collect())
}

/// A table of the steps, and how many passed and failed.
fn summary(done: &[Done]) -> String {
    let mut lines = vec![String::new()];
    for step in done {
        let result = match &step.failure {
            None => "passed",
            Some(text) => &format!("FAILED: {}", text.lines().next().unwrap_or_default()),
        };
        let took = step.took.as_secs_f64();
        lines.push(format!("  {:<10} {took:>7.1} s  {result}", step.name));
    }
    let failed = done.iter().filter(|step| step.failure.is_some()).count();
    lines.push(String::new());
    lines.push(format!("{} passed, {failed} failed", done.len() - failed));
    lines.join("\n")
}

/// A cargo command in the checkout.
pub(crate) fn cargo(checkout: &Checkout) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(&checkout.root);
    command
}

/// Runs a command whose output goes where this tool's goes: a test runner's own words are the report.
fn show(command: &mut Command) -> Outcome<()> {
    let status = Group::spawn(command)?.wait()?;
    if status.success() {
        return Ok(());
    }
    let arguments = command.get_args().map(|text| text.to_string_lossy());
    Err(Failure::Told(format!(
        "{} {}: {status}",
        command.get_program().to_string_lossy(),
        arguments.collect::<Vec<_>>().join(" ")
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_513_no_name_means_every_step() {
        assert_eq!(chosen(&[]).unwrap().len(), STEPS.len());
        assert_eq!(chosen(&["web", "format"]).unwrap()[0].name, "format");
        assert!(chosen(&["wbe"]).is_err());
    }

    #[test]
    fn fr_513_the_summary_counts_what_failed() {
        let done = |name, failure: Option<&str>| Done {
            name,
            took: Duration::from_millis(1500),
            failure: failure.map(str::to_owned),
        };
        let text = summary(&[done("format", None), done("web", Some("npm: 1\nmore"))]);
        assert!(text.contains("format         1.5 s  passed"));
        assert!(text.contains("FAILED: npm: 1\n"));
        assert_eq!(text.lines().last(), Some("1 passed, 1 failed"));
    }
}
