//! What is done to a database.

use std::time::Duration;

use shared::{
    config::{DatabaseConfig, Environment, Secret},
    db::{
        Role,
        migrations::{self, MigrationError},
        tasks,
    },
};

/// How to call the binary.
pub const USAGE: &str = "usage: migrate [check tasks|mcp|chat | login NAME [tasks|mcp|chat] | web-login NAME | prune SECRET… | smoke]";

/// How long a database may take to be there: in a fresh cluster it starts at the same time.
const PATIENCE: Duration = Duration::from_mins(1);

/// One thing to do with a database, as the schema's owner unless it says otherwise.
#[derive(Debug, PartialEq, Eq)]
pub enum Command<'a> {
    /// Looks whether a function could work with the database, with the function's own connection string.
    Check(Role),
    /// Brings the schema up to date.
    Apply,
    /// Makes the login of one function, or of all.
    Login {
        /// The login's name.
        name: &'a str,
        /// What it may become.
        roles: Vec<Role>,
    },
    /// Makes the web app's login.
    WebLogin {
        /// The login's name.
        name: &'a str,
    },
}

impl<'a> Command<'a> {
    /// The command that these arguments name.
    #[must_use]
    pub fn parse(arguments: &[&'a str]) -> Option<Self> {
        match *arguments {
            [] => Some(Self::Apply),
            ["login", name] => Some(Self::Login {
                name,
                roles: Role::ALL.to_vec(),
            }),
            ["login", name, function] => {
                let roles = vec![role(function)?];
                Some(Self::Login { name, roles })
            }
            ["check", function] => role(function).map(Self::Check),
            ["web-login", name] => Some(Self::WebLogin { name }),
            _ => None,
        }
    }

    /// Does it, and gives a line for the log.
    ///
    /// # Errors
    /// A text for the operator: what is wrong with the environment, or what the database said.
    pub fn run(&self, mut environment: Environment) -> Result<String, String> {
        let database = match self {
            Self::Check(_) => DatabaseConfig::read(&mut environment),
            _ => DatabaseConfig::read_for_migration(&mut environment),
        };
        let password = match self {
            Self::Apply | Self::Check(_) => Some(None),
            Self::Login { .. } | Self::WebLogin { .. } => password(&mut environment).map(Some),
        };
        let (database, password) = environment
            .finish(database.zip(password))
            .map_err(|problems| problems.to_string())?;
        let work = self.perform(&database, password.as_ref());
        shared::http::block_on(async { work.await.map_err(|error| error.to_string()) })
    }

    async fn perform(
        &self,
        database: &DatabaseConfig,
        password: Option<&Secret>,
    ) -> Result<String, MigrationError> {
        let waiting = |error: &MigrationError| {
            eprintln!("migrate: waiting for the database: {error}");
        };
        if let Self::Check(role) = self {
            migrations::check(database, *role, PATIENCE, waiting).await?;
            return Ok(format!("{} can work with this database", role.as_str()));
        }
        let mut client = migrations::connect_when_ready(database, PATIENCE, waiting).await?;
        match (self, password) {
            (Self::Login { name, roles }, Some(password)) => {
                migrations::ensure_login(&client, name, password, roles).await?;
                Ok(format!("login {name} is ready"))
            }
            (Self::WebLogin { name }, Some(password)) => {
                migrations::ensure_web_login(&client, name, password).await?;
                Ok(format!("web login {name} is ready"))
            }
            _ => {
                let applied = migrations::apply(&mut client).await?;
                let schema = if applied.is_empty() {
                    "the schema is up to date".to_owned()
                } else {
                    format!("applied {}", applied.join(", "))
                };
                let refolded = tasks::refold(&mut client).await?;
                Ok(format!("{schema}; wrote the keys of {refolded} tasks anew"))
            }
        }
    }
}

fn role(function: &str) -> Option<Role> {
    match function {
        "tasks" => Some(Role::Tasks),
        "mcp" => Some(Role::Mcp),
        "chat" => Some(Role::Chat),
        _ => None,
    }
}

fn password(environment: &mut Environment) -> Option<Secret> {
    environment.required("LOGIN_PASSWORD", "the login's password", |value| {
        if value.len() < 12 {
            Err("at least 12 characters")
        } else {
            Ok(Secret::from(value.to_owned()))
        }
    })
}
