//! FR-824: what a start from zero costs, beside a container that does nothing and goes to zero with the functions.
//!
//! The node's agent looks for new containers once a second, so a start takes up to a second more or less by chance. What
//! is compared is therefore asked for a whole number of seconds apart, and the order changes from round to round.

mod inside;
mod nothing;
mod pairs;
mod spread;
mod turns;

use std::time::Duration;

use self::{pairs::Starts, spread::Spread};
use super::platform::Platform;
use crate::{
    failure::{Failure, Outcome},
    say,
};

/// What a function may take longer than nothing, and a stream's first byte longer than one start.
const DIFFERENCE: f64 = 100.0;
/// What a function itself may take, from its start to its first answer with a token and the database.
const INSIDE: f64 = 30.0;

/// Measures, prints every figure, and fails where one is over its bound.
pub fn run(platform: &Platform) -> Outcome<()> {
    nothing::deploy(platform)?;
    let starts = pairs::measure(platform)?;
    let mut bounds = Bounds::default();
    say::line("\n  from zero, milliseconds: min / median / max");
    for (part, spread) in starts.spreads() {
        say::line(format_args!("    {part:<8} {spread}"));
    }
    say::line("  longer than nothing, in the same round");
    for (function, spread) in starts.differences() {
        bounds.check(&format!("{function}, difference"), &spread, DIFFERENCE);
    }
    say::line("  inside the pod: start to listening, and the first answer");
    for (function, spread) in starts.inside() {
        bounds.check(&format!("{function}, inside"), &spread, INSIDE);
    }
    let first_bytes = turns::first_bytes(platform)?;
    say::line("  a streamed turn with chat and mcp at zero");
    bounds.check("first byte, difference", &first_bytes.longer, DIFFERENCE);
    say::line(format_args!(
        "    the whole turn, built-in model {}",
        first_bytes.whole
    ));
    let whole = turns::with_slow_model(platform)?;
    bounds.check("whole turn, model of 1 s", &whole, longest_turn(&starts));
    bounds.outcome()
}

/// Chat's start, then the longer of mcp's start and the first thought, then the second thought, and 15 % of all.
fn longest_turn(starts: &Starts) -> f64 {
    let thought = milliseconds(turns::THOUGHT);
    let median = |part| starts.median(part);
    (median("chat") + median("mcp").max(thought) + thought) * 1.15
}

/// Whole and parts.
fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

#[derive(Default)]
struct Bounds(Vec<String>);

impl Bounds {
    fn check(&mut self, what: &str, spread: &Spread, bound: f64) {
        say::line(format_args!(
            "    {what:<24} {spread}, median at most {bound:.0}"
        ));
        if spread.median > bound {
            self.0.push(format!("{what}: {:.0} ms", spread.median));
        }
    }

    fn outcome(self) -> Outcome<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(Failure::Told(format!("too slow: {}", self.0.join("; "))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_824_a_median_over_its_bound_fails() {
        let spread = Spread::of(&[1.0, 2.0, 30.0]);
        let mut bounds = Bounds::default();
        bounds.check("fast", &spread, 2.0);
        assert!(bounds.0.is_empty());
        bounds.check("slow", &spread, 1.9);
        assert!(
            bounds
                .outcome()
                .unwrap_err()
                .to_string()
                .contains("slow: 2 ms")
        );
    }
}
