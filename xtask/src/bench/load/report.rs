//! The figures of a load, for people and for programs.

use serde::Serialize;

use super::{
    CLIENTS,
    case::{Kind, Round},
};
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
    #[serde(rename = "name")]
    pub kind: Kind,
    /// Requests per second.
    pub requests_per_s: Spread,
    /// pgbench's transactions per second, where it was compared.
    pub pgbench_tps: Option<Spread>,
    /// The one by the other, round by round.
    pub ratio: Option<Spread>,
    /// The middle latency.
    pub p50_us: Spread,
    /// The latency that one of a hundred exceeds.
    pub p99_us: Spread,
    /// User and system time of the function's process per request (Linux only).
    pub cpu_us: Option<Spread>,
    /// The same of Postgres' processes.
    pub postgres_cpu_us: Option<Spread>,
    /// The two together, round by round.
    pub both_cpu_us: Option<Spread>,
    /// What a request wrote to Postgres' write-ahead log, if it writes.
    pub wal_bytes: Option<Spread>,
}

impl Case {
    /// Sums up the rounds.
    ///
    /// # Errors
    /// Without a round.
    pub fn of(kind: Kind, rounds: &[Round]) -> Outcome<Self> {
        let series = |pick: fn(&Round) -> f64| series(rounds.iter().map(pick).collect());
        let optional =
            |pick: fn(&Round) -> Option<f64>| spread(rounds.iter().filter_map(pick).collect());
        Ok(Self {
            kind,
            requests_per_s: series(|round| round.requests_per_s)?,
            pgbench_tps: optional(|round| round.pgbench_tps),
            ratio: optional(|round| Some(round.requests_per_s / round.pgbench_tps?)),
            p50_us: series(|round| round.p50_us)?,
            p99_us: series(|round| round.p99_us)?,
            cpu_us: optional(|round| round.cpu_us),
            postgres_cpu_us: optional(|round| round.postgres_cpu_us),
            both_cpu_us: optional(|round| Some(round.cpu_us? + round.postgres_cpu_us?)),
            wal_bytes: optional(|round| round.wal_bytes),
        })
    }
}

impl Figures {
    /// The figures of these rounds, of each kind of request.
    ///
    /// # Errors
    /// Without a round.
    pub fn of(rounds: &[[Round; Kind::ALL.len()]]) -> Outcome<Self> {
        let of = |place: usize| rounds.iter().map(move |round| round[place]);
        let [small, large] = [Kind::List, Kind::ListOfMany].map(|kind| of(kind as usize));
        let growth = small
            .zip(large)
            .map(|(small, large)| large.p99_us / small.p99_us);
        let cases = Kind::ALL.map(|kind| Case::of(kind, &of(kind as usize).collect::<Vec<_>>()));
        Ok(Self {
            clients: CLIENTS,
            rounds: rounds.len(),
            remembers_tokens: true,
            p99_growth: series(growth.collect())?,
            cases: cases.into_iter().collect::<Outcome<_>>()?,
        })
    }
}

fn series(values: Vec<f64>) -> Outcome<Spread> {
    spread(values).ok_or_else(|| Failure::from("nothing was measured"))
}

