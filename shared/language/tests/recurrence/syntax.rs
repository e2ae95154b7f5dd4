//! Rules as text: one canonical form, and what a refusal says.

use language::Recurrence;

use crate::support::rule;

/// FR-607.
#[test]
fn rules_print_in_one_form() {
    for (written, canonical) in [
        ("RRULE:FREQ=DAILY", "FREQ=DAILY"),
        (" freq=weekly;byday=fr,mo,fr ", "FREQ=WEEKLY;BYDAY=MO,FR"),
        (
            "WKST=MO;INTERVAL=1;FREQ=MONTHLY;BYMONTHDAY=-1,+5,015",
            "FREQ=MONTHLY;BYMONTHDAY=-1,5,15",
        ),
        (
            "FREQ=MONTHLY;BYDAY=MO,+2TU,-1FR",
            "FREQ=MONTHLY;BYDAY=-1FR,MO,2TU",
        ),
        (
            "FREQ=YEARLY;UNTIL=20301231t235959z;BYMONTH=12,1",
            "FREQ=YEARLY;BYMONTH=1,12;UNTIL=20301231T235959Z",
        ),
        (
            "COUNT=3;FREQ=WEEKLY;WKST=SU;INTERVAL=2",
            "FREQ=WEEKLY;INTERVAL=2;COUNT=3;WKST=SU",
        ),
        (
            "FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO,TU,WE,TH,FR",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        ),
    ] {
        assert_eq!(rule(written).to_string(), canonical);
        assert_eq!(rule(canonical), rule(written));
        let json = serde_json::to_string(&rule(written)).unwrap();
        assert_eq!(json, format!("{canonical:?}"));
        assert_eq!(
            serde_json::from_str::<Recurrence>(&json).unwrap(),
            rule(written)
        );
    }
}

/// FR-633.
#[test]
fn skip_becomes_what_the_older_standard_says() {
    for (written, canonical) in [
        (
            "RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=30;SKIP=BACKWARD",
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=31;SKIP=backward",
            "FREQ=MONTHLY;BYMONTHDAY=-1",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=15;SKIP=BACKWARD",
            "FREQ=MONTHLY;BYMONTHDAY=15",
        ),
        (
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;SKIP=BACKWARD",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29,30;BYSETPOS=-1",
        ),
        ("FREQ=WEEKLY;SKIP=BACKWARD", "FREQ=WEEKLY"),
        ("RSCALE=gregorian;SKIP=OMIT;FREQ=MONTHLY", "FREQ=MONTHLY"),
    ] {
        assert_eq!(rule(written).to_string(), canonical, "{written}");
    }
    for (written, offset, part) in [
        ("FREQ=MONTHLY;SKIP=FORWARD", 18, "SKIP=BACKWARD"),
        ("FREQ=MONTHLY;SKIP=LEAP", 18, "expected OMIT or BACKWARD"),
        ("FREQ=MONTHLY;SKIP=BACKWARD", 18, "BYMONTHDAY=-1"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=15,30;SKIP=BACKWARD",
            35,
            "one day of BYMONTHDAY",
        ),
        ("FREQ=YEARLY;BYMONTHDAY=30;SKIP=BACKWARD", 31, "one month"),
        ("RSCALE=HEBREW;FREQ=MONTHLY", 7, "expected GREGORIAN"),
    ] {
        let refusal = written.parse::<Recurrence>().unwrap_err();
        assert_eq!(refusal.offset, offset, "{written}");
        assert!(
            refusal.message.contains(part),
            "{written}: {}",
            refusal.message
        );
    }
}

/// FR-607.
#[test]
fn a_refusal_says_what_is_wrong_and_where() {
    for (written, offset, part) in [
        ("", 0, "expected FREQ, INTERVAL"),
        ("every day", 5, "expected \"=\""),
        ("FREQ=HOURLY", 5, "once a day at most"),
        ("FREQ=FORTNIGHTLY", 5, "found \"FORTNIGHTLY\""),
        ("INTERVAL=2", 0, "needs FREQ"),
        ("FREQ=DAILY;INTERVAL=0", 20, "1 to 999"),
        ("FREQ=DAILY;COUNT=99999", 17, "1 to 999"),
        ("FREQ=DAILY;BYHOUR=9", 11, "BYHOUR is not supported"),
        ("FREQ=DAILY;FREQ=DAILY", 11, "occurs twice"),
        ("FREQ=DAILY;X-NAME=1", 11, "expected FREQ"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20300101", 19, "not both"),
        ("FREQ=WEEKLY;BYDAY=XX", 18, "expected a weekday"),
        ("FREQ=WEEKLY;BYDAY=1MO", 18, "needs FREQ=MONTHLY"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", 23, "does not go with"),
        ("FREQ=MONTHLY;BYDAY=6MO", 19, "more than 5"),
        ("FREQ=YEARLY;BYDAY=54MO", 18, "expected a weekday"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,32", 26, "found \"32\""),
        ("FREQ=MONTHLY;BYMONTHDAY=0", 24, "found \"0\""),
        (
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            33,
            "none of the months",
        ),
        ("FREQ=MONTHLY;BYSETPOS=1", 22, "BYSETPOS needs"),
        ("FREQ=DAILY;UNTIL=20260230", 17, "ends on Saturday the 28th"),
        ("FREQ=DAILY;UNTIL=soon", 17, "expected a day"),
        ("FREQ=DAILY;UNTIL=20260228T250000Z", 17, "expected a day"),
        ("FREQ=DAILY;", 11, "expected FREQ"),
        ("FREQ=DAILY BYDAY=MO", 10, "expected \";\" or the end"),
        ("FREQ=DÄILY", 5, "found \"DÄILY\""),
    ] {
        let error = written.parse::<Recurrence>().unwrap_err();
        assert_eq!(error.offset, offset, "{written}: {error}");
        assert!(error.message.contains(part), "{written}: {error}");
        assert!(
            error
                .to_string()
                .starts_with(&format!("character {}: ", offset + 1))
        );
    }
    let long = format!("FREQ=DAILY;BYMONTHDAY={}", "1,".repeat(300));
    assert_eq!(long.parse::<Recurrence>().unwrap_err().offset, 500);
}
