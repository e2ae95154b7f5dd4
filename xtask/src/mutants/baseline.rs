//! Which test runs through which function, learnt from one run without a fault.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fs,
    path::Path,
    time::Duration,
};

use super::{
    GRACE,
    suite::{Suite, Test},
};
use crate::{
    failure::{At, Outcome},
    files,
};

/// The first tests that a fault is tried with, and how many times more come in each round after.
const FIRST: usize = 8;
const GROWTH: usize = 6;

/// The tests of each fault.
#[derive(Debug)]
pub struct Map {
    tests: BTreeMap<usize, BTreeSet<Test>>,
    /// Of how many faults' functions a test runs through.
    breadth: HashMap<Test, usize>,
    longest: Duration,
}

/// Runs all tests and reads what they ran through.
///
/// # Errors
/// When a test fails.
pub fn touches(suite: &Suite, folder: &Path, url: &str) -> Outcome<Map> {
    let folder = folder.join("touches");
    files::remove_folder(&folder)?;
    files::open_folder(&folder)?;
    let mut tests: BTreeMap<usize, BTreeSet<Test>> = BTreeMap::new();
    let mut longest = Duration::ZERO;
    for (place, binary) in suite.binaries.iter().enumerate() {
        let names: HashSet<String> = binary.names()?.into_iter().collect();
        if names.is_empty() {
            continue;
        }
        let path = folder.join(&binary.name);
        let log = folder.join(format!("{}.log", binary.name));
        longest = longest.max(binary.explore(&path, &log, url)?);
        if !path.is_file() {
            continue;
        }
        for line in fs::read_to_string(&path).at(&path)?.lines() {
            let Some((fault, thread)) = line.split_once(' ') else {
                continue;
            };
            let Ok(fault) = fault.parse() else { continue };
            let touching = tests.entry(fault).or_default();
            // A thread of a test has its name; what runs elsewhere may be any test's.
            if names.contains(thread) {
                touching.insert((place, thread.to_owned()));
            } else {
                touching.extend(names.iter().map(|name| (place, name.clone())));
            }
        }
    }
    let mut breadth = HashMap::new();
    for test in tests.values().flatten() {
        *breadth.entry(test.clone()).or_default() += 1;
    }
    Ok(Map {
        tests,
        breadth,
        longest,
    })
}

impl Map {
    /// The tests of a fault, few first and then more: those in front that run through the fewest functions.
    pub fn rounds(&self, fault: usize) -> Vec<Vec<Test>> {
        let mut tests: Vec<Test> = self
            .tests
            .get(&fault)
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        tests.sort_by_key(|test| (self.breadth.get(test).copied(), test.clone()));
        let (mut rounds, mut size) = (Vec::new(), FIRST);
        while !tests.is_empty() {
            let rest = tests.split_off(size.min(tests.len()));
            rounds.push(std::mem::replace(&mut tests, rest));
            size *= GROWTH;
        }
        rounds
    }

    /// How long a run may take.
    pub fn patience(&self) -> Duration {
        self.longest + GRACE
    }
}
