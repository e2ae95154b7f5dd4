//! The closed lists by which an answer is one (FR-319): every word of it has to stand in them.

use language::Language;

use super::{
    lexicon::Lexicon,
    words::{self, Word},
};

const YES: &[&str] = &[
    "yes",
    "yep",
    "yeah",
    "yup",
    "yess",
    "yea",
    "ya",
    "y",
    "sure",
    "sure thing",
    "ok",
    "okay",
    "k",
    "confirm",
    "confirmed",
    "i confirm",
    "agreed",
    "i agree",
    "absolutely",
    "definitely",
    "certainly",
    "affirmative",
    "correct",
    "that's correct",
    "that's right",
    "exactly",
    "of course",
    "by all means",
    "go ahead",
    "go for it",
    "go on",
    "do it",
    "do that",
    "please do",
    "proceed",
    "make it so",
    "i am sure",
    "i'm sure",
    "i am certain",
    "i'm certain",
    "i am positive",
    "i'm positive",
    "sounds good",
    "sounds right",
    "alright",
    "all right",
    "fine",
    "fine by me",
    "that's fine",
    "you bet",
    "totally",
    "yes i do",
    "yes i am",
    "ja",
    "jawohl",
    "oui",
    "si",
    "sí",
    "sim",
    "da",
    "aye",
    "👍",
    "👌",
    "✅",
    "✔",
    "🆗",
    "💯",
];
const NO: &[&str] = &[
    "no",
    "none",
    "nope",
    "nah",
    "neither",
    "nothing",
    "cancel",
    "stop",
    "abort",
    "negative",
    "never mind",
    "nevermind",
    "forget it",
    "forget that",
    "forget about it",
    "leave it",
    "leave them",
    "leave that",
    "leave those",
    "keep it",
    "keep them",
    "keep that",
    "keep those",
    "keep all",
    "keep everything",
    "not",
    "don't",
    "do not",
    "please don't",
    "don't do it",
    "do not do it",
    "don't do that",
    "no way",
    "hell no",
    "certainly not",
    "of course not",
    "not now",
    "not yet",
    "not today",
    "not really",
    "rather not",
    "i'd rather not",
    "i would rather not",
    "better not",
    "never",
    "on second thought no",
    "i changed my mind",
    "changed my mind",
    "i've changed my mind",
    "wait",
    "hold on",
    "don't delete",
    "don't delete it",
    "don't delete them",
    "don't delete anything",
    "not any of them",
    "none of them",
    "none of these",
    "none of those",
    "neither of them",
    "nein",
    "non",
    "nee",
    "não",
    "nao",
    "👎",
    "❌",
    "🚫",
    "🛑",
    "n",
    "no thanks",
    "no thank you",
    "not that",
    "not those",
    "not these",
];
/// Words that strengthen a no as well as a yes.
const EMPHASIS: &[&str] = &[
    "absolutely",
    "definitely",
    "certainly",
    "of course",
    "sure",
    "sure thing",
];
/// Words that change nothing about an answer.
const FILLERS: &[&str] = &[
    "please",
    "thanks",
    "thank you",
    "thx",
    "just",
    "then",
    "now",
    "well",
    "so",
    "um",
    "uh",
    "oh",
    "hmm",
    "i mean",
    "i meant",
    "i think so",
];
/// Words around the name of a choice.
const AROUND: &[&str] = &[
    "the", "a", "an", "one", "ones", "task", "tasks", "item", "option", "number", "no", "nr", "my",
    "of", "them", "those", "these", "that", "this", "it's", "its", "it", "is", "that's", "with",
    "about", "called", "named", "and", "i", "choose", "pick", "take", "would", "say", "to", "for",
    "on", "&",
];
const WHOLE: &[&str] = &[
    "all",
    "all of them",
    "all of these",
    "all of those",
    "everything",
    "every one",
    "each",
    "each of them",
    "them all",
    "all tasks",
    "all the tasks",
    "all of it",
];
const BOTH: &[&str] = &[
    "both",
    "both of them",
    "both of these",
    "both of those",
    "the both of them",
    "both tasks",
];

/// What an answer to a question of yes and no says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Agreement {
    Yes,
    No,
}

