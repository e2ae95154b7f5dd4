//! FR-817: from nothing until every function is Ready, within a minute.

use std::time::{Duration, Instant};

use super::{
    http::mended,
    platform::{Platform, READY_WITHIN},
};
use crate::{
    failure::{Failure, Outcome},
    kube::FUNCTIONS,
};

/// Gateways learn of a new service a moment after it is Ready.
const GATEWAY: Duration = Duration::from_secs(20);

/// Installs the chart into the empty namespace; its migrations run on an empty database.
pub fn run(platform: &Platform) -> Outcome<()> {
    let started = Instant::now();
    platform.apply(&[])?;
    let took = started.elapsed();
    if took > READY_WITHIN {
        return Err(Failure::Told(format!(
            "Ready after {:.0} s, more than {} s",
            took.as_secs_f64(),
            READY_WITHIN.as_secs()
        )));
    }
    for function in FUNCTIONS {
        let answered = mended(GATEWAY, || {
            let request = platform.request(function, "GET", "/health/readiness");
            Ok(request.send()?.and_then(|reply| match reply.status {
                200 => Ok(()),
                status => Err(format!("{status} {}", reply.body)),
            }))
        });
        answered.map_err(|failure| match failure {
            Failure::Told(why) => Failure::Told(format!("{function} through the ingress: {why}")),
            Failure::Stopped => failure,
        })?;
    }
    Ok(())
}
