//! What the figures must not exceed (FR-628): the one place of these numbers.

use super::report::Figures;

/// What a plain Go function takes for a list of 50 tasks, in microseconds of processor time.
const LIST_CPU: f64 = 255.0;
/// The same for creating a task.
const CREATE_CPU: f64 = 184.0;
/// The least part of pgbench's transactions per second.
const LIST_RATIO: f64 = 0.5;
/// How much slower the slowest of a hundred lists may become with a thousand times as many tasks.
const P99_GROWTH: f64 = 1.2;

/// The limits that are broken, a line for each. What could not be measured breaks none.
#[must_use]
pub fn broken(figures: &Figures) -> Vec<String> {
    let mut broken = Vec::new();
    for case in &figures.cases {
        let most = if case.is_list { LIST_CPU } else { CREATE_CPU };
        if let Some(cpu) = case.cpu_us.filter(|cpu| cpu.min >= most) {
            let name = &case.name;
            broken.push(format!(
                "{name}: {:.0} µs of processor time, not below {most}",
                cpu.min
            ));
        }
        if case.is_list && case.ratio.median < LIST_RATIO {
            broken.push(format!(
                "{}: {:.2} of pgbench's rate, not at least {LIST_RATIO}",
                case.name, case.ratio.median
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
