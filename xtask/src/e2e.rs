//! `cargo xtask e2e [--short]`: the platform on a cluster with Knative, from nothing and back to nothing (FR-817 to
//! FR-820).

mod again;
mod beside;
mod between;
mod chain;
mod changes;
#[cfg(test)]
mod ci;
mod coldstart;
mod diagnosis;
mod during;
mod http;
mod images;
mod install;
mod journey;
mod kagent;
mod model;
mod namespace;
mod older;
mod operators;
mod person;
mod platform;
mod report;
mod smoke;
mod target;
mod writes;
mod zero;

use std::process::ExitCode;

use self::{
    beside::Beside, namespace::Namespace, platform::Platform, report::Report, target::Target,
};
use crate::{
    failure::{Failure, Outcome},
    places::{Checkout, State},
    production::Profile,
    say, signals, tools,
    up::{Lock, Register},
};

/// What the command line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Installation, one conversation, to zero and back; nothing else.
    pub short: bool,
    /// These after the installation, when any is named.
    only: Vec<String>,
}

impl Options {
    /// Reads the arguments.
    ///
    /// # Errors
    /// The first that is not known.
    pub fn parse(arguments: &[&str]) -> Outcome<Self> {
        if arguments == ["--short"] {
            return Ok(Self {
                short: true,
                only: Vec::new(),
            });
        }
        let known = |name: &str| SCENARIOS.iter().any(|scenario| scenario.name == name);
        if let Some(other) = arguments.iter().find(|name| !known(name)) {
            let names = SCENARIOS.map(|scenario| scenario.name).join(", ");
            return Err(Failure::Told(format!(
                "e2e does not know {other}: --short, or some of {names}"
            )));
        }
        Ok(Self {
            short: false,
            only: arguments.iter().map(ToString::to_string).collect(),
        })
    }

    fn includes(&self, scenario: &Scenario) -> bool {
        if self.short {
            return scenario.short;
        }
        self.only.is_empty()
            || scenario.name == SCENARIOS[0].name
            || self.only.iter().any(|name| name == scenario.name)
    }
}

/// A thing that must hold on the cluster. Each makes the people and tasks it needs, so their order says nothing but
/// which is first.
struct Scenario {
    name: &'static str,
    purpose: &'static str,
    /// Whether `--short` has it.
    short: bool,
    run: fn(&Platform) -> Outcome<()>,
}

const SCENARIOS: [Scenario; 13] = [
    Scenario {
        name: "install",
        purpose: "from nothing until every function is Ready",
        short: true,
        run: install::run,
    },
    Scenario {
        name: "again",
        purpose: "the same chart and values again change nothing",
        short: false,
        run: again::run,
    },
    Scenario {
        name: "journey",
        purpose: "sign-up, JWT, chat, mcp and Postgres, through the ingress",
        short: true,
        run: journey::run,
    },
    Scenario {
        name: "smoke",
        purpose: "helm test",
        short: false,
        run: smoke::run,
    },
    Scenario {
        name: "zero",
        purpose: "to zero and back, in the same conversation",
        short: true,
        run: zero::run,
    },
    Scenario {
        name: "chain",
        purpose: "a streamed turn with chat and mcp both at zero",
        short: false,
        run: chain::run,
    },
    Scenario {
        name: "coldstart",
        purpose: "starts from zero, beside a container that does nothing",
        short: false,
        run: coldstart::run,
    },
    Scenario {
        name: "between",
        purpose: "pods killed and evicted between requests",
        short: false,
        run: between::run,
    },
    Scenario {
        name: "during",
        purpose: "pods killed and evicted during requests",
        short: false,
        run: during::run,
    },
    Scenario {
        name: "operators",
        purpose: "what operators' tools may do, and what they may not",
        short: false,
        run: operators::run,
    },
    Scenario {
        name: "kagent",
        purpose: "an agent's controller looks for tools for four minutes",
        short: false,
        run: kagent::run,
    },
    Scenario {
        name: "changes",
        purpose: "changes that fail, the way back, and what is left behind",
        short: false,
        run: changes::run,
    },
    Scenario {
        name: "older",
        purpose: "an upgrade from chart version 0.1.0",
        short: false,
        run: older::run,
    },
];

/// Runs everything, then takes back what it put into the cluster, also after a failure or a signal.
///
/// # Errors
/// When the cluster cannot be worked with, a signal comes, or something of it stays there.
pub fn run(checkout: &Checkout, options: &Options) -> Outcome<ExitCode> {
    tools::node()?;
    let target = Target::find()?;
    say::line(&target);
    let state = State::open(&checkout.cache().join("e2e"))?;
    let _lock = Lock::take(&state)?;
    let mut register = Register::take_over(&state)?;
    let mut namespace = Namespace::of(&target.kube);
    let mut beside = None;
    let result = namespace.check().and_then(|()| {
        let profile = if options.short {
            Profile::Fast
        } else {
            Profile::Release
        };
        let images = images::provide(checkout, &state, profile)?;
        let started = Beside::start(checkout, &state, &target, &mut register, &images.migrate)?;
        let beside = beside.insert(started);
        namespace.make()?;
        let platform = Platform::new(checkout, &state, &target, beside, images);
        scenarios(&platform, options)
    });
    if signals::stopped() {
        say::line(
            "stopping: what was installed is taken back first; another signal leaves it there",
        );
        signals::forget();
    }
    let removed = namespace.remove();
    if let Some(beside) = &mut beside {
        beside.stop()?;
    }
    register.clear()?;
    let report = match (result, removed) {
        (Err(failure), Err(left)) => {
            say::error(left);
            return Err(failure);
        }
        (result, removed) => {
            let mut report = result?;
            report.add("remove", removed);
            report
        }
    };
    say::line(report.summary());
    Ok(report.code())
}

fn scenarios(platform: &Platform, options: &Options) -> Outcome<Report> {
    let mut report = Report::default();
    for scenario in SCENARIOS.iter().filter(|one| options.includes(one)) {
        say::line(format_args!("\n== {}: {}", scenario.name, scenario.purpose));
        let outcome = match (scenario.run)(platform) {
            Err(Failure::Stopped) => return Err(Failure::Stopped),
            Err(Failure::Told(why)) => Err(Failure::Told(blame(&platform.beside.away(), why))),
            Ok(()) => Ok(()),
        };
        let failed = outcome.is_err();
        if !report.add(scenario.name, outcome) {
            say::line(diagnosis::of(platform));
        }
        if failed && scenario.name == SCENARIOS[0].name {
            say::line("nothing is installed, so nothing else is tried");
            break;
        }
    }
    Ok(report)
}

/// Puts what is away beside the cluster before what a scenario saw of it.
fn blame(away: &[&str], why: String) -> String {
    if away.is_empty() {
        return why;
    }
    format!("{} does not answer any more; {why}", away.join(" and "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_820_short_is_installation_a_chat_and_zero() {
        let names = |arguments: &[&str]| {
            let options = Options::parse(arguments).unwrap();
            let included = SCENARIOS
                .iter()
                .filter(|scenario| options.includes(scenario));
            included.map(|scenario| scenario.name).collect::<Vec<_>>()
        };
        assert_eq!(names(&["--short"]), ["install", "journey", "zero"]);
        assert_eq!(names(&[]).len(), SCENARIOS.len());
        assert_eq!(names(&["chain"]), ["install", "chain"]);
        assert!(Options::parse(&["--shrt"]).is_err());
    }
}
