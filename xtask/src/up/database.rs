//! The database of a run: the embedded Postgres, or the one that `DATABASE_URL` names (FR-511).

use std::{path::Path, process::Command};

use super::{lock::Register, secrets::Secrets};
use crate::{
    env,
    failure::Outcome,
    places::{Checkout, State},
    ports::Ports,
    postgres::{Binaries, Cluster, Durability, Server},
    say, step,
};

const APP_LOGIN: &str = "todo_app";
const WEB_LOGIN: &str = "todo_web";

/// Where functions, web app and migration find their data.
pub struct Database {
    /// The functions' connection string.
    pub app_url: String,
    /// The web app's connection string.
    pub web_url: String,
    /// `BETTER_AUTH_SECRET`, which belongs to the data.
    pub auth_secret: String,
    migrate_url: String,
    secrets: Secrets,
    embedded: Option<(Cluster, Server)>,
}

impl Database {
    /// Starts the embedded Postgres, or takes the environment's.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn start(
        checkout: &Checkout,
        state: &State,
        fresh: bool,
        ports: &mut Ports,
        register: &mut Register,
    ) -> Outcome<Self> {
        if let Some(url) = env::variable("DATABASE_URL") {
            if fresh {
                say::line("  DATABASE_URL is set: --fresh leaves that database as it is");
            }
            let secrets = Secrets::of(&state.folder)?;
            return Ok(Self {
                migrate_url: env::variable("MIGRATE_DATABASE_URL").unwrap_or_else(|| url.clone()),
                app_url: url.clone(),
                web_url: url,
                auth_secret: env::variable("BETTER_AUTH_SECRET")
                    .unwrap_or_else(|| secrets.auth.clone()),
                secrets,
                embedded: None,
            });
        }
        let binaries = Binaries::install(checkout)?;
        let cluster = Cluster::of(&state.folder, binaries, Durability::Durable)?;
        if fresh {
            step::timed("Postgres: data removed (--fresh)", || cluster.erase())?;
        }
        cluster.prepare()?;
        let secrets = Secrets::of(cluster.home())?;
        let port = ports.choose("POSTGRES_PORT", Some(5433))?;
        let server = step::timed("Postgres: start", || {
            cluster.start(port, &state.log("postgres"))
        })?;
        register.add("postgres", server.group.id())?;
        Ok(Self {
            app_url: server.url(APP_LOGIN, &secrets.app, "todo"),
            web_url: server.url(WEB_LOGIN, &secrets.web, "todo"),
            migrate_url: server.superuser_url("todo"),
            auth_secret: secrets.auth.clone(),
            secrets,
            embedded: Some((cluster, server)),
        })
    }

    /// Whether it is the embedded Postgres, which is reached without a pooler.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.embedded.is_some()
    }

    /// Brings the functions' schema up to date, and the logins of the embedded Postgres.
    ///
    /// # Errors
    /// When `migrate` fails.
    pub fn migrate(&self, migrate: &Path, state: &State) -> Outcome<()> {
        let log = state.log("migrate");
        let command = |arguments: &[&str], password: &str| {
            let mut command = Command::new(migrate);
            command
                .args(arguments)
                .env_clear()
                .envs(env::essentials())
                .env("MIGRATE_DATABASE_URL", &self.migrate_url)
                .env("LOGIN_PASSWORD", password);
            command
        };
        step::run("database: migrate", &log, &mut command(&[], ""))?;
        if self.embedded.is_some() {
            for (verb, login, password) in [
                ("login", APP_LOGIN, &self.secrets.app),
                ("web-login", WEB_LOGIN, &self.secrets.web),
            ] {
                let name = format!("database: {verb} {login}");
                step::run(&name, &log, &mut command(&[verb, login], password))?;
            }
        }
        Ok(())
    }

    /// Starts the embedded Postgres again if it ended by itself.
    ///
    /// # Errors
    /// When it does not come up again.
    pub fn heal(&mut self, state: &State, register: &mut Register) -> Outcome<()> {
        if let Some((cluster, server)) = &mut self.embedded
            && let Some(status) = server.group.ended()
        {
            say::line(format_args!("postgres ended ({status}): starting it again"));
            *server = cluster.start(server.port(), &state.log("postgres"))?;
            register.add("postgres", server.group.id())?;
        }
        Ok(())
    }

    /// Stops the embedded Postgres.
    pub fn stop(&mut self) {
        if let Some((_, server)) = &mut self.embedded {
            server.stop();
        }
    }
}

/// Brings the web app's schema up to date.
///
/// # Errors
/// When its migration fails.
pub fn migrate_web(checkout: &Checkout, state: &State, web_url: &str) -> Outcome<()> {
    let mut command = Command::new("npm");
    command
        .args(["run", "migrate"])
        .current_dir(checkout.frontend())
        .env_clear()
        .envs(env::essentials())
        .env("DATABASE_URL", web_url);
    step::run("web app: migrate", &state.log("migrate-web"), &mut command)
}
