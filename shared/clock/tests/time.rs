//! Time and ids as a test sets them, and the lints that keep everybody from asking the machine (FR-490, FR-491, FR-493).
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

use std::{sync::Arc, time::Duration};

use clock::{
    Clock, Ids, SystemClock, SystemIds,
    testing::{CountedIds, HandClock, RuntimeClock},
};
use jiff::{SignedDuration, Timestamp};

fn moment() -> Timestamp {
    "2026-11-27T14:05:00Z".parse().unwrap()
}

/// FR-491: with the runtime's clock paused, an hour of waiting is an hour by the clock, and takes no time.
#[tokio::test(start_paused = true)]
async fn an_hour_passes_at_once() {
    let clock = RuntimeClock::from(moment());
    assert_eq!(clock.now(), moment());
    tokio::time::sleep(Duration::from_hours(1)).await;
    assert_eq!(clock.now(), moment() + SignedDuration::from_hours(1));
    assert_eq!(RuntimeClock::from(Timestamp::MAX).now(), Timestamp::MAX);
}

/// FR-490: a clock stands where it was set, also back.
#[test]
fn a_clock_stands_where_it_was_set() {
    let clock = HandClock::at(moment());
    for at in [moment(), moment() - SignedDuration::from_mins(1)] {
        clock.set(at);
        assert_eq!((clock.now(), clock.now()), (at, at));
    }
}

/// FR-490: counted ids are the same each time, tell the clock's time, and none comes twice.
#[test]
fn counted_ids_are_the_same_each_time() {
    let clock: Arc<dyn Clock> = Arc::new(HandClock::at(moment()));
    let counted = || {
        let ids = CountedIds::new(clock.clone());
        let mut secret = [0; 25];
        ids.fill(&mut secret).unwrap();
        ([ids.next(), ids.next()], secret)
    };
    let ([one, two], secret) = counted();
    assert_eq!(([one, two], secret), counted());
    assert!(one < two, "{one} {two}");
    assert_eq!(one.get_version_num(), 7);
    let (seconds, nanoseconds) = one.get_timestamp().unwrap().to_unix();
    assert_eq!((seconds, nanoseconds), (1_795_788_300, 0));
    assert_ne!(secret[..10], secret[10..20]);
}

/// FR-490: a process has the machine's time, and ids and secrets that nobody can guess.
#[test]
fn the_machine_has_time_and_chance() {
    let before = SystemClock.now();
    assert!(before > moment() - SignedDuration::from_hours(24 * 365));
    assert!(SystemClock.now() >= before);
    let (one, two) = (SystemIds.next(), SystemIds.next());
    assert!(one < two, "{one} {two}");
    let (mut secret, mut other) = ([0; 32], [0; 32]);
    SystemIds.fill(&mut secret).unwrap();
    SystemIds.fill(&mut other).unwrap();
    assert_ne!(secret, other);
}

/// FR-490, FR-491, FR-493: the lints name every call that would ask the machine, or measure what took how long.
#[test]
fn lints_forbid_asking_the_machine() {
    let lints = include_str!("../../../clippy.toml");
    for path in [
        "std::time::SystemTime::now",
        "std::time::Instant::now",
        "std::time::Instant::elapsed",
        "std::thread::sleep",
        "tokio::time::Instant::elapsed",
        "jiff::Timestamp::now",
        "jiff::Zoned::now",
        "uuid::Uuid::now_v7",
        "getrandom::fill",
    ] {
        assert!(lints.contains(&format!("path = \"{path}\"")), "{path}");
    }
}
