//! The moment and the tables that the tests share.

use language::{Due, Found, Language, Setting};

/// Thursday, 26 November 2026, 10:00 in Berlin.
pub fn setting(language: Language) -> Setting {
    let now = "2026-11-26T10:00:00+01:00".parse().unwrap();
    Setting {
        language,
        ..Setting::new(now, "Europe/Berlin".parse().unwrap())
    }
}

/// A due as the tables write it, in the zone of the tests.
pub fn local(due: &Due) -> String {
    let due = due.to_string();
    let local = due.split("+0").next().unwrap_or(&due);
    local.strip_suffix(":00").unwrap_or(local).to_owned()
}

/// What is left of a text without its dates, tidied.
pub fn rest(text: &str, found: &Found) -> String {
    let mut rest = String::new();
    let mut at = 0;
    for span in &found.spans {
        rest.push_str(&text[at..span.start]);
        at = span.end;
    }
    rest.push_str(&text[at..]);
    let rest = rest.replace("()", " ");
    let words: Vec<&str> = rest.split_whitespace().collect();
    words
        .join(" ")
        .trim_matches([',', '.', ':', ' '])
        .to_owned()
}

/// The rows of a table.
pub fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split('\t').collect())
}

/// The rows whose text is read otherwise than expected.
pub fn wrong(table: &'static str, language: Language) -> (usize, Vec<String>) {
    let setting = setting(language);
    let mut wrong = Vec::new();
    let mut number = 0;
    for row in rows(table) {
        number += 1;
        let (text, title, expected) = (row[0], row[1], row[2]);
        let rule = row.get(3).copied().unwrap_or_default();
        let got = setting.find_due(text).map_or_else(String::new, |found| {
            let rule = found.schedule.recurrence.clone();
            let rule = rule.map(|rule| rule.to_string()).unwrap_or_default();
            format!(
                "{} | {} | {rule}",
                rest(text, &found),
                local(&found.schedule.due)
            )
        });
        let wanted = format!("{title} | {expected} | {rule}");
        if got != wanted {
            wrong.push(format!("{text:?}: {got:?}, not {wanted:?}"));
        }
    }
    (number, wrong)
}
