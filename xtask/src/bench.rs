//! `cargo xtask bench [--json] [start|load|faults …]`: the functions as in production, from exec to their first answer (FR-514),
//! tasks and mcp under load, tasks beside pgbench (FR-626 to FR-628, FR-273), and tasks while something is wrong (FR-518).

mod faults;
mod ground;
mod issuer;
mod load;
mod spread;
mod start;
mod subject;

use std::process::ExitCode;

use serde::Serialize;

use self::ground::Ground;
use crate::{
    failure::{Failure, Outcome},
    files, pgbouncer,
    places::{self, Checkout, State},
    ports::Ports,
    postgres::{Binaries, Cluster, Durability, Server},
    production::{self, Built, Profile},
    say, tools,
};

/// What is measured, and how it is told.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    json: bool,
    parts: Vec<Part>,
}

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Start,
    Load,
    Faults,
}

impl Options {
    /// Reads the words behind `bench`; without a part, all are meant.
    ///
    /// # Errors
    /// For a word that is none of them.
    pub fn parse(words: &[&str]) -> Outcome<Self> {
        let mut options = Self {
            json: false,
            parts: Vec::new(),
        };
        for word in words {
            match *word {
                "--json" => options.json = true,
                "start" => options.parts.push(Part::Start),
                "load" => options.parts.push(Part::Load),
                "faults" => options.parts.push(Part::Faults),
                other => {
                    return Err(Failure::Told(format!(
                        "bench does not know {other}: its parts are start, load and faults"
                    )));
                }
            }
        }
        if options.parts.is_empty() {
            options.parts = vec![Part::Start, Part::Load, Part::Faults];
        }
        Ok(options)
    }

    fn has(&self, part: Part) -> bool {
        self.parts.contains(&part)
    }
}

#[derive(Serialize)]
struct Figures {
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<Vec<start::Figures>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    load: Option<load::Figures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    faults: Option<Vec<faults::Figure>>,
}

/// Builds, measures, prints; status 1 when a limit is broken.
///
/// # Errors
/// When something cannot be built or does not answer.
pub fn run(checkout: &Checkout, options: &Options) -> Outcome<ExitCode> {
    tools::node()?;
    if options.has(Part::Load) || options.has(Part::Faults) {
        tools::pgbench()?;
    }
    if options.has(Part::Start) {
        pgbouncer::installed()?;
    }
    let state = State::open(
        &checkout
            .cache()
            .join(format!("bench-{}", std::process::id())),
    )?;
    let result = measured(checkout, &state, options);
    files::remove_folder(&places::for_postgres(&state.folder, "postgres")?)?;
    places::forget(&state.folder)?;
    files::remove_folder(&state.folder)?;
    let figures = result?;
    say::line(if options.json {
        serde_json::to_string_pretty(&figures).map_err(|error| Failure::Told(error.to_string()))?
    } else {
        let start = figures.start.as_deref().map(start::table);
        let load = figures.load.as_ref().map(load::table);
        let faults = figures.faults.as_deref().map(faults::table);
        let tables = start.into_iter().chain(load).chain(faults);
        tables.collect::<Vec<_>>().join("\n")
    });
    let broken = figures.load.as_ref().map(load::broken).unwrap_or_default();
    for limit in &broken {
        say::error(format_args!("bench: {limit}"));
    }
    Ok(if broken.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn measured(checkout: &Checkout, state: &State, options: &Options) -> Outcome<Figures> {
    let preparing = checkout.preparing()?;
    let binaries = Binaries::install(checkout)?;
    let built = production::build(checkout, state, Profile::Release)?;
    drop(preparing);
    let cluster = Cluster::of(&state.folder, binaries, Durability::Durable)?;
    cluster.prepare()?;
    let mut ports = Ports::default();
    let mut server = cluster.start(ports.any()?, &state.log("postgres"))?;
    let figures = all(&built, state, &mut ports, &server, options);
    server.stop();
    figures
}

fn all(
    built: &Built,
    state: &State,
    ports: &mut Ports,
    server: &Server,
    options: &Options,
) -> Outcome<Figures> {
    let ground = Ground::prepare(built, state, server)?;
    let start = options.has(Part::Start).then(|| start::run(&ground, ports));
    let start = start.transpose()?;
    let load = options.has(Part::Load).then(|| load::run(&ground, ports));
    let load = load.transpose()?;
    let faults = options
        .has(Part::Faults)
        .then(|| faults::run(&ground, ports));
    Ok(Figures {
        start,
        load,
        faults: faults.transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::{
        Options,
        Part::{Faults, Load, Start},
    };

    /// FR-514, FR-626, FR-518.
    #[test]
    fn parts_are_named_and_all_are_meant_without_one() {
        let parsed = |words: &[&str]| {
            let options = Options::parse(words).ok()?;
            Some((options.json, options.parts))
        };
        let all = vec![Start, Load, Faults];
        assert_eq!(parsed(&[]), Some((false, all.clone())));
        assert_eq!(parsed(&["--json"]), Some((true, all)));
        assert_eq!(parsed(&["load", "--json"]), Some((true, vec![Load])));
        assert_eq!(parsed(&["start"]), Some((false, vec![Start])));
        assert_eq!(parsed(&["faults"]), Some((false, vec![Faults])));
        assert_eq!(parsed(&["stop"]), None);
    }
}
