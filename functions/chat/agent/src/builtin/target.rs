//! Which tasks a piece of a sentence means.

mod numbers;
mod whole;

use language::Language;

use super::{
    answer,
    command::Target,
    foreign,
    lexicon::Lexicon,
    words::{self, Word},
};
use numbers::counts;
pub(crate) use numbers::number;
pub(super) use numbers::{ids, is_numero};
use whole::whole_list;

const DETERMINERS: &[&str] = &[
    "the", "my", "our", "this", "that", "these", "those", "a", "an", "your",
];
const NOUNS: &[&str] = &[
    "task",
    "tasks",
    "item",
    "items",
    "todo",
    "todos",
    "reminder",
    "reminders",
    "entry",
    "entries",
    "chore",
    "chores",
    "task's",
];
const LISTS: &[&str] = &["list", "lists", "todo", "todos", "agenda"];
const LISTS_WITH_DETERMINER: &[&str] = &["tasks", "reminders", "chores", "to-buy", "lisr"];
/// What people call the one list that there is.
pub(super) const LIST_NAMES: &[&str] = &[
    "shopping",
    "grocery",
    "groceries",
    "to-do",
    "task",
    "reminder",
    "chore",
    "errands",
    "errand",
    "of",
    "things",
    "stuff",
    "do",
    "buy",
    "get",
    "current",
    "own",
    "to",
    "for",
    "whole",
    "entire",
    "daily",
];
const PREPOSITIONS: &[&str] = &["to", "on", "onto", "in", "into", "from", "off", "of", "at"];
const TRAILING: &[&str] = &[
    "please",
    "thanks",
    "thank you",
    "too",
    "as well",
    "now",
    "right now",
    "again",
    "for me",
    "anymore",
    "any more",
    "already",
    "yet",
    "off",
    "out",
];

/// The words without "to my list" and the like at their end, when that was there.
pub(super) fn without_list<'w, 'a>(all: &'w [Word<'a>]) -> Option<&'w [Word<'a>]> {
    (0..all.len()).find_map(|at| {
        let (head, tail) = all.split_at(at);
        let (preposition, tail) = tail.split_first()?;
        is_list(tail)
            .then_some(head)
            .filter(|_| PREPOSITIONS.contains(&preposition.norm.as_str()))
    })
}

/// Whether the words end with a list that has a name of its own ("from my work list"), which says more than we know.
pub(super) fn names_other_list(all: &[Word<'_>]) -> bool {
    let Some(head) = without_list(all) else {
        return false;
    };
    let tail = all.get(head.len()..).unwrap_or_default();
    let known = |word: &Word<'_>| {
        let norm = word.norm.as_str();
        [
            PREPOSITIONS,
            DETERMINERS,
            LISTS,
            LISTS_WITH_DETERMINER,
            LIST_NAMES,
        ]
        .iter()
        .any(|words| words.contains(&norm))
            || TRAILING.contains(&norm)
    };
    !tail.iter().all(known)
}

