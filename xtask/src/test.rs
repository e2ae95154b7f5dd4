//! `cargo xtask test`: every check there is (FR-513).

mod rust;

use std::process::ExitCode;

use crate::{failure::Outcome, places::Checkout};

/// Runs the named steps, or all.
///
/// # Errors
/// When the run cannot go on.
pub fn run(checkout: &Checkout, steps: &[&str]) -> Outcome<ExitCode> {
    rust::tests(checkout, &steps[1..])?;
    Ok(ExitCode::SUCCESS)
}
