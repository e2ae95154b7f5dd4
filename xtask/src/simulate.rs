//! `cargo xtask simulate`: the agent's turns under every fault, in memory (FR-388).

use std::process::{Command, ExitCode};

use crate::{
    child::Group,
    failure::{Failure, Outcome},
    places::Checkout,
    test::cargo,
};

/// How many turns the verb plays.
const TURNS: u64 = 1_000_000;
/// How many turns `cargo xtask test` plays.
const TESTED: u64 = 100_000;

/// What to simulate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The first world's seed; the others' are the ones behind it.
    seed: u64,
    /// When so many turns have begun, no other world does.
    turns: u64,
}

impl Options {
    /// Reads the words behind the verb.
    ///
    /// # Errors
    /// The usage when they are none.
    pub fn parse(words: &[&str]) -> Outcome<Self> {
        let usage = || Failure::Told("usage: simulate [--seed N] [--turns N]".to_owned());
        let mut options = Self {
            seed: 1,
            turns: TURNS,
        };
        for pair in words.chunks(2) {
            let [name, value] = pair else {
                return Err(usage());
            };
            let value = value.parse().map_err(|_| usage())?;
            match *name {
                "--seed" => options.seed = value,
                "--turns" => options.turns = value,
                _ => return Err(usage()),
            }
        }
        Ok(options)
    }
}

/// Plays worlds, and says what happened in them.
///
/// # Errors
/// When the build fails or a signal comes.
pub fn run(checkout: &Checkout, options: &Options) -> Outcome<ExitCode> {
    let status = Group::spawn(&mut command(checkout, *options))?.wait()?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The step of `cargo xtask test`.
///
/// # Errors
/// When a promise was broken, or it does not work.
pub fn check(checkout: &Checkout) -> Outcome<()> {
    let options = Options {
        seed: 1,
        turns: TESTED,
    };
    let status = Group::spawn(&mut command(checkout, options))?.wait()?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::Told(format!("simulate: {status}")))
}

/// Optimised: a turn takes a tenth of the time then.
fn command(checkout: &Checkout, Options { seed, turns }: Options) -> Command {
    let mut command = cargo(checkout);
    command
        .args(["run", "--quiet", "--profile", "fast", "-p", "simulation"])
        .args(["--bin", "simulate", "--"])
        .args(["--seed", &seed.to_string(), "--turns", &turns.to_string()]);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_388_a_million_turns_unless_it_is_said_otherwise() {
        let options = |words: &[&str]| Options::parse(words).ok();
        let expected = |seed, turns| Some(Options { seed, turns });
        assert_eq!(options(&[]), expected(1, 1_000_000));
        assert_eq!(options(&["--turns", "1", "--seed", "77"]), expected(77, 1));
        assert_eq!(options(&["--seed"]), None);
        assert_eq!(options(&["--seed", "-1"]), None);
        assert_eq!(options(&["--fault", "1"]), None);
    }
}
