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
        "medians of {} rounds, one thing at a time, {} connections, load, function and Postgres on this machine; CPU min / median / max",
        figures.rounds, figures.clients
    ));
    lines.join("\n")
}
