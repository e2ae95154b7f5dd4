//! What a model is told that named a task which is not there: those that it may have meant (FR-260).

use std::{collections::BTreeSet, fmt::Write};

use shared::{
    auth::UserId,
    db::{
        Transaction,
        tasks::{Near, closest},
    },
};

use super::{
    answer::{Entry, Failure},
    line::Quoted,
};

/// Names the closest tasks in the failures of entries that named one that is not there. All of a call are one query.
///
/// # Errors
/// The call's failure when the database refuses or is away.
pub(super) async fn suggest(
    transaction: &mut Transaction,
    user: &UserId,
    results: &mut [Entry],
) -> Result<(), Failure> {
    let failures = results.iter().filter_map(|entry| entry.error.as_ref());
    let missing: BTreeSet<_> = failures.filter_map(|failure| failure.missing).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let closest = closest(transaction, user, &missing).await?;
    for failure in results.iter_mut().filter_map(|entry| entry.error.as_mut()) {
        if let Some(id) = failure.missing {
            let near = closest.iter().filter(|near| near.missing == id);
            failure.message.push_str(&sentences(near));
        }
    }
    Ok(())
}

fn sentences<'a>(near: impl Iterator<Item = &'a Near>) -> String {
    let mut named = String::new();
    let mut count = 0;
    for Near { id, title, .. } in near {
        let comma = if count > 0 { ", " } else { "" };
        // Writing to a text never fails.
        write!(named, "{comma}{id} {}", Quoted(title)).unwrap_or_default();
        count += 1;
    }
    match count {
        0 => " There are no tasks.".to_owned(),
        1 => format!(" The closest is {named}. Call list_tasks to see the tasks."),
        _ => format!(" The closest are {named}. Call list_tasks to see the tasks."),
    }
}
