//! The figures of starts, for people and for programs.

use std::time::Duration;

use serde::Serialize;

use super::measure::Run;
use crate::bench::spread::{Spread, spread};

/// One function's figures.
#[derive(Debug, Serialize)]
pub struct Figures {
    function: &'static str,
    runs: usize,
    size_bytes: u64,
    listening_ms: Option<Spread>,
    answered_ms: Option<Spread>,
    answered_through_pooler_ms: Option<Spread>,
    again_ms: Option<Spread>,
    rss_mb: Option<Spread>,
    peak_rss_mb: Option<Spread>,
}

impl Figures {
    /// Sums up the runs of one function, directly and through a pooler.
    #[must_use]
    pub fn of(function: &'static str, size_bytes: u64, runs: &[Run], pooled: &[Run]) -> Self {
        let milliseconds = |duration: Duration| duration.as_secs_f64() * 1000.0;
        #[expect(
            clippy::cast_precision_loss,
            reason = "memory is far below the 2^53 bytes where this would begin to matter"
        )]
        let megabytes = |bytes: u64| bytes as f64 / 1_000_000.0;
        let memory = |pick: fn((u64, u64)) -> u64| {
            let known = runs.iter().filter_map(|run| run.memory);
            spread(known.map(|pair| megabytes(pick(pair))).collect())
        };
        let answered =
            |runs: &[Run]| spread(runs.iter().map(|run| milliseconds(run.answered)).collect());
        Self {
            function,
            runs: runs.len(),
            size_bytes,
            listening_ms: spread(runs.iter().map(|run| milliseconds(run.listening)).collect()),
            answered_ms: answered(runs),
            answered_through_pooler_ms: answered(pooled),
            again_ms: spread(runs.iter().map(|run| milliseconds(run.again)).collect()),
            rss_mb: memory(|(now, _)| now),
            peak_rss_mb: memory(|(_, peak)| peak),
        }
    }
}

/// A table; each cell is min / median / max.
#[must_use]
pub fn table(figures: &[Figures]) -> String {
    let cell = |spread: Option<Spread>| {
        spread.map_or("–".to_owned(), |spread| {
            format!(
                "{:.1} / {:.1} / {:.1}",
                spread.min, spread.median, spread.max
            )
        })
    };
    let row = |cells: [String; 8]| {
        let [name, size, listening, answered, pooled, again, rss, peak] = cells;
        format!(
            "{name:<8} {size:>9}  {listening:>17}  {answered:>20}  {pooled:>20}  {again:>17}  {rss:>18}  {peak:>18}"
        )
    };
    let head = [
        "function",
        "size, MB",
        "listening, ms",
        "first list, ms",
        "through pooler, ms",
        "second list, ms",
        "memory, MB",
        "peak memory, MB",
    ];
    let mut lines = vec![String::new(), row(head.map(str::to_owned))];
    for figure in figures {
        let size = figure.size_bytes / 100_000;
        lines.push(row([
            figure.function.to_owned(),
            format!("{}.{}", size / 10, size % 10),
            cell(figure.listening_ms),
            cell(figure.answered_ms),
            cell(figure.answered_through_pooler_ms),
            cell(figure.again_ms),
            cell(figure.rss_mb),
            cell(figure.peak_rss_mb),
        ]));
    }
    let runs = figures.first().map_or(0, |figure| figure.runs);
    lines.push(format!(
        "min / median / max of {runs} starts each, directly and through a warm pooler in turn, all from exec but the second list.\n\
         What the first list takes longer directly than through the pooler is the server's new process and its cold catalogue\n\
         for our statements; what it takes longer there than listening and a second list is the function's own start and SCRAM."
    ));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures() -> Vec<Figures> {
        let run = |milliseconds| Run {
            listening: Duration::from_millis(milliseconds),
            answered: Duration::from_millis(milliseconds * 4),
            again: Duration::from_millis(milliseconds + 10),
            memory: Some((6_000_000, 7_000_000)),
        };
        let pooled = [run(5), run(6)];
        vec![Figures::of(
            "tasks",
            8_240_000,
            &[run(3), run(1), run(2)],
            &pooled,
        )]
    }

    #[test]
    fn fr_514_fr_517_the_table_has_size_times_and_memory() {
        let text = table(&figures());
        for part in [
            "8.2",
            "1.0 / 2.0 / 3.0",
            "4.0 / 8.0 / 12.0",
            "20.0 / 24.0 / 24.0",
            "11.0 / 12.0 / 13.0",
            "6.0 / 6.0 / 6.0",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn fr_514_json_has_the_same_figures() {
        let document: serde_json::Value = serde_json::to_value(figures()).unwrap();
        assert_eq!(document[0]["function"], "tasks");
        assert_eq!(document[0]["answered_ms"]["median"], 8.0);
        assert_eq!(document[0]["answered_through_pooler_ms"]["min"], 20.0);
        assert_eq!(document[0]["peak_rss_mb"]["max"], 7.0);
    }
}
