//! Sentences as words, with the places they came from, so that titles keep the person's own spelling.

use std::ops::Range;

use language::search_key;

/// One word of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word<'a> {
    /// Lower case, without punctuation around it; contractions in one spelling.
    pub(crate) norm: String,
    /// The same without accents, as words of lexicons are compared.
    pub(crate) key: String,
    /// As written, punctuation included.
    pub(crate) raw: &'a str,
    /// Whether it stands in quotation marks: then it is the person's text and says nothing about what is to be done.
    pub(crate) quoted: bool,
    start: usize,
}

impl<'a> Word<'a> {
    fn new(raw: &'a str, start: usize, quoted: bool) -> Self {
        let norm = normalise(raw);
        Self {
            key: search_key(&norm),
            norm,
            raw,
            quoted,
            start,
        }
    }

    /// The word, or the two that an apostrophe joins, where `elided` knows the first ("l'").
    pub(super) fn without_elision(self, elided: impl Fn(&str) -> bool) -> Vec<Self> {
        let place = self
            .raw
            .char_indices()
            .find(|(_, letter)| matches!(letter, '\'' | '’'));
        let Some((at, mark)) = place.filter(|_| !self.quoted) else {
            return vec![self];
        };
        let (head, tail) = self.raw.split_at(at + mark.len_utf8());
        let key = search_key(
            &head
                .trim_start_matches(EDGES)
                .to_lowercase()
                .replace('’', "'"),
        );
        if tail.is_empty() || !elided(&key) {
            return vec![self];
        }
        let mut first = Self::new(head, self.start, false);
        first.norm.clone_from(&key);
        first.key = key;
        vec![first, Self::new(tail, self.start + head.len(), false)]
    }

    /// Whether a list or a title follows this word.
    pub(super) fn introduces(&self) -> bool {
        self.raw.ends_with(':') || matches!(self.norm.as_str(), "-" | "–" | "—")
    }

    /// Where it begins in its text.
    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// Where it ends in its text.
    pub(super) fn end(&self) -> usize {
        self.start + self.raw.len()
    }
}

const EDGES: &[char] = &[
    '"', '\'', '“', '”', '‘', '’', '«', '»', '„', '.', ',', '!', '?', ';', ':', '(', ')', '…', '`',
    '*', '¿', '¡',
];

/// The spellings of contractions without their apostrophe.
const CONTRACTIONS: &[(&str, &str)] = &[
    ("whats", "what's"),
    ("dont", "don't"),
    ("ive", "i've"),
    ("im", "i'm"),
    ("isnt", "isn't"),
    ("arent", "aren't"),
    ("havent", "haven't"),
    ("didnt", "didn't"),
    ("doesnt", "doesn't"),
    ("wont", "won't"),
    ("cant", "can't"),
    ("cannot", "can't"),
    ("couldnt", "couldn't"),
    ("shouldnt", "shouldn't"),
    ("wouldnt", "wouldn't"),
    ("wasnt", "wasn't"),
    ("werent", "weren't"),
    ("hasnt", "hasn't"),
    ("hadnt", "hadn't"),
    ("mustnt", "mustn't"),
    ("lets", "let's"),
    ("to-do", "todo"),
    ("to-dos", "todos"),
    ("to-do's", "todos"),
    ("todo's", "todos"),
    ("re-open", "reopen"),
    ("un-complete", "uncomplete"),
    ("pls", "please"),
    ("plz", "please"),
];

/// The words of a sentence.
pub(crate) fn split(text: &str) -> Vec<Word<'_>> {
    let quotations = quotations(text);
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut rest = text;
    let mut offset = 0;
    let mut at = 0;
    while let Some(skip) = rest.find(|letter: char| !letter.is_whitespace()) {
        let begun = rest.get(skip..).unwrap_or_default();
        let length = begun.find(char::is_whitespace).unwrap_or(begun.len());
        let raw = begun.get(..length).unwrap_or_default();
        let start = offset + skip;
        while quotations.get(at).is_some_and(|piece| piece.end <= start) {
            at += 1;
        }
        let quoted = quotations
            .get(at)
            .is_some_and(|piece| piece.contains(&start));
        words.push(Word::new(raw, start, quoted));
        offset += skip + length;
        rest = begun.get(length..).unwrap_or_default();
    }
    join_to_do(text, &words)
}

/// The places of the pieces in quotation marks, marks included. A straight single quote inside a word is none.
pub(super) fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut before = ' ';
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let ends_word = letters
            .peek()
            .is_none_or(|(_, next)| next.is_whitespace() || next.is_ascii_punctuation());
        match open {
            Some((start, close)) if closes(letter, close) && ends_word => {
                found.push(start..at + letter.len_utf8());
                open = None;
            }
            None if before.is_whitespace() || matches!(before, '(' | ':') => {
                open = closing(letter).map(|close| (at, close));
            }
            _ => {}
        }
        before = letter;
    }
    found
}

