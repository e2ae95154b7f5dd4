//! Which tasks a sentence asks for, in the filter language (FR-1053): days, what is late, priorities, tags, projects.

use jiff::{ToSpan, civil::Date};
use language::{Grain, Schedule};

use super::{
    context::Context,
    target,
    words::{self, Word},
};

/// The longest question that conditions are looked for in, in words.
const MAX_WORDS: usize = 80;

/// The conditions of a sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Conditions {
    /// In the filter language; none: the sentence names no condition.
    pub(super) filter: Option<String>,
    /// Whether they are about when tasks are due.
    pub(super) is_due: bool,
    /// For each word whether a condition says it.
    pub(super) read: Vec<bool>,
}

/// The conditions that some words of a text name.
pub(super) fn conditions(text: &str, all: &[Word<'_>], context: &Context) -> Conditions {
    if all.len() > MAX_WORDS {
        return Conditions::default();
    }
    let mut reading = Reading {
        context,
        all,
        read: vec![false; all.len()],
        days: Vec::new(),
        others: Vec::new(),
    };
    reading.phrases(text);
    reading.dates(text);
    let alternatives = reading.days.len() > 1;
    let is_due = !reading.days.is_empty();
    let days = reading.days.join(" | ");
    let mut parts: Vec<String> = Vec::new();
    if is_due {
        let only = reading.others.is_empty();
        parts.push(if alternatives && !only {
            format!("({days})")
        } else {
            days
        });
    }
    parts.append(&mut reading.others);
    Conditions {
        filter: (!parts.is_empty()).then(|| parts.join(" & ")),
        is_due,
        read: reading.read,
    }
}

struct Reading<'r, 'a> {
    context: &'r Context,
    all: &'r [Word<'a>],
    read: Vec<bool>,
    /// Of these one has to hold.
    days: Vec<String>,
    /// Of these each has to hold.
    others: Vec<String>,
}

impl Reading<'_, '_> {
    fn rest(&self, at: usize) -> &[Word<'_>] {
        self.all.get(at..).unwrap_or_default()
    }

    fn take(&mut self, at: usize, count: usize) {
        for read in self.read.iter_mut().skip(at).take(count) {
            *read = true;
        }
    }

    fn phrases(&mut self, text: &str) {
        const DAYS: [(&str, &str); 3] = [
            ("overdue", "overdue"),
            ("undated", "no date"),
            ("upcoming", "upcoming"),
        ];
        const OTHERS: [(&str, &str); 5] = [
            ("recurring", "recurring"),
            ("priority p1", "p1"),
            ("priority p2", "p2"),
            ("priority p3", "p3"),
            ("priority p4", "p4"),
        ];
        let mut at = 0;
        while at < self.all.len() {
            if let Some(taken) = self.days_ahead(at) {
                at += taken;
                continue;
            }
            let rest = self.rest(at);
            let count = |list: &str| {
                let after = self.context.lexicon.after(list, rest)?;
                Some(rest.len() - after.len())
            };
            let longest = |lists: &[(&'static str, &'static str)]| {
                let found = lists.iter();
                found
                    .filter_map(|(list, filter)| Some((count(list)?, *filter)))
                    .max_by_key(|(count, _)| *count)
            };
            if let Some((count, filter)) = longest(&DAYS) {
                self.days.push(filter.to_owned());
                self.take(at, count);
                at += count;
            } else if let Some((count, filter)) = longest(&OTHERS) {
                self.others.push(filter.to_owned());
                self.take(at, count);
                at += count;
            } else {
                let taken = self.marked(at).or_else(|| self.named(text, at));
                at += taken.unwrap_or(1);
            }
        }
    }

