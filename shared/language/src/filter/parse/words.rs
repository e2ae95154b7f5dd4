//! Conditions that are words.

use jiff::civil::{Date, Weekday};

use super::{Parsed, Parser};
use crate::{
    SyntaxError,
    calendar::{MONTHS, WEEKDAYS, named, no_day, numbers, two_days},
    filter::{Amount, Condition, Day, Expression, Month, Part, Unit, When},
};

const CONDITIONS: &str = "a condition: today, tomorrow, monday, march, overdue, upcoming, next 7 days, due before: 2026-11-27, no date, \
    p1 to p4, #project, @tag, pending, completed, recurring, subtask, has notes, all, search: text, \"!\" or \"(\"";

const DAYS: &str =
    "a day: today, tomorrow, yesterday, monday, march, 2026-11-27, +3 days, -2 weeks or +1 month";

const AMOUNT: &str = "a number from 1 to 999";

impl Parser<'_> {
    pub(super) fn words(&mut self, start: usize) -> Parsed<Expression<When>> {
        let word = self.word();
        let condition = match word.as_str() {
            "all" => Condition::All,
            "today" => Condition::Due(When::On(Day::Today)),
            "tomorrow" => Condition::Due(When::On(Day::Tomorrow)),
            "yesterday" => Condition::Due(When::On(Day::Yesterday)),
            "overdue" | "od" => Condition::Due(When::Overdue),
            "upcoming" => Condition::Due(When::After(Day::Today)),
            "next" => Condition::Due(When::Next(self.days()?)),
            "due" | "date" => Condition::Due(self.due()?),
            "pending" | "open" => Condition::Pending,
            "completed" | "done" => Condition::Completed,
            "recurring" => Condition::Recurring,
            "subtask" => Condition::Subtask,
            "has" => Condition::Has(self.part()?),
            "no" => {
                let part = Expression::Is(Condition::Has(self.part()?));
                return Ok(Expression::Not(Box::new(part)));
            }
            "search" => {
                self.colon()?;
                Condition::Search(self.search()?)
            }
            number if number.starts_with(|first: char| first.is_ascii_digit()) => {
                self.refuse_two_days(start)?;
                Condition::Due(When::Next(self.counted_days(start, number)?))
            }
            other => match (named_day(other), other.parse()) {
                (Some(day), _) => Condition::Due(When::On(day)),
                (_, Ok(priority)) => Condition::Priority(priority),
                _ => return Err(self.unknown(start, other)),
            },
        };
        Ok(Expression::Is(condition))
    }

    /// A word that is none of ours, with a hint for those that other languages have.
    fn unknown(&self, start: usize, word: &str) -> SyntaxError {
        let hint = match word {
            "tag" | "tags" | "label" | "labels" => "a tag is written @name",
            "project" | "list" | "in" => "a project is written #name",
            "priority" => "a priority is written p1, p2, p3 or p4",
            "not" => "\"not\" is written \"!\"",
            "status" | "is" => "write \"pending\" or \"completed\" alone",
            _ => return self.cursor.expected_at(start, CONDITIONS),
        };
        self.cursor.error_at(start, hint)
    }

    /// The next word in lower case. An underscore ends it as a space does, so that `no_date` is `no date`.
    fn word(&mut self) -> String {
        self.cursor
            .take_while(|character| character.is_whitespace() || character == '_');
        self.cursor.take_while(char::is_alphanumeric).to_lowercase()
    }

    fn colon(&mut self) -> Parsed<()> {
        self.cursor.skip_spaces();
        if self.cursor.eat(':') {
            self.cursor.skip_spaces();
            Ok(())
        } else {
            Err(self.cursor.expected("\":\""))
        }
    }

    fn part(&mut self) -> Parsed<Part> {
        let ahead = self.cursor.clone();
        match self.word().as_str() {
            "date" | "due" => Ok(Part::Date),
            "notes" | "description" => Ok(Part::Notes),
            "tags" | "tag" | "labels" | "label" => Ok(Part::Tags),
            _ => Err(self.expected_word(&ahead, "date, notes or tags")),
        }
    }

    /// The error that the word behind `before` should have been another.
    fn expected_word(&self, before: &crate::cursor::Cursor<'_>, what: &str) -> SyntaxError {
        let mut place = before.clone();
        place.take_while(|character| character.is_whitespace() || character == '_');
        self.cursor.expected_at(place.at(), what)
    }

    /// What stands behind `due`: perhaps a comparison, and a day.
    fn due(&mut self) -> Parsed<When> {
        let ahead = self.cursor.clone();
        let comparison = match self.word().as_str() {
            "before" => When::Before,
            "after" => When::After,
            "" | "on" => When::On,
            _ => return Err(self.expected_word(&ahead, "before, after, on or \":\"")),
        };
        self.colon()?;
        self.day().map(comparison)
    }

    fn day(&mut self) -> Parsed<Day> {
        let start = self.cursor.at();
        match self.cursor.peek() {
            Some('+') => {
                self.cursor.eat('+');
                self.span().map(|(amount, unit)| Day::Ahead(amount, unit))
            }
            Some('-') => {
                self.cursor.eat('-');
                self.span().map(|(amount, unit)| Day::Ago(amount, unit))
            }
            Some('0'..='9') => self.date().map(Day::Date),
            _ => {
                let word = self.word();
                let day = match word.as_str() {
                    "today" => Some(Day::Today),
                    "tomorrow" => Some(Day::Tomorrow),
                    "yesterday" => Some(Day::Yesterday),
                    other => named_day(other),
                };
                day.ok_or_else(|| self.cursor.expected_at(start, DAYS))
            }
        }
    }

    /// Refuses `5/6`, naming both days that it could be.
    fn refuse_two_days(&self, start: usize) -> Parsed<()> {
        let mut place = self.cursor.clone();
        place.rewind(start);
        let text = place.take_while(|character| character.is_ascii_digit() || character == '/');
        match two_days(text, None) {
            Some(message) => Err(self.cursor.error_at(start, message)),
            None => Ok(()),
        }
    }

    fn date(&mut self) -> Parsed<Date> {
        let start = self.cursor.at();
        self.refuse_two_days(start)?;
        let text = self
            .cursor
            .take_while(|character| character.is_ascii_digit() || character == '-');
        let Some((year, month, day)) = numbers(text) else {
            return Err(self.cursor.expected_at(start, DAYS));
        };
        match no_day((year, month, day)) {
            Some(why) => Err(self.cursor.error_at(start, why)),
            None => Date::new(year, month, day).map_err(|_| self.cursor.expected_at(start, DAYS)),
        }
    }

    /// `7 days` behind `next`.
    fn days(&mut self) -> Parsed<Amount> {
        let ahead = self.cursor.clone();
        let number = self.word();
        if number.is_empty() {
            return Err(self.expected_word(&ahead, AMOUNT));
        }
        let mut place = ahead;
        place.take_while(|character| character.is_whitespace() || character == '_');
        self.counted_days(place.at(), &number)
    }

    /// `days` behind a number that was read at `start`.
    fn counted_days(&mut self, start: usize, number: &str) -> Parsed<Amount> {
        let amount = self.amount(start, number)?;
        let ahead = self.cursor.clone();
        match self.word().as_str() {
            "day" | "days" => Ok(amount),
            _ => Err(self.expected_word(&ahead, "days")),
        }
    }

    /// `3 days`, `2 weeks`, `1 month` behind a sign.
    fn span(&mut self) -> Parsed<(Amount, Unit)> {
        let start = self.cursor.at();
        let number = self.word();
        let amount = self.amount(start, &number)?;
        let ahead = self.cursor.clone();
        let unit = match self.word().as_str() {
            "day" | "days" => Unit::Days,
            "week" | "weeks" => Unit::Weeks,
            "month" | "months" => Unit::Months,
            _ => return Err(self.expected_word(&ahead, "days, weeks or months")),
        };
        Ok((amount, unit))
    }

    fn amount(&self, start: usize, number: &str) -> Parsed<Amount> {
        number
            .parse::<u16>()
            .ok()
            .and_then(|number| Amount::try_from(number).ok())
            .ok_or_else(|| self.cursor.expected_at(start, AMOUNT))
    }
}

/// The weekday or the month that a word names.
fn named_day(word: &str) -> Option<Day> {
    let weekday =
        named(word, &WEEKDAYS).and_then(|place| Weekday::from_monday_zero_offset(place).ok());
    let month = || Month::try_from(named(word, &MONTHS)? + 1).ok();
    weekday
        .map(Day::Weekday)
        .or_else(|| month().map(Day::Month))
}
