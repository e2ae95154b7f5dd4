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
    start: bool,
    load: bool,
    faults: bool,
}

impl Options {
    /// Reads the words behind `bench`; without a part, all are meant.
    ///
    /// # Errors
    /// For a word that is neither.
    pub fn parse(words: &[&str]) -> Outcome<Self> {
        let mut options = Self {
            json: false,
            start: false,
            load: false,
            faults: false,
        };
        for word in words {
            match *word {
                "--json" => options.json = true,
                "start" => options.start = true,
                "load" => options.load = true,
                "faults" => options.faults = true,
                other => {
                    return Err(Failure::Told(format!(
                        "bench does not know {other}: its parts are start, load and faults"
                    )));
                }
            }
        }
        if !options.start && !options.load && !options.faults {
            (options.start, options.load, options.faults) = (true, true, true);
        }
        Ok(options)
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
    if options.load || options.faults {
        tools::pgbench()?;
    }
    if options.start {
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
    let start = options.start.then(|| start::run(&ground, ports));
    let start = start.transpose()?;
    let load = options.load.then(|| load::run(&ground, ports));
    let load = load.transpose()?;
    let faults = options.faults.then(|| faults::run(&ground, ports));
    Ok(Figures {
        start,
        load,
        faults: faults.transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::Options;

    /// FR-514, FR-626, FR-518.
    #[test]
    fn parts_are_named_and_all_are_meant_without_one() {
        let parsed = |words: &[&str]| {
            let options = Options::parse(words).ok()?;
            let Options {
                json,
                start,
                load,
                faults,
            } = options;
            Some([json, start, load, faults])
        };
        assert_eq!(parsed(&[]), Some([false, true, true, true]));
        assert_eq!(parsed(&["--json"]), Some([true, true, true, true]));
        assert_eq!(
            parsed(&["load", "--json"]),
            Some([true, false, true, false])
        );
        assert_eq!(parsed(&["start"]), Some([false, true, false, false]));
        assert_eq!(parsed(&["faults"]), Some([false, false, false, true]));
        assert_eq!(parsed(&["stop"]), None);
    }
}