    /// "next 7 days", "the next two weeks".
    fn days_ahead(&mut self, at: usize) -> Option<usize> {
        let lexicon = self.context.lexicon;
        let [next, number, unit] = self.rest(at).get(..3)? else {
            return None;
        };
        let number = target::number(&number.norm).or_else(|| {
            let numbers = lexicon.list("number").iter();
            let mut counted = numbers.zip(1_i64..);
            counted.find_map(|(word, value)| (*word == number.norm).then_some(value))
        });
        let number = number.filter(|number| (1..=90).contains(number))?;
        let unit = [("span 1", 1), ("span 7", 7)]
            .into_iter()
            .find_map(|(list, days)| lexicon.has(list, unit).then_some(days))?;
        if !lexicon.has("ahead", next) {
            return None;
        }
        self.days.push(format!("next {} days", number * unit));
        self.take(at, 3);
        Some(3)
    }

    /// `#work`, `@home`.
    fn marked(&mut self, at: usize) -> Option<usize> {
        let word = self.all.get(at).filter(|word| !word.quoted)?;
        let raw = word
            .raw
            .trim_end_matches(['?', '.', ',', '!', ';', ':', ')']);
        let name = raw.strip_prefix(['#', '@'])?;
        if !name.starts_with(char::is_alphabetic) {
            return None;
        }
        let mark = raw.chars().next()?;
        self.others.push(filter_name(mark, name));
        self.take(at, 1);
        Some(1)
    }

    /// "tagged work", "in the project Big house".
    fn named(&mut self, text: &str, at: usize) -> Option<usize> {
        for (list, mark) in [("tagged", '@'), ("project", '#')] {
            let rest = self.rest(at);
            let Some(after) = self.context.lexicon.after(list, rest) else {
                continue;
            };
            let lead = rest.len() - after.len();
            let stop = |word: &&Word<'_>| {
                let lexicon = self.context.lexicon;
                ["and", "or", "noun", "due", "until", "before"]
                    .iter()
                    .any(|list| lexicon.has(list, word))
            };
            let name = if after.first().is_some_and(|word| word.quoted) {
                after.iter().take_while(|word| word.quoted).count()
            } else if mark == '@' {
                1
            } else {
                after.iter().take_while(|word| !stop(word)).take(4).count()
            };
            let words = after.get(..name).filter(|words| !words.is_empty())?;
            let source = words::unquoted(words::source(text, words));
            let source = source
                .trim_start_matches(['#', '@'])
                .trim_end_matches(['?', '.', '!', ',']);
            if source.is_empty() {
                return None;
            }
            self.others.push(filter_name(mark, source));
            self.take(at, lead + name);
            return Some(lead + name);
        }
        None
    }

    /// Days and weeks: "due tomorrow", "before friday", "next 7 days".
    fn dates(&mut self, text: &str) {
        let (Some(first), Some(last)) = (self.all.first(), self.all.last()) else {
            return;
        };
        let offset = first.start();
        let source = text.get(offset..last.end()).unwrap_or_default();
        let masked: String = mask(source, self.all, offset);
        let mut found: Vec<String> = Vec::new();
        for date in self.context.setting.find(&masked) {
            let Some(span) = date.spans.first().cloned() else {
                continue;
            };
            let words: Vec<usize> = (0..self.all.len())
                .filter(|at| {
                    self.all.get(*at).is_some_and(|word| {
                        word.start() - offset < span.end && word.end() - offset > span.start
                    })
                })
                .collect();
            let (Some(begin), Some(end)) = (words.first().copied(), words.last().copied()) else {
                continue;
            };
            let phrase = self.all.get(begin..=end).unwrap_or_default();
            let Some((filter, before)) =
                self.of_date(&masked, phrase, begin, offset, &date.schedule)
            else {
                continue;
            };
            found.push(filter);
            self.take(begin - before, end + 1 - begin + before);
        }
        self.days.append(&mut found);
        self.months(text);
    }

    /// "tasks for december": a month by its name.
    fn months(&mut self, text: &str) {
        for at in 0..self.all.len() {
            let Some(word) = self.all.get(at..=at) else {
                continue;
            };
            let named = word
                .iter()
                .any(|word| self.context.lexicon.has("month", word));
            if !named || self.read.get(at) == Some(&true) {
                continue;
            }
            let source = words::source(text, word).trim_end_matches(['?', '.', '!', ',']);
            let month = self.context.setting.read(source).ok();
            let filter = month
                .and_then(|month| days(&month))
                .and_then(|(first, last)| self.on_days(first, last));
            if let Some(filter) = filter {
                self.days.push(filter);
                self.take(at, 1);
            }
        }
    }

    /// The filter of a date, and how many words before it belong to it.
    fn of_date(
        &self,
        masked: &str,
        phrase: &[Word<'_>],
        begin: usize,
        offset: usize,
        schedule: &Schedule,
    ) -> Option<(String, usize)> {
        let lexicon = self.context.lexicon;
        if schedule.recurrence.is_some() {
            return None;
        }
        let edge = ["before", "after", "until"].into_iter().find_map(|list| {
            if let Some(after) = lexicon.after(list, phrase) {
                return Some((list, phrase.len() - after.len(), 0));
            }
            let head = self.all.get(..begin)?;
            let before = lexicon.before(list, head)?;
            Some((list, 0, head.len() - before.len()))
        });
        let Some((edge, lead, before)) = edge else {
            let (first, last) = days(schedule)?;
            return Some((self.on_days(first, last)?, 0));
        };
        let day = phrase.get(lead..)?;
        let text = match (day.first(), day.last()) {
            (Some(first), Some(last)) => masked.get(first.start() - offset..last.end() - offset)?,
            _ => return None,
        };
        let text = text.trim_end_matches(['?', '.', '!', ',']);
        let (first, last) = match self.context.setting.read(text) {
            Ok(schedule) => days(&schedule)?,
            Err(_) => days(schedule)?,
        };
        let filter = match edge {
            "before" => format!("due before: {first}"),
            "after" => format!("due after: {last}"),
            _ => format!("due before: {}", last.tomorrow().ok()?),
        };
        Some((filter, before))
    }

    /// The filter of the tasks that are due on some days.
    fn on_days(&self, first: Date, last: Date) -> Option<String> {
        let today = self.context.today();
        if first != last {
            let (before, behind) = (first.yesterday().ok()?, last.tomorrow().ok()?);
            return Some(format!("due after: {before} & due before: {behind}"));
        }
        Some(match first {
            day if day == today => "today".to_owned(),
            day if today.tomorrow().is_ok_and(|next| next == day) => "tomorrow".to_owned(),
            day if today.yesterday().is_ok_and(|last| last == day) => "yesterday".to_owned(),
            day => format!("due: {day}"),
        })
    }
}

