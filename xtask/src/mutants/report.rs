//! What came of a run, and whether every survivor is one that somebody has looked at.

use std::{collections::BTreeMap, fs, path::Path, process::ExitCode, time::Duration};

use super::{GOAL, Tried};
use crate::{
    failure::{At, Outcome},
    places::Checkout,
    say,
};

/// The survivors that are known, each with why no test catches it.
const KNOWN: &str = "specs/005-web-app-and-local-run/survivors.md";

/// Prints what came of it. Fails below the goal, and for a survivor that is not in the list.
///
/// # Errors
/// When the list cannot be read.
pub fn conclude(
    checkout: &Checkout,
    folder: &Path,
    tried: &[Tried],
    took: Duration,
) -> Outcome<ExitCode> {
    let path = checkout.root.join(KNOWN);
    let known = fs::read_to_string(&path).at(&path)?;
    let log = folder.join("verdicts.txt");
    let line = |one: &Tried| format!("{} {}", one.verdict.word(), one.fault.name);
    let lines: Vec<String> = tried.iter().map(line).collect();
    fs::write(&log, lines.join("\n") + "\n").at(&log)?;
    let (caught, left): (Vec<_>, Vec<_>) = tried.iter().partition(|one| one.verdict.is_caught());
    let mut by_crate: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for one in tried {
        let entry = by_crate.entry(one.fault.krate().unwrap_or_default());
        let (of, all) = entry.or_default();
        *of += usize::from(one.verdict.is_caught());
        *all += 1;
    }
    for (krate, (of, all)) in by_crate {
        say::line(format_args!("  {of:>4} of {all:<4} {krate}"));
    }
    let names = left.iter().map(|one| one.fault.stable_name());
    let strange: Vec<String> = names.filter(|name| !known.contains(name)).collect();
    let (number, all) = (caught.len(), tried.len());
    let minutes = took.as_secs_f64() / 60.0;
    say::line(format_args!(
        "{number} of {all} faults caught in {minutes:.0} minutes; all verdicts: {}",
        log.display()
    ));
    for name in &strange {
        say::line(format_args!("without a reason in {KNOWN}: {name}"));
    }
    Ok(if is_good(strange.len(), number, all) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Whether every survivor has a reason, and so many of all are caught.
fn is_good(strange: usize, caught: usize, all: usize) -> bool {
    strange == 0 && caught * 100 >= all * GOAL
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-521.
    #[test]
    fn nine_of_ten_are_caught_and_every_survivor_has_a_reason() {
        assert!(is_good(0, 135, 150));
        assert!(!is_good(0, 134, 150));
        assert!(!is_good(1, 149, 150));
    }
}
