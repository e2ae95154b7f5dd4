//! The figures of a load, for people and for programs.

use serde::Serialize;

use super::{CLIENTS, case::Round};
use crate::{
    bench::spread::{Spread, spread},
    failure::{Failure, Outcome},
};

/// All figures.
#[derive(Debug, Serialize)]
pub struct Figures {
    /// Connections, of the load as of pgbench.
    pub clients: u32,
    /// How often each was measured, one after the other.
    pub rounds: usize,
    /// Whether the function remembers the tokens that it verified (FR-418): each comes again and again here.
    pub remembers_tokens: bool,
    /// What was asked of the function.
    pub cases: Vec<Case>,
    /// p99 of the list in the large table by that in the small one, round by round.
    pub p99_growth: Spread,
}

/// One kind of request on one database.
#[derive(Debug, Serialize)]
pub struct Case {
    /// What it is.
    pub name: &'static str,
    /// Whether it reads a list; otherwise it creates a task.
    pub is_list: bool,
    /// Requests per second.
    pub requests_per_s: Spread,
    /// pgbench's transactions per second.
    pub pgbench_tps: Spread,
    /// The one by the other, round by round.
    pub ratio: Spread,
    /// The middle latency.
    pub p50_us: Spread,
    /// The latency that one of a hundred exceeds.
    pub p99_us: Spread,
    /// User and system time of the function's process per request (Linux only).
    pub cpu_us: Option<Spread>,
}

impl Case {
    /// Sums up the rounds.
    ///
    /// # Errors
    /// Without a round.
    pub fn of(name: &'static str, is_list: bool, rounds: &[Round]) -> Outcome<Self> {
        let series = |pick: fn(&Round) -> f64| series(rounds.iter().map(pick).collect());
        let cpu = rounds.iter().filter_map(|round| round.cpu_us);
        Ok(Self {
            name,
            is_list,
            requests_per_s: series(|round| round.requests_per_s)?,
            pgbench_tps: series(|round| round.pgbench_tps)?,
            ratio: series(|round| round.requests_per_s / round.pgbench_tps)?,
            p50_us: series(|round| round.p50_us)?,
            p99_us: series(|round| round.p99_us)?,
            cpu_us: spread(cpu.collect()),
        })
    }
}

impl Figures {
    /// The figures of these rounds: of lists in a small and a large table, and of creating.
    ///
    /// # Errors
    /// Without a round.
    pub fn of(small: &[Round], large: &[Round], create: &[Round]) -> Outcome<Self> {
        let pairs = small.iter().zip(large);
        Ok(Self {
            clients: CLIENTS,
            rounds: small.len(),
            remembers_tokens: true,
            p99_growth: series(
                pairs
                    .map(|(small, large)| large.p99_us / small.p99_us)
                    .collect(),
            )?,
            cases: vec![
                Case::of("list 50 of 1,000", true, small)?,
                Case::of("list 50 of 1,000,000", true, large)?,
                Case::of("create", false, create)?,
            ],
        })
    }
}

fn series(values: Vec<f64>) -> Outcome<Spread> {
    spread(values).ok_or_else(|| Failure::from("nothing was measured"))
}

/// A table.
#[must_use]
pub fn table(figures: &Figures) -> String {
    let row = |cells: [String; 7]| {
        let [name, rate, pgbench, ratio, p50, p99, cpu] = cells;
        format!("{name:<20} {rate:>10} {pgbench:>10} {ratio:>7} {p50:>8} {p99:>8} {cpu:>18}")
    };
    let head = [
        "tasks",
        "requests/s",
        "pgbench/s",
        "ratio",
        "p50, ms",
        "p99, ms",
        "CPU/request, µs",
    ];
    let mut lines = vec![String::new(), row(head.map(str::to_owned))];
    for case in &figures.cases {
        lines.push(row([
            case.name.to_owned(),
            format!("{:.0}", case.requests_per_s.median),
            format!("{:.0}", case.pgbench_tps.median),
            format!("{:.2}", case.ratio.median),
            format!("{:.1}", case.p50_us.median / 1000.0),
            format!("{:.1}", case.p99_us.median / 1000.0),
            case.cpu_us.map_or("–".to_owned(), |cpu| {
                format!("{:.0} / {:.0} / {:.0}", cpu.min, cpu.median, cpu.max)
            }),
        ]));
    }
    let growth = figures.p99_growth;
    lines.push(format!(
        "p99 of the list from 1,000 to 1,000,000 tasks: × {:.2} ({:.2} to {:.2})",
        growth.median, growth.min, growth.max
    ));
    lines.push(format!(
        "medians of {} rounds, {} connections; load, function and Postgres share this machine; CPU is user and system time\nof the function's process, min / median / max; it remembers verified tokens: {}",
        figures.rounds, figures.clients, figures.remembers_tokens
    ));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::load::broken;

    fn round(requests_per_s: f64, p99_us: f64, cpu_us: f64) -> Round {
        Round {
            requests_per_s,
            pgbench_tps: 2000.0,
            p50_us: p99_us / 2.0,
            p99_us,
            cpu_us: Some(cpu_us),
        }
    }

    /// FR-626.
    #[test]
    fn the_table_and_the_document_have_every_figure() {
        let list = [round(1000.0, 8000.0, 210.0), round(1200.0, 9000.0, 200.0)];
        let create = [round(500.0, 20_000.0, 150.0)];
        let figures = Figures::of(&list, &list, &create).unwrap();
        let text = table(&figures);
        for part in [
            "1200",
            "2000",
            "0.60",
            "4.5",
            "9.0",
            "200 / 210 / 210",
            "× 1.00",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        let document = serde_json::to_value(&figures).unwrap();
        assert_eq!(document["cases"][2]["cpu_us"]["min"], 150.0);
        assert_eq!(document["remembers_tokens"], true);
        assert!(Figures::of(&[], &[], &create).is_err());
    }

    /// FR-628.
    #[test]
    fn each_limit_has_a_line_when_it_is_broken() {
        let good = [round(1000.0, 8000.0, 254.0)];
        let create = [round(500.0, 20_000.0, 183.0)];
        let lines = |small: &[Round], large: &[Round], create: &[Round]| {
            broken(&Figures::of(small, large, create).unwrap()).len()
        };
        assert_eq!(lines(&good, &good, &create), 0);
        assert_eq!(lines(&good, &good, &good), 1);
        let dear = [round(1000.0, 8000.0, 255.0)];
        assert_eq!(lines(&dear, &good, &create), 1);
        let slow = [round(999.0, 8000.0, 254.0)];
        assert_eq!(lines(&good, &slow, &create), 1);
        let late = [round(1000.0, 9600.0, 254.0)];
        assert_eq!(lines(&good, &late, &create), 1);
        assert_eq!(lines(&late, &good, &create), 0);
    }
}
