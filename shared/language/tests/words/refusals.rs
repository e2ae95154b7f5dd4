//! Texts that are no date, with the place where they stop being one.

use language::{Language, Setting};

use crate::support::setting;

/// FR-1011: a text that is more or less than a date is refused with the place.
#[test]
fn fr_1011_what_is_no_date_is_refused_with_its_place() {
    let setting = setting(Language::English);
    for (text, offset, found) in [
        ("", 0, "the end"),
        ("someday", 0, "\"someday\""),
        ("tomorrow blue", 9, "\"blue\""),
        ("friday at 25:00", 7, "\"at\""),
        ("friday at 13am", 7, "\"at\""),
        ("friday 0:30 pm", 7, "\"0\""),
        ("31 february", 0, "\"31\""),
        ("every blue moon", 0, "\"every\""),
    ] {
        let error = setting.read(text).unwrap_err();
        assert_eq!(error.offset, offset, "{text}: {error}");
        assert!(error.message.contains(found), "{text}: {error}");
        assert!(error.message.contains("tomorrow, friday 5pm"), "{error}");
    }
}

/// FR-1011: two numbers that could be either day are refused with both.
#[test]
fn fr_1011_two_readings_are_named() {
    let english = setting(Language::English);
    let error = english.read("5/6").unwrap_err();
    assert_eq!(
        error.message,
        "5/6 is 6 May to some and 5 June to others; write 2026-05-06 or 2026-06-05"
    );
    let error = english.read("5/6/2027").unwrap_err();
    assert!(
        error.message.contains("2027-05-06 or 2027-06-05"),
        "{error}"
    );
    for (text, days) in [
        ("by 5/6", "2026-05-06 or 2026-06-05"),
        ("5/6 at noon", "2026-05-06 or 2026-06-05"),
        ("04/12/26", "2026-04-12 or 2026-12-04"),
        ("5.6.2027", "2027-05-06 or 2027-06-05"),
        ("on 5-6-2027", "2027-05-06 or 2027-06-05"),
    ] {
        let error = english.read(text).unwrap_err();
        assert!(error.message.contains(days), "{text}: {error}");
    }
    for text in ["5.6", "5-6", "5/6x", "version 5.6.7"] {
        let error = english.read(text).unwrap_err();
        assert!(!error.message.contains("to some"), "{text}: {error}");
    }
    assert_eq!(english.find_due("Pay rent 5/6"), None);
    let german = setting(Language::German).read("5.6.").unwrap();
    assert_eq!(german.due.to_string(), "2027-06-05");
}

/// FR-1012: in files that leave this year's number out, a day that is past stays in this year, and says so.
#[test]
fn fr_1012_a_day_without_a_year_may_be_past() {
    let file = Setting {
        this_year: true,
        ..setting(Language::English)
    };
    let past = file.read("22 Nov at 9am").unwrap();
    assert_eq!(
        past.due.to_string(),
        "2026-11-22T09:00:00+01:00[Europe/Berlin]"
    );
    assert!(past.is_past_this_year);
    assert!(!file.read("1 Dec").unwrap().is_past_this_year);
    assert!(!file.read("22 Nov 2025").unwrap().is_past_this_year);
    assert_eq!(
        setting(Language::English)
            .read("22 Nov")
            .unwrap()
            .due
            .to_string(),
        "2027-11-22"
    );
}

/// FR-1003: past days are read too, and are no due that a sentence gives.
#[test]
fn fr_1003_past_days_are_read_and_give_no_due() {
    let setting = setting(Language::English);
    assert_eq!(
        setting.read("last friday").unwrap().due.to_string(),
        "2026-11-20"
    );
    assert_eq!(setting.find("Photos from last friday").len(), 1);
    assert_eq!(setting.find_due("Photos from last friday"), None);
    assert_eq!(
        setting.find_due("Call back about the mail from yesterday"),
        None
    );
}
