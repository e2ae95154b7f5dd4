//! The canonical text of a rule: parts in one order, lists sorted, defaults left out.

use std::fmt::{self, Display};

use jiff::civil::Weekday;

use super::{
    Recurrence,
    fields::{End, Frequency, NthWeekday, Until, letters, utc},
};

impl Display for Recurrence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.frequency {
            Frequency::Daily => "FREQ=DAILY",
            Frequency::Weekly => "FREQ=WEEKLY",
            Frequency::Monthly => "FREQ=MONTHLY",
            Frequency::Yearly => "FREQ=YEARLY",
        })?;
        if self.interval > 1 {
            write!(formatter, ";INTERVAL={}", self.interval)?;
        }
        write_list(formatter, ";BYMONTH=", &self.months)?;
        write_list(formatter, ";BYMONTHDAY=", &self.month_days)?;
        write_list(formatter, ";BYDAY=", &self.weekdays)?;
        write_list(formatter, ";BYSETPOS=", &self.positions)?;
        match self.end {
            End::Never => {}
            End::Count(count) => write!(formatter, ";COUNT={count}")?,
            End::Until(until) => write!(formatter, ";UNTIL={until}")?,
        }
        if self.week_start != Weekday::Monday {
            write!(formatter, ";WKST={}", letters(self.week_start))?;
        }
        Ok(())
    }
}

fn write_list<T: Display>(
    formatter: &mut fmt::Formatter<'_>,
    name: &str,
    values: &[T],
) -> fmt::Result {
    for (number, value) in values.iter().enumerate() {
        write!(formatter, "{}{value}", if number == 0 { name } else { "," })?;
    }
    Ok(())
}

impl Display for NthWeekday {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.nth != 0 {
            self.nth.fmt(formatter)?;
        }
        formatter.write_str(letters(self.weekday))
    }
}

impl Display for Until {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (local, zone) = match self {
            Self::Date(day) => {
                return write!(
                    formatter,
                    "{:04}{:02}{:02}",
                    day.year(),
                    day.month(),
                    day.day()
                );
            }
            Self::Local(local) => (*local, ""),
            Self::Utc(instant) => (utc(*instant), "Z"),
        };
        let (hour, minute, second) = (local.hour(), local.minute(), local.second());
        Self::Date(local.date()).fmt(formatter)?;
        write!(formatter, "T{hour:02}{minute:02}{second:02}{zone}")
    }
}
