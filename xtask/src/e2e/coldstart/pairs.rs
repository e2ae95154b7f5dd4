//! Each function and nothing, from zero in turn.

use std::{collections::BTreeMap, time::Instant};

use serde_json::json;

use super::{inside, milliseconds, spread::Spread};
use crate::{
    e2e::{
        http::Request,
        images::NOTHING,
        person::{Person, needed, same},
        platform::Platform,
    },
    failure::Outcome,
    kube::FUNCTIONS,
    say, signals,
};

const ROUNDS: usize = 15;
/// From one request of a round to the next: more than a start, and a whole number of seconds.
pub const APART: std::time::Duration = std::time::Duration::from_secs(4);

/// The measurements, in milliseconds: one a round for each.
#[derive(Default)]
pub struct Starts {
    took: BTreeMap<&'static str, Vec<f64>>,
    inside: BTreeMap<&'static str, Vec<f64>>,
}

/// Sends everything to zero and calls each once, so often.
///
/// # Errors
/// When something does not answer.
pub fn measure(platform: &Platform) -> Outcome<Starts> {
    let mut parts = [&[NOTHING], &FUNCTIONS[..]].concat();
    let mut starts = Starts::default();
    for round in 1..=ROUNDS {
        platform.scaled_to_zero(&parts)?;
        let person = Person::sign_up(platform)?;
        let mut said = Vec::new();
        let began = Instant::now();
        for (place, &part) in parts.iter().enumerate() {
            wait_until(began, place)?;
            let took = from_zero(platform, &person, part)?;
            starts.took.entry(part).or_default().push(took);
            said.push(format!("{part} {took:.0}"));
            // At once: a pod that answered one request may be on its way out when the round ends.
            if part != NOTHING
                && let Some(inside) = inside::of(platform, part)?
            {
                starts.inside.entry(part).or_default().push(inside);
            }
        }
        say::line(format_args!("  round {round:>2}: {} ms", said.join(", ")));
        parts.rotate_left(1);
    }
    Ok(starts)
}

/// Waits for the moment of the request at that place in its round.
///
/// # Errors
/// When a signal comes.
pub fn wait_until(began: Instant, place: usize) -> Outcome<()> {
    let moment = APART * u32::try_from(place).unwrap_or(u32::MAX);
    signals::pause(moment.saturating_sub(began.elapsed()))
}

/// Calls one part, which has no pod, with what it does for a person.
///
/// # Errors
/// When it does not answer.
pub fn from_zero(platform: &Platform, person: &Person, part: &str) -> Outcome<f64> {
    let (request, status): (Request, u16) = match part {
        "tasks" => (person.request("tasks", "GET", "/api/tasks"), 200),
        "chat" => (person.request("chat", "GET", "/api/conversations"), 200),
        "mcp" => {
            let call = json!({
                "jsonrpc": "2.0",
                "id": 1,
                "method": "tools/call",
                "params": {"name": "list_tasks", "arguments": {}},
            });
            let request = person
                .request("mcp", "POST", "/mcp")
                .with("accept", "application/json, text/event-stream")
                .with("mcp-protocol-version", "2025-06-18");
            (request.json(&call), 200)
        }
        other => (platform.request(other, "GET", "/"), 204),
    };
    let reply = needed(part, request.send()?)?;
    same(&format!("{part} {}", reply.body), &reply.status, &status)?;
    Ok(milliseconds(reply.took))
}

impl Starts {
    /// What each took.
    pub fn spreads(&self) -> impl Iterator<Item = (&'static str, Spread)> {
        self.took
            .iter()
            .map(|(part, took)| (*part, Spread::of(took)))
    }

    /// What each function took longer than nothing did in the same round.
    pub fn differences(&self) -> impl Iterator<Item = (&'static str, Spread)> {
        FUNCTIONS.into_iter().filter_map(|function| {
            let pairs = self.took.get(function)?.iter();
            let pairs = pairs.zip(self.took.get(NOTHING)?);
            let differences: Vec<f64> = pairs
                .map(|(function, nothing)| function - nothing)
                .collect();
            Some((function, Spread::of(&differences)))
        })
    }

    /// What each function says of its own start.
    pub fn inside(&self) -> impl Iterator<Item = (&'static str, Spread)> {
        self.inside
            .iter()
            .map(|(function, inside)| (*function, Spread::of(inside)))
    }

    /// The middle of what a part took.
    #[must_use]
    pub fn median(&self, part: &str) -> f64 {
        self.took
            .get(part)
            .map_or(f64::NAN, |took| Spread::of(took).median)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_824_a_function_is_compared_with_nothing_of_its_round() {
        let took = BTreeMap::from([
            ("nothing", vec![1000.0, 1500.0]),
            ("tasks", vec![1030.0, 1510.0]),
        ]);
        let starts = Starts {
            took,
            ..Starts::default()
        };
        let differences: Vec<_> = starts.differences().collect();
        assert_eq!(differences, [("tasks", Spread::of(&[30.0, 10.0]))]);
        assert!((starts.median("tasks") - 1270.0).abs() < 1e-9);
    }
}
