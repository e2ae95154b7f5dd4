//! Days and times where the person is.

use language::Setting;

fn due(now: &str, zone: &str, text: &str) -> String {
    let setting = Setting::new(now.parse().unwrap(), zone.parse().unwrap());
    setting.read(text).unwrap().due.to_string()
}

/// FR-1004: the same words are another day elsewhere.
#[test]
fn fr_1004_today_is_the_day_that_it_is_there() {
    let now = "2026-11-26T23:30:00Z";
    assert_eq!(due(now, "Europe/London", "today"), "2026-11-26");
    assert_eq!(due(now, "Europe/Berlin", "today"), "2026-11-27");
    assert_eq!(due(now, "Pacific/Auckland", "tomorrow"), "2026-11-28");
}

/// FR-1004: days keep the time of day when clocks change, hours are as long as ever.
#[test]
fn fr_1004_times_are_right_when_clocks_change() {
    let evening = "2027-03-27T20:00:00+01:00";
    let berlin = "Europe/Berlin";
    assert_eq!(
        due(evening, berlin, "tomorrow at 8pm"),
        "2027-03-28T20:00:00+02:00[Europe/Berlin]"
    );
    assert_eq!(
        due(evening, berlin, "in 12 hours"),
        "2027-03-28T09:00:00+02:00[Europe/Berlin]"
    );
    assert_eq!(due(evening, berlin, "in 1 day"), "2027-03-28");
    // 02:30 is skipped on that day.
    assert_eq!(
        due(evening, berlin, "tomorrow at 2:30am"),
        "2027-03-28T03:30:00+02:00[Europe/Berlin]"
    );
    let autumn = "2026-10-24T20:00:00+02:00";
    assert_eq!(
        due(autumn, berlin, "in 12 hours"),
        "2026-10-25T07:00:00+01:00[Europe/Berlin]"
    );
    // 02:30 comes twice; the first is meant.
    assert_eq!(
        due(autumn, berlin, "tomorrow at 2:30am"),
        "2026-10-25T02:30:00+02:00[Europe/Berlin]"
    );
    assert_eq!(
        due(autumn, berlin, "every day at 9am"),
        "2026-10-25T09:00:00+01:00[Europe/Berlin]"
    );
}

/// FR-1004: a zone's abbreviation is that zone's time.
#[test]
fn fr_1004_an_abbreviation_names_its_zone() {
    let now = "2026-11-26T09:00:00Z";
    assert_eq!(
        due(now, "Europe/Berlin", "friday 8:00 GMT"),
        "2026-11-27T09:00:00+01:00[Europe/Berlin]"
    );
}
