//! Words, numbers and marks of a text, with their places in it.
//!
//! Words are compared without letter case and accents; the places are always those in the text as it was written.

use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Word,
    /// Digits, with how many of them.
    Number(u32, u8),
    /// One other character.
    Mark,
}

#[derive(Debug, Clone)]
struct Token {
    start: usize,
    end: usize,
    folded: Range<usize>,
    shape: Shape,
    /// Nothing stands between it and the token before.
    glued: bool,
    /// It begins with a capital letter.
    capital: bool,
}

/// A text as tokens.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    folded: String,
    tokens: Vec<Token>,
}

impl Tokens {
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The token without letter case and accents; empty beyond the end.
    pub(super) fn text(&self, at: usize) -> &str {
        self.tokens
            .get(at)
            .map_or("", |token| &self.folded[token.folded.clone()])
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.tokens
            .iter()
            .map(|token| &self.folded[token.folded.clone()])
    }

    /// The number at a place and how many digits it has.
    pub(super) fn number(&self, at: usize) -> Option<(u32, u8)> {
        match self.tokens.get(at)?.shape {
            Shape::Number(number, digits) => Some((number, digits)),
            Shape::Word | Shape::Mark => None,
        }
    }

    pub(super) fn is_word(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| token.shape == Shape::Word)
    }

    pub(super) fn is(&self, at: usize, text: &str) -> bool {
        at < self.len() && self.text(at) == text
    }

    /// Whether nothing stands between this token and the one before.
    pub(super) fn is_glued(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.glued)
    }

    /// Whether it begins with a capital letter.
    pub(super) fn is_capital(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.capital)
    }

    /// The place in the text of these tokens.
    pub(super) fn span(&self, tokens: Range<usize>) -> Range<usize> {
        let start = self.tokens.get(tokens.start).map_or(0, |token| token.start);
        let last = tokens.end.checked_sub(1).and_then(|at| self.tokens.get(at));
        start..last.map_or(start, |token| token.end)
    }
}

impl Tokens {
    /// Parts words at the place that a function gives for them. The part before it is plain ASCII.
    pub(super) fn part(&mut self, place: impl Fn(&str) -> Option<usize>) {
        let mut at = 0;
        while let Some(token) = self.tokens.get_mut(at) {
            let word = &self.folded[token.folded.clone()];
            let length = token.folded.len();
            let first = (token.shape == Shape::Word).then(|| place(word)).flatten();
            if let Some(first) = first.filter(|first| (1..length).contains(first)) {
                let rest = Token {
                    start: token.start + first,
                    folded: token.folded.start + first..token.folded.end,
                    glued: false,
                    capital: false,
                    ..*token
                };
                token.end = rest.start;
                token.folded.end = rest.folded.start;
                self.tokens.insert(at + 1, rest);
                at += 1;
            }
            at += 1;
        }
    }
}

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> Tokens {
    let mut found = Tokens {
        folded: String::with_capacity(text.len()),
        tokens: Vec::with_capacity(text.len() / 4),
    };
    let mut glued = false;
    let mut characters = text.char_indices().peekable();
    while let Some((start, character)) = characters.next() {
        if character.is_whitespace() && character != '\n' {
            glued = false;
            continue;
        }
        let begins = found.folded.len();
        fold(character, &mut found.folded);
        let mut end = start + character.len_utf8();
        let is_digit = character.is_ascii_digit();
        let is_letter = !is_digit && in_word(character);
        while let Some((at, next)) = characters.peek().copied() {
            let goes_on = if is_digit {
                next.is_ascii_digit()
            } else {
                is_letter && (in_word(next) && !next.is_ascii_digit() || is_accent(next))
            };
            if !goes_on {
                break;
            }
            fold(next, &mut found.folded);
            end = at + next.len_utf8();
            characters.next();
        }
        let folded = begins..found.folded.len();
        let shape = if is_digit {
            let digits = &found.folded[folded.clone()];
            let number = digits.parse().unwrap_or(u32::MAX);
            Shape::Number(number, u8::try_from(digits.len()).unwrap_or(u8::MAX))
        } else if is_letter {
            Shape::Word
        } else {
            Shape::Mark
        };
        found.tokens.push(Token {
            start,
            end,
            folded,
            shape,
            glued,
            capital: character.is_uppercase(),
        });
        glued = true;
    }
    found
}

fn in_word(character: char) -> bool {
    character.is_alphanumeric()
}

/// A combining accent, which is part of the letter before it.
fn is_accent(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

/// Adds a character without letter case and accents.
fn fold(character: char, into: &mut String) {
    if character.is_ascii() {
        into.push(character.to_ascii_lowercase());
        return;
    }
    let plain = match character {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' | 'ª' => {
            "a"
        }
        'ç' | 'Ç' => "c",
        'è' | 'é' | 'ê' | 'ë' | 'È' | 'É' | 'Ê' | 'Ë' => "e",
        'ì' | 'í' | 'î' | 'ï' | 'Ì' | 'Í' | 'Î' | 'Ï' => "i",
        'ñ' | 'Ñ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' | 'º' | '°' => "o",
        'ù' | 'ú' | 'û' | 'ü' | 'Ù' | 'Ú' | 'Û' | 'Ü' => "u",
        'œ' | 'Œ' => "oe",
        'ß' | 'ẞ' => "ss",
        '\u{2018}' | '\u{2019}' | '\u{2bc}' | '`' | '´' => "'",
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "-",
        '\u{300}'..='\u{36f}' => "",
        _ => return into.extend(character.to_lowercase()),
    };
    into.push_str(plain);
}
