//! What texts are compared by: one key for names, one for search (ADR 0017). Everything that compares what people wrote
//! takes its key from here.

use std::{borrow::Cow, ops::RangeInclusive};

use icu_casemap::CaseMapper;
use icu_normalizer::{
    ComposingNormalizer, DecomposingNormalizer, properties::CanonicalCombiningClassMap,
};
use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup, Script},
};

/// The version of both keys. Rows keep the one that they were written by; a change of a key's rules, or of Unicode's data
/// below them, raises it, and `migrate` then writes the older rows anew.
pub const FOLD_VERSION: i16 = 1;

/// No search reaches further into a word, in Unicode scalar values.
const LONGEST_WORD: usize = 200;

/// A pattern of Braille without a dot: a letter by its category, and nothing on the screen.
const BLANK_BRAILLE: char = '\u{2800}';

/// Joins the runs of a text into one, and stands in none.
const BETWEEN_RUNS: &str = " ";

/// What two spellings of one name have in common: canonically equal texts (NFC) in any letter case (full case folding), with
/// or without characters that nobody sees.
#[must_use]
pub fn name_key(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    let decomposed = DecomposingNormalizer::new_nfd().normalize(name);
    let folded = CaseMapper::new().fold_string(&decomposed).into_owned();
    let seen: String = folded
        .chars()
        .filter(|character| !is_ignorable(*character))
        .collect();
    ComposingNormalizer::new_nfc().normalize(&seen).into_owned()
}

/// A text as a search compares it: compatible forms alike (NFKC), in one letter case (full case folding), without the marks
/// on letters, without strokes through them (ł, ø, đ), and without characters that nobody sees.
#[must_use]
pub fn search_key(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let decomposer = DecomposingNormalizer::new_nfkd();
    let folded = CaseMapper::new()
        .fold_string(&decomposer.normalize(text))
        .into_owned();
    let bare: String = decomposer
        .normalize(&folded)
        .chars()
        .filter(|character| !is_ignorable(*character) && !is_mark_on_a_letter(*character))
        .map(without_stroke)
        .collect();
    ComposingNormalizer::new_nfc().normalize(&bare).into_owned()
}

/// Whether somebody who looks at the text sees anything.
#[must_use]
pub fn is_visible(text: &str) -> bool {
    text.chars().any(|character| {
        !character.is_whitespace()
            && !character.is_control()
            && !is_ignorable(character)
            && character != BLANK_BRAILLE
    })
}

/// The parts of a text that a search looks at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// Words of scripts that have spaces between them, in the order of the text.
    words: Vec<String>,
    /// Runs of characters without words to be seen in them: Chinese, Japanese, Thai, symbols.
    runs: Vec<String>,
}

impl Terms {
    /// The parts of this text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut terms = Self::default();
        let mut open = None;
        for character in search_key(text).chars() {
            let kind = kind(character, open);
            let parts = match kind {
                Some(Kind::Word) => &mut terms.words,
                Some(Kind::Run) => &mut terms.runs,
                None => {
                    open = None;
                    continue;
                }
            };
            match parts.last_mut() {
                Some(last) if kind == open => last.push(character),
                _ => parts.push(character.to_string()),
            }
            open = kind;
        }
        for word in &mut terms.words {
            if let Some((end, _)) = word.char_indices().nth(LONGEST_WORD) {
                word.truncate(end);
            }
        }
        terms
    }

    /// The parts of several texts.
    #[must_use]
    pub fn of_all<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all = Self::default();
        for text in texts {
            let terms = Self::of(text);
            all.words.extend(terms.words);
            all.runs.extend(terms.runs);
        }
        all
    }

    /// Whether there is nothing to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.runs.is_empty()
    }

    /// What an index holds of a text, each once: its words, each pair of neighbours in its runs, and their last characters.
    #[must_use]
    pub fn entries(&self) -> Vec<String> {
        let ends = self.runs.iter().filter_map(|run| run.chars().next_back());
        let mut entries: Vec<String> = self.words.clone();
        entries.extend(self.runs.iter().flat_map(|run| pairs(run)));
        entries.extend(ends.map(String::from));
        entries.sort_unstable();
        entries.dedup();
        entries
    }

    /// What entries of the index a text begins with all of these where it may hold this search, each once.
    #[must_use]
    pub fn prefixes(&self) -> Vec<String> {
        let mut prefixes: Vec<String> = self.words.clone();
        for run in &self.runs {
            let before = prefixes.len();
            prefixes.extend(pairs(run));
            if prefixes.len() == before {
                prefixes.push(run.clone());
            }
        }
        prefixes.sort_unstable();
        prefixes.dedup();
        prefixes
    }

    /// The runs: a text whose pairs are there holds a search only if each of the search's runs stands in one of its own.
    #[must_use]
    pub fn runs(&self) -> &[String] {
        &self.runs
    }

    /// The runs as one text, in which a search's run stands if it stands in one of them.
    #[must_use]
    pub fn joined_runs(&self) -> String {
        self.runs.join(BETWEEN_RUNS)
    }

    /// Whether each word of a search begins one of these words, and each of its runs stands in one of these runs.
    #[must_use]
    pub fn hold(&self, search: &Self) -> bool {
        let begins = |wanted: &String| self.words.iter().any(|word| word.starts_with(wanted));
        let stands = |wanted: &String| self.runs.iter().any(|run| run.contains(wanted.as_str()));
        search.words.iter().all(begins) && search.runs.iter().all(stands)
    }
}

