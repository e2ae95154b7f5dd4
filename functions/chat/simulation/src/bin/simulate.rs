//! `simulate [--seed N] [--turns N]`: plays worlds from a seed on until so many turns have begun (FR-388).

use std::{
    process::ExitCode,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
};

use simulation::{Figures, Violation, play};

const USAGE: &str = "usage: simulate [--seed N] [--turns N]";

struct Options {
    seed: u64,
    turns: u64,
}

fn options() -> Option<Options> {
    let mut options = Options {
        seed: 1,
        turns: 1_000_000,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next()?.parse().ok()?;
        match name.as_str() {
            "--seed" => options.seed = value,
            "--turns" => options.turns = value,
            _ => return None,
        }
    }
    Some(options)
}

fn main() -> ExitCode {
    let Some(options) = options() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let (figures, violation) = simulate(&options);
    for (name, number) in figures.named() {
        println!("{number:>10} {name}");
    }
    match violation {
        None => {
            println!("         0 violations");
            ExitCode::SUCCESS
        }
        Some(violation) => {
            eprintln!("{violation}");
            ExitCode::FAILURE
        }
    }
}

/// Plays one world after the other, as many at the same time as the machine has processors.
fn simulate(options: &Options) -> (Figures, Option<Violation>) {
    let next = AtomicU64::new(options.seed);
    let broken = AtomicBool::new(false);
    let sum = Mutex::new((Figures::default(), None));
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let enough = {
                        let (figures, _) = &*sum.lock().unwrap_or_else(PoisonError::into_inner);
                        figures.turns >= options.turns
                    };
                    if enough || broken.load(Ordering::Relaxed) {
                        return;
                    }
                    let played = play(next.fetch_add(1, Ordering::Relaxed), None);
                    let mut sum = sum.lock().unwrap_or_else(PoisonError::into_inner);
                    match played {
                        Ok(story) => sum.0.add(&story.figures),
                        Err(violation) => {
                            broken.store(true, Ordering::Relaxed);
                            sum.1.get_or_insert(violation);
                        }
                    }
                }
            });
        }
    });
    sum.into_inner().unwrap_or_else(PoisonError::into_inner)
}
