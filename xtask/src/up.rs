//! `cargo xtask up`: the whole platform on this machine (FR-510).

mod build;
mod database;
mod lock;
mod screen;
mod secrets;
mod service;
mod services;
mod supervise;
mod web;

use std::{path::PathBuf, process::ExitCode};

use self::{build::Programs, database::Database, services::Layout};
pub use self::{
    build::{node_modules, web as build_web},
    database::migrate_web,
    lock::{Addresses, Lock, Register},
    supervise::Services,
    web::WebApp,
};
use crate::{
    env,
    failure::{Failure, Outcome},
    places::{Checkout, State},
    ports::Ports,
    say, step, tools,
};

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    fresh: bool,
    web: bool,
    pooler: bool,
    state: Option<PathBuf>,
}

impl Options {
    /// Reads the arguments.
    ///
    /// # Errors
    /// The first that is not known.
    pub fn parse(arguments: &[&str]) -> Outcome<Self> {
        let mut options = Self {
            fresh: false,
            web: true,
            pooler: false,
            state: None,
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match *argument {
                "--fresh" => options.fresh = true,
                "--no-web" => options.web = false,
                "--pooler" => options.pooler = true,
                "--state" => {
                    let folder = arguments.next().ok_or("--state needs a folder")?;
                    options.state = Some(PathBuf::from(folder));
                }
                other => return Err(Failure::Told(format!("up does not know {other}"))),
            }
        }
        Ok(options)
    }
}

/// Brings everything up, keeps it up, and stops it when asked to.
///
/// # Errors
/// When something does not come up; by then everything that did is stopped.
pub fn run(checkout: &Checkout, options: &Options) -> Outcome<ExitCode> {
    let folder = options.state.clone().unwrap_or_else(|| checkout.cache());
    let state = State::open(&folder)?;
    let _lock = Lock::take(&state)?;
    Addresses::remove(&state);
    if options.web || env::variable("DATABASE_URL").is_none() {
        tools::node()?;
    }
    let mut register = Register::take_over(&state)?;
    let mut platform = Platform::default();
    let result = platform.live(checkout, &state, options, &mut register);
    Addresses::remove(&state);
    platform.services.stop();
    if let Some(database) = &mut platform.database {
        database.stop();
    }
    register.clear()?;
    match result {
        Err(Failure::Stopped) => {
            say::line("stopped");
            Ok(ExitCode::SUCCESS)
        }
        other => other.map(|()| ExitCode::SUCCESS),
    }
}

#[derive(Default)]
struct Platform {
    services: Services,
    database: Option<Database>,
}

impl Platform {
    fn live(
        &mut self,
        checkout: &Checkout,
        state: &State,
        options: &Options,
        register: &mut Register,
    ) -> Outcome<()> {
        let mut ports = Ports::default();
        let layout = Layout::choose(&mut ports, options.web)?;
        let identity = services::identity(&layout)?;
        let preparing = checkout.preparing()?;
        let database = self.database.insert(Database::start(
            checkout,
            state,
            options.fresh,
            &mut ports,
            register,
        )?);
        let programs = Programs::build(checkout, state, options.web)?;
        drop(preparing);
        database.migrate(&programs.function("migrate"), state)?;
        if options.web {
            migrate_web(checkout, state, &database.web_url)?;
        }
        if options.pooler {
            database.pool(state, &mut ports, register)?;
        }
        for service in services::all(&programs, database, &layout, &identity) {
            self.services.start(service, state, register)?;
        }
        step::timed("services: ready", || self.services.ready(state))?;
        let addresses = Addresses {
            web: layout.web_origin(),
            tasks: Some(Layout::origin(layout.tasks)),
            mcp: Some(layout.mcp_url()),
            chat: Some(Layout::origin(layout.chat)),
            database_url: Some(database.functions_url()),
        };
        addresses.write(state)?;
        say::line(screen::text(&addresses));
        self.services.watch(state, register, database)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_510_the_options_are_the_documented_ones() {
        let all = Options::parse(&["--fresh", "--no-web", "--pooler", "--state", "x"]).unwrap();
        assert_eq!(
            all,
            Options {
                fresh: true,
                web: false,
                pooler: true,
                state: Some(PathBuf::from("x")),
            }
        );
        assert!(Options::parse(&["--frsh"]).is_err());
        assert!(Options::parse(&["--state"]).is_err());
    }
}
