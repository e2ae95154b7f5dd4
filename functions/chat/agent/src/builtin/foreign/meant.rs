//! Which tasks the words of a frame mean.

use super::super::{
    answer,
    command::{Status, Target},
    lexicon::Lexicon,
    target,
    words::{self, Word},
};

/// The tasks that some words mean.
pub(in crate::builtin) fn target(text: &str, all: &[Word<'_>], lexicon: &Lexicon) -> Target {
    if !all.is_empty() && all.iter().all(|word| word.quoted) {
        return Target::Quoted(words::unquoted(words::source(text, all)).to_owned());
    }
    let mut rest = all;
    while let Some(shorter) = lexicon
        .before("trailing", rest)
        .or_else(|| lexicon.before("own list", rest))
    {
        rest = shorter;
    }
    let is = |list: &str| lexicon.after(list, rest).is_some_and(<[_]>::is_empty);
    if is("it") {
        return Target::It;
    }
    if is("them") {
        return Target::Them;
    }
    if let Some(places) = answer::places_of(rest, lexicon) {
        return Target::Shown(places);
    }
    if let Some(ids) = ids(rest, lexicon) {
        return Target::Ids(ids);
    }
    if lexicon.holds("all", rest).is_some() {
        let known = |word: &Word<'_>| {
            ["all", "article", "noun", "pending", "completed", "known"]
                .iter()
                .any(|list| lexicon.has(list, word))
        };
        if rest.iter().all(known) {
            let has = |list: &str| lexicon.holds(list, rest).is_some();
            return Target::All(match (has("pending"), has("completed")) {
                (true, false) => Status::Pending,
                (false, true) => Status::Completed,
                _ => Status::All,
            });
        }
    }
    let rest = lexicon
        .after("article", rest)
        .filter(|rest| !rest.is_empty())
        .unwrap_or(rest);
    if rest
        .iter()
        .all(|word| lexicon.has("noun", word) || lexicon.has("article", word))
    {
        return Target::Missing;
    }
    let rest = lexicon
        .after("noun", rest)
        .filter(|rest| !rest.is_empty())
        .unwrap_or(rest);
    if rest.iter().all(|word| word.quoted) {
        return Target::Quoted(words::unquoted(words::source(text, rest)).to_owned());
    }
    let mut name = String::new();
    for (at, word) in rest.iter().enumerate() {
        let glued = rest
            .get(at + 1)
            .is_some_and(|next| next.start() == word.end());
        let dropped = rest.len() > 1 && lexicon.has("article", word) && !glued;
        if !dropped {
            name.push_str(word.raw);
            if !glued {
                name.push(' ');
            }
        }
    }
    Target::Named(words::title(name.trim_end_matches(['?', ' '])))
}

/// Numbers and what stands around them, and nothing else: "Aufgabe 1 und 2".
fn ids(all: &[Word<'_>], lexicon: &Lexicon) -> Option<Vec<i64>> {
    let mut found = Vec::new();
    for word in all {
        let digits = word.norm.trim_start_matches('#');
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_number && !word.quoted {
            found.push(target::number(digits)?);
        } else if !["article", "noun", "and", "number sign"]
            .iter()
            .any(|list| lexicon.has(list, word))
        {
            return None;
        }
    }
    (!found.is_empty()).then_some(found)
}

/// A phrase with its verb as it stands in a list of tasks: "Oma anzurufen" is "Oma anrufen".
pub(super) fn infinitive(source: &str, lexicon: &Lexicon) -> String {
    let mut all: Vec<String> = source.split(' ').map(str::to_owned).collect();
    let particle = |word: &str| lexicon.list("particle").contains(&word);
    if let Some(at) = all.len().checked_sub(2)
        && all.get(at).is_some_and(|word| particle(word))
    {
        all.remove(at);
    } else if let Some(last) = all.last_mut() {
        let joined = lexicon.list("prefix").iter().find_map(|prefix| {
            let rest = last.strip_prefix(prefix)?;
            let verb = lexicon
                .list("particle")
                .iter()
                .find_map(|particle| rest.strip_prefix(particle))?;
            (verb.len() > 3).then(|| format!("{prefix}{verb}"))
        });
        if let Some(verb) = joined {
            *last = verb;
        }
    }
    all.join(" ")
}
