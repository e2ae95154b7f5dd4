//! How a task is named.

use serde::{Deserialize, Deserializer, Serialize, de};
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
    ToSchema,
    schemars::JsonSchema,
)]
#[schema(minimum = 1, example = 3)]
#[schemars(inline)]
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

impl<'de> Deserialize<'de> for TaskId {
    /// From a number; `3.0` is the integer 3, as JSON Schema has it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;

        impl de::Visitor<'_> for Number {
            type Value = TaskId;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an integer from 1 to 2147483647")
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<TaskId, E> {
                let number = i32::try_from(number)
                    .map_err(|_| E::invalid_value(de::Unexpected::Signed(number), &self))?;
                TaskId::try_from(number).map_err(E::custom)
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<TaskId, E> {
                let number = i64::try_from(number)
                    .map_err(|_| E::invalid_value(de::Unexpected::Unsigned(number), &self))?;
                self.visit_i64(number)
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<TaskId, E> {
                let is_integer = number.fract() == 0.0 && number.abs() <= f64::from(i32::MAX);
                #[expect(clippy::cast_possible_truncation, reason = "a whole number of 32 bits")]
                let whole = is_integer.then_some(number as i64);
                match whole {
                    Some(whole) => self.visit_i64(whole),
                    None => Err(E::invalid_type(de::Unexpected::Float(number), &self)),
                }
            }
        }

        deserializer.deserialize_i32(Number)
    }
}

impl std::fmt::Display for TaskId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-109.
    #[test]
    fn ids_are_whole_numbers_in_any_spelling() {
        for good in ["3", "3.0", "3e0"] {
            assert_eq!(serde_json::from_str::<TaskId>(good).unwrap(), TaskId(3));
        }
        for bad in ["0", "-1", "3.5", "2147483648", "1e300", "\"3\"", "null"] {
            assert!(serde_json::from_str::<TaskId>(bad).is_err(), "{bad}");
        }
    }
}
