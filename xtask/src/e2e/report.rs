//! What passed and what failed.

use std::process::ExitCode;

use crate::{failure::Outcome, say};

/// The outcomes so far.
#[derive(Debug, Default)]
pub struct Report {
    passed: usize,
    failed: Vec<String>,
}

impl Report {
    /// Adds an outcome and says it; gives whether it is a good one.
    pub fn add(&mut self, name: &str, outcome: Outcome<()>) -> bool {
        match outcome {
            Ok(()) => {
                self.passed += 1;
                say::line(format_args!("  passed    {name}"));
                true
            }
            Err(failure) => {
                say::line(format_args!("  FAILED    {name}: {failure}"));
                self.failed.push(format!("{name}: {failure}"));
                false
            }
        }
    }

    /// What failed, each in a line, and the counts as the last one.
    #[must_use]
    pub fn summary(&self) -> String {
        let mut lines = vec![String::new()];
        for failure in &self.failed {
            let first = failure.lines().next().unwrap_or_default();
            lines.push(format!("  FAILED    {first}"));
        }
        lines.push(format!(
            "{} passed, {} failed",
            self.passed,
            self.failed.len()
        ));
        lines.join("\n")
    }

    /// 1 when something failed.
    #[must_use]
    pub fn code(&self) -> ExitCode {
        if self.failed.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_820_the_last_line_counts() {
        let mut report = Report::default();
        assert!(report.add("install", Ok(())));
        assert!(!report.add("zero", Err("not at zero\nmore".into())));
        let text = report.summary();
        assert!(text.contains("FAILED    zero: not at zero\n"), "{text}");
        assert_eq!(text.lines().last(), Some("1 passed, 1 failed"));
    }
}
