//! Lists of tasks in bounded pages (FR-102, FR-103).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Task, TaskId};

/// Which tasks a list holds.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
#[expect(
    missing_docs,
    reason = "a doc comment on a variant turns the JSON schema's enum into oneOf, which models mishandle"
)]
pub enum TaskStatus {
    #[default]
    All,
    Pending,
    Completed,
}

/// How many tasks a page holds at most: 1 to 100, 50 by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, JsonSchema)]
#[serde(try_from = "u32")]
#[schema(minimum = 1, maximum = 100, default = 50)]
#[schemars(inline, !try_from)]
pub struct PageSize(#[schemars(range(min = 1, max = 100))] u32);

impl PageSize {
    /// The number of tasks.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

impl Default for PageSize {
    fn default() -> Self {
        Self(50)
    }
}

impl TryFrom<u32> for PageSize {
    type Error = &'static str;

    fn try_from(number: u32) -> Result<Self, Self::Error> {
        if (1..=100).contains(&number) {
            Ok(Self(number))
        } else {
            Err("a page holds 1 to 100 tasks")
        }
    }
}

/// Where the next page starts: opaque text, to be sent back as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String", inline)]
pub struct Cursor {
    /// The last task of the page before.
    pub after: TaskId,
}

impl From<Cursor> for String {
    fn from(cursor: Cursor) -> Self {
        URL_SAFE_NO_PAD.encode(format!("after {}", cursor.after))
    }
}

impl TryFrom<String> for Cursor {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let foreign = "the cursor is not one of ours; start again without it";
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| foreign)?;
        let number = std::str::from_utf8(&bytes)
            .ok()
            .and_then(|text| text.strip_prefix("after "))
            .ok_or(foreign)?;
        let after = number
            .parse::<i32>()
            .ok()
            .and_then(|number| TaskId::try_from(number).ok())
            .ok_or(foreign)?;
        Ok(Self { after })
    }
}

/// What to list.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams, JsonSchema,
)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
#[schemars(inline)]
pub struct ListTasks {
    /// Which tasks: all, pending or completed.
    #[param(inline, required = false)]
    pub status: TaskStatus,
    /// How many tasks a page holds at most, 1 to 100, 50 by default.
    #[param(inline, required = false)]
    pub limit: PageSize,
    /// Where to go on: the `next_cursor` of the page before.
    #[param(value_type = String, required = false)]
    #[schemars(with = "String")]
    pub cursor: Option<Cursor>,
}

/// One page of a list, in the order of ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, JsonSchema)]
pub struct TaskPage {
    /// The tasks.
    pub tasks: Vec<Task>,
    /// Where the next page starts; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    #[schemars(with = "String")]
    pub next_cursor: Option<Cursor>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-103.
    #[test]
    fn cursors_round_trip_and_refuse_foreign_text() {
        let cursor = Cursor {
            after: TaskId::try_from(42).unwrap(),
        };
        assert_eq!(Cursor::try_from(String::from(cursor)), Ok(cursor));
        for foreign in ["", "42", "YWZ0ZXIgMA", "%%%", "YWZ0ZXIgeA"] {
            assert!(Cursor::try_from(foreign.to_owned()).is_err(), "{foreign}");
        }
    }
}
