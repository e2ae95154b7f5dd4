//! How much a task matters.

use std::{fmt, str::FromStr};

use crate::Invalid;

/// How much a task matters: `p1` is the most urgent, `p4` the default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema, utoipa::ToSchema),
    schemars(inline, rename_all = "lowercase"),
    schema(rename_all = "lowercase")
)]
#[expect(
    missing_docs,
    reason = "a doc comment on a variant turns the JSON schema's enum into oneOf, which models mishandle"
)]
pub enum Priority {
    P1,
    P2,
    P3,
    #[default]
    P4,
}

impl Priority {
    /// The word for it, in every place.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::P1 => "p1",
            Self::P2 => "p2",
            Self::P3 => "p3",
            Self::P4 => "p4",
        }
    }
}

impl fmt::Display for Priority {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Priority {
    type Err = Invalid;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        [Self::P1, Self::P2, Self::P3, Self::P4]
            .into_iter()
            .find(|priority| priority.as_str() == word)
            .ok_or_else(|| Invalid::from("a priority is p1, p2, p3 or p4"))
    }
}
