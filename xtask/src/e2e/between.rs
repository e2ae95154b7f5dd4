//! FR-819: pods that are killed or evicted between two requests.

use std::time::Duration;

use super::{
    http::mended,
    person::{Person, Task, needed, same},
    platform::Platform,
};
use crate::{
    failure::{Failure, Outcome},
    kube::{FUNCTIONS, Kube, Pod, list, text},
    step,
};

const PATIENCE: Duration = Duration::from_secs(30);

type Loss = (&'static str, fn(&Kube, &Pod) -> Outcome<()>);

/// The two ways to lose a pod.
pub const LOSSES: [Loss; 2] = [("killed", Kube::kill), ("evicted", Kube::evict)];

/// After each loss of each function's pod the same conversation goes on, and the list is what it should be.
pub fn run(platform: &Platform) -> Outcome<()> {
    let person = Person::sign_up(platform)?;
    let first = mended(PATIENCE, || {
        person.say(None, "Add a task to round 0", "created")
    })?
    .value;
    let conversation = text(&first, "/conversation_id").to_owned();
    let mut round = 0;
    for (loss, lose) in LOSSES {
        for function in FUNCTIONS {
            round += 1;
            needed("tasks", person.tasks()?)?;
            lose_all(platform, function, lose)?;
            let sentence = format!("Change task 1 to 'round {round}'");
            let said = mended(PATIENCE, || {
                person.say(Some(&conversation), &sentence, "updated")
            })?;
            let seen = mended(PATIENCE, || person.tasks())?;
            same(
                "tasks",
                &seen.value,
                &vec![Task::pending(1, &format!("round {round}"))],
            )?;
            let repeats = said.failures.len() + seen.failures.len();
            step::done(
                &format!("{function} {loss}, mended with {repeats} repeated requests"),
                said.took + seen.took,
            );
        }
    }
    let stored = mended(PATIENCE, || person.conversation(&conversation))?.value;
    let spoken = list(&stored, "/messages").len();
    // A turn that was repeated stands there twice.
    same(
        "every turn is in the conversation",
        &(spoken >= 2 * (round + 1)),
        &true,
    )
}

/// Loses every pod of a function, and tells which.
///
/// # Errors
/// When it has none.
pub fn lose_all(
    platform: &Platform,
    function: &str,
    lose: fn(&Kube, &Pod) -> Outcome<()>,
) -> Outcome<()> {
    let pods = platform.kube.pods_of(function)?;
    if pods.is_empty() {
        return Err(Failure::Told(format!("{function} has no pod to lose")));
    }
    pods.iter().try_for_each(|pod| lose(platform.kube, pod))
}
