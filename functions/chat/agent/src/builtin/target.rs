//! Which tasks a piece of a sentence means.

use super::{
    command::{Status, Target},
    words::{self, Word},
};

const NUMBERS: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

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

/// How many numbers a range such as "1-5" may name.
const MAX_RANGE: i64 = 25;

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
    if let Some(numbers) = ids(rest) {
        return Target::Ids(numbers);
    }
    named(text, rest)
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
        | "that task" | "the item" | "this item" | "that item" | "the last one"
        | "that reminder" | "this reminder" => Some(Target::It),
        "them" | "both" | "these" | "those" | "these tasks" | "those tasks" | "both of them"
        | "both tasks" | "all of them" | "them all" | "all of these" | "all of those" => {
            Some(Target::Them)
        }
        _ => None,
    }
}

/// "all my tasks", "everything", "the whole list", "all completed tasks".
fn whole_list(rest: &[Word<'_>]) -> Option<Target> {
    const ALL: &[&str] = &["all", "everything", "every", "whole", "entire", "anything"];
    const FILLING: &[&str] = &[
        "of", "the", "my", "our", "on", "from", "in", "off", "single", "out", "to", "do", "and",
        "things", "stuff", "that", "are", "is", "i", "have", "which", "list", "lists", "shopping",
        "for", "me", "please", "one", "ones",
    ];
    const DONE: &[&str] = &[
        "completed",
        "done",
        "finished",
        "complete",
        "closed",
        "ticked",
    ];
    const OPEN: &[&str] = &[
        "pending",
        "open",
        "incomplete",
        "unfinished",
        "remaining",
        "outstanding",
        "uncompleted",
    ];
    let known = |word: &Word<'_>| {
        !word.quoted
            && [ALL, FILLING, NOUNS, DONE, OPEN]
                .iter()
                .any(|list| list.contains(&word.norm.as_str()))
    };
    let plural = words::has(
        rest,
        &[
            "tasks",
            "items",
            "todos",
            "reminders",
            "chores",
            "ones",
            "entries",
        ],
    );
    let stated = words::has(rest, DONE) || words::has(rest, OPEN);
    let list = words::has(rest, &["list", "lists"])
        || rest
            .last()
            .is_some_and(|word| word.norm == "todo" && rest.len() > 1);
    let whole = words::has(rest, ALL)
        || (stated && (plural || rest.len() == 1))
        || (plural && !words::begins(rest, &["these", "those"]))
        || list;
    let them = pointing(rest).is_some();
    if them || !whole || !rest.iter().all(known) {
        return None;
    }
    Some(Target::All(
        match (words::has(rest, DONE), words::has(rest, OPEN)) {
            (true, false) => Status::Completed,
            (false, true) => Status::Pending,
            _ => Status::All,
        },
    ))
}

/// "2 tasks", "three of my tasks", "two": how many, and not which.
fn counts(rest: &[Word<'_>]) -> bool {
    const MANY: &[&str] = &[
        "of", "my", "the", "our", "these", "those", "them", "more", "a", "dozen",
    ];
    let Some((first, others)) = rest.split_first() else {
        return false;
    };
    let many = |word: &Word<'_>| {
        let norm = word.norm.as_str();
        MANY.contains(&norm) || NOUNS.contains(&norm) || LISTS.contains(&norm)
    };
    let in_words = number(&first.norm).is_some()
        && !first.norm.contains(|letter: char| letter.is_ascii_digit());
    number(&first.norm).is_some() && (in_words || !others.is_empty()) && others.iter().all(many)
}

/// The numbers, when there is nothing but numbers and their frame: "tasks 1, 2 and #4", "number three", "1-3". A number
/// before a noun counts, and so does one in a word that no noun introduces.
pub(super) fn ids(rest: &[Word<'_>]) -> Option<Vec<i64>> {
    const FRAME: &[&str] = &[
        "the", "my", "task", "tasks", "number", "numbers", "nr", "id", "ids", "item", "items",
        "todo", "reminder", "and", "&", "+", "plus", "also", "#", "with", "both", ",", "option",
    ];
    const INTRODUCING: &[&str] = &[
        "task", "tasks", "number", "numbers", "no", "nr", "id", "ids", "item", "items", "todo",
        "reminder", "option", "#",
    ];
    let mut found: Vec<i64> = Vec::new();
    let mut range = false;
    let mut introduced = false;
    for (at, word) in rest.iter().enumerate() {
        if word.quoted || word.raw.contains('/') {
            return None;
        }
        for piece in word
            .norm
            .split([',', ';', '&', '+'])
            .filter(|piece| !piece.is_empty())
        {
            let numbers = number_or_range(piece);
            let in_words =
                numbers.is_some() && !piece.contains(|letter: char| letter.is_ascii_digit());
            if in_words && !introduced {
                return None;
            }
            if let (Some((first, last)), true) = (numbers, range) {
                let from = found.last().copied()?;
                extend(&mut found, from + 1, first.max(last))?;
                range = false;
            } else if let Some((first, last)) = numbers {
                extend(&mut found, first, last)?;
            } else if matches!(piece, "to" | "through" | "until" | "-" | "–")
                && !found.is_empty()
                && !range
            {
                range = true;
            } else if piece == "no" {
                // "Task no 3" counts; "1, no, 2" corrects.
                if range || !is_numero(rest, at) {
                    return None;
                }
            } else if !FRAME.contains(&piece)
                || (NOUNS.contains(&piece) && !found.is_empty() && at + 1 == rest.len())
            {
                return None;
            }
            introduced |= INTRODUCING.contains(&piece);
        }
    }
    (!found.is_empty() && !range).then_some(found)
}

/// Whether "no" is short for "number": at the beginning or behind a noun, and before digits.
pub(super) fn is_numero(all: &[Word<'_>], at: usize) -> bool {
    let Some(word) = all.get(at) else {
        return false;
    };
    let before = at.checked_sub(1).and_then(|before| all.get(before));
    let stands = before.is_none_or(|before| NOUNS.contains(&before.norm.as_str()));
    let counts = all.get(at + 1).is_some_and(|next| {
        next.norm
            .trim_start_matches('#')
            .bytes()
            .all(|byte| byte.is_ascii_digit())
    });
    matches!(word.raw.to_lowercase().as_str(), "no" | "no.") && stands && counts
}

fn extend(found: &mut Vec<i64>, first: i64, last: i64) -> Option<()> {
    if last < first || last.checked_sub(first)? >= MAX_RANGE {
        return None;
    }
    for id in first..=last {
        if !found.contains(&id) {
            found.push(id);
        }
    }
    Some(())
}

fn number_or_range(piece: &str) -> Option<(i64, i64)> {
    if let Some((first, last)) = piece.split_once(['-', '–']) {
        return Some((number(first)?, number(last)?));
    }
    number(piece).map(|number| (number, number))
}

/// A number in digits or in a word.
pub(crate) fn number(piece: &str) -> Option<i64> {
    let bare = piece.trim_start_matches('#');
    let bare = bare.strip_suffix("'s").unwrap_or(bare);
    if !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number too large for any task names a task that is not there.
        return Some(bare.parse().unwrap_or(i64::from(i32::MAX) + 1));
    }
    let at = NUMBERS.iter().position(|number| *number == bare)?;
    i64::try_from(at).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(
            target("1-999999999"),
            Target::Named("1-999999999".to_owned())
        );
    }
}
