//! Reads filters: a recursive descent whose depth is bounded.

mod words;

use super::{Condition, Expression, Filter, SearchText, When};
use crate::{SyntaxError, cursor::Cursor};

type Parsed<T> = Result<T, SyntaxError>;

/// The tree that `text` is.
pub(super) fn parse(text: &str) -> Parsed<Expression<When>> {
    let mut parser = Parser {
        cursor: Cursor::new(text),
        depth: 0,
        conditions: 0,
    };
    let filter = parser.or()?;
    match parser.cursor.peek() {
        None => Ok(filter),
        Some(_) => Err(parser.cursor.expected("\"&\", \"|\" or the end")),
    }
}

/// Whether a name is read as it is, without quotation marks.
pub(super) fn is_bare_name(name: &str) -> bool {
    !name.starts_with(['#', '@']) && name.chars().all(in_bare_name)
}

/// Whether a search text is read as it is, without quotation marks.
pub(super) fn is_bare_search(text: &str) -> bool {
    text.chars().all(in_bare_search) && wildcard(text).is_none()
}

/// Where a text has a star that can't mean "anything" (FR-643): at the end of a word it says what is so without it, since a
/// search has words that begin words.
fn wildcard(text: &str) -> Option<usize> {
    let letters: Vec<char> = text.chars().collect();
    let ends_a_word = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        let behind = letters.get(at + 1);
        before.is_some_and(|letter| letter.is_alphanumeric())
            && behind.is_none_or(|letter| letter.is_whitespace())
    };
    (0..letters.len()).find(|at| letters.get(*at) == Some(&'*') && !ends_a_word(*at))
}

fn in_bare_name(character: char) -> bool {
    !character.is_whitespace()
        && !matches!(
            character,
            '&' | '|' | '!' | '(' | ')' | '"' | '\\' | ',' | '*'
        )
}

fn in_bare_search(character: char) -> bool {
    !matches!(character, '&' | '|' | '(' | ')' | '"')
}

struct Parser<'a> {
    cursor: Cursor<'a>,
    depth: usize,
    conditions: usize,
}

impl Parser<'_> {
    fn or(&mut self) -> Parsed<Expression<When>> {
        let mut parts = vec![self.and()?];
        while self.symbol('|') {
            parts.push(self.and()?);
        }
        Ok(Expression::or(parts))
    }

    fn and(&mut self) -> Parsed<Expression<When>> {
        let mut parts = vec![self.not()?];
        while self.symbol('&') {
            parts.push(self.not()?);
        }
        Ok(Expression::and(parts))
    }

    fn not(&mut self) -> Parsed<Expression<When>> {
        let start = self.start();
        if self.symbol('!') {
            let inner = self.nested(start, Self::not)?;
            return Ok(Expression::Not(Box::new(inner)));
        }
        if self.symbol('(') {
            let inner = self.nested(start, Self::or)?;
            if self.symbol(')') {
                return Ok(inner);
            }
            return Err(self.cursor.expected("\"&\", \"|\" or \")\""));
        }
        self.conditions += 1;
        if self.conditions > Filter::MAX_CONDITIONS {
            let message = format!("a filter has at most {} conditions", Filter::MAX_CONDITIONS);
            return Err(self.cursor.error_at(start, message));
        }
        self.condition()
    }

    /// What `inner` reads, one level deeper.
    fn nested(
        &mut self,
        start: usize,
        inner: impl Fn(&mut Self) -> Parsed<Expression<When>>,
    ) -> Parsed<Expression<When>> {
        self.depth += 1;
        if self.depth > Filter::MAX_DEPTH {
            let message = format!(
                "parentheses and \"!\" are nested at most {} deep",
                Filter::MAX_DEPTH
            );
            return Err(self.cursor.error_at(start, message));
        }
        let found = inner(self);
        self.depth -= 1;
        found
    }

    fn condition(&mut self) -> Parsed<Expression<When>> {
        let start = self.start();
        let condition = if self.cursor.eat('@') {
            Condition::Tag(self.name("tag", "@")?)
        } else if self.cursor.eat('#') {
            Condition::Project(self.name("project", "#")?)
        } else if self.cursor.peek() == Some('"') {
            Condition::Search(self.quoted()?)
        } else {
            return self.words(start);
        };
        Ok(Expression::Is(condition))
    }

    /// The name behind `@` or `#`.
    fn name<T: std::str::FromStr<Err = crate::Invalid>>(
        &mut self,
        what: &str,
        mark: &str,
    ) -> Parsed<T> {
        if self.cursor.peek() == Some('"') {
            return self.quoted();
        }
        let start = self.cursor.at();
        let name = self.cursor.take_while(in_bare_name);
        if self.cursor.peek() == Some('*') {
            let hint = format!(
                "\"*\" does not stand for other characters: name the whole {what}; one with a star in its name is {mark}\"a*b\""
            );
            return Err(self.cursor.error_at(self.cursor.at(), hint));
        }
        if name.is_empty() || !is_bare_name(name) {
            let expected = format!("the name of a {what}, {mark}name or {mark}\"two words\"");
            return Err(self.cursor.expected_at(start, &expected));
        }
        name.parse()
            .map_err(|error: crate::Invalid| self.cursor.error_at(start, error.0))
    }

    /// A value in quotation marks, which stand for themselves behind a backslash.
    fn quoted<T: std::str::FromStr<Err = crate::Invalid>>(&mut self) -> Parsed<T> {
        let start = self.cursor.at();
        self.cursor.eat('"');
        let mut text = String::new();
        loop {
            let here = self.cursor.at();
            match self.cursor.next() {
                Some('"') => break,
                Some('\\') => match self.cursor.next() {
                    Some(escaped @ ('"' | '\\')) => text.push(escaped),
                    _ => return Err(self.cursor.error_at(here, r#"expected \" or \\ here"#)),
                },
                Some(other) => text.push(other),
                None => {
                    return Err(self
                        .cursor
                        .expected("a quotation mark that closes the text"));
                }
            }
        }
        text.parse()
            .map_err(|error: crate::Invalid| self.cursor.error_at(start, error.0))
    }

    /// The text behind `search:`, up to the next symbol.
    fn search(&mut self) -> Parsed<SearchText> {
        let start = self.start();
        if self.cursor.peek() == Some('"') {
            return self.quoted();
        }
        let text = self.cursor.take_while(in_bare_search);
        if let Some(at) = wildcard(text) {
            let hint = "\"*\" stands at the end of a word only, where it is not needed: a search has words that begin words";
            return Err(self.cursor.error_at(start + at, hint));
        }
        text.parse()
            .map_err(|error: crate::Invalid| self.cursor.error_at(start, error.0))
    }

    /// Where the next thing starts, behind spaces.
    fn start(&mut self) -> usize {
        self.cursor.skip_spaces();
        self.cursor.at()
    }

    /// Passes a symbol and the spaces around it.
    fn symbol(&mut self, symbol: char) -> bool {
        self.cursor.skip_spaces();
        let found = self.cursor.eat(symbol);
        self.cursor.skip_spaces();
        found
    }
}
