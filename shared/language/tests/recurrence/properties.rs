//! Recurrences: printing and reading undo each other, and a series only ever goes on.

use language::{Due, DueInput, Recurrence, Zone};
use proptest::{prelude::*, sample::select};

/// Rules as people may write them; not all are accepted.
fn rule() -> impl Strategy<Value = String> {
    let parts = vec![
        "INTERVAL=2",
        "INTERVAL=07",
        "INTERVAL=1",
        "BYMONTH=1,12",
        "BYMONTH=2",
        "BYMONTHDAY=-1",
        "BYMONTHDAY=31,1,+15",
        "BYDAY=MO",
        "BYDAY=SU,SA,SU",
        "byday=1mo,-1fr",
        "BYSETPOS=-1,1",
        "COUNT=5",
        "UNTIL=20301231",
        "UNTIL=20301231T120000",
        "UNTIL=20301231T120000Z",
        "WKST=SU",
        "WKST=MO",
    ];
    let frequency = select(vec![
        "FREQ=DAILY",
        "FREQ=WEEKLY",
        "FREQ=MONTHLY",
        "freq=yearly",
    ]);
    (frequency, prop::sample::subsequence(parts, 0..5))
        .prop_map(|(frequency, parts)| [vec![frequency], parts].concat())
        .prop_shuffle()
        .prop_map(|parts| parts.join(";"))
}

fn start() -> impl Strategy<Value = Due> {
    let zones = [
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "America/Santiago",
        "UTC",
    ];
    (
        2020..2030_i16,
        1..=12_i8,
        1..=28_i8,
        0..24_i8,
        any::<bool>(),
        select(zones.to_vec()),
    )
        .prop_map(|(year, month, day, hour, timed, zone)| {
            let date = jiff::civil::date(year, month, day);
            let input = if timed {
                DueInput::Local(date.at(hour, 30, 0, 0))
            } else {
                DueInput::Date(date)
            };
            input
                .at(jiff::Timestamp::UNIX_EPOCH, &zone.parse::<Zone>().unwrap())
                .unwrap()
        })
}

proptest! {
    /// FR-607.
    #[test]
    fn a_printed_rule_reads_as_the_same(text in rule()) {
        if let Ok(rule) = text.parse::<Recurrence>() {
            let printed = rule.to_string();
            prop_assert!(printed.len() <= text.len(), "{} {}", printed, text);
            let again: Recurrence = printed.parse().unwrap();
            prop_assert_eq!(again.to_string(), printed);
            prop_assert_eq!(again, rule);
        }
    }

    /// FR-608.
    #[test]
    fn a_series_goes_on_at_its_time_of_day(text in rule(), start in start()) {
        let Ok(rule) = text.parse::<Recurrence>() else {
            return Ok(());
        };
        let mut last: Option<Due> = None;
        for _ in 0..6 {
            let next = match &last {
                None => rule.first(&start),
                Some(last) => rule.next(&start, last.local()),
            };
            let Some(next) = next else { break };
            prop_assert!(next.local() >= start.local());
            prop_assert!(last.is_none_or(|last| next.local() > last.local()));
            let late = next.local().time().duration_since(start.local().time());
            // Where clocks skip, by up to an hour in these zones.
            prop_assert!((0..=3600).contains(&late.as_secs()), "{} {}", start, next);
            last = Some(next);
        }
    }

    /// FR-607.
    #[test]
    fn no_text_breaks_the_parser(text in r"(RRULE:)?[A-Z=;,0-9+\-]{0,60}|.{0,40}") {
        if let Err(error) = text.parse::<Recurrence>() {
            prop_assert!(error.offset <= text.chars().count(), "{}", error);
        }
    }
}
