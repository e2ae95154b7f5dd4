//! `cargo xtask mutants`: plants faults in the code and looks which of them the tests catch (FR-520 to FR-523).
//!
//! cargo-mutants says what can be planted. It builds once for each fault; here all of a sample are in one build, each
//! switched by an environment variable (mutant schemata, ADR 0041), and a fault is tried with the tests that run through
//! its function.

mod baseline;
mod build;
mod faults;
mod plant;
mod report;
mod suite;

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use crate::{
    failure::{Failure, Outcome},
    files,
    places::Checkout,
    say, signals, step,
    test::rust::with_postgres,
};
use faults::Fault;
use suite::{Suite, Verdict};

/// The variable that switches a fault on, by its number.
const SWITCH: &str = "MUTANT";
/// The variable that names the file for what runs through which function.
const TOUCHES: &str = "MUTANT_TOUCHES";
/// So many faults are planted.
const SAMPLE: usize = 150;
/// So many are planted beside them, in place of those that do not compile.
const SPARE: usize = 150;
/// The sample of every run that does not ask for another one.
const SEED: u64 = 16;
/// After so many tests a new Postgres takes the place of the one whose databases pile up.
const TESTS_PER_POSTGRES: usize = 600;
/// So many of a hundred faults are to be caught.
const GOAL: usize = 90;

/// What to plant.
#[derive(Debug)]
pub struct Options {
    seed: u64,
    sample: usize,
    /// The crates that get faults, which are tried with their own tests alone; none for all.
    crates: Vec<&'static str>,
}

impl Options {
    /// Reads the arguments after `mutants`.
    ///
    /// # Errors
    /// When one is not understood.
    pub fn parse(arguments: &[&str]) -> Outcome<Self> {
        let mut options = Self {
            seed: SEED,
            sample: SAMPLE,
            crates: Vec::new(),
        };
        let usage =
            || Failure::Told("usage: mutants [--seed N] [--sample N] [CRATE ...]".to_owned());
        let mut arguments = arguments.iter();
        while let Some(name) = arguments.next() {
            if let Some(package) = faults::packages().find(|package| package == name) {
                options.crates.push(package);
                continue;
            }
            let value = arguments.next().ok_or_else(usage)?;
            match *name {
                "--seed" => options.seed = value.parse().map_err(|_| usage())?,
                "--sample" => options.sample = value.parse().map_err(|_| usage())?,
                _ => return Err(usage()),
            }
        }
        Ok(options)
    }
}

/// A fault and what became of it.
#[derive(Debug)]
struct Tried {
    fault: Fault,
    verdict: Verdict,
}

/// Plants a sample and tries each of it.
///
/// # Errors
/// When the tools cannot be had, the tests fail without any fault, or a survivor has no reason in the committed list.
pub fn run(checkout: &Checkout, options: &Options) -> Outcome<ExitCode> {
    let begun = Instant::now();
    let folder = checkout.cache().join("mutants");
    files::open_folder(&folder)?;
    let mut found = faults::list(checkout, &folder)?;
    found.retain(|fault| options.crates.is_empty() || options.crates.contains(&fault.package()));
    let found_number = found.len();
    let sample = faults::sample(found, options.seed, options.sample + SPARE);
    let (planted, suite) = step::timed("plant and build", || {
        build::viable(checkout, &folder, sample, options)
    })?;
    say::line(format_args!(
        "{} of {found_number} faults are planted, with seed {}",
        planted.len(),
        options.seed
    ));
    let map = with_postgres(checkout, "mutants", |url| {
        step::timed("the tests without a fault", || {
            baseline::touches(&suite, &folder, url)
        })
    })?;
    let mut tried = Vec::new();
    let mut left = planted.into_iter().peekable();
    while left.peek().is_some() {
        with_postgres(checkout, "mutants", |url| {
            let mut tests = 0;
            while tests < TESTS_PER_POSTGRES {
                let Some(fault) = left.next() else { break };
                if signals::stopped() {
                    return Err(Failure::Stopped);
                }
                let (verdict, ran) = try_one(&suite, &map, &fault, url)?;
                tests += ran;
                say::line(format_args!("{:<8} {}", verdict.word(), fault.name));
                tried.push(Tried { fault, verdict });
            }
            Ok(())
        })?;
    }
    report::conclude(checkout, &folder, &tried, begun.elapsed())
}

/// Runs the tests that go through a fault's function, those first that go through few others, until one fails.
fn try_one(
    suite: &Suite,
    map: &baseline::Map,
    fault: &Fault,
    url: &str,
) -> Outcome<(Verdict, usize)> {
    let mut ran = 0;
    for tests in map.rounds(fault.number) {
        ran += tests.len();
        match suite.run(&tests, fault.number, url, map.patience())? {
            Verdict::Survived => {}
            caught => return Ok((caught, ran)),
        }
    }
    let verdict = if ran == 0 {
        Verdict::Untested
    } else {
        Verdict::Survived
    };
    Ok((verdict, ran))
}

/// How long tests may take beyond what they took without a fault.
const GRACE: Duration = Duration::from_mins(1);
