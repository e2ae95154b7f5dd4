//! What is particular to a language, read from a data file: its frames, its lists of words and its answers (ADR 0060).
//!
//! | line | says |
//! |---|---|
//! | `let NAME: …` | a part of frames |
//! | `frame KIND: …` | the form of a sentence ([`super::frame`]) |
//! | `words LIST: a \| b c` | words that play a part |
//! | `text NAME: …` | an answer, with names in braces for what is filled in |

use std::{
    collections::{HashMap, HashSet},
    sync::OnceLock,
};

use language::{Language, search_key};

use super::{
    frame::{Filled, Frame},
    words::{self, Word},
};

/// The longest sentence that frames are tried on, in words.
const MAX_WORDS: usize = 80;

/// One language, as the built-in model knows it.
#[derive(Debug)]
pub(super) struct Lexicon {
    pub(super) language: Language,
    frames: Vec<Frame>,
    lists: HashMap<&'static str, Vec<&'static str>>,
    keys: HashMap<&'static str, HashSet<String>>,
    texts: HashMap<&'static str, &'static str>,
}

impl Lexicon {
    /// The lexicon of a language, read the first time that it is asked for.
    pub(super) fn of(language: Language) -> &'static Self {
        static LEXICONS: [OnceLock<Lexicon>; 7] = [const { OnceLock::new() }; 7];
        LEXICONS[language as usize].get_or_init(|| Self::read(language))
    }

    fn file(language: Language) -> &'static str {
        match language {
            Language::English => include_str!("lexicons/en.txt"),
            Language::German => include_str!("lexicons/de.txt"),
            Language::Spanish => include_str!("lexicons/es.txt"),
            Language::French => include_str!("lexicons/fr.txt"),
            Language::Italian => include_str!("lexicons/it.txt"),
            Language::Portuguese => include_str!("lexicons/pt.txt"),
            Language::Dutch => include_str!("lexicons/nl.txt"),
        }
    }

    fn read(language: Language) -> Self {
        let mut lexicon = Self {
            language,
            frames: Vec::new(),
            lists: HashMap::new(),
            keys: HashMap::new(),
            texts: HashMap::new(),
        };
        let mut parts = HashMap::new();
        for line in Self::file(language).lines() {
            let Some((head, value)) = line.split_once(':') else {
                continue;
            };
            let value = value.trim();
            match head.split_once(' ') {
                Some(("let", name)) => {
                    parts.insert(name, value);
                }
                Some(("frame", kind)) => lexicon.frames.push(Frame::read(kind, value, &parts)),
                Some(("words", name)) => {
                    let listed = value.split('|').map(str::trim);
                    let list = lexicon.lists.entry(name).or_default();
                    list.extend(listed.filter(|word| !word.is_empty()));
                }
                Some(("text", name)) => {
                    lexicon.texts.insert(name, value);
                }
                _ => {}
            }
        }
        for (name, list) in &lexicon.lists {
            let keys = list.iter().map(|word| search_key(word)).collect();
            lexicon.keys.insert(*name, keys);
        }
        lexicon
    }

    /// The words that play a part.
    pub(super) fn list(&self, name: &str) -> &[&'static str] {
        self.lists.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a word plays a part.
    pub(super) fn has(&self, name: &str, word: &Word<'_>) -> bool {
        !word.quoted && self.has_key(name, &word.key)
    }

    /// Whether a word, as it is compared, plays a part.
    pub(super) fn has_key(&self, name: &str, key: &str) -> bool {
        self.keys.get(name).is_some_and(|keys| keys.contains(key))
    }

    /// Whether a phrase of a list stands among the words, outside of quotation marks.
    pub(super) fn holds<'w, 'a>(&self, name: &str, all: &'w [Word<'a>]) -> Option<&'w [Word<'a>]> {
        (0..all.len()).find_map(|at| {
            let rest = all.get(at..)?;
            let after = self.after(name, rest)?;
            rest.get(..rest.len() - after.len())
        })
    }

    /// The words behind the longest phrase of a list that they begin with.
    pub(super) fn after<'w, 'a>(&self, name: &str, all: &'w [Word<'a>]) -> Option<&'w [Word<'a>]> {
        let keys = self.keys.get(name)?;
        let mut key = String::new();
        let mut longest = None;
        for (at, word) in all.iter().take(5).enumerate() {
            if word.quoted {
                break;
            }
            if at > 0 {
                key.push(' ');
            }
            key.push_str(&word.key);
            if keys.contains(&key) {
                longest = all.get(at + 1..);
            }
        }
        longest
    }

    /// The words before the longest phrase of a list that they end with.
    pub(super) fn before<'w, 'a>(&self, name: &str, all: &'w [Word<'a>]) -> Option<&'w [Word<'a>]> {
        (all.len().saturating_sub(5)..all.len()).find_map(|at| {
            let (head, tail) = all.split_at(at);
            self.after(name, tail)
                .is_some_and(<[_]>::is_empty)
                .then_some(head)
        })
    }

    /// An answer, filled in.
    pub(super) fn say(&self, name: &str, values: &[(&str, &str)]) -> String {
        let text = self.texts.get(name).copied().unwrap_or_default();
        let mut said = String::with_capacity(text.len() + 32);
        let mut rest = text;
        while let Some((before, inside)) = rest.split_once('{') {
            let (key, behind) = inside.split_once('}').unwrap_or((inside, ""));
            said.push_str(before);
            let value = values.iter().find(|(known, _)| *known == key);
            said.push_str(value.map_or("", |(_, value)| value));
            rest = behind;
        }
        said.push_str(rest);
        said
    }

    /// The first frame of these kinds that the words fill, as `accept` reads it.
    pub(super) fn frame<T>(
        &self,
        kinds: &[&str],
        all: &[Word<'_>],
        accept: &mut dyn FnMut(&'static str, &Filled) -> Option<T>,
    ) -> Option<T> {
        let frames = self.frames.iter();
        first(
            frames.filter(|frame| kinds.contains(&frame.kind)),
            all,
            accept,
        )
    }

    /// The same among the frames that begin with words of their own.
    pub(super) fn led_frame<T>(
        &self,
        kinds: &[&str],
        all: &[Word<'_>],
        accept: &mut dyn FnMut(&'static str, &Filled) -> Option<T>,
    ) -> Option<T> {
        let frames = self.frames.iter();
        let led = frames.filter(|frame| kinds.contains(&frame.kind) && frame.is_led());
        first(led, all, accept)
    }
}

fn first<'f, T>(
    mut frames: impl Iterator<Item = &'f Frame>,
    all: &[Word<'_>],
    accept: &mut dyn FnMut(&'static str, &Filled) -> Option<T>,
) -> Option<T> {
    if all.len() > MAX_WORDS {
        return None;
    }
    let mut read = None;
    let _ = frames.any(|frame| {
        frame.fill(all, &mut |filled| {
            read = accept(frame.kind, filled);
            read.is_some()
        })
    });
    read
}

/// The language of a sentence: the one that most of its words are marks of, English in doubt. A sentence without any mark
/// is in the language of what was said before.
pub(super) fn language_of(text: &str, before: Option<Language>) -> Language {
    static MARKS: OnceLock<HashMap<String, u8>> = OnceLock::new();
    let marks = MARKS.get_or_init(|| {
        let mut marks: HashMap<String, u8> = HashMap::new();
        for language in Language::ALL {
            let lexicon = Lexicon::of(language);
            for word in lexicon.list("mark") {
                *marks.entry(search_key(word)).or_default() |= 1 << language as u8;
            }
        }
        marks
    });
    let mut counts = [0_usize; 7];
    let mut seen = 0;
    for word in text
        .split(|letter: char| !(letter.is_alphanumeric() || letter == '\''))
        .filter(|word| !word.is_empty())
        .take(MAX_WORDS)
    {
        let key = search_key(word);
        let parts = key
            .split('\'')
            .chain(key.contains('\'').then_some(key.as_str()));
        for part in parts {
            if let Some(languages) = marks.get(part) {
                seen += 1;
                for (at, count) in counts.iter_mut().enumerate() {
                    *count += usize::from(*languages & (1 << at) != 0);
                }
            }
        }
    }
    for letter in text.chars().take(400).filter(|letter| !letter.is_ascii()) {
        for language in Language::ALL {
            let letters = Lexicon::of(language).list("letters");
            let own = letters.iter().any(|own| own.starts_with(letter));
            if let (true, Some(count)) = (own, counts.get_mut(language as usize)) {
                *count += 1;
                seen += 1;
            }
        }
    }
    if seen == 0 {
        return before.unwrap_or_default();
    }
    let most = counts.iter().copied().max().unwrap_or_default();
    let best = |language: &Language| counts.get(*language as usize) == Some(&most);
    if best(&Language::English) {
        return Language::English;
    }
    before
        .filter(best)
        .or_else(|| Language::ALL.into_iter().find(best))
        .unwrap_or_default()
}

/// The words of a sentence of a language, with elided ones apart ("d'appeler").
pub(super) fn split<'a>(text: &'a str, lexicon: &Lexicon) -> Vec<Word<'a>> {
    let all = words::split(text);
    if lexicon.list("elided").is_empty() {
        return all;
    }
    all.into_iter()
        .flat_map(|word| word.without_elision(|head| lexicon.has_key("elided", head)))
        .collect()
}