/// What the words agree to, if every one of them is part of an answer. `verb` is what was asked about: "delete them" is
/// a yes to a question about deleting.
pub(super) fn agreement(all: &[Word<'_>], verb: &str) -> Option<Agreement> {
    if all.iter().any(|word| word.raw.contains('?')) {
        return None;
    }
    let (mut yes, mut no, mut emphasis) = (false, false, false);
    let mut rest = all;
    while !rest.is_empty() {
        let own = own_verb(rest, verb);
        let (length, list) = [YES, NO, EMPHASIS, FILLERS]
            .into_iter()
            .enumerate()
            .filter_map(|(list, phrases)| Some((longest(rest, phrases)?, list)))
            .chain(own.map(|length| (length, 0)))
            // Of phrases of one length that of the later list counts: "of course" is an emphasis.
            .max()?;
        yes |= list == 0;
        no |= list == 1;
        emphasis |= list == 2;
        rest = rest.get(length..).unwrap_or_default();
    }
    match (yes, no, emphasis) {
        (true, false, _) | (false, false, true) => Some(Agreement::Yes),
        (false, true, _) => Some(Agreement::No),
        _ => None,
    }
}

/// The same in the language of the answer.
pub(super) fn agreement_in(all: &[Word<'_>], verb: &str, lexicon: &Lexicon) -> Option<Agreement> {
    if lexicon.language == Language::English {
        return agreement(all, verb);
    }
    if all.iter().any(|word| word.raw.contains('?')) {
        return None;
    }
    let (mut yes, mut no) = (false, false);
    let mut rest = all;
    while !rest.is_empty() {
        let lists = ["yes", "no", "filler"].iter().enumerate();
        let (after, list) = lists
            .filter_map(|(list, name)| Some((lexicon.after(name, rest)?, list)))
            .min_by_key(|(after, _)| after.len())?;
        yes |= list == 0;
        no |= list == 1;
        rest = after;
    }
    match (yes, no) {
        (true, false) => Some(Agreement::Yes),
        (false, true) => Some(Agreement::No),
        _ => None,
    }
}

/// "delete them", "delete them all". "It" is too little for a question about several.
fn own_verb(rest: &[Word<'_>], verb: &str) -> Option<usize> {
    let after = words::after(rest, verb)?;
    let object = longest(after, WHOLE)
        .or_else(|| longest(after, BOTH))
        .or_else(|| longest(after, &["them", "those", "these"]))
        .unwrap_or(0);
    Some(1 + object)
}

/// How many words the longest of the phrases takes of the beginning.
fn longest(rest: &[Word<'_>], phrases: &[&str]) -> Option<usize> {
    phrases
        .iter()
        .filter_map(|phrase| Some(rest.len() - words::after(rest, phrase)?.len()))
        .max()
}

/// Whether the words say that all options are meant.
pub(super) fn is_whole(all: &[Word<'_>]) -> bool {
    WHOLE.contains(&words::sentence(all).as_str())
}

/// Whether the words say that both options are meant.
pub(super) fn is_both(all: &[Word<'_>]) -> bool {
    BOTH.contains(&words::sentence(all).as_str())
}

/// Whether the words point at the only thing that was asked about: "delete it".
pub(super) fn is_it(all: &[Word<'_>], verb: &str) -> bool {
    const IT: &[&str] = &["it", "that", "this", "that one", "this one", "the task"];
    words::after(all, verb).is_some_and(|object| IT.contains(&words::sentence(object).as_str()))
}

/// The words of an answer without what changes nothing at its ends. In the middle, "I mean" corrects.
pub(super) fn without_fillers<'w, 'a>(all: &'w [Word<'a>]) -> &'w [Word<'a>] {
    let mut rest = all;
    loop {
        let shorter = words::after_any(rest, FILLERS).or_else(|| {
            words::before_any(
                rest,
                &["please", "thanks", "thank you", "thx", "then", "now"],
            )
        });
        match shorter {
            Some(shorter) => rest = shorter,
            None => return rest,
        }
    }
}

/// The words that name a choice, without those around it.
pub(super) fn telling<'w, 'a>(all: &'w [Word<'a>]) -> Vec<&'w Word<'a>> {
    let telling = all.iter();
    telling
        .filter(|word| !AROUND.contains(&word.norm.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Agreement> {
        agreement(&words::split(text), "delete")
    }

    #[test]
    fn fr_319_a_yes_is_one_when_every_word_of_it_is() {
        for yes in [
            "yes",
            "Yes, please!",
            "of course",
            "Go ahead.",
            "I am sure",
            "ja",
            "👍",
            "👍🏽",
            "yes, I mean it's fine",
            "sure thing, thanks",
            "Absolutely",
            "yes delete them all",
            "delete them",
            "do it",
            "ok go ahead please",
        ] {
            let expected = (yes != "yes, I mean it's fine").then_some(Agreement::Yes);
            assert_eq!(read(yes), expected, "{yes}");
        }
        for no in [
            "no",
            "Absolutely not",
            "of course not!",
            "no thanks",
            "definitely not",
            "please don't",
            "Nein",
            "never mind",
            "keep them",
            "👎",
            "not now, thanks",
            "No, stop",
        ] {
            assert_eq!(read(no), Some(Agreement::No), "{no}");
        }
        for neither in [
            "yes, but not the milk",
            "yes and no",
            "I'm not sure",
            "sure, except milk",
            "maybe",
            "yes?or",
            "ok wait",
            "yes if it is done",
            "",
            "yesterday",
        ] {
            assert_ne!(read(neither), Some(Agreement::Yes), "{neither}");
        }
    }
}
