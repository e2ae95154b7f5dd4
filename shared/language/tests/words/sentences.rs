//! Sentences in English, and tasks that name no date.

use language::{Language, Setting};

use crate::support::{local, rows, setting, wrong};

/// FR-1002, FR-1003, FR-1004, FR-1005: what is understood of a sentence, and what is left of it.
#[test]
fn fr_1002_sentences_say_when() {
    let (number, wrong) = wrong(include_str!("data/en.tsv"), Language::English);
    assert!(number > 380);
    assert!(
        wrong.is_empty(),
        "{} of {number}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// FR-1006: a word is a date only where it stands as one, whatever language the text is read in.
#[test]
fn fr_1006_no_date_is_seen_where_there_is_none() {
    let traps: Vec<_> = rows(include_str!("data/traps.txt"))
        .map(|row| row[0])
        .collect();
    assert!(traps.len() > 240);
    for language in Language::ALL {
        let setting = setting(language);
        let seen: Vec<String> = traps
            .iter()
            .filter_map(|text| {
                let found = setting.find_due(text)?;
                Some(format!("{text}: {:?}", &text[found.spans[0].clone()]))
            })
            .collect();
        assert!(seen.is_empty(), "{}: {}", language.tag(), seen.join("\n"));
    }
}

/// FR-1005: `every!` counts from the day of completion.
#[test]
fn fr_1005_every_with_a_mark_counts_from_completion() {
    let setting = setting(Language::English);
    let after = |text: &str| setting.find_due(text).unwrap().schedule.after_completion;
    assert!(after("Water the plants every! 3 days"));
    assert!(!after("Water the plants every 3 days"));
}

/// FR-1013: the words that Todoist documents, as an importer reads them.
#[test]
fn fr_1013_todoists_words_are_read() {
    let now = "2026-11-23T12:00:00+01:00".parse().unwrap();
    let setting = Setting {
        this_year: true,
        ..Setting::new(now, "Europe/Berlin".parse().unwrap())
    };
    let wrong: Vec<String> = rows(include_str!("data/todoist.tsv"))
        .filter_map(|row| {
            let got = setting.read(row[0]).map_or_else(
                |error| error.to_string(),
                |schedule| {
                    let rule = schedule.recurrence.map(|rule| format!("\t{rule}"));
                    format!("{}{}", local(&schedule.due), rule.unwrap_or_default())
                },
            );
            (got != row[1..].join("\t")).then(|| format!("{}: {got}", row[0]))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