/// Whether the words name a list: "my list", "the shopping list", "my list of things to do".
fn is_list(tail: &[Word<'_>]) -> bool {
    let tail = words::after(tail, "of").unwrap_or(tail);
    let determined = words::begins(tail, DETERMINERS);
    let rest = if determined {
        tail.get(1..).unwrap_or_default()
    } else {
        tail
    };
    let noun = rest.iter().take(5).position(|word| {
        let norm = word.norm.as_str();
        LISTS.contains(&norm) || (determined && LISTS_WITH_DETERMINER.contains(&norm))
    });
    let Some(noun) = noun else { return false };
    let (between, after) = rest.split_at(noun);
    let after = after.get(1..).unwrap_or_default();
    let open_end = after.is_empty()
        || words::begins(after, &["list", "of", "for", "to", "please", "today", "as"]);
    open_end && after.len() <= 6 && !words::has(between, PREPOSITIONS) && between.len() <= 3
}

/// Reads the tasks meant by these words of `text`.
pub(super) fn read(text: &str, all: &[Word<'_>]) -> Target {
    let mut rest = all;
    if let Some(title) = quoted(text, rest) {
        return title;
    }
    if counts(rest) {
        return Target::Missing;
    }
    if let Some(everything) = whole_list(rest) {
        return everything;
    }
    while let Some(shorter) = words::before_any(rest, TRAILING) {
        rest = shorter;
    }
    if let Some(shorter) = without_list(rest) {
        rest = words::before_any(shorter, &["off", "out"]).unwrap_or(shorter);
    }
    if let Some(target) = whole_list(rest).or_else(|| pointing(rest)) {
        return target;
    }
    if let Some(places) = answer::english_places(rest) {
        return Target::Shown(places);
    }
    if let Some(numbers) = ids(rest) {
        return Target::Ids(numbers);
    }
    named(text, rest)
}

/// The same in the language of the sentence.
pub(super) fn read_in(text: &str, all: &[Word<'_>], lexicon: &Lexicon) -> Target {
    if lexicon.language == Language::English {
        read(text, all)
    } else {
        foreign::target(text, all, lexicon)
    }
}

/// A title in quotation marks and nothing else.
fn quoted(text: &str, rest: &[Word<'_>]) -> Option<Target> {
    if rest.is_empty() || !rest.iter().all(|word| word.quoted) {
        return None;
    }
    let title = words::unquoted(words::source(text, rest));
    (!title.is_empty()).then(|| Target::Quoted(title.to_owned()))
}

fn named(text: &str, all: &[Word<'_>]) -> Target {
    const ABOUT: &[&str] = &[
        "about",
        "called",
        "named",
        "titled",
        "for",
        "to",
        "with",
        "that says",
        "which says",
        "of",
    ];
    let mut rest = all;
    if words::begins(rest, DETERMINERS) {
        rest = rest.get(1..).unwrap_or_default();
    }
    if let Some(inner) = words::after_any(rest, NOUNS).or_else(|| words::after(rest, "one")) {
        let inner = words::after_any(inner, ABOUT).unwrap_or(inner);
        if !inner.is_empty() {
            rest = inner;
        }
    } else if rest.len() > 1
        && let Some(shorter) = words::before_any(rest, NOUNS).or_else(|| words::before(rest, "one"))
    {
        rest = shorter;
    }
    if let Some(title) = quoted(text, rest) {
        return title;
    }
    let source = words::source(text, rest).trim_end_matches(['?', ' ']);
    // Of several names the marks say where one ends.
    let name = if rest.iter().any(|word| word.quoted) {
        source.to_owned()
    } else {
        words::title(source)
    };
    if name.is_empty() {
        Target::Missing
    } else {
        Target::Named(name)
    }
}

/// "it", "that one", "the task", "them"; nothing at all.
fn pointing(rest: &[Word<'_>]) -> Option<Target> {
    if rest.iter().any(|word| word.quoted) {
        return None;
    }
    let norms: Vec<&str> = rest.iter().map(|word| word.norm.as_str()).collect();
    match norms.join(" ").as_str() {
        "" | "task" | "a task" | "one" | "an item" | "item" | "something" | "some tasks"
        | "todo" => Some(Target::Missing),
        "it" | "that" | "this" | "that one" | "this one" | "the one" | "the task" | "this task"
        | "that task" | "the item" | "this item" | "that item" | "that reminder"
        | "this reminder" => Some(Target::It),
        "them" | "both" | "these" | "those" | "these tasks" | "those tasks" | "both of them"
        | "both tasks" | "all of them" | "them all" | "all of these" | "all of those" => {
            Some(Target::Them)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::command::{Place, Status};

    fn target(text: &str) -> Target {
        read(text, &words::split(text))
    }

    #[test]
    fn fr_312_numbers_are_read_in_every_form() {
        for (text, expected) in [
            ("task 3", vec![3]),
            ("#3.", vec![3]),
            ("task number three", vec![3]),
            ("1, 2 and 4", vec![1, 2, 4]),
            ("tasks 1,2,4", vec![1, 2, 4]),
            ("1-3", vec![1, 2, 3]),
            ("tasks 2 through four", vec![2, 3, 4]),
            ("task 3 from my list please", vec![3]),
            ("99999999999999999999", vec![2_147_483_648]),
        ] {
            assert_eq!(target(text), Target::Ids(expected), "{text}");
        }
    }

    #[test]
    fn fr_313_words_lose_their_frame() {
        for (text, expected) in [
            ("the meeting task", "Meeting"),
            ("the task called buy 3 apples", "Buy 3 apples"),
            ("buying milk from my shopping list", "Buying milk"),
            ("the one about groceries", "Groceries"),
            ("everything bagels", "Everything bagels"),
            ("3 blind mice", "3 blind mice"),
        ] {
            assert_eq!(target(text), Target::Named(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn all_and_it_are_understood() {
        assert_eq!(target("all my tasks"), Target::All(Status::All));
        assert_eq!(
            target("everything on my to do list"),
            Target::All(Status::All)
        );
        assert_eq!(
            target("all completed tasks"),
            Target::All(Status::Completed)
        );
        assert_eq!(target("it"), Target::It);
        assert_eq!(target("that one please"), Target::It);
        assert_eq!(target("them"), Target::Them);
        assert_eq!(target("a task"), Target::Missing);
        let last = |at| Place::FromLast(at);
        for (text, places) in [
            ("the second one", vec![Place::FromFirst(1)]),
            ("the last two", vec![last(1), last(0)]),
            (
                "the first and the third",
                vec![Place::FromFirst(0), Place::FromFirst(2)],
            ),
            ("the last one", vec![last(0)]),
        ] {
            assert_eq!(target(text), Target::Shown(places), "{text}");
        }
        assert_eq!(
            target("1-999999999"),
            Target::Named("1-999999999".to_owned())
        );
    }
}
