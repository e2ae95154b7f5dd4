//! Places in a list: "the second one", "first and last", "the last two".

use super::{Lexicon, Word};
use crate::builtin::command::Place;

const ORDINALS: [&str; 10] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
];
const SHORT_ORDINALS: [&str; 10] = [
    "1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th",
];
const COUNTS: [&str; 5] = ["one", "two", "three", "four", "five"];

/// The same among these options, in English.
pub(in crate::builtin) fn nth(all: &[Word<'_>], options: &[i64]) -> Option<Vec<i64>> {
    super::resolve::at_places(options, &english(all)?)
}

/// The places that some words name, and nothing else.
pub(in crate::builtin) fn of(all: &[Word<'_>], lexicon: &Lexicon) -> Option<Vec<Place>> {
    english(all).or_else(|| foreign(all, lexicon))
}

/// "One second" is none, nor are two ordinals that nothing joins.
pub(in crate::builtin) fn english(all: &[Word<'_>]) -> Option<Vec<Place>> {
    const BEFORE: &[&str] = &[
        "the", "task", "option", "number", "my", "it's", "that's", "i", "choose", "pick", "take",
    ];
    const JOINING: &[&str] = &["and", "&"];
    let mut places = Vec::new();
    // Whether an ordinal may stand here.
    let mut free = true;
    let mut many = false;
    for (at, word) in all.iter().enumerate() {
        let norm = word.norm.as_str();
        if word.quoted {
            return None;
        }
        let count = |word: Option<&Word<'_>>| {
            let norm = word?.norm.as_str();
            let counted = COUNTS
                .iter()
                .position(|count| *count == norm)
                .map(|at| at + 1);
            counted
                .or_else(|| norm.parse().ok())
                .filter(|count| (2..=10).contains(count))
        };
        let behind = count(all.get(at + 1));
        let place = ORDINALS
            .iter()
            .position(|ordinal| *ordinal == norm)
            .or_else(|| SHORT_ORDINALS.iter().position(|ordinal| *ordinal == norm));
        match (place, norm, behind) {
            (_, "last", Some(count)) if free => {
                places.extend((0..count).rev().map(Place::FromLast));
                (free, many) = (false, true);
            }
            (Some(0), _, Some(count)) if free => {
                places.extend((0..count).map(Place::FromFirst));
                (free, many) = (false, true);
            }
            (Some(place), ..) if free => {
                places.push(Place::FromFirst(place));
                free = word.raw.ends_with(',');
            }
            (None, "last" | "latter", _) if free => {
                places.push(Place::FromLast(0));
                free = word.raw.ends_with(',');
            }
            (None, "former", _) if free => {
                places.push(Place::FromFirst(0));
                free = word.raw.ends_with(',');
            }
            _ if many && count(Some(word)).is_some() => many = false,
            (None, norm, _) if JOINING.contains(&norm) && !places.is_empty() => free = true,
            (None, norm, _) if BEFORE.contains(&norm) && free => {}
            (None, "one" | "ones" | "task" | "tasks" | "of" | "them" | "items" | "item", _)
                if !places.is_empty() => {}
            _ => return None,
        }
    }
    (!places.is_empty()).then_some(places)
}

/// The same of a lexicon: its ordinals in their order, and the word for the last.
fn foreign(all: &[Word<'_>], lexicon: &Lexicon) -> Option<Vec<Place>> {
    let mut places = Vec::new();
    for word in all {
        let nth = (1..=5).find(|nth| lexicon.has(&format!("ordinal {nth}"), word));
        if let Some(nth) = nth {
            places.push(Place::FromFirst(nth - 1));
        } else if lexicon.has("ordinal last", word) {
            places.push(Place::FromLast(0));
        } else if !["article", "noun", "and", "filler"]
            .iter()
            .any(|list| lexicon.has(list, word))
        {
            return None;
        }
    }
    (!places.is_empty()).then_some(places)
}
