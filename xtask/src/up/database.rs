//! The database of a run: the embedded Postgres, or the one that `DATABASE_URL` names (FR-511).

use std::{path::Path, process::Command};

use super::{lock::Register, secrets::Secrets};
use crate::{
    env,
    failure::Outcome,
    pgbouncer::{self, Between, Running},
    places::{Checkout, State},
    ports::Ports,
    postgres::{Binaries, Cluster, Durability, Server},
    say, step,
};

const APP_LOGIN: &str = "todo_app";
const WEB_LOGIN: &str = "todo_web";
/// How many connections to Postgres the functions share through a pooler.
const POOLED: usize = 5;

/// Where functions, web app and migration find their data.
pub struct Database {
    /// The functions' connection string, past a pooler.
    app_url: String,
    /// The web app's connection string.
    pub web_url: String,
    /// `BETTER_AUTH_SECRET`, which belongs to the data.
    pub auth_secret: String,
    migrate_url: String,
    secrets: Secrets,
    embedded: Option<(Cluster, Server)>,
    pooler: Option<Running>,
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
                pooler: None,
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
            pooler: None,
        })
    }

    /// Puts this machine's `PgBouncer` between the functions and the embedded Postgres (FR-848).
    ///
    /// # Errors
    /// When there is none, or the database is elsewhere.
    pub fn pool(
        &mut self,
        state: &State,
        ports: &mut Ports,
        register: &mut Register,
    ) -> Outcome<()> {
        let Some((_, server)) = &self.embedded else {
            return Err(
                "--pooler: DATABASE_URL is set; name the pooler of that database in it".into(),
            );
        };
        let program = pgbouncer::installed()?;
        let port = ports.choose("POOLER_PORT", Some(6432))?;
        let between = Between {
            server: server.port(),
            superuser: server.superuser(),
            size: POOLED,
            tracks: pgbouncer::installed_tracks(),
        };
        let running = step::timed("PgBouncer: start", || {
            Running::start(&program, state, port, &between)
        })?;
        register.add("pooler", running.id())?;
        self.pooler = Some(running);
        Ok(())
    }

    /// The functions' connection string.
    #[must_use]
    pub fn functions_url(&self) -> String {
        match (&self.pooler, &self.embedded) {
            (Some(pooler), Some((_, server))) => {
                let direct = format!(":{}/", server.port());
                self.app_url
                    .replacen(&direct, &format!(":{}/", pooler.port), 1)
            }
            _ => self.app_url.clone(),
        }
    }

    /// Whether functions can keep statements prepared: in the embedded Postgres, and through a pooler that tracks them.
    #[must_use]
    pub fn keeps_statements(&self) -> bool {
        self.embedded.is_some() && (self.pooler.is_none() || pgbouncer::installed_tracks())
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
        if let Some(pooler) = &mut self.pooler
            && pooler.heal()?
        {
            say::line("the pooler ended: started it again");
            register.add("pooler", pooler.id())?;
        }
        Ok(())
    }

    /// Stops the embedded Postgres, and what stands before it.
    pub fn stop(&mut self) {
        if let Some(pooler) = &mut self.pooler {
            pooler.stop();
        }
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
