//! The other mode of the binary, for a laptop: `mcp stdio` carries messages between standard input and output and an
//! endpoint elsewhere, as they are (FR-255 to FR-257, ADR 0025). It has no database and keeps no task.

mod bridge;
mod config;
mod endpoint;
mod failure;
mod handshake;
mod lines;
mod message;

use std::process::ExitCode;

use shared::config::Environment;

use config::BridgeConfig;

/// The whole `main` of the mode. Problems of the environment go to standard error, all at once, and end the process with
/// status 1.
#[must_use]
pub fn run() -> ExitCode {
    let mut environment = Environment::of_process();
    let config = BridgeConfig::read(&mut environment);
    let outcome = environment
        .finish(config)
        .map_err(|problems| problems.to_string())
        .and_then(|config| shared::http::block_on(bridge::run(config)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(text) => {
            eprintln!("{text}");
            ExitCode::FAILURE
        }
    }
}
