//! The metrics against their list.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;

use super::*;

/// Every metric with every value that its labels can have.
fn everything() -> String {
    let families = Families::default();
    families.answered("GET", "/api/tasks/{id}", StatusCode::OK, Duration::ZERO);
    for wait in Wait::ALL {
        families.waited(*wait, Duration::ZERO);
    }
    for phase in Phase::ALL {
        families.reached(phase, Duration::from_millis(1));
    }
    for place in Place::ALL {
        for step in ModelStep::ALL {
            families.model_step(*place, *step, Some((3, 4)));
        }
    }
    for outcome in ToolOutcome::ALL {
        families.tool_called("add_task", *outcome);
    }
    for takeover in Takeover::ALL {
        families.taken_over(*takeover);
    }
    for limit in Limit::ALL {
        families.refused(*limit);
    }
    families.text(PoolState {
        in_use: 1,
        idle: 2,
        most: 4,
        waiting: 3,
    })
}

/// The labels of each metric in a text, by the metric's name.
fn labels(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (name, rest) = line.split_at(line.find(['{', ' ']).unwrap());
        let suffixes = ["_total", "_bucket", "_sum", "_count"];
        let name = suffixes.iter().find_map(|suffix| name.strip_suffix(suffix));
        let name = name.unwrap_or_else(|| line.split(['{', ' ']).next().unwrap());
        // A route's template has braces of its own.
        let labels = rest.rsplit_once('}').map_or("", |(labels, _)| labels);
        let labels = labels.trim_start_matches('{');
        let names = labels
            .split("\",")
            .filter_map(|pair| pair.split_once("=\""));
        let names = names.map(|(name, _)| name.to_owned());
        let known = found.entry(name.to_owned()).or_default();
        known.extend(names.filter(|name| name != "le"));
    }
    found
}

/// FR-494, FR-495: the text has the metrics of the list, each of its kind and with its labels, and no other.
#[test]
fn the_text_is_what_the_list_says() {
    let text = everything();
    let found = labels(&text);
    let listed = ALL.iter().map(|metric| {
        let labels = metric.labels.iter().map(|label| (*label).to_owned());
        (metric.name.to_owned(), labels.collect())
    });
    assert_eq!(found, listed.collect());
    for metric in ALL {
        let kind = format!("# TYPE {} {}\n", metric.name, metric.kind.as_str());
        assert!(text.contains(&kind), "{kind}");
        let help = format!("# HELP {} {}\n", metric.name, metric.help);
        assert!(text.contains(&help), "{help}");
    }
    assert!(text.ends_with("# EOF\n"));
}

/// FR-495: whatever method a caller makes up, it is one value.
#[test]
fn made_up_methods_are_one_value() {
    for made_up in ["BREW", "x-1", "PROPFIND"] {
        assert_eq!(labels::method(&made_up.parse().unwrap()), "other");
    }
    assert_eq!(labels::method(&Method::PATCH), "PATCH");
}

/// FR-495: where no port is configured, nothing is counted and nothing is written.
#[test]
fn nothing_is_counted_unless_it_is_wanted() {
    answered(&Method::GET, "/", StatusCode::OK, Duration::ZERO);
    waited(Wait::Answer, timer());
    watch_pool(|| unreachable!("nobody looks"));
    assert!(timer().is_none() && text().is_empty());
}

/// FR-495: the contract, which documents, alerts and dashboard are compared with, is what the code has.
#[test]
fn the_contract_is_what_the_code_has() {
    let committed = include_str!("../../../specs/011-operators/contracts/metrics.json");
    assert_eq!(committed.trim_end(), contract());
}
