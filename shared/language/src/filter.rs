//! The filter language: which tasks a person means, as `(today | overdue) & p1 & #work`. The API, the web app and the
//! agent use the same one; its words are Todoist's where Todoist has one (ADR 0013).
//!
//! | written | matches |
//! |---|---|
//! | `today` `tomorrow` `yesterday` `due: DAY` | due on that day |
//! | `monday` … `sunday` | due on that day: today, or the next such day |
//! | `january` … `december` | due in that month: this one, or the next such month |
//! | `due before: DAY` `due after: DAY` | due on an earlier or later day |
//! | `overdue` | pending, and due before now: an earlier day, or an earlier minute |
//! | `upcoming` | due after today |
//! | `next 7 days` | due today or on one of the six days after it |
//! | `no date` `no tags` `no notes`, `has …` | without or with one |
//! | `p1` … `p4` | of that priority |
//! | `#work` `#"Big project"` | in that project |
//! | `@home` `@"two words"` | with that tag |
//! | `pending` `completed` | open or done |
//! | `recurring` `subtask` `all` | repeats; has a parent; every task |
//! | `search: text` `"text"` | title or notes have words that begin with these |
//!
//! A search has words that begin words, or a run of characters where a script has no spaces; accents and letter case do not
//! matter (FR-640). `*` stands for anything at the end of a searched word only, where nothing stands for the same; in a name it
//! is refused (FR-643).
//!
//! A DAY is `today`, `tomorrow`, `yesterday`, `2026-11-27`, a weekday, a month, or `+3 days`, `-2 weeks`, `+1 month` from
//! today. Three letters of a weekday or month are enough; `5/6` is two days and refused (ADR 0053). `!` binds closest, then
//! `&`, then `|`. Letter case does not matter, and `_` may stand for a space between words (`no_date`).

mod expression;
mod matches;
mod parse;
mod print;
mod resolve;
mod search;
mod when;

use std::{fmt, str::FromStr};

use jiff::Timestamp;

use crate::{SyntaxError, Zone};

pub use expression::{Condition, Expression, Part};
pub use matches::Facts;
pub use resolve::{DueRange, Edge, Resolved};
pub use search::SearchText;
pub use when::{Amount, Day, Month, Unit, When};

/// A filter that was parsed. Its text is the canonical one, which parses to the same filter.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Filter(Expression<When>);

impl Filter {
    /// Longest filter, in characters, as written and in canonical form.
    pub const MAX_CHARACTERS: usize = 1000;
    /// How deep parentheses and negations may be nested.
    pub const MAX_DEPTH: usize = 32;
    /// How many conditions a filter may have.
    pub const MAX_CONDITIONS: usize = 50;

    /// What was written, as a tree.
    #[must_use]
    pub fn expression(&self) -> &Expression<When> {
        &self.0
    }

    /// The same tree with the words for time replaced by bounds, as they are at `now` for a person in `zone`.
    #[must_use]
    pub fn resolve(&self, now: Timestamp, zone: &Zone) -> Resolved {
        resolve::resolve(&self.0, now, zone)
    }
}

impl FromStr for Filter {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        within_bounds(text)?;
        let filter = Self(parse::parse(text)?);
        within_bounds(&filter.to_string())?;
        Ok(filter)
    }
}

/// The canonical form can be longer than what was written, and is what clients send next time.
fn within_bounds(text: &str) -> Result<(), SyntaxError> {
    if text.chars().nth(Filter::MAX_CHARACTERS).is_none() {
        return Ok(());
    }
    Err(SyntaxError {
        offset: Filter::MAX_CHARACTERS,
        message: format!(
            "a filter has at most {} characters, single spaces around its symbols counted",
            Filter::MAX_CHARACTERS
        ),
    })
}

impl fmt::Display for Filter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
