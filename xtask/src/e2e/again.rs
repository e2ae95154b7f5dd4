//! FR-821: what the cluster has already is not touched.

use super::{person::same, platform::Platform};
use crate::{failure::Outcome, kube::Applied};

/// Applies the chart with the same values once more.
pub fn run(platform: &Platform) -> Outcome<()> {
    let applied = platform.apply(&[])?;
    same("helm", &applied, &Applied::Unchanged)
}
