//! What holds for every text.

use language::{Language, Setting};
use proptest::prelude::*;

use crate::support::setting;

/// Words that grammars know, and others.
const WORDS: [&str; 48] = [
    "every",
    "other",
    "friday",
    "next",
    "after",
    "the",
    "day",
    "of",
    "march",
    "at",
    "5",
    "pm",
    "in",
    "3",
    "weeks",
    "until",
    "from",
    "to",
    "-",
    "half",
    "past",
    ":",
    "30",
    "second",
    "monday",
    "end",
    "month",
    "2026",
    ",",
    "and",
    "tomorrow",
    "ago",
    "last",
    "1st",
    "31",
    "jeden",
    "el",
    "a",
    "las",
    "à",
    "le",
    "é\u{301}",
    "ß",
    "🎉",
    "\u{200b}",
    "999999999999",
    "week",
    "before",
];

fn languages() -> impl Strategy<Value = Language> {
    prop::sample::select(Language::ALL.to_vec())
}

fn sentences() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..14)
        .prop_map(|words| words.join(" "))
}

/// Reads a text in every way; the places are in the text, in order, and between characters.
fn reads(setting: &Setting, text: &str) {
    let _ = setting.read(text);
    let mut spans: Vec<_> = setting
        .find(text)
        .into_iter()
        .flat_map(|found| found.spans)
        .collect();
    for pair in spans.windows(2) {
        assert!(pair[0].end <= pair[1].start, "{text:?}: {spans:?}");
    }
    spans.extend(
        setting
            .find_due(text)
            .into_iter()
            .flat_map(|found| found.spans),
    );
    for span in spans {
        assert!(
            span.start < span.end && text.get(span.clone()).is_some(),
            "{text:?}: {span:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// FR-1009: no text makes reading fail otherwise than with an error, and places lie in the text.
    #[test]
    fn fr_1009_no_text_breaks_the_reader(text in any::<String>(), language in languages()) {
        reads(&setting(language), &text);
    }

    /// FR-1009.
    #[test]
    fn fr_1009_no_sentence_breaks_the_reader(text in sentences(), language in languages()) {
        reads(&setting(language), &text);
    }

    /// FR-1009: nor does any moment, up to the ends of the calendar.
    #[test]
    fn fr_1009_no_moment_breaks_the_reader(
        text in sentences(),
        seconds in -62_000_000_000_i64..253_000_000_000,
        zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "Pacific/Apia", "America/St_Johns"]),
    ) {
        let now = jiff::Timestamp::from_second(seconds).unwrap();
        reads(&Setting::new(now, zone.parse().unwrap()), &text);
    }

    /// FR-1009: a due that is found reads as the same due.
    #[test]
    fn fr_1009_what_is_found_is_a_due(text in sentences(), language in languages()) {
        if let Some(found) = setting(language).find_due(&text) {
            let due = found.schedule.due;
            prop_assert_eq!(due.to_string().parse::<language::Due>().unwrap(), due);
        }
    }
}

/// FR-1010: the steps of reading grow with the text and not faster: hostile texts of 100,000 characters are read in the
/// time that any test takes.
#[test]
fn fr_1010_long_texts_are_read_to_the_end() {
    let setting = setting(Language::English);
    for part in ["2 days after ", "1-", "the first of "] {
        let text = part.repeat(100_000 / part.chars().count());
        let spans = setting.find_due(&text).map(|found| found.spans);
        let is_place = |span: &std::ops::Range<usize>| text.get(span.clone()).is_some();
        assert!(spans.unwrap_or_default().iter().all(is_place));
    }
    let text = format!("{}tomorrow", "walk the dog and ".repeat(6_000));
    let found = setting.find_due(&text).unwrap();
    assert_eq!(&text[found.spans[0].clone()], "tomorrow");
}
