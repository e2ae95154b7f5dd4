//! Filters: what is understood, how it prints, and what a refusal says.

use language::Filter;

fn canonical(text: &str) -> String {
    text.parse::<Filter>()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
        .to_string()
}

/// FR-601, FR-603.
#[test]
fn what_is_understood_and_its_canonical_form() {
    for (written, printed) in [
        (
            "(today | overdue) & p1 & #work",
            "(today | overdue) & p1 & #work",
        ),
        ("TODAY|od&P1", "today | overdue & p1"),
        ("((today))", "today"),
        ("(p1 & p2) & p3", "p1 & p2 & p3"),
        ("p1 | (p2 | p3) | p4", "p1 | p2 | p3 | p4"),
        ("!(p1 & @home)", "!(p1 & @home)"),
        ("! ! p1", "!!p1"),
        ("!no date", "!no date"),
        ("!has_notes", "no notes"),
        ("no_date", "no date"),
        ("no labels", "no tags"),
        ("has due", "has date"),
        ("next_7_days", "next 7 days"),
        ("1 day", "next 1 day"),
        ("upcoming", "upcoming"),
        ("due after: today", "upcoming"),
        ("due: today", "today"),
        ("date: Tomorrow", "tomorrow"),
        ("yesterday", "yesterday"),
        ("due on: 2026-11-27", "due: 2026-11-27"),
        ("due before:+3 days", "due before: +3 days"),
        ("due_after: - 1 weeks", "due after: -1 week"),
        ("due before: +1 month", "due before: +1 month"),
        ("done", "completed"),
        (
            "open & recurring & subtask & all",
            "pending & recurring & subtask & all",
        ),
        ("@Home", "@Home"),
        ("@\"Two  Words\"", "@\"Two Words\""),
        ("#Work", "#Work"),
        ("#\"R&D (new)\"", "#\"R&D (new)\""),
        (r#"@"say \"hi\" \\ bye""#, r#"@"say \"hi\" \\ bye""#),
        ("@\"@home\"", "@\"@home\""),
        ("search: Milk and  eggs & p1", "search: Milk and eggs & p1"),
        ("\"milk\"", "search: milk"),
        ("search: \"salt & pepper\"", "search: \"salt & pepper\""),
        ("search: hello! world", "search: hello! world"),
        ("@größe & #日本語 & @i'm", "@größe & #日本語 & @i'm"),
    ] {
        assert_eq!(canonical(written), printed);
        assert_eq!(canonical(printed), printed);
    }
}

/// FR-602, FR-1042.
#[test]
fn a_refusal_points_at_the_character() {
    for (written, offset, part) in [
        ("", 0, "expected a condition"),
        ("   ", 3, "found the end"),
        ("today &", 7, "expected a condition"),
        (
            "today p1",
            6,
            "expected \"&\", \"|\" or the end, found \"p1\"",
        ),
        ("today and p1", 6, "found \"and\""),
        (
            "(today | p1",
            11,
            "expected \"&\", \"|\" or \")\", found the end",
        ),
        ("today)", 5, "found \")\""),
        ("p5", 0, "found \"p5\""),
        ("p1 & milk", 5, "expected a condition: today, tomorrow"),
        ("not today", 0, "\"not\" is written \"!\""),
        ("tag:home", 0, "a tag is written @name"),
        ("project: Work", 0, "a project is written #name"),
        ("p1 & @", 6, "expected the name of a tag"),
        ("##work", 1, "expected the name of a project"),
        ("@\"a", 3, "closes the text"),
        (r#"@"a\b""#, 3, r#"expected \" or \\"#),
        ("@\"\"", 1, "at least one visible character"),
        ("due today", 4, "expected before, after, on or \":\""),
        (
            "due before 2026-11-27",
            11,
            "expected \":\", found \"2026\"",
        ),
        ("due: 27.11.2026", 5, "expected a day"),
        (
            "due: 5/6",
            5,
            "5/6 is 6 May to some and 5 June to others; write YYYY-05-06 or YYYY-06-05",
        ),
        ("p1 & 5/6/2027", 5, "write 2027-05-06 or 2027-06-05"),
        ("due: 24/12", 5, "expected a day"),
        ("mo", 0, "expected a condition"),
        ("due: 2026-02-30", 5, "ends on Saturday the 28th"),
        ("due: 0000-01-01", 5, "no day"),
        ("due: someday", 5, "expected a day"),
        ("due: +0 days", 6, "a number from 1 to 999"),
        ("due: +3 years", 8, "expected days, weeks or months"),
        ("next 1000 days", 5, "a number from 1 to 999"),
        ("next week", 5, "a number from 1 to 999"),
        ("next 7", 6, "expected days, found the end"),
        ("no way", 3, "expected date, notes or tags"),
        ("search milk", 7, "expected \":\""),
        ("search: & p1", 8, "at least one visible character"),
        ("search: !?", 8, "at least one letter, digit or symbol"),
        ("größe & ünknown", 0, "found \"größe\""),
        ("@größe & ünknown", 9, "found \"ünknown\""),
        ("today\u{0}", 5, "or the end, found \"\\0\""),
    ] {
        let error = written.parse::<Filter>().unwrap_err();
        assert_eq!(error.offset, offset, "{written}: {error}");
        assert!(error.message.contains(part), "{written}: {error}");
        let sentence = format!("character {}: {}", offset + 1, error.message);
        assert_eq!(error.to_string(), sentence);
    }
    assert!("@\"a\nb\"".parse::<Filter>().is_err());
    let long_name = format!("p1 & @{}", "x".repeat(51));
    assert_eq!(long_name.parse::<Filter>().unwrap_err().offset, 6);
}

/// FR-602.
#[test]
fn hostile_filters_are_refused_soon() {
    let depth = Filter::MAX_DEPTH;
    let nested = |number| format!("{}p1{}", "(".repeat(number), ")".repeat(number));
    assert_eq!(canonical(&nested(depth)), "p1");
    let too_deep = nested(depth + 1).parse::<Filter>().unwrap_err();
    assert_eq!(too_deep.offset, depth);
    assert!(too_deep.message.contains("32 deep"), "{too_deep}");
    let too_negative = format!("{}p1", "!".repeat(depth + 1));
    assert_eq!(too_negative.parse::<Filter>().unwrap_err().offset, depth);

    let conditions = |number| vec!["p1"; number].join("|");
    assert!(conditions(Filter::MAX_CONDITIONS).parse::<Filter>().is_ok());
    let too_many = conditions(Filter::MAX_CONDITIONS + 1).parse::<Filter>();
    assert!(too_many.unwrap_err().message.contains("50 conditions"));

    for endless in ["(", "!", "p1&", "@\"\\\"", "search: "] {
        let error = endless.repeat(1_000_000).parse::<Filter>().unwrap_err();
        assert_eq!(error.offset, Filter::MAX_CHARACTERS, "{endless}");
    }
}

/// FR-643: a star is refused where it stands, or means what it means elsewhere.
#[test]
fn stars_say_nothing_or_are_refused_with_their_place() {
    for (filter, offset) in [
        ("@home*", 5),
        ("p1 & #Wor*k", 9),
        ("@*", 1),
        ("search: *ing", 8),
        ("search: me*ting & p1", 10),
        ("search: a * b", 10),
        ("search: a**", 9),
    ] {
        let refused = filter.parse::<Filter>().unwrap_err();
        assert_eq!(refused.offset, offset, "{filter}: {refused}");
        assert!(refused.message.contains('*'), "{filter}: {refused}");
    }
    for taken in [
        "search: meet* mil*",
        "search: 買*",
        "@\"home*\"",
        "#\"a*b\"",
        "\"2*3\"",
    ] {
        let canonical = canonical(taken);
        assert_eq!(canonical.parse::<Filter>().unwrap().to_string(), canonical);
    }
}

/// FR-602, FR-603: a filter that is accepted is also accepted in its canonical form.
#[test]
fn the_bound_holds_for_the_canonical_form() {
    let name = "x".repeat(50);
    let tight = vec![format!("@{name}"); 19].join("&");
    assert!(tight.chars().count() <= Filter::MAX_CHARACTERS);
    let printed = vec![format!("@{name}"); 19].join(" & ");
    assert!(printed.chars().count() > Filter::MAX_CHARACTERS);
    assert_eq!(
        tight.parse::<Filter>().unwrap_err().offset,
        Filter::MAX_CHARACTERS
    );
}

/// FR-603.
#[test]
fn a_filter_is_a_string_in_json() {
    let filter: Filter = serde_json::from_str("\" today|P1 \"").unwrap();
    assert_eq!(serde_json::to_string(&filter).unwrap(), "\"today | p1\"");
    let error = serde_json::from_str::<Filter>("\"today &\"").unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("character 8: expected a condition")
    );
}

/// FR-1041: weekdays and months are read in English, from their first three letters on, and written in full.
#[test]
fn fr_1041_weekdays_and_months_are_days() {
    for (written, canonical) in [
        ("Monday", "monday"),
        ("fri & p1", "friday & p1"),
        ("due: thurs", "thursday"),
        ("due before: Sept", "due before: september"),
        ("march | due after: may", "march | due after: may"),
    ] {
        assert_eq!(self::canonical(written), canonical, "{written}");
    }
}
