//! Brings the database up to date, as its owner. `migrate` applies the schema; `migrate login NAME` and
//! `migrate web-login NAME` make the logins of the functions and of the web app, with the password in `LOGIN_PASSWORD`.

use std::process::ExitCode;

use shared::{
    config::{DatabaseConfig, Environment, Secret},
    db::migrations::{self, MigrationError},
};

enum Command {
    Apply,
    Login { name: String, password: Secret },
    WebLogin { name: String, password: Secret },
}

fn main() -> ExitCode {
    let mut environment = Environment::of_process();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let command = match arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [] => Some(Command::Apply),
        ["login", name] => password(&mut environment).map(|password| Command::Login {
            name: (*name).to_owned(),
            password,
        }),
        ["web-login", name] => password(&mut environment).map(|password| Command::WebLogin {
            name: (*name).to_owned(),
            password,
        }),
        _ => {
            environment.problem("usage: migrate [login NAME | web-login NAME]");
            None
        }
    };
    let database = DatabaseConfig::read_for_migration(&mut environment);
    let outcome = match environment.finish(database.zip(command)) {
        Ok((database, command)) => shared::http::block_on(run(&database, command)),
        Err(problems) => Err(problems.to_string()),
    };
    match outcome {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(text) => {
            eprintln!("migrate: {text}");
            ExitCode::FAILURE
        }
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

async fn run(database: &DatabaseConfig, command: Command) -> Result<String, String> {
    perform(database, command)
        .await
        .map_err(|error| error.to_string())
}

async fn perform(database: &DatabaseConfig, command: Command) -> Result<String, MigrationError> {
    let mut client = migrations::connect(database).await?;
    match command {
        Command::Apply => {
            let applied = migrations::apply(&mut client).await?;
            Ok(if applied.is_empty() {
                "the schema is up to date".to_owned()
            } else {
                format!("applied {}", applied.join(", "))
            })
        }
        Command::Login { name, password } => {
            migrations::ensure_login(&client, &name, &password).await?;
            Ok(format!("login {name} is ready"))
        }
        Command::WebLogin { name, password } => {
            migrations::ensure_web_login(&client, &name, &password).await?;
            Ok(format!("web login {name} is ready"))
        }
    }
}
