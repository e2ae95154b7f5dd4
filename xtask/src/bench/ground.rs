//! What every measurement stands on: built functions, a durable Postgres, an issuer of tokens.

use std::process::Command;

use super::{
    issuer::{self, Issuer},
    load,
    subject::Subject,
};
use crate::{
    env, failure::Outcome, places::State, ports::Ports, postgres::Server, production::Built,
    random, step,
};

/// The login of the functions.
pub const LOGIN: &str = "todo_app";

/// The most that can be set: more than a person here comes to.
const NO_LIMIT: &str = "1000000";

/// The ground of a run.
pub struct Ground<'a> {
    built: &'a Built,
    /// Where logs and other files of the run go.
    pub state: &'a State,
    /// The database server.
    pub server: &'a Server,
    /// Who signs tokens.
    pub issuer: Issuer,
    /// The login's password.
    pub password: String,
}

impl<'a> Ground<'a> {
    /// Migrates the database `todo` and makes the login.
    ///
    /// # Errors
    /// When that fails.
    pub fn prepare(built: &'a Built, state: &'a State, server: &'a Server) -> Outcome<Self> {
        let ground = Self {
            built,
            state,
            server,
            issuer: Issuer::start(&load::people())?,
            password: random::hex(24)?,
        };
        ground.migrate("todo", &[])?;
        ground.migrate("todo", &["login", LOGIN])?;
        Ok(ground)
    }

    /// Runs `migrate` on a database.
    ///
    /// # Errors
    /// When it fails.
    pub fn migrate(&self, database: &str, arguments: &[&str]) -> Outcome<()> {
        let mut command = Command::new(self.built.program("migrate"));
        command
            .args(arguments)
            .env_clear()
            .envs(env::essentials())
            .env("MIGRATE_DATABASE_URL", self.server.superuser_url(database))
            .env("LOGIN_PASSWORD", &self.password);
        let name = format!("database {database}: migrate");
        step::run(&name, &self.state.log("migrate"), &mut command)
    }

    /// A function on a database: the one place that sets the environment of what is measured.
    ///
    /// # Errors
    /// When no port is free.
    pub fn subject(&self, function: &str, database: &str, ports: &mut Ports) -> Outcome<Subject> {
        self.subject_through(self.server.port(), function, database, ports)
    }

    /// The same on a database behind something that listens on this port.
    ///
    /// # Errors
    /// When no port is free.
    pub fn subject_through(
        &self,
        way: u16,
        function: &str,
        database: &str,
        ports: &mut Ports,
    ) -> Outcome<Subject> {
        let port = ports.any()?;
        Ok(Subject {
            program: self.built.program(function),
            port,
            environment: vec![
                ("PORT".to_owned(), port.to_string()),
                (
                    "DATABASE_URL".to_owned(),
                    format!(
                        "postgres://{LOGIN}:{}@127.0.0.1:{way}/{database}",
                        self.password
                    ),
                ),
                ("AUTH_JWKS_URL".to_owned(), self.issuer.jwks_url()),
                ("AUTH_ISSUER".to_owned(), self.issuer.origin()),
                ("AUTH_AUDIENCE".to_owned(), issuer::AUDIENCE.to_owned()),
                ("DATABASE_STATEMENTS".to_owned(), "cached".to_owned()),
                ("LOG_LEVEL".to_owned(), "warn".to_owned()),
                // A minute's worth of anybody's use is over in a second here.
                (
                    "RATE_LIMIT_REQUESTS_PER_MINUTE".to_owned(),
                    NO_LIMIT.to_owned(),
                ),
                (
                    "RATE_LIMIT_WRITES_PER_MINUTE".to_owned(),
                    NO_LIMIT.to_owned(),
                ),
                (
                    "RATE_LIMIT_CALLS_PER_MINUTE".to_owned(),
                    NO_LIMIT.to_owned(),
                ),
                // Listing conversations calls no tool; the address only has to be there.
                ("MCP_URL".to_owned(), format!("http://127.0.0.1:{port}/mcp")),
            ],
            log: self.state.log(&format!("{function}-{database}-{way}")),
        })
    }
}
