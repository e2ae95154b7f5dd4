//! Lists of tasks in bounded pages (FR-102, FR-103).

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::civil::{Date, DateTime, Time};
use language::{Due, Filter, Priority, SearchText};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::{IntoParams, ToSchema};

use super::{Position, Task, TaskId, Title, or_default};

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema, JsonSchema)]
#[schema(minimum = 1, maximum = 100, default = 50)]
#[schemars(inline)]
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

impl<'de> Deserialize<'de> for PageSize {
    /// From a number; `10.0` is the integer 10, as JSON Schema has it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;

        impl de::Visitor<'_> for Number {
            type Value = PageSize;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an integer from 1 to 100")
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<PageSize, E> {
                u32::try_from(number)
                    .ok()
                    .filter(|number| (1..=100).contains(number))
                    .map(PageSize)
                    .ok_or_else(|| E::custom("a page holds 1 to 100 tasks"))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<PageSize, E> {
                self.visit_u64(u64::try_from(number).unwrap_or_default())
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<PageSize, E> {
                (1..=100)
                    .find(|whole| f64::from(*whole).total_cmp(&number).is_eq())
                    .map(PageSize)
                    .ok_or_else(|| E::invalid_type(de::Unexpected::Float(number), &self))
            }
        }

        deserializer.deserialize_u32(Number)
    }
}

/// What a list is sorted by; tasks that are equal in it are in the order of their ids.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
#[expect(
    missing_docs,
    reason = "a doc comment on a variant turns the JSON schema's enum into oneOf, which models mishandle"
)]
pub enum TaskSort {
    #[default]
    Created,
    Due,
    Priority,
    Title,
    Position,
}

/// Which end of the order comes first.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, JsonSchema,
)]
#[schemars(inline)]
#[expect(
    missing_docs,
    reason = "a doc comment on a variant turns the JSON schema's enum into oneOf, which models mishandle"
)]
pub enum Direction {
    #[default]
    #[serde(rename = "asc")]
    Ascending,
    #[serde(rename = "desc")]
    Descending,
}

/// Where the next page starts: opaque text, to be sent back as it came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String", inline)]
pub struct Cursor {
    /// The direction of its list.
    pub direction: Direction,
    /// What its list is sorted by, and the value of the last task of the page before.
    pub key: SortKey,
    /// The last task of the page before.
    pub after: TaskId,
}

/// A task's value in an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SortKey {
    /// Ids are given out in the order of creation.
    Created,
    /// The local time; of a day without a time its last moment; of no due the calendar's end.
    Due(DateTime),
    /// The priority's word.
    Priority(Priority),
    /// The title.
    Title(Title),
    /// The position.
    Position(Position),
}

impl SortKey {
    /// Where a task stands in an order.
    #[must_use]
    pub fn of(task: &Task, sort: TaskSort) -> Self {
        match sort {
            TaskSort::Created => Self::Created,
            TaskSort::Due => Self::Due(due_order(task.due.as_ref())),
            TaskSort::Priority => Self::Priority(task.priority),
            TaskSort::Title => Self::Title(task.title.clone()),
            TaskSort::Position => Self::Position(task.position),
        }
    }

    /// The order that it is a value of.
    #[must_use]
    pub fn sort(&self) -> TaskSort {
        match self {
            Self::Created => TaskSort::Created,
            Self::Due(_) => TaskSort::Due,
            Self::Priority(_) => TaskSort::Priority,
            Self::Title(_) => TaskSort::Title,
            Self::Position(_) => TaskSort::Position,
        }
    }
}

/// A due as lists are sorted: by its local time, a day without a time behind the times of that day, and none last.
pub(crate) fn due_order(due: Option<&Due>) -> DateTime {
    let end = Time::constant(23, 59, 59, 999_999_000);
    match due {
        Some(Due::Time(time)) => time.local(),
        Some(Due::Date(day)) => day.to_datetime(end),
        None => Date::MAX.to_datetime(end),
    }
}

impl From<Cursor> for String {
    fn from(cursor: Cursor) -> Self {
        let parts = (cursor.direction, cursor.key, cursor.after);
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&parts).unwrap_or_default())
    }
}

impl TryFrom<String> for Cursor {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let parts = URL_SAFE_NO_PAD
            .decode(text)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let parts = parts.filter(|(_, key, _)| match key {
            SortKey::Due(order) => order.year() > 0,
            _ => true,
        });
        let (direction, key, after) =
            parts.ok_or("the cursor is not one of ours; start again without it")?;
        Ok(Self {
            direction,
            key,
            after,
        })
    }
}

/// What to list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, IntoParams, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
#[schemars(inline)]
pub struct ListTasks {
    /// Which tasks: all, pending or completed.
    #[serde(deserialize_with = "or_default")]
    #[param(inline, required = false)]
    pub status: TaskStatus,
    /// Which of them, in the filter language: (today | overdue) & p1 & #work & @errand. Words: today, tomorrow, overdue,
    /// upcoming, next 7 days, due: 2026-12-24, due before: DAY, due after: DAY, no date, p1 to p4, #project, @tag,
    /// recurring, subtask.
    #[param(inline, value_type = Filter, required = false)]
    #[schemars(with = "Filter")]
    pub filter: Option<Filter>,
    /// Words that begin words of the title or the notes, in any letter case, with or without accents.
    #[param(inline, value_type = SearchText, required = false)]
    #[schemars(with = "SearchText")]
    pub search: Option<SearchText>,
    /// What they are sorted by.
    #[serde(deserialize_with = "or_default")]
    #[param(inline, required = false)]
    pub sort: TaskSort,
    /// Which end comes first; priority starts with p1, due with the earliest.
    #[serde(deserialize_with = "or_default")]
    #[param(inline, required = false)]
    pub order: Direction,
    /// How many tasks a page holds at most, 1 to 100, 50 by default.
    #[serde(deserialize_with = "or_default")]
    #[param(inline, required = false)]
    pub limit: PageSize,
    /// Where to go on: the `next_cursor` of the page before. Send everything else as for that page.
    #[param(value_type = String, format = "cursor", required = false)]
    #[schemars(with = "String")]
    pub cursor: Option<Cursor>,
}

impl ListTasks {
    /// Whether it depends on where the person is.
    #[must_use]
    pub fn needs_zone(&self) -> bool {
        self.filter.is_some()
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema, JsonSchema)]
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
        let keys = [
            SortKey::Created,
            SortKey::Due(due_order(None)),
            SortKey::Priority(Priority::P2),
            SortKey::Title("Ä \"b\"".to_owned().try_into().unwrap()),
            SortKey::Position(2.5.try_into().unwrap()),
        ];
        for key in keys {
            let cursor = Cursor {
                direction: Direction::Descending,
                key,
                after: TaskId::try_from(42).unwrap(),
            };
            assert_eq!(Cursor::try_from(String::from(cursor.clone())), Ok(cursor));
        }
        for foreign in ["", "42", "YWZ0ZXIgMA", "%%%", "YWZ0ZXIgeA"] {
            assert!(Cursor::try_from(foreign.to_owned()).is_err(), "{foreign}");
        }
    }

    /// FR-615: timed before untimed on a day, and nothing after something.
    #[test]
    fn dues_have_one_order() {
        let order = |due: &str| due_order(Some(&due.parse().unwrap()));
        assert!(order("2026-11-27T23:59:59[Europe/Berlin]") < order("2026-11-27"));
        assert!(order("2026-11-27") < order("2026-11-28T00:00[Asia/Tokyo]"));
        assert!(order("2026-11-28") < due_order(None));
    }
}
