//! Prints the statements that this version sends, with their parameters: `cargo xtask statements` keeps them (FR-474).

use std::process::ExitCode;

use shared::testing::statements;

#[tokio::main]
async fn main() -> ExitCode {
    let recorded = statements::of_this_version().await;
    match serde_json::to_string_pretty(&recorded) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(_) => ExitCode::FAILURE,
    }
}
