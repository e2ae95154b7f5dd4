//! The laws that every filter obeys.

use language::Filter;
use proptest::{prelude::*, sample::select};

use crate::task::{Task, matches};

fn some_task() -> impl Strategy<Value = Task> {
    let dues = vec![
        "",
        "2026-11-26",
        "2026-11-27",
        "2026-11-27T15:29",
        "2026-11-27T18:00",
        "2026-12-24",
    ];
    (select(dues), any::<bool>(), any::<bool>()).prop_map(|(due, completed, tagged)| {
        let mut task = Task::due(due);
        task.completed = completed;
        task.tags = tagged
            .then(|| "home".parse().unwrap())
            .into_iter()
            .collect();
        task
    })
}

fn some_filter() -> impl Strategy<Value = String> {
    let words = [
        "today",
        "overdue",
        "upcoming",
        "no date",
        "@home",
        "p4",
        "completed",
        "search: milk",
        "next 3 days",
    ];
    select(words.to_vec())
        .prop_map(str::to_owned)
        .prop_recursive(3, 8, 2, |inner| {
            (inner.clone(), inner, 0..3).prop_map(|(left, right, kind)| match kind {
                0 => format!("!({left})"),
                1 => format!("({left}) & ({right})"),
                _ => format!("({left}) | ({right})"),
            })
        })
}

proptest! {
    /// FR-604.
    #[test]
    fn the_laws_of_logic_hold(left in some_filter(), right in some_filter(), task in some_task()) {
        let (a, b) = (matches(&left, &task), matches(&right, &task));
        prop_assert_eq!(matches(&format!("!({left})"), &task), !a);
        prop_assert_eq!(matches(&format!("({left}) & ({right})"), &task), a && b);
        prop_assert_eq!(matches(&format!("({left}) | ({right})"), &task), a || b);
        prop_assert_eq!(matches(&format!("!(({left}) | ({right}))"), &task), !a && !b);
        let canonical = left.parse::<Filter>().unwrap().to_string();
        prop_assert_eq!(matches(&canonical, &task), a);
    }

    /// FR-604: no pending task falls between the words.
    #[test]
    fn overdue_today_upcoming_and_no_date_leave_nothing_out(task in some_task()) {
        let words = ["overdue", "today", "upcoming", "no date"];
        prop_assert!(task.completed || words.iter().any(|word| matches(word, &task)));
        prop_assert!(!matches("upcoming & (today | overdue)", &task));
    }
}
