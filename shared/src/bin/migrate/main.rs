//! Prepares a database and looks whether an installed platform works. `migrate` applies the schema as its owner;
//! `migrate login NAME [FUNCTION]` and `migrate web-login NAME` make the logins of the functions and of the web app, with
//! the password in `LOGIN_PASSWORD`; `migrate check FUNCTION` looks whether that function could work with the database
//! in `DATABASE_URL`; `migrate prune SECRET…` removes Secrets of earlier releases that nothing reads any more;
//! `migrate smoke` signs up, chats and looks for the task.

mod command;
mod prune;
mod smoke;

use std::process::ExitCode;

use shared::config::Environment;

use crate::command::{Command, USAGE};

fn main() -> ExitCode {
    let mut environment = Environment::of_process();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["smoke"] => {
            let config = smoke::Config::read(&mut environment);
            environment
                .finish(config)
                .map_err(|problems| problems.to_string())
                .and_then(|config| shared::http::block_on(smoke::run(&config)))
        }
        ["prune", secrets @ ..] if !secrets.is_empty() => {
            let config = prune::Config::read(&mut environment);
            environment
                .finish(config)
                .map_err(|problems| problems.to_string())
                .and_then(|config| shared::http::block_on(prune::run(&config, secrets)))
        }
        arguments => match Command::parse(arguments) {
            Some(command) => command.run(environment),
            None => Err(USAGE.to_owned()),
        },
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