/// What a character is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Run,
}

/// What a character of a folded text is a part of, behind a part that is open; nothing for what stands between parts.
fn kind(character: char, open: Option<Kind>) -> Option<Kind> {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric().then_some(Kind::Word);
    }
    if is_without_spaces(character) {
        return Some(Kind::Run);
    }
    let category = CodePointMapData::<GeneralCategory>::new().get(character);
    if GeneralCategoryGroup::Mark.contains(category) {
        return open;
    }
    if GeneralCategoryGroup::Symbol.contains(category) {
        return Some(Kind::Run);
    }
    character.is_alphanumeric().then_some(Kind::Word)
}

/// Whether a character belongs to a script that has no spaces between words.
fn is_without_spaces(character: char) -> bool {
    /// A long vowel in Katakana and Hiragana, which is of neither script.
    const LONG_VOWEL: char = '\u{30fc}';
    let script = CodePointMapData::<Script>::new().get(character);
    let scripts = [
        Script::Han,
        Script::Hiragana,
        Script::Katakana,
        Script::Bopomofo,
        Script::Yi,
        Script::Thai,
        Script::Lao,
        Script::Khmer,
        Script::Myanmar,
        Script::TaiLe,
        Script::NewTaiLue,
        Script::TaiTham,
        Script::TaiViet,
    ];
    character == LONG_VOWEL || scripts.contains(&script)
}

/// Each two neighbours.
fn pairs(run: &str) -> impl Iterator<Item = String> {
    let second = run.chars().skip(1);
    run.chars()
        .zip(second)
        .map(|(first, second)| String::from_iter([first, second]))
}

/// Whether a program draws nothing for a character that it does not know.
fn is_ignorable(character: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
}

/// Whether a character is a mark that a letter is the same letter without. By their class of combination: overlays, the points
/// of Hebrew and Arabic, and what stands above, below or beside. Vowels of Thai or Hindi and the signs that make か into が are
/// in other classes and stay.
fn is_mark_on_a_letter(character: char) -> bool {
    const OVERLAY: u8 = 1;
    const POINTS: RangeInclusive<u8> = 10..=36;
    const BY_PLACE: RangeInclusive<u8> = 200..=255;
    let class = CanonicalCombiningClassMap::new().get_u8(character);
    class == OVERLAY || POINTS.contains(&class) || BY_PLACE.contains(&class)
}

/// The letters of a letter with a stroke, or of two in one: those that have no decomposition in Unicode, as in the rules of
/// Postgres's `unaccent`.
fn without_stroke(letter: char) -> Cow<'static, str> {
    Cow::Borrowed(match letter {
        'ł' => "l",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ŧ' => "t",
        'ı' => "i",
        'ŋ' => "n",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        other => return Cow::Owned(other.to_string()),
    })
}
