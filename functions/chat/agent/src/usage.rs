//! How many tokens a reply took (FR-353).

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Bytes of a token, where an endpoint does not count.
const BYTES_PER_TOKEN: usize = 4;

/// What an endpoint reports of a reply.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens that it read.
    #[serde(default)]
    pub input_tokens: u64,
    /// Tokens that it wrote, thoughts included.
    #[serde(default)]
    pub output_tokens: u64,
}

impl Usage {
    /// The report in a chunk or a whole reply, in any of the places where endpoints put it.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        let places = ["/usage", "/x_groq/usage", "/choices/0/usage"];
        let report = places
            .iter()
            .filter_map(|place| value.pointer(place))
            .find(|report| report.is_object())?;
        let count = |names: [&str; 2]| {
            let counts = names.iter().filter_map(|name| report.get(*name)?.as_u64());
            counts.max()
        };
        let input = count(["prompt_tokens", "input_tokens"]);
        let output = count(["completion_tokens", "output_tokens"]);
        (input.is_some() || output.is_some()).then(|| Self {
            input_tokens: input.unwrap_or_default(),
            output_tokens: output.unwrap_or_default(),
        })
    }
}

impl AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        self.input_tokens = self.input_tokens.saturating_add(other.input_tokens);
        self.output_tokens = self.output_tokens.saturating_add(other.output_tokens);
    }
}

/// How many tokens so many bytes are, about.
pub(crate) fn tokens(bytes: usize) -> u64 {
    u64::try_from(bytes / BYTES_PER_TOKEN).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// FR-353.
    #[test]
    fn a_report_is_found_wherever_it_stands() {
        let usage = |input_tokens, output_tokens| {
            Some(Usage {
                input_tokens,
                output_tokens,
            })
        };
        for (value, expected) in [
            (
                json!({"usage": {"prompt_tokens": 3, "completion_tokens": 4}}),
                usage(3, 4),
            ),
            (
                json!({"usage": null, "x_groq": {"usage": {"completion_tokens": 4}}}),
                usage(0, 4),
            ),
            (
                json!({"choices": [{"usage": {"prompt_tokens": 3}}]}),
                usage(3, 0),
            ),
            (
                json!({"usage": {"input_tokens": 5, "output_tokens": 6}}),
                usage(5, 6),
            ),
            (json!({"usage": {"prompt_tokens": -1}}), None),
            (json!({"usage": "much"}), None),
            (json!({}), None),
        ] {
            assert_eq!(Usage::of(&value), expected, "{value}");
        }
    }
}