/// The mark that ends what this one opens.
fn closing(open: char) -> Option<char> {
    Some(match open {
        '"' | '`' | '\'' => open,
        '“' | '„' | '”' => '”',
        // Keyboards write a closing mark at both ends.
        '‘' | '’' => '’',
        '«' => '»',
        _ => return None,
    })
}

fn closes(letter: char, close: char) -> bool {
    // „…“ is how German closes.
    letter == close || (close == '”' && letter == '“')
}

/// "to do list" is about a list, and so is "my to do".
fn join_to_do<'a>(text: &'a str, words: &[Word<'a>]) -> Vec<Word<'a>> {
    const AFTER: &[&str] = &["list", "lists", "items", "item", "tasks", "task", "entry"];
    let mut joined: Vec<Word<'a>> = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(2).and_then(|at| words.get(at));
        let after = words.get(at + 1);
        let list = word.norm == "do"
            && (after.is_some_and(|next| AFTER.contains(&next.norm.as_str()))
                || (after.is_none() && before.is_some_and(|word| word.norm == "my")))
            || word.norm == "dos";
        if list && joined.last().is_some_and(|last| last.norm == "to") {
            if let Some(last) = joined.last_mut() {
                last.raw = text.get(last.start..word.end()).unwrap_or(last.raw);
                let joined = if word.norm == "do" { "todo" } else { "todos" };
                joined.clone_into(&mut last.norm);
                joined.clone_into(&mut last.key);
            }
        } else {
            joined.push(word.clone());
        }
    }
    joined
}

/// One word as it is compared.
pub(crate) fn normalise(raw: &str) -> String {
    let mut lower = raw.to_lowercase().replace(['’', '‘'], "'");
    // The colour of a thumb says nothing.
    lower.retain(|letter| !matches!(letter, '\u{1f3fb}'..='\u{1f3ff}' | '\u{fe0f}'));
    let bare = lower.trim_matches(EDGES);
    if bare.is_empty() {
        return lower;
    }
    CONTRACTIONS
        .iter()
        .find(|(from, _)| *from == bare)
        .map_or(bare, |(_, to)| to)
        .to_owned()
}

/// The words after a phrase that they begin with. Words in quotation marks are part of none.
pub(super) fn after<'w, 'a>(words: &'w [Word<'a>], phrase: &str) -> Option<&'w [Word<'a>]> {
    let mut rest = words;
    for expected in phrase.split(' ') {
        let (first, others) = rest.split_first()?;
        if first.quoted || first.norm != expected {
            return None;
        }
        rest = others;
    }
    Some(rest)
}

/// The words after the first of several phrases that they begin with.
pub(super) fn after_any<'w, 'a>(words: &'w [Word<'a>], phrases: &[&str]) -> Option<&'w [Word<'a>]> {
    phrases.iter().find_map(|phrase| after(words, phrase))
}

/// The words before a phrase that they end with.
pub(super) fn before<'w, 'a>(words: &'w [Word<'a>], phrase: &str) -> Option<&'w [Word<'a>]> {
    let count = phrase.split(' ').count();
    let at = words.len().checked_sub(count)?;
    let (head, tail) = words.split_at(at);
    after(tail, phrase).map(|_| head)
}

/// The words before the first of several phrases that they end with.
pub(super) fn before_any<'w, 'a>(
    words: &'w [Word<'a>],
    phrases: &[&str],
) -> Option<&'w [Word<'a>]> {
    phrases.iter().find_map(|phrase| before(words, phrase))
}

