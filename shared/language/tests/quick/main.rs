//! FR-1020 to FR-1025: a task as one line.
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

mod lines;
mod properties;

use language::{QuickTask, Setting};

/// Thursday, 26 November 2026, 10:00 in Berlin.
fn setting() -> Setting {
    let now = "2026-11-26T10:00:00+01:00".parse().unwrap();
    Setting::new(now, "Europe/Berlin".parse().unwrap())
}

fn read(line: &str) -> QuickTask {
    QuickTask::read(line, &setting()).unwrap()
}
