//! `cargo xtask bench [--json] [start|load|search …]`: the functions as in production, from exec to their first answer (FR-514),
//! tasks and mcp under load, tasks beside pgbench (FR-626 to FR-628, FR-273), and what searching by keys costs (FR-645).

mod ground;
mod issuer;
mod load;
mod search;
mod spread;
mod start;
mod subject;

use std::process::ExitCode;

use serde::Serialize;

use self::ground::Ground;
use crate::{
    failure::{Failure, Outcome},
    files,
    places::{self, Checkout, State},
    ports::Ports,
    postgres::{Binaries, Cluster, Durability, Server},
    production::{self, Built, Profile},
    say, tools,
};

/// A part of the measurements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Start,
    Load,
    Search,
}

/// What is measured, and how it is told.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    json: bool,
    parts: Vec<Part>,
}

impl Options {
    /// Reads the words behind `bench`; without a part, all are meant.
    ///
    /// # Errors
    /// For a word that is neither.
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
                "search" => options.parts.push(Part::Search),
                other => {
                    return Err(Failure::Told(format!(
                        "bench does not know {other}: its parts are start, load and search"
                    )));
                }
            }
        }
        if options.parts.is_empty() {
            options.parts = vec![Part::Start, Part::Load, Part::Search];
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
    search: Option<search::Figures>,
}

/// Builds, measures, prints; status 1 when a limit is broken.
///
/// # Errors
/// When something cannot be built or does not answer.
pub fn run(checkout: &Checkout, options: &Options) -> Outcome<ExitCode> {
    tools::node()?;
    if options.has(Part::Load) || options.has(Part::Search) {
        tools::pgbench()?;
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
        let search = figures.search.as_ref().map(search::table);
        let parts = start.into_iter().chain(load).chain(search);
        parts.collect::<Vec<_>>().join("\n")
    });
    let mut broken = figures.load.as_ref().map(load::broken).unwrap_or_default();
    broken.extend(figures.search.iter().flat_map(search::broken));
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
    let search = options
        .has(Part::Search)
        .then(|| search::run(&ground, ports));
    Ok(Figures {
        start,
        load,
        search: search.transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::Options;

    /// FR-514, FR-626.
    #[test]
    fn parts_are_named_and_all_are_meant_without_one() {
        use super::Part::{Load, Search, Start};
        let parsed = |words: &[&str]| {
            let options = Options::parse(words).ok()?;
            Some((options.json, options.parts))
        };
        assert_eq!(parsed(&[]), Some((false, vec![Start, Load, Search])));
        assert_eq!(parsed(&["--json"]), Some((true, vec![Start, Load, Search])));
        assert_eq!(parsed(&["load", "--json"]), Some((true, vec![Load])));
        assert_eq!(
            parsed(&["start", "search"]),
            Some((false, vec![Start, Search]))
        );
        assert_eq!(parsed(&["stop"]), None);
    }
}