/// A table.
#[must_use]
pub fn table(figures: &Figures) -> String {
    let row = |cells: [String; 10]| {
        let [
            name,
            rate,
            pgbench,
            ratio,
            p50,
            p99,
            cpu,
            postgres,
            both,
            wal,
        ] = cells;
        format!(
            "{name:<20} {rate:>10} {pgbench:>9} {ratio:>5} {p50:>7} {p99:>7} {cpu:>17} {postgres:>19} {both:>19} {wal:>7}"
        )
    };
    let head = [
        "under load",
        "requests/s",
        "pgbench/s",
        "ratio",
        "p50, ms",
        "p99, ms",
        "function CPU, µs",
        "Postgres CPU, µs",
        "both, µs",
        "WAL, B",
    ];
    let median = |spread: Option<Spread>, digits: usize| {
        spread.map_or("–".to_owned(), |spread| {
            format!("{:.digits$}", spread.median)
        })
    };
    let three = |spread: Option<Spread>| {
        spread.map_or("–".to_owned(), |spread| {
            format!(
                "{:.0} / {:.0} / {:.0}",
                spread.min, spread.median, spread.max
            )
        })
    };
    let mut lines = vec![String::new(), row(head.map(str::to_owned))];
    for case in &figures.cases {
        lines.push(row([
            case.kind.name().to_owned(),
            format!("{:.0}", case.requests_per_s.median),
            median(case.pgbench_tps, 0),
            median(case.ratio, 2),
            format!("{:.1}", case.p50_us.median / 1000.0),
            format!("{:.1}", case.p99_us.median / 1000.0),
            three(case.cpu_us),
            three(case.postgres_cpu_us),
            three(case.both_cpu_us),
            median(case.wal_bytes, 0),
        ]));
    }
    let growth = figures.p99_growth;
    lines.push(format!(
        "p99 of the list from 1,000 to 1,000,000 tasks: × {:.2} ({:.2} to {:.2})",
        growth.median, growth.min, growth.max
    ));
    lines.push(format!(
        "medians of {} rounds, {} connections; load, function and Postgres share this machine; CPU is user and system time\nper request, of the function's process and of Postgres', min / median / max; WAL is what a write adds to the write-ahead\nlog; the function remembers verified tokens: {}",
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
            pgbench_tps: Some(2000.0),
            p50_us: p99_us / 2.0,
            p99_us,
            cpu_us: Some(cpu_us),
            postgres_cpu_us: Some(2.0 * cpu_us),
            wal_bytes: Some(900.0),
        }
    }

    /// A round of every kind, within its limits.
    fn good() -> [Round; Kind::ALL.len()] {
        let mut round = [
            round(1000.0, 8000.0, 254.0),
            round(1000.0, 8000.0, 254.0),
            round(500.0, 20_000.0, 183.0),
            round(800.0, 20_000.0, 399.0),
            round(800.0, 20_000.0, 249.0),
        ];
        for call in [Kind::CallList, Kind::CallAdd] {
            round[call as usize].pgbench_tps = None;
        }
        round
    }

    /// FR-626, FR-273, FR-516.
    #[test]
    fn the_table_and_the_document_have_every_figure() {
        let mut other = good();
        other[0] = round(1200.0, 9000.0, 200.0);
        let figures = Figures::of(&[good(), other]).unwrap();
        let text = table(&figures);
        for part in [
            "1200",
            "2000",
            "0.60",
            "4.5",
            "9.0",
            "200 / 254 / 254",
            "× 1.00",
            "add_task",
            "399",
            "400 / 508 / 508",
            "600 / 762 / 762",
            "900",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        let document = serde_json::to_value(&figures).unwrap();
        assert_eq!(document["cases"][2]["name"], "create");
        assert_eq!(document["cases"][2]["cpu_us"]["min"], 183.0);
        assert_eq!(document["cases"][3]["pgbench_tps"], serde_json::Value::Null);
        assert_eq!(document["cases"][2]["both_cpu_us"]["median"], 549.0);
        assert_eq!(document["remembers_tokens"], true);
        assert!(Figures::of(&[]).is_err());
    }

    /// FR-628, FR-273.
    #[test]
    fn each_limit_has_a_line_when_it_is_broken() {
        let lines = |change: fn(&mut [Round; Kind::ALL.len()])| {
            let mut changed = good();
            change(&mut changed);
            broken(&Figures::of(&[changed]).unwrap()).len()
        };
        assert_eq!(lines(|_| {}), 0);
        for kind in Kind::ALL {
            let mut dear = good();
            dear[kind as usize].cpu_us = dear[kind as usize].cpu_us.map(|cpu| cpu + 1.0);
            assert_eq!(broken(&Figures::of(&[dear]).unwrap()).len(), 1, "{kind:?}");
        }
        assert_eq!(lines(|round| round[1].requests_per_s = 999.0), 1);
        assert_eq!(lines(|round| round[1].p99_us = 9600.0), 1);
        assert_eq!(lines(|round| round[0].p99_us = 9600.0), 0);
        assert_eq!(lines(|round| round[2].requests_per_s = 1.0), 0);
    }
}
