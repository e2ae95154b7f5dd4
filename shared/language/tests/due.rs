//! Dues: the forms that are read, the one that is written, clocks that change, and zones.

use jiff::{Timestamp, civil::date};
use language::{Due, DueInput, Language, Zone};
use proptest::prelude::*;

fn zone(name: &str) -> Zone {
    name.parse()
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What a client in Berlin gets for what it sent.
fn sent(text: &str) -> Result<String, String> {
    text.parse::<DueInput>()
        .and_then(|input| input.at(jiff::Timestamp::UNIX_EPOCH, &zone("Europe/Berlin")))
        .map(|due| due.to_string())
        .map_err(|error| error.to_string())
}

/// FR-605.
#[test]
fn a_due_is_a_day_or_a_time_with_its_zone() {
    let evening = "2026-11-27T17:00:00+01:00[Europe/Berlin]";
    for (written, due) in [
        ("2026-11-27", "2026-11-27"),
        ("2026-11-27T17:00", evening),
        ("2026-11-27 17:00:00", evening),
        ("2026-11-27T17:00:00.75", evening),
        ("2026-11-27T17:00[Europe/Berlin]", evening),
        ("2026-11-27T17:00+01:00[europe/berlin]", evening),
        ("2026-11-27T16:00:00Z[Europe/Berlin]", evening),
        ("2026-11-27T16:00:00Z", evening),
        ("2026-11-27T11:00:00-05:00", evening),
        (
            "2026-11-27T17:00[Asia/Tokyo]",
            "2026-11-27T17:00:00+09:00[Asia/Tokyo]",
        ),
        (
            "1890-01-01T12:00[Europe/Berlin]",
            "1890-01-01T12:00:00+00:53[Europe/Berlin]",
        ),
    ] {
        assert_eq!(sent(written).as_deref(), Ok(due), "{written}");
        assert_eq!(due.parse::<Due>().unwrap().to_string(), due);
        assert_eq!(
            serde_json::from_str::<Due>(&format!("{due:?}")).unwrap(),
            due.parse().unwrap()
        );
    }
}

/// FR-605, FR-261: with what was understood, and its weekday.
#[test]
fn what_is_no_due_is_refused_with_what_to_write() {
    for (written, part) in [
        (
            "someday",
            r#""someday" is not a date here; a due is a day, 2026-11-27"#,
        ),
        ("27.13.2026", r#""27.13.2026" is not a date here"#),
        (
            "tomorrow blue",
            r#""tomorrow blue" is not a date here from character 10 on"#,
        ),
        ("5/6", "6 May to some and 5 June to others"),
        (
            "every friday",
            "how a task repeats is written into recurrence",
        ),
        (
            "2026-02-30",
            "2026-02-30 is no day: February 2026 ends on Saturday the 28th",
        ),
        ("2026-02-29T09:00", "ends on Saturday the 28th"),
        (
            "2026-08-32[Europe/Berlin]",
            "August 2026 ends on Monday the 31st",
        ),
        ("2026-11-00", "November 2026 begins on Sunday the 1st"),
        ("2026-13-01", "the months are 01 to 12"),
        ("0000-01-01", "the years are 0001 to 9999"),
        ("-000001-01-01", "2026-11-27"),
        (
            "2026-11-27[Europe/Berlin]",
            r#"Friday, 2026-11-27, is a day, but "[Europe/Berlin]" behind it"#,
        ),
        ("2026-11-27T17:00[+01:00]", "[Europe/Berlin]"),
        ("2026-11-27T17:00[Mars/Olympus]", "IANA database"),
        (
            "2026-11-27T17:00+02:00[Europe/Berlin]",
            "on Friday, 2026-11-27, the offset of Europe/Berlin is +01 then, not +02",
        ),
        ("9999-12-31T23:59[America/New_York]", "years 0001 to 9999"),
        ("", "2026-11-27"),
        (
            "2026-11-27T25:00",
            r#"Friday, 2026-11-27, is a day, but "T25:00" behind it is no time of it"#,
        ),
        ("2026-11-2é", "is not a date here"),
    ] {
        let refusal = sent(written).unwrap_err();
        assert!(refusal.contains(part), "{written}: {refusal}");
    }
    let endless = sent(&"2\n".repeat(50_000)).unwrap_err();
    assert!(endless.len() < 250 && !endless.contains('\n'), "{endless}");
    for incomplete in ["2026-11-27T17:00", "2026-11-27T17:00Z"] {
        assert!(incomplete.parse::<Due>().is_err(), "{incomplete}");
    }
}

/// FR-606.
#[test]
fn a_time_in_a_gap_moves_behind_it() {
    for written in ["2026-03-29T02:30", "2026-03-29T02:30+01:00[Europe/Berlin]"] {
        let moved = "2026-03-29T03:30:00+02:00[Europe/Berlin]";
        assert_eq!(sent(written).as_deref(), Ok(moved));
    }
}

/// FR-606.
#[test]
fn a_time_that_comes_twice_is_the_first() {
    let first = "2026-10-25T02:30:00+02:00[Europe/Berlin]";
    assert_eq!(sent("2026-10-25T02:30").as_deref(), Ok(first));
    assert_eq!(sent("2026-10-25T00:30:00Z").as_deref(), Ok(first));
    for second in [
        "2026-10-25T02:30:00+01:00[Europe/Berlin]",
        "2026-10-25T01:30:00Z",
        "2026-10-25T01:30:00Z[Europe/Berlin]",
    ] {
        let refusal = sent(second).unwrap_err();
        let place =
            "on Sunday, 2026-10-25, clocks are set back in Europe/Berlin and 02:30 comes twice";
        assert!(refusal.contains(place), "{second}: {refusal}");
    }
}

/// FR-606.
#[test]
fn a_day_begins_when_its_zone_says() {
    let begins = |name, day| zone(name).start_of(day).to_string();
    assert_eq!(
        begins("Europe/Berlin", date(2026, 11, 27)),
        "2026-11-26T23:00:00Z"
    );
    // Clocks skip from 00:00 to 01:00.
    assert_eq!(
        begins("America/Santiago", date(2026, 9, 6)),
        "2026-09-06T04:00:00Z"
    );
    // Clocks go back from 01:00 to 00:00: midnight comes twice.
    assert_eq!(
        begins("America/Havana", date(2026, 11, 1)),
        "2026-11-01T04:00:00Z"
    );
    let day: Due = "2026-11-27".parse().unwrap();
    assert_eq!(
        day.instant(&Zone::utc()).to_string(),
        "2026-11-27T00:00:00Z"
    );
    let time: Due = "2026-11-27T17:00[Europe/Berlin]".parse().unwrap();
    assert_eq!(
        time.instant(&Zone::utc()).to_string(),
        "2026-11-27T16:00:00Z"
    );
    assert_eq!(time.local(), date(2026, 11, 27).at(17, 0, 0, 0));
}

/// FR-605.
#[test]
fn zones_are_named_as_in_the_database() {
    assert_eq!(zone("europe/BERLIN").to_string(), "Europe/Berlin");
    assert_eq!(zone("UTC"), Zone::utc());
    assert_eq!(
        serde_json::to_string(&zone("Asia/Kolkata")).unwrap(),
        "\"Asia/Kolkata\""
    );
    for wrong in [
        "",
        "+01:00",
        "CET+1",
        "Europe/Bonn",
        "Etc/Unknown",
        "../etc/passwd",
        "Europe/Berlin ",
    ] {
        assert!(wrong.parse::<Zone>().is_err(), "{wrong:?}");
    }
}

proptest! {
    /// FR-605: any moment, in zones with odd offsets and changes.
    #[test]
    fn what_is_written_reads_as_the_same(
        second in -60_000_000_000_i64..250_000_000_000,
        name in prop::sample::select(vec![
            "UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia",
            "Africa/Monrovia", "America/St_Johns", "Europe/Dublin", "Africa/Casablanca",
        ]),
    ) {
        let instant = Timestamp::from_second(second).unwrap();
        let input = DueInput::Instant(instant);
        prop_assert_eq!(&input.to_string().parse::<DueInput>().unwrap(), &input);
        if let Ok(due) = input.at(jiff::Timestamp::UNIX_EPOCH, &zone(name)) {
            prop_assert_eq!(due.instant(&Zone::utc()), instant);
            prop_assert_eq!(due.to_string().parse::<Due>().unwrap(), due.clone());
            // The local time alone says the same.
            let again = DueInput::Local(due.local()).at(jiff::Timestamp::UNIX_EPOCH, &zone(name)).unwrap();
            prop_assert_eq!(again, due);
        }
    }

    /// FR-605.
    #[test]
    fn no_text_breaks_the_reader(text in r"[0-9T:+\-Z\[\]A-Za-z/. ]{0,60}|.{0,40}") {
        if let Ok(input) = text.parse::<DueInput>() {
            prop_assert_eq!(input.to_string().parse::<DueInput>().unwrap(), input);
        }
    }
}

/// FR-612: only what leaves its zone out depends on the one of the request.
#[test]
fn a_due_that_is_complete_needs_no_zone() {
    let forms = [
        ("2026-11-27", false),
        ("2026-11-27T17:00[Europe/Berlin]", false),
        ("2026-11-27T17:00", true),
        ("2026-11-27T16:00:00Z", true),
    ];
    for (text, needs) in forms {
        let input: DueInput = text.parse().unwrap();
        assert_eq!(input.needs_zone(), needs, "{text}");
        let [one, other] = ["Europe/Berlin", "Asia/Tokyo"]
            .map(|name| input.clone().at(jiff::Timestamp::UNIX_EPOCH, &zone(name)));
        assert_eq!(one != other, needs, "{text}");
    }
}

/// FR-1030: words are a due at the moment and in the place of the request.
#[test]
fn fr_1030_words_are_a_due_where_and_when_they_are_said() {
    let words: DueInput = "tomorrow 5pm".parse().unwrap();
    assert!(words.needs_zone());
    let now = "2026-11-26T23:30:00Z".parse().unwrap();
    let at = |name: &str| words.clone().at(now, &zone(name)).unwrap().to_string();
    assert_eq!(
        at("Europe/London"),
        "2026-11-27T17:00:00+00:00[Europe/London]"
    );
    assert_eq!(
        at("Europe/Berlin"),
        "2026-11-28T17:00:00+01:00[Europe/Berlin]"
    );
    assert_eq!(words.to_string(), "tomorrow 5pm");
    assert_eq!(words.to_string().parse::<DueInput>().unwrap(), words);
    let yesterday: DueInput = "yesterday".parse().unwrap();
    assert_eq!(
        yesterday
            .at(now, &zone("Europe/Berlin"))
            .unwrap()
            .to_string(),
        "2026-11-26"
    );
}

/// FR-1075: words are a due in one language, and have to be one in some.
#[test]
fn fr_1075_words_are_read_in_one_language() {
    let now = "2026-11-26T10:00:00Z".parse().unwrap();
    let at = |text: &str, language| {
        let due: DueInput = text.parse().unwrap();
        let due = due.in_language(language).at(now, &zone("Europe/Berlin"));
        due.map(|due| due.to_string())
    };
    assert_eq!(at("übermorgen", Language::German).unwrap(), "2026-11-28");
    assert_eq!(at("demain", Language::French).unwrap(), "2026-11-27");
    assert!(at("übermorgen", Language::English).is_err());
    assert!(at("tomorrow", Language::German).is_err());
    assert_eq!(at("2026-11-28", Language::German).unwrap(), "2026-11-28");
    assert!("xyzzy".parse::<DueInput>().is_err());
}
