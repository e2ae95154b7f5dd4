//! SKIP of RFC 7529, as far as RFC 5545 can say the same (FR-633).

use super::{Draft, Parsed};
use crate::{
    cursor::Cursor,
    recurrence::{days::or_last, fields::Frequency},
};

/// What becomes of a day that a month lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Skip {
    /// It is passed over, as RFC 5545 has it.
    Omit,
    /// It is the month's last day.
    Backward,
}

pub(super) fn skip(cursor: &mut Cursor<'_>) -> Parsed<Skip> {
    let start = cursor.at();
    let word = cursor.take_while(char::is_alphanumeric);
    match word.to_ascii_uppercase().as_str() {
        "OMIT" => Ok(Skip::Omit),
        "BACKWARD" => Ok(Skip::Backward),
        "FORWARD" => {
            let message = "the day after a short month is not supported; for its last day write SKIP=BACKWARD";
            Err(cursor.error_at(start, message))
        }
        _ => Err(cursor.expected_at(start, "OMIT or BACKWARD")),
    }
}

/// The one calendar there is.
pub(super) fn calendar(cursor: &mut Cursor<'_>) -> Parsed<()> {
    let start = cursor.at();
    let word = cursor.take_while(|character| character.is_alphanumeric() || character == '-');
    if word.eq_ignore_ascii_case("GREGORIAN") {
        Ok(())
    } else {
        Err(cursor.expected_at(start, "GREGORIAN"))
    }
}

impl Draft {
    /// Says without SKIP what it says with it.
    ///
    /// # Errors
    /// What is wrong, where RFC 5545 has no words for it.
    pub(super) fn without_skip(&mut self, frequency: Frequency) -> Result<(), &'static str> {
        if self.skip != Some(Skip::Backward) {
            return Ok(());
        }
        let has_one_month = match frequency {
            Frequency::Monthly => true,
            Frequency::Yearly => self.months.len() == 1,
            // Every day and every week have their days.
            Frequency::Daily | Frequency::Weekly => return Ok(()),
        };
        match self.month_days.as_slice() {
            [day @ 1..=31]
                if has_one_month && self.weekdays.is_empty() && self.positions.is_empty() =>
            {
                (self.month_days, self.positions) = or_last(*day);
                Ok(())
            }
            _ => Err(
                "SKIP=BACKWARD goes with one day of BYMONTHDAY, from 1 to 31, monthly or in one month of the year; for a month's last day write BYMONTHDAY=-1",
            ),
        }
    }
}
