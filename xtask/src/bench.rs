//! `cargo xtask bench [--json] [start|load|chat …]`: the functions as in production, from exec to their first answer
//! (FR-514), tasks and mcp under load, tasks beside pgbench (FR-626 to FR-628, FR-273), and turns of chat (FR-371).

mod chat;
mod cpu;
mod ground;
mod issuer;
mod load;
mod process;
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

/// What is measured, and how it is told.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    json: bool,
    start: bool,
    load: bool,
    chat: bool,
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
            chat: false,
        };
        for word in words {
            match *word {
                "--json" => options.json = true,
                "start" => options.start = true,
                "load" => options.load = true,
                "chat" => options.chat = true,
                other => {
                    return Err(Failure::Told(format!(
                        "bench does not know {other}: its parts are start, load and chat"
                    )));
                }
            }
        }
        if !options.start && !options.load && !options.chat {
            (options.start, options.load, options.chat) = (true, true, true);
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
    chat: Option<chat::Figures>,
}

/// Builds, measures, prints; status 1 when a limit is broken.
///
/// # Errors
/// When something cannot be built or does not answer.
pub fn run(checkout: &Checkout, options: &Options) -> Outcome<ExitCode> {
    tools::node()?;
    if options.load {
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
        let chat = figures.chat.as_ref().map(chat::table);
        start
            .into_iter()
            .chain(load)
            .chain(chat)
            .collect::<Vec<_>>()
            .join("\n")
    });
    let of_load = figures.load.as_ref().map(load::broken);
    let of_chat = figures.chat.as_ref().map(chat::broken);
    let broken: Vec<String> = of_load.into_iter().chain(of_chat).flatten().collect();
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
    let chat = options.chat.then(|| chat::run(&ground, ports));
    Ok(Figures {
        start,
        load,
        chat: chat.transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::Options;

    /// FR-514, FR-626, FR-371.
    #[test]
    fn parts_are_named_and_all_are_meant_without_one() {
        let parsed = |words: &[&str]| {
            let options = Options::parse(words).ok()?;
            Some((options.json, [options.start, options.load, options.chat]))
        };
        assert_eq!(parsed(&[]), Some((false, [true; 3])));
        assert_eq!(parsed(&["--json"]), Some((true, [true; 3])));
        assert_eq!(
            parsed(&["load", "--json"]),
            Some((true, [false, true, false]))
        );
        assert_eq!(parsed(&["start"]), Some((false, [true, false, false])));
        assert_eq!(parsed(&["chat"]), Some((false, [false, false, true])));
        assert_eq!(parsed(&["stop"]), None);
    }
}