/// The first and the last day that words are about.
fn days(schedule: &Schedule) -> Option<(Date, Date)> {
    let first = schedule.start.date();
    let last = match (schedule.end, schedule.grain) {
        (Some(end), _) => end.date(),
        (None, Grain::Week) => first.checked_add(6.days()).ok()?,
        (None, Grain::Month) => first.last_of_month(),
        (None, Grain::Quarter) => first.checked_add(2.months()).ok()?.last_of_month(),
        (None, Grain::Year) => first.last_of_year(),
        (None, _) => first,
    };
    Some((first, last.max(first)))
}

/// The text with quotations out of sight, at the same length.
fn mask(source: &str, all: &[Word<'_>], offset: usize) -> String {
    // "today's tasks": the tasks of today.
    let mut masked = source.replace("'s ", "   ").replace("’s ", "     ");
    for word in all.iter().filter(|word| word.quoted) {
        let range = word.start() - offset..word.end() - offset;
        let length = range.len();
        masked.replace_range(range, &"x".repeat(length));
    }
    masked
}

/// A tag or a project as filters write it.
pub(super) fn filter_name(mark: char, name: &str) -> String {
    let plain = name
        .chars()
        .all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'));
    if plain {
        format!("{mark}{name}")
    } else {
        format!(
            "{mark}\"{}\"",
            name.replace('\\', "\\\\").replace('"', "\\\"")
        )
    }
}
