//! Whether a person's message asks for a change, as far as its words tell (FR-362).

use crate::{builtin::words, entry::Entry, event::TurnOutcome, guard, honesty};

/// How many words a message has that says more than a greeting.
const SEVERAL: usize = 3;

/// What a message asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// A change.
    Change,
    /// An answer, with no change.
    Answer,
    /// None that could be told: a greeting, a yes.
    None,
    /// It is in a language that is not read here.
    Unknown,
}

/// What a message asks for. "Can you add …?" asks for a change, "what did I add?" does not.
pub(crate) fn of(message: &str) -> Wish {
    let all = words::split(message);
    let plain: Vec<&str> = all
        .iter()
        .filter(|word| !word.quoted)
        .map(|word| word.norm.as_str())
        .collect();
    let (asks, commands) = (honesty::asks(&plain), honesty::commands(&plain));
    if asks && (!commands || message.trim_end().ends_with('?')) {
        return Wish::Answer;
    }
    if commands {
        return Wish::Change;
    }
    let known = plain.iter().filter(|word| honesty::is_known(word)).count();
    if plain.len() < SEVERAL || known * SEVERAL >= plain.len() {
        Wish::None
    } else {
        Wish::Unknown
    }
}

/// Whether a message asks for a change, as far as its words, and the tools that were called for it, tell (FR-362). In a
/// language that is not read here, a message of several words counts unless something was looked up for it.
#[must_use]
pub fn asked_for_change(message: &str, tools: &[&str]) -> bool {
    tools.iter().any(|tool| guard::writes(tool))
        || match of(message) {
            Wish::Change => true,
            Wish::Unknown => tools.is_empty(),
            Wish::Answer | Wish::None => false,
        }
}

/// Whether a turn that a change was asked of came to none.
pub(crate) fn unfulfilled(history: &[Entry], outcome: &TurnOutcome) -> bool {
    let message = history.iter().rev().find_map(|entry| match entry {
        Entry::User { text, .. } => Some(text.as_str()),
        _ => None,
    });
    let tools: Vec<&str> = outcome
        .tool_calls
        .iter()
        .map(|call| call.name.as_str())
        .collect();
    outcome.receipts.is_empty()
        && outcome.question.is_none()
        && message.is_some_and(|message| asked_for_change(message, &tools))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-362.
    #[test]
    fn commands_are_told_from_questions_and_from_what_cannot_be_read() {
        for (message, wish) in [
            ("add milk", Wish::Change),
            ("Can you delete the meeting?", Wish::Change),
            ("please mark 3 as done", Wish::Change),
            ("Lösche die Aufgabe 3", Wish::Change),
            ("Kannst du Milch hinzufügen?", Wish::Change),
            ("añade leche a mi lista", Wish::Change),
            ("Ajoute du lait", Wish::Change),
            ("what did I add?", Wish::Answer),
            ("Which tasks are marked urgent?", Wish::Answer),
            ("show me all my tasks", Wish::Answer),
            ("Was ist heute fällig?", Wish::Answer),
            ("¿Qué tareas tengo?", Wish::Answer),
            ("Quelles tâches sont en cours ?", Wish::Answer),
            ("hello", Wish::None),
            ("olá", Wish::None),
            ("adicione leite à lista", Wish::Unknown),
            ("牛乳を 追加 して ください", Wish::Unknown),
        ] {
            assert_eq!(of(message), wish, "{message}");
        }
    }
}
