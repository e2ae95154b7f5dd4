//! Tasks by their numbers: "tasks 1, 2 and #4", "1-3".

use super::{LISTS, NOUNS};
use crate::builtin::words::Word;

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

/// How many numbers a range such as "1-5" may name.
const MAX_RANGE: i64 = 25;

/// "2 tasks", "three of my tasks", "two": how many, and not which.
pub(super) fn counts(rest: &[Word<'_>]) -> bool {
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
pub(in crate::builtin) fn ids(rest: &[Word<'_>]) -> Option<Vec<i64>> {
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
pub(in crate::builtin) fn is_numero(all: &[Word<'_>], at: usize) -> bool {
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
