//! What the figures must not exceed (FR-628): the one place of these numbers.

use super::{case::Kind, report::Figures};

/// What a plain Go function takes for a list of 50 tasks, in microseconds of processor time.
const LIST_CPU: f64 = 255.0;
/// The same for creating a task.
const CREATE_CPU: f64 = 184.0;
/// For a list of 50 tasks by the tool (FR-273).
const CALL_LIST_CPU: f64 = 400.0;
/// For creating a task by the tool.
const CALL_ADD_CPU: f64 = 250.0;
/// The least part of pgbench's transactions per second.
const LIST_RATIO: f64 = 0.5;
/// How much slower the slowest of a hundred lists may become with a thousand times as many tasks.
const P99_GROWTH: f64 = 1.2;

/// The limits that are broken, a line for each. What could not be measured breaks none.
#[must_use]
pub fn broken(figures: &Figures) -> Vec<String> {
    let mut broken = Vec::new();
    for case in &figures.cases {
        let most = match case.kind {
            Kind::List | Kind::ListOfMany => LIST_CPU,
            Kind::Create => CREATE_CPU,
            Kind::CallList => CALL_LIST_CPU,
            Kind::CallAdd => CALL_ADD_CPU,
        };
        if let Some(cpu) = case.cpu_us.filter(|cpu| cpu.min >= most) {
            let name = case.kind.name();
            broken.push(format!(
                "{name}: {:.0} µs of processor time, not below {most}",
                cpu.min
            ));
        }
        let is_list = matches!(case.kind, Kind::List | Kind::ListOfMany);
        if let Some(ratio) = case
            .ratio
            .filter(|ratio| is_list && ratio.median < LIST_RATIO)
        {
            broken.push(format!(
                "{}: {:.2} of pgbench's rate, not at least {LIST_RATIO}",
                case.kind.name(),
                ratio.median
            ));
        }
    }
    if figures.p99_growth.median >= P99_GROWTH {
        broken.push(format!(
            "p99 of the list grows by {:.2}, not less than {P99_GROWTH}",
            figures.p99_growth.median
        ));
    }
    broken
}
