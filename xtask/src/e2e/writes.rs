//! FR-819: steady writes to tasks while its pods are killed and evicted: each that failed works when it is repeated, and
//! none that was answered is lost.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use serde_json::json;

use super::{
    between::{LOSSES, lose_all},
    http::{Mended, mended},
    person::{Person, Task, needed, same},
    platform::Platform,
};
use crate::{
    failure::{Failure, Outcome},
    signals, step,
};

const WRITERS: u64 = 4;
const ROUNDS: usize = 2;
const PAUSE: Duration = Duration::from_secs(2);
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Default)]
struct Written {
    count: usize,
    repeated: usize,
    longest: Duration,
}

/// Each writer has a task of its own and gives it one title after the other.
pub fn run(platform: &Platform) -> Outcome<()> {
    let person = Person::sign_up(platform)?;
    for _ in 0..WRITERS {
        let create = person.request("tasks", "POST", "/api/tasks");
        let reply = create.json(&json!({"title": "0"})).send()?;
        needed("tasks", reply.and_then(|reply| reply.expect(201)))?;
    }
    let over = AtomicBool::new(false);
    let (lost, written) = thread::scope(|scope| {
        let (person, over) = (&person, &over);
        let writers: Vec<_> = (1..=WRITERS)
            .map(|id| scope.spawn(move || write(person, id, over)))
            .collect();
        let lost = lose(platform);
        over.store(true, Ordering::SeqCst);
        let joined = writers.into_iter().map(|writer| {
            let died = |_| Failure::Told("a writer died".to_owned());
            writer.join().map_err(died)?
        });
        (lost, joined.collect::<Outcome<Vec<_>>>())
    });
    lost?;
    let written = written?;
    let expected = written.iter().zip(1..);
    let expected: Vec<_> = expected
        .map(|(written, id)| Task::pending(id, &written.count.to_string()))
        .collect();
    same(
        "the last titles",
        &needed("tasks", person.tasks()?)?,
        &expected,
    )?;
    let count: usize = written.iter().map(|written| written.count).sum();
    let repeated: usize = written.iter().map(|written| written.repeated).sum();
    let longest = written.iter().map(|written| written.longest).max();
    step::done(
        &format!("the longest of {count} writes, {repeated} times repeated"),
        longest.unwrap_or_default(),
    );
    Ok(())
}

fn lose(platform: &Platform) -> Outcome<()> {
    for _ in 0..ROUNDS {
        for (_, lose) in LOSSES {
            signals::pause(PAUSE)?;
            lose_all(platform, "tasks", lose)?;
        }
    }
    signals::pause(PAUSE)
}

fn write(person: &Person, id: u64, over: &AtomicBool) -> Outcome<Written> {
    let mut written = Written::default();
    while !over.load(Ordering::SeqCst) {
        let title = json!({"title": (written.count + 1).to_string()});
        let path = format!("/api/tasks/{id}");
        let Mended { failures, took, .. } = mended(PATIENCE, || {
            let answer = person
                .request("tasks", "PATCH", &path)
                .json(&title)
                .send()?;
            Ok(answer.and_then(|reply| reply.expect(200)))
        })?;
        written.count += 1;
        written.repeated += failures.len();
        written.longest = written.longest.max(took);
    }
    Ok(written)
}
