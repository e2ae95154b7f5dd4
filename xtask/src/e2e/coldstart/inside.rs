//! What a function says of its own start.

use serde_json::Value;

use crate::{e2e::platform::Platform, failure::Outcome};

/// From the start of the process until it listened, plus the first answer to a request, in milliseconds; nothing when the
/// function's newest pod has not said both.
///
/// # Errors
/// When the cluster does not answer.
pub fn of(platform: &Platform, function: &str) -> Outcome<Option<f64>> {
    let Some(pod) = platform.kube.pods_of(function)?.into_iter().next() else {
        return Ok(None);
    };
    let log = platform
        .kube
        .kubectl(&["logs", &pod.name, "--container", function])?;
    Ok(read(&log))
}

fn read(log: &str) -> Option<f64> {
    let lines: Vec<Value> = log
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let said = |message: &str, field: &str| {
        lines
            .iter()
            .find(|line| line["message"] == message)
            .and_then(|line| line[field].as_f64())
    };
    Some(said("listening", "microseconds")? / 1000.0 + said("answered", "milliseconds")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_824_the_start_and_the_first_answer_add_up() {
        let log = "{\"message\":\"listening\",\"microseconds\":1500}\nnot JSON\n{\"message\":\"answered\",\"milliseconds\":9}\n{\"message\":\"answered\",\"milliseconds\":1}\n";
        assert_eq!(read(log), Some(10.5));
        assert_eq!(
            read("{\"message\":\"listening\",\"microseconds\":1500}"),
            None
        );
    }
}
