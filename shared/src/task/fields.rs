//! Fields of a task that have no type elsewhere.

use language::{ProjectName, Tag};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The tags of a task: at most 20, each once, in the spelling that came first.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, schemars::JsonSchema,
)]
#[serde(try_from = "Vec<Tag>")]
#[schema(max_items = 20)]
#[schemars(inline, !try_from)]
pub struct Tags(#[schemars(length(max = 20))] Vec<Tag>);

impl Tags {
    /// Most tags of one task.
    pub const MAX: usize = 20;

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The tags in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = &Tag> {
        self.0.iter()
    }
}

impl TryFrom<Vec<Tag>> for Tags {
    type Error = &'static str;

    fn try_from(tags: Vec<Tag>) -> Result<Self, Self::Error> {
        let mut once: Vec<Tag> = Vec::with_capacity(tags.len());
        for tag in tags {
            let key = tag.key();
            if !once.iter().any(|kept| kept.key() == key) {
                once.push(tag);
            }
        }
        if once.len() > Self::MAX {
            return Err("a task has at most 20 tags");
        }
        Ok(Self(once))
    }
}

/// Where a task stands in manual order: lists sorted by position go from the smallest number to the largest. A task that
/// nobody moved stands at the number of its id; between two others is any number between theirs.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    PartialOrd,
    Serialize,
    Deserialize,
    ToSchema,
    schemars::JsonSchema,
)]
#[serde(try_from = "f64")]
#[schema(minimum = -1e12, maximum = 1e12, example = 2.5)]
#[schemars(inline, !try_from)]
pub struct Position(#[schemars(range(min = -1e12, max = 1e12))] f64);

/// A position is never NaN.
impl Eq for Position {}

impl Position {
    /// The largest, and without its sign the smallest.
    pub(crate) const MOST: f64 = 1e12;

    /// The number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Position {
    type Error = &'static str;

    fn try_from(number: f64) -> Result<Self, Self::Error> {
        if (-Self::MOST..=Self::MOST).contains(&number) {
            // Zero has one form, so that what is stored is what is compared.
            Ok(Self(if number == 0.0 { 0.0 } else { number }))
        } else {
            Err("a position is a number from -1000000000000 to 1000000000000")
        }
    }
}

/// The project of a task that names none.
///
/// # Panics
/// Never: the name is a valid one.
#[must_use]
#[expect(clippy::expect_used, reason = "a constant that the tests parse")]
pub fn inbox() -> ProjectName {
    "Inbox".parse().expect("a valid name")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-611.
    #[test]
    fn tags_are_kept_once_and_at_most_twenty() {
        let tags: Tags = serde_json::from_str(r#"["Home", "home", "errand"]"#).unwrap();
        assert_eq!(
            serde_json::to_string(&tags).unwrap(),
            r#"["Home","errand"]"#
        );
        let many: Vec<String> = (0..21).map(|number| number.to_string()).collect();
        assert!(serde_json::from_value::<Tags>(many.into()).is_err());
    }

    /// FR-611.
    #[test]
    fn positions_are_numbers_within_bounds() {
        for good in ["0", "-0.0", "2.5", "-1e12"] {
            assert!(serde_json::from_str::<Position>(good).is_ok(), "{good}");
        }
        for bad in ["1e13", "\"1\"", "null", "1e999"] {
            assert!(serde_json::from_str::<Position>(bad).is_err(), "{bad}");
        }
        assert_eq!(inbox().as_str(), "Inbox");
    }
}
