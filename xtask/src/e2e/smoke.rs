//! FR-823: the chart's own test, from inside the cluster.

use super::platform::Platform;
use crate::{failure::Outcome, kube::NAME};

/// What an operator runs after an installation.
pub fn run(platform: &Platform) -> Outcome<()> {
    let test = ["test", NAME, "--timeout", "120s"];
    platform.kube.helm(&test).map(drop)
}
