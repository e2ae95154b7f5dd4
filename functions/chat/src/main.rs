//! The chat function as a process: reads the environment, serves the router.

use std::process::ExitCode;

fn main() -> ExitCode {
    shared::http::run(chat::ChatConfig::read, |config| chat::router(&config))
}
