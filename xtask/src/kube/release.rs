//! The chart as a release in the cluster.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{Kube, list, parse, text};
use crate::{
    failure::{Failure, Outcome},
    signals,
};

/// The release's name; object names do not depend on it.
pub const NAME: &str = "todo";
const PAUSE: Duration = Duration::from_millis(300);
/// A service that says "no" for so long does not mean "not yet".
const SETTLED: Duration = Duration::from_secs(10);

/// What applying the chart came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// It was not there.
    Installed,
    /// Something was different.
    Upgraded,
    /// Nothing was.
    Unchanged,
}

/// The chart with its values.
#[derive(Debug, Clone)]
pub struct Release {
    /// Where it goes.
    pub kube: Kube,
    /// The chart's folder.
    pub chart: PathBuf,
    /// A file of values.
    pub values: PathBuf,
    /// How long hooks may take.
    pub patience: Duration,
}

impl Release {
    /// Installs or upgrades, unless the cluster has exactly this already.
    ///
    /// # Errors
    /// When helm refuses or a hook fails.
    pub fn apply(&self) -> Outcome<Applied> {
        let Some(present) = self.present()? else {
            self.helm("install", &[])?;
            return Ok(Applied::Installed);
        };
        let wanted = self.helm("upgrade", &["--dry-run=server", "--output", "json"])?;
        if text(&present, "/info/status") == "deployed"
            && objects(&present) == objects(&parse("helm", &wanted)?)
        {
            return Ok(Applied::Unchanged);
        }
        self.helm("upgrade", &[])?;
        Ok(Applied::Upgraded)
    }

    fn present(&self) -> Outcome<Option<Value>> {
        let listed = self.kube.helm(&["list", "--all", "--short"])?;
        if listed.lines().all(|name| name.trim() != NAME) {
            return Ok(None);
        }
        let status = self.kube.helm(&["status", NAME, "--output", "json"])?;
        parse("helm", &status).map(Some)
    }

    fn helm(&self, verb: &str, options: &[&str]) -> Outcome<String> {
        let chart = self.chart.to_string_lossy();
        let values = self.values.to_string_lossy();
        let patience = format!("{}s", self.patience.as_secs());
        let common = [
            verb,
            NAME,
            &chart,
            "--values",
            &values,
            "--timeout",
            &patience,
        ];
        self.kube.helm(&[&common, options].concat())
    }

    /// The public addresses: function and URL.
    ///
    /// # Errors
    /// When the cluster does not answer.
    pub fn addresses(&self) -> Outcome<Vec<(String, String)>> {
        let services = self.kube.json(&["get", "services.serving.knative.dev"])?;
        let address = |service: &Value| {
            let name = text(service, "/metadata/name").trim_start_matches("todo-");
            (name.to_owned(), text(service, "/status/url").to_owned())
        };
        Ok(list(&services, "/items").iter().map(address).collect())
    }

    /// Waits until all Knative Services are ready, which `helm --wait` does not.
    ///
    /// # Errors
    /// When one is not in time, with Knative's reason.
    pub fn ready(&self, patience: Duration) -> Outcome<()> {
        let started = Instant::now();
        let mut refused_since = None;
        loop {
            let services = self.kube.json(&["get", "services.serving.knative.dev"])?;
            let services = list(&services, "/items");
            let waiting: Vec<_> = services.iter().filter_map(not_ready).collect();
            if waiting.is_empty() && !services.is_empty() {
                return Ok(());
            }
            let refused = waiting.iter().any(|(refused, _)| *refused);
            let since = *refused_since.get_or_insert_with(Instant::now);
            if !refused {
                refused_since = None;
            }
            if started.elapsed() > patience || refused && since.elapsed() > SETTLED {
                let reasons: Vec<_> = waiting.into_iter().map(|(_, reason)| reason).collect();
                return Err(Failure::Told(format!(
                    "not ready after {:.0} s: {}",
                    started.elapsed().as_secs_f64(),
                    reasons.join("; ")
                )));
            }
            signals::pause(PAUSE)?;
        }
    }
}

/// Takes the release out of the namespace, if it is there.
///
/// # Errors
/// When helm refuses.
pub fn uninstall(kube: &Kube) -> Outcome<()> {
    let options = ["--ignore-not-found", "--wait", "--timeout", "60s"];
    let uninstall = ["uninstall", NAME];
    kube.helm(&[&uninstall[..], &options].concat()).map(drop)
}

/// The manifests of a release: its objects, then its hooks, each without what differs between two renderings of one.
fn objects(release: &Value) -> Vec<String> {
    let mut found = vec![text(release, "/manifest").trim().to_owned()];
    let mut hooks: Vec<_> = list(release, "/hooks")
        .iter()
        .map(|hook| text(hook, "/manifest").trim().to_owned())
        .collect();
    hooks.sort();
    found.append(&mut hooks);
    found
}

/// Nothing for a service that is ready, else whether Knative refuses it, and why.
fn not_ready(service: &Value) -> Option<(bool, String)> {
    let name = text(service, "/metadata/name");
    let current =
        service.pointer("/status/observedGeneration") == service.pointer("/metadata/generation");
    let ready = list(service, "/status/conditions")
        .iter()
        .find(|condition| condition["type"] == "Ready");
    match ready {
        Some(ready) if ready["status"] == "True" && current => None,
        Some(ready) => {
            let why = format!(
                "{name}: {} {}",
                text(ready, "/reason"),
                text(ready, "/message")
            );
            Some((ready["status"] == "False" && current, why))
        }
        None => Some((false, format!("{name}: nothing is known of it yet"))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn service(status: &str, observed: u8) -> Value {
        json!({
            "metadata": {"name": "todo-chat", "generation": 2},
            "status": {
                "observedGeneration": observed,
                "conditions": [{"type": "Ready", "status": status, "reason": "RevisionMissing", "message": "no image"}],
            },
        })
    }

    #[test]
    fn fr_817_ready_means_the_latest_generation() {
        assert_eq!(not_ready(&service("True", 2)), None);
        let (refused, why) = not_ready(&service("False", 2)).unwrap();
        assert!(refused && why == "todo-chat: RevisionMissing no image");
        assert!(!not_ready(&service("True", 1)).unwrap().0);
        assert!(!not_ready(&json!({"metadata": {"name": "x"}})).unwrap().0);
    }

    #[test]
    fn fr_821_hooks_are_part_of_what_is_compared() {
        let release = |hook| json!({"manifest": "a\n", "hooks": [{"manifest": hook}]});
        assert_eq!(objects(&release("b")), objects(&release("b\n")));
        assert_ne!(objects(&release("b")), objects(&release("c")));
    }
}
