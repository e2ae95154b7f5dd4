//! Sentences in English, and tasks that name no date.

use language::{Language, Setting};

use crate::support::{local, rest, rows, setting, wrong};

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

/// What is left of a text and when it is due, `Call | 2026-11-27`.
fn said(language: Language, text: &str) -> String {
    let setting = setting(language);
    setting.find_due(text).map_or_else(String::new, |found| {
        let rule = found.schedule.recurrence.as_ref();
        let rule = rule.map(|rule| format!(" {rule}")).unwrap_or_default();
        let due = local(&found.schedule.due);
        format!("{} | {due}{rule}", rest(text, &found))
    })
}

/// FR-1070: holidays are days behind a preposition, and names elsewhere.
#[test]
fn fr_1070_holidays_are_days_where_they_stand_as_such() {
    use Language::{Dutch, English, French, German, Italian};
    for (language, text, expected) in [
        (English, "Cook on Thanksgiving", "Cook | 2026-11-26"),
        (English, "Shop on Black Friday 2027", "Shop | 2027-11-26"),
        (English, "Call mom by Mother's Day", "Call mom | 2027-05-09"),
        (English, "Fast before Ash Wednesday", "Fast | 2027-02-09"),
        (English, "Order the Thanksgiving turkey", ""),
        (English, "Read the Good Friday Agreement", ""),
        (English, "Read about Holy Saturday", ""),
        (
            German,
            "Kerzen kaufen bis zum ersten Advent",
            "Kerzen kaufen | 2026-11-29",
        ),
        (
            German,
            "Mama anrufen am Muttertag",
            "Mama anrufen | 2027-05-09",
        ),
        (
            French,
            "Appeler maman pour la fête des mères",
            "Appeler maman | 2027-05-30",
        ),
        (
            Italian,
            "Chiamare la mamma per la festa della mamma",
            "Chiamare la mamma | 2027-05-09",
        ),
        (Dutch, "Oma bellen op moederdag", "Oma bellen | 2027-05-09"),
    ] {
        assert_eq!(said(language, text), expected, "{text}");
    }
}

/// FR-1071, FR-1072: compounds, verbs behind a weekday, and parts of the day that the task names.
#[test]
fn fr_1071_words_are_read_as_languages_put_them() {
    use Language::{Dutch, English, French, German, Italian, Spanish};
    for (language, text, expected) in [
        (German, "Freitagabend Kino", "Kino | 2026-11-27T19:00"),
        (
            German,
            "Müll rausbringen jeden Donnerstagabend",
            "Müll rausbringen | 2026-11-26T19:00 FREQ=WEEKLY;BYDAY=TH",
        ),
        (German, "Freitagabendkurs buchen", ""),
        (German, "Samstag Rasen mähen", "Rasen mähen | 2026-11-28"),
        (German, "Samstag Angebote", ""),
        (Dutch, "Taart zondagmiddag", "Taart | 2026-11-29T15:00"),
        (Dutch, "Zaterdag gras maaien", "gras maaien | 2026-11-28"),
        (
            French,
            "Samedi tondre la pelouse",
            "tondre la pelouse | 2026-11-28",
        ),
        (
            Italian,
            "Sabato tagliare l'erba",
            "tagliare l'erba | 2026-11-28",
        ),
        (
            Spanish,
            "Sábado cortar el césped",
            "cortar el césped | 2026-11-28",
        ),
        (
            English,
            "Morning run tomorrow at 6",
            "Morning run | 2026-11-27T06:00",
        ),
        (
            English,
            "Movie night on Friday at 8",
            "Movie night | 2026-11-27T20:00",
        ),
        (English, "Movie night on Friday", "Movie night | 2026-11-27"),
        (English, "Run tomorrow at 6", "Run | 2026-11-27T18:00"),
    ] {
        assert_eq!(said(language, text), expected, "{text}");
    }
}

/// FR-1073, FR-1074: a weekday decides between two days, a year belongs to both ends, "second" is every other.
#[test]
fn fr_1073_what_stands_beside_a_date_decides_what_it_is() {
    use Language::{Dutch, English, French, Italian};
    for (language, text, expected) in [
        (English, "Call Tuesday 12/8/2026", "Call | 2026-12-08"),
        (English, "Call Thursday 8/12/2027", "Call | 2027-08-12"),
        (English, "Call on 12/8/2026", ""),
        (
            English,
            "Ski 20 December 2027 - 3 January",
            "Ski | 2027-12-20",
        ),
        (
            English,
            "Ski 20 December - 3 January 2028",
            "Ski | 2027-12-20",
        ),
        (
            English,
            "Mow every second friday",
            "Mow | 2026-11-27 FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
        ),
        (
            English,
            "Mow every 2nd friday",
            "Mow | 2026-12-11 FREQ=MONTHLY;BYDAY=2FR",
        ),
        (
            English,
            "Water every 2nd day",
            "Water | 2026-11-26 FREQ=DAILY;INTERVAL=2",
        ),
        (
            French,
            "Tondre un vendredi sur deux",
            "Tondre | 2026-11-27 FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
        ),
        (
            Italian,
            "Tagliare un venerdì sì e uno no",
            "Tagliare | 2026-11-27 FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
        ),
        (
            Dutch,
            "Maaien om de andere vrijdag",
            "Maaien | 2026-11-27 FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
        ),
    ] {
        assert_eq!(said(language, text), expected, "{text}");
    }
}