/// Whether a phrase stands anywhere among the words.
pub(super) fn holds(words: &[Word<'_>], phrase: &str) -> bool {
    (0..words.len()).any(|at| after(words.get(at..).unwrap_or_default(), phrase).is_some())
}

/// The words as they are compared, in one line.
pub(super) fn sentence(words: &[Word<'_>]) -> String {
    sentence_of(&words.iter().collect::<Vec<_>>())
}

/// The same for words that do not follow each other.
pub(super) fn sentence_of(words: &[&Word<'_>]) -> String {
    let norms: Vec<&str> = words.iter().map(|word| word.norm.as_str()).collect();
    norms.join(" ")
}

/// Whether one of the words is in the list.
pub(super) fn has(words: &[Word<'_>], any: &[&str]) -> bool {
    words
        .iter()
        .any(|word| !word.quoted && any.contains(&word.norm.as_str()))
}

/// Whether the first word is in the list.
pub(super) fn begins(words: &[Word<'_>], any: &[&str]) -> bool {
    words
        .first()
        .is_some_and(|word| !word.quoted && any.contains(&word.norm.as_str()))
}

/// The piece of the sentence that the words came from.
pub(super) fn source<'a>(text: &'a str, words: &[Word<'_>]) -> &'a str {
    match (words.first(), words.last()) {
        (Some(first), Some(last)) => text.get(first.start..last.end()).unwrap_or_default(),
        _ => "",
    }
}

/// A title out of a sentence: what stands in quotation marks byte for byte; other words without a sentence's end and with
/// a large first letter, unless the first word has large letters of its own ("iPhone").
pub(super) fn title(text: &str) -> String {
    let starts: &[char] = &[',', ';', ':', '-', '–', ' '];
    let ends: &[char] = &['.', '!', ',', ';', ':', ' '];
    let bare = text.trim().trim_start_matches(starts);
    if bare.chars().all(|letter| closing(letter).is_some()) {
        return String::new();
    }
    if let Some(inner) = whole_quotation(bare.trim_end_matches(ends)) {
        return inner.to_owned();
    }
    let spaced = bare.split_whitespace().collect::<Vec<_>>().join(" ");
    capital(spaced.trim_end_matches(ends))
}

/// What stands in quotation marks, if the text is one quotation and nothing else.
pub(super) fn whole_quotation(text: &str) -> Option<&str> {
    let [piece] = quotations(text).try_into().ok()?;
    let piece: Range<usize> = piece;
    let inner = (piece == (0..text.len())).then(|| unquoted(text))?;
    (!inner.is_empty()).then_some(inner)
}

/// The text with a large first letter, unless its first word has large letters of its own.
pub(super) fn capital(text: &str) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    if first.chars().any(char::is_uppercase) || first.contains(['@', '/', '_']) {
        return text.to_owned();
    }
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// A piece in quotation marks without them; other text as it is.
pub(super) fn unquoted(text: &str) -> &str {
    let text = text.trim().trim_end_matches([',', '.', '!', '?', ';', ':']);
    let inner = text.char_indices().next().and_then(|(_, open)| {
        let close = closing(open)?;
        let inner = text.strip_prefix(open)?;
        let last = inner
            .chars()
            .next_back()
            .filter(|last| closes(*last, close))?;
        inner.strip_suffix(last)
    });
    inner.unwrap_or(text).trim()
}

/// The last piece in quotation marks and what stands before it. A straight single quote inside a word is none.
pub(super) fn quoted(text: &str) -> Option<(&str, &str)> {
    let trimmed = text.trim_end_matches(|letter: char| ".!?, ".contains(letter));
    let close = trimmed.chars().next_back()?;
    let open = match close {
        '"' => '"',
        '\'' => '\'',
        '”' => '“',
        '’' => '‘',
        '»' => '«',
        '`' => '`',
        _ => return None,
    };
    let inside = trimmed.get(..trimmed.len() - close.len_utf8())?;
    let at = inside.char_indices().rev().find_map(|(at, letter)| {
        let free = inside.get(..at).is_some_and(|before| {
            before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || c == ':')
        });
        // Keyboards write a closing mark at both ends.
        let opens = letter == open || letter == close;
        (opens && free).then_some(at)
    })?;
    let inner = inside.get(at + open.len_utf8()..)?.trim();
    (!inner.is_empty()).then_some((inside.get(..at)?, inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn norms(text: &str) -> Vec<String> {
        split(text).into_iter().map(|word| word.norm).collect()
    }

    #[test]
    fn words_are_compared_without_case_and_punctuation() {
        assert_eq!(
            norms("Whats on my To Do list?"),
            ["what's", "on", "my", "todo", "list"]
        );
        assert_eq!(norms("DON’T “forget” #3!"), ["don't", "forget", "#3"]);
        assert_eq!(norms("things to do"), ["things", "to", "do"]);
        assert_eq!(norms(" \u{a0} "), Vec::<String>::new());
    }

    #[test]
    fn words_in_quotation_marks_are_told_apart() {
        let quoted = |text: &str| -> Vec<String> {
            let words = split(text).into_iter().filter(|word| word.quoted);
            words.map(|word| word.norm).collect()
        };
        assert_eq!(
            quoted("mark 'do not disturb' as done"),
            ["do", "not", "disturb"]
        );
        assert_eq!(quoted("delete “mom's day”, please"), ["mom's", "day"]);
        assert_eq!(quoted("lösche „die Milch“."), ["die", "milch"]);
        assert_eq!(quoted("don't delete mom's list"), Vec::<String>::new());
        assert_eq!(quoted("the boys' room isn't done"), Vec::<String>::new());
        assert_eq!(quoted("delete \"milk"), Vec::<String>::new());
    }

    #[test]
    fn titles_keep_the_words_and_lose_the_frame() {
        assert_eq!(title(" “buy  groceries”. "), "buy  groceries");
        assert_eq!(title("buy  “Dune” again."), "Buy “Dune” again");
        assert_eq!(title("iPhone charger"), "iPhone charger");
        assert_eq!(title("'a' and 'b'"), "'a' and 'b'");
        assert_eq!(title("élan vital!"), "Élan vital");
        assert_eq!(title("…"), "…");
        assert_eq!(title("''"), "");
    }

    #[test]
    fn the_last_quotation_is_found() {
        assert_eq!(
            quoted("task 1 to 'Call mom tonight'."),
            Some(("task 1 to ", "Call mom tonight"))
        );
        assert_eq!(quoted("to 'Mom's day'"), Some(("to ", "Mom's day")));
        assert_eq!(quoted("the boys'"), None);
        assert_eq!(quoted("to “é”"), Some(("to ", "é")));
        assert_eq!(quoted("''"), None);
    }
}
