//! Filters: printing and reading undo each other, whatever the filter.

use jiff::civil::{Date, Weekday};
use language::{Amount, Condition, Day, Expression, Filter, Month, Part, Priority, Unit, When};
use proptest::{prelude::*, sample::select};

fn amount() -> impl Strategy<Value = Amount> {
    (1..=999_u16).prop_map(|number| Amount::try_from(number).unwrap())
}

fn unit() -> impl Strategy<Value = Unit> {
    select(vec![Unit::Days, Unit::Weeks, Unit::Months])
}

fn day() -> impl Strategy<Value = Day> {
    prop_oneof![
        select(vec![Day::Today, Day::Tomorrow, Day::Yesterday]),
        (1..=9999_i16, 1..=12_i8, 1..=28_i8)
            .prop_map(|(year, month, day)| Day::Date(Date::new(year, month, day).unwrap())),
        (amount(), unit()).prop_map(|(amount, unit)| Day::Ahead(amount, unit)),
        (amount(), unit()).prop_map(|(amount, unit)| Day::Ago(amount, unit)),
        (0_i8..7).prop_map(|day| Day::Weekday(Weekday::from_monday_zero_offset(day).unwrap())),
        (1_i8..=12).prop_map(|month| Day::Month(Month::try_from(month).unwrap())),
    ]
}

fn when() -> impl Strategy<Value = When> {
    prop_oneof![
        day().prop_map(When::On),
        day().prop_map(When::Before),
        day().prop_map(When::After),
        amount().prop_map(When::Next),
        Just(When::Overdue),
    ]
}

/// Any text that is a name: letters, spaces, symbols of the language, other alphabets.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,8}", "[ -~äßÉ日本🎉]{1,12}", r"\PC{1,12}"]
}

fn condition() -> impl Strategy<Value = Condition<When>> {
    let parts = vec![Part::Date, Part::Notes, Part::Tags];
    let priorities = vec![Priority::P1, Priority::P2, Priority::P3, Priority::P4];
    prop_oneof![
        4 => when().prop_map(Condition::Due),
        1 => Just(Condition::All),
        1 => Just(Condition::Completed),
        1 => Just(Condition::Pending),
        1 => Just(Condition::Recurring),
        1 => Just(Condition::Subtask),
        1 => select(parts).prop_map(Condition::Has),
        1 => select(priorities).prop_map(Condition::Priority),
        3 => text().prop_filter_map("a name", |text| text.parse().ok().map(Condition::Tag)),
        3 => text().prop_filter_map("a name", |text| text.parse().ok().map(Condition::Project)),
        3 => text().prop_filter_map("a search", |text| text.parse().ok().map(Condition::Search)),
    ]
}

/// Trees as the parser makes them: no `And` directly in an `And`, no `Or` in an `Or`, at least two in each.
fn expression() -> impl Strategy<Value = Expression<When>> {
    condition()
        .prop_map(Expression::Is)
        .prop_recursive(5, 16, 3, |inner| {
            let parts = || prop::collection::vec(inner.clone(), 2..4);
            prop_oneof![
                inner
                    .clone()
                    .prop_map(|inner| Expression::Not(Box::new(inner))),
                parts().prop_map(|parts| {
                    Expression::And(flat(parts, |part| matches!(part, Expression::And(_))))
                }),
                parts().prop_map(|parts| {
                    Expression::Or(flat(parts, |part| matches!(part, Expression::Or(_))))
                }),
            ]
        })
}

/// The parts, with those that are of the `same` kind as the whole taken apart.
fn flat(
    parts: Vec<Expression<When>>,
    same: impl Fn(&Expression<When>) -> bool,
) -> Vec<Expression<When>> {
    let apart = |part| match part {
        Expression::And(inner) | Expression::Or(inner) => inner,
        other => vec![other],
    };
    parts
        .into_iter()
        .flat_map(|part| if same(&part) { apart(part) } else { vec![part] })
        .collect()
}

proptest! {
    /// FR-603.
    #[test]
    fn a_printed_filter_reads_as_the_same(expression in expression()) {
        let printed = expression.to_string();
        match printed.parse::<Filter>() {
            Ok(filter) => {
                prop_assert_eq!(filter.expression(), &expression);
                prop_assert_eq!(filter.to_string(), printed);
            }
            // Only length keeps such a filter from being read.
            Err(error) => prop_assert!(error.message.starts_with("a filter has at most"), "{}: {}", printed, error),
        }
    }

    /// FR-603: reading and printing again changes nothing more.
    #[test]
    fn the_canonical_form_is_its_own(
        words in prop::collection::vec(select(vec![
            "today", "OVERDUE", "no_date", "next 3 days", "p1", "@a", "#\"b c\"", "search: x y", "\"z\"", "has tags",
            "&", "|", "!", "(", ")", "due before: +2 weeks", " ",
        ]), 1..20)
    ) {
        if let Ok(filter) = words.concat().parse::<Filter>() {
            let printed = filter.to_string();
            let again: Filter = printed.parse().unwrap();
            prop_assert_eq!(again.to_string(), printed);
            prop_assert_eq!(again, filter);
        }
    }

    /// FR-602: whatever is written, the answer is a filter or a place in the text.
    #[test]
    fn no_text_breaks_the_parser(text in r#"[a-z0-9@#&|!()":+\\_ é🎉-]{0,60}|.{0,60}"#) {
        if let Err(error) = text.parse::<Filter>() {
            prop_assert!(error.offset <= text.chars().count(), "{}", error);
        }
    }
}
