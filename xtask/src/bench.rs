//! `cargo xtask bench [--json] [start|load|search|faults|chat|language …]`: the functions as in production, from exec to their first answer
//! (FR-514), tasks and mcp under load, tasks beside pgbench (FR-626 to FR-628, FR-273), what searching by keys costs (FR-645), tasks while something is wrong
//! (FR-518), turns of chat (FR-371), and what reading words costs (FR-1076).

mod chat;
mod cpu;
mod faults;
mod ground;
mod issuer;
mod language;
mod load;
mod process;
mod search;
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
    /// The parts, each once.
    parts: Vec<Part>,
}

/// A part of what is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Start,
    Load,
    Search,
    Faults,
    Chat,
    Language,
}

impl Part {
    const ALL: [Self; 6] = [
        Self::Start,
        Self::Load,
        Self::Search,
        Self::Faults,
        Self::Chat,
        Self::Language,
    ];
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
            let part = match *word {
                "--json" => {
                    options.json = true;
                    continue;
                }
                "start" => Part::Start,
                "load" => Part::Load,
                "search" => Part::Search,
                "faults" => Part::Faults,
                "chat" => Part::Chat,
                "language" => Part::Language,
                other => {
                    return Err(Failure::Told(format!(
                        "bench does not know {other}: its parts are start, load, search, faults, chat and language"
                    )));
                }
            };
            if !options.parts.contains(&part) {
                options.parts.push(part);
            }
        }
        if options.parts.is_empty() {
            options.parts = Part::ALL.to_vec();
        }
        Ok(options)
    }

    fn has(&self, part: Part) -> bool {
        self.parts.contains(&part)
    }
}

#[derive(Default, Serialize)]
struct Figures {
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<Vec<start::Figures>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    load: Option<load::Figures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    search: Option<search::Figures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    faults: Option<Vec<faults::Figure>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chat: Option<chat::Figures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<language::Figures>,
}

/// Builds, measures, prints; status 1 when a limit is broken.
///
/// # Errors
/// When something cannot be built or does not answer.
pub fn run(checkout: &Checkout, options: &Options) -> Outcome<ExitCode> {
    tools::node()?;
    if [Part::Load, Part::Search, Part::Faults]
        .into_iter()
        .any(|part| options.has(part))
    {
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
        let search = figures.search.as_ref().map(search::table);
        let faults = figures.faults.as_deref().map(faults::table);
        let chat = figures.chat.as_ref().map(chat::table);
        let tables = start
            .into_iter()
            .chain(load)
            .chain(search)
            .chain(faults)
            .chain(chat)
            .chain(figures.language.as_ref().map(language::table));
        tables.collect::<Vec<_>>().join("\n")
    });
    let of_load = figures.load.as_ref().map(load::broken);
    let of_search = figures.search.as_ref().map(search::broken);
    let of_chat = figures.chat.as_ref().map(chat::broken);
    let broken: Vec<String> = of_load
        .into_iter()
        .chain(of_search)
        .chain(of_chat)
        .chain(figures.language.as_ref().map(language::broken))
        .flatten()
        .collect();
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
    let language = if options.has(Part::Language) {
        let _preparing = checkout.preparing()?;
        Some(language::run(checkout, state)?)
    } else {
        None
    };
    if options.parts == [Part::Language] {
        return Ok(Figures {
            language,
            ..Figures::default()
        });
    }
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
    figures.map(|figures| Figures {
        language,
        ..figures
    })
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
    let search = search.transpose()?;
    let faults = options
        .has(Part::Faults)
        .then(|| faults::run(&ground, ports));
    let faults = faults.transpose()?;
    let chat = options.has(Part::Chat).then(|| chat::run(&ground, ports));
    Ok(Figures {
        start,
        load,
        search,
        faults,
        chat: chat.transpose()?,
        language: None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Options, Part};

    /// FR-514, FR-626, FR-518, FR-371, FR-645, FR-1076.
    #[test]
    fn parts_are_named_and_all_are_meant_without_one() {
        let parsed = |words: &[&str]| {
            let options = Options::parse(words).ok()?;
            Some((options.json, options.parts))
        };
        let all = Part::ALL.to_vec();
        assert_eq!(parsed(&[]), Some((false, all.clone())));
        assert_eq!(parsed(&["--json"]), Some((true, all)));
        assert_eq!(parsed(&["load", "--json"]), Some((true, vec![Part::Load])));
        assert_eq!(
            parsed(&["start", "start"]),
            Some((false, vec![Part::Start]))
        );
        assert_eq!(parsed(&["faults"]), Some((false, vec![Part::Faults])));
        assert_eq!(parsed(&["chat"]), Some((false, vec![Part::Chat])));
        assert_eq!(parsed(&["language"]), Some((false, vec![Part::Language])));
        assert_eq!(parsed(&["stop"]), None);
    }
}
