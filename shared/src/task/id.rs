//! How a task is named.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A task's number within its owner's tasks: 1, 2, 3 …, never given out twice.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ToSchema,
    schemars::JsonSchema,
)]
#[serde(try_from = "i32")]
#[schema(minimum = 1, example = 3)]
#[schemars(inline, !try_from)]
pub struct TaskId(#[schemars(range(min = 1))] i32);

impl TaskId {
    /// The bare number.
    #[must_use]
    pub fn get(self) -> i32 {
        self.0
    }
}

impl TryFrom<i32> for TaskId {
    type Error = &'static str;

    fn try_from(number: i32) -> Result<Self, Self::Error> {
        if number < 1 {
            Err("a task's id is a positive integer")
        } else {
            Ok(Self(number))
        }
    }
}

impl std::fmt::Display for TaskId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}
