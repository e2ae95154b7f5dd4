//! Words as they are compared: by the key of searches, and with or without their endings.

use std::collections::HashSet;

use language::search_key;

use crate::builtin::normalise;

/// Words that say nothing about which task is meant.
const EMPTY: &[&str] = &[
    "the", "a", "an", "my", "our", "your", "to", "for", "of", "on", "in", "at", "with", "and",
    "or", "task", "tasks", "item", "about", "called", "named", "one", "that", "this", "is", "it",
    "i", "me", "please", "some", "from",
];

/// The telling words of a name, each once, as they are written: with another ending a word means something else
/// ("milk" and "milking") or more than one thing ("dentists"), which is too much for a rule that deletes.
pub(crate) fn exact(text: &str) -> Vec<String> {
    distinct(telling(text).into_iter())
}

/// The telling words of a text, each once, in one form for "grocery" and "groceries", "bake" and "baking".
pub(crate) fn stems(text: &str) -> Vec<String> {
    distinct(telling(text).into_iter().map(|word| stem(&word)))
}

fn distinct(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut known = HashSet::new();
    words.filter(|word| known.insert(word.clone())).collect()
}

/// The words that count; all of them when none does.
fn telling(text: &str) -> Vec<String> {
    let all: Vec<String> = text
        .split(|letter: char| letter.is_whitespace() || matches!(letter, '-' | '/' | ',' | ':'))
        .map(|word| search_key(&normalise(word)))
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .collect();
    let telling: Vec<String> = all
        .iter()
        .filter(|word| !EMPTY.contains(&word.as_str()))
        .cloned()
        .collect();
    if telling.is_empty() { all } else { telling }
}

fn singular(word: &str) -> String {
    let word = word.strip_suffix("'s").unwrap_or(word);
    if word.chars().count() < 4 {
        return word.to_owned();
    }
    match word.strip_suffix("ies") {
        Some(head) => format!("{head}y"),
        None if ["ss", "us", "is", "news"]
            .iter()
            .any(|end| word.ends_with(end)) =>
        {
            word.to_owned()
        }
        None => word.strip_suffix('s').unwrap_or(word).to_owned(),
    }
}

/// Past forms of verbs of everyday work that have no "ed", with the verb.
const PAST: &[(&str, &str)] = &[
    ("bought", "buy"),
    ("paid", "pay"),
    ("sent", "send"),
    ("wrote", "write"),
    ("written", "write"),
    ("made", "make"),
    ("got", "get"),
    ("took", "take"),
    ("taken", "take"),
    ("went", "go"),
    ("met", "meet"),
    ("told", "tell"),
    ("brought", "bring"),
    ("sold", "sell"),
    ("built", "build"),
    ("found", "find"),
    ("fed", "feed"),
    ("swept", "sweep"),
    ("hung", "hang"),
    ("rang", "ring"),
    ("spoke", "speak"),
    ("drove", "drive"),
    ("gave", "give"),
    ("given", "give"),
    ("did", "do"),
    ("done", "do"),
    ("ran", "run"),
    ("taught", "teach"),
    ("sewn", "sew"),
    ("dug", "dig"),
    ("swam", "swim"),
    ("threw", "throw"),
    ("thrown", "throw"),
    ("chose", "choose"),
    ("chosen", "choose"),
];

/// Whether a word tells of a deed: "bought", "booked".
pub(crate) fn is_past(word: &str) -> bool {
    let told = word
        .strip_suffix("ed")
        .is_some_and(|head| head.chars().count() >= 2);
    told && !matches!(
        word,
        "need" | "feed" | "seed" | "weed" | "speed" | "proceed" | "exceed" | "indeed" | "unneed"
    ) || PAST.iter().any(|(past, _)| *past == word)
}

/// One form for "grocery" and "groceries", "bake" and "baking".
fn stem(word: &str) -> String {
    let present = PAST.iter().find(|(past, _)| *past == word);
    let singular = singular(present.map_or(word, |(_, verb)| verb));
    if singular.chars().count() < 4 {
        return singular;
    }
    let verb = ["ing", "ed"].iter().find_map(|ending| {
        singular
            .strip_suffix(ending)
            .filter(|head| head.chars().count() >= 3)
    });
    let bare = verb.unwrap_or(&singular);
    let mut letters: Vec<char> = bare.chars().collect();
    if let (Some(_), [.., a, b]) = (verb, letters.as_slice())
        && a == b
    {
        letters.pop();
    }
    if letters.last() == Some(&'e') && letters.len() > 3 {
        letters.pop();
    }
    letters.into_iter().collect()
}
