//! The installed platform, as scenarios see it.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{beside::Beside, http::Request, images::Images, target::Target};
use crate::{
    failure::{Failure, Outcome},
    files,
    kube::{Applied, Kube, Release},
    places::{Checkout, State},
    signals, step,
};

/// How long all of them may take to become Ready, from nothing.
pub const READY_WITHIN: Duration = Duration::from_mins(1);
/// The window, Knative's grace of 30 s, the end of the pods, and as much again.
const ZERO_WITHIN: Duration = Duration::from_mins(2);
/// After the last pod began to end: the node ends the functions themselves, only sidecars stay.
const SETTLED: Duration = Duration::from_secs(3);
/// The shortest that Knative allows.
const WINDOW: &str = "6s";

/// Everything a scenario can use.
pub struct Platform<'a> {
    /// The cluster.
    pub kube: &'a Kube,
    /// What runs beside it.
    pub beside: &'a Beside,
    checkout: &'a Checkout,
    state: &'a State,
    target: &'a Target,
    release: Release,
    images: Images,
}

impl<'a> Platform<'a> {
    /// A platform that is to be installed.
    pub fn new(
        checkout: &'a Checkout,
        state: &'a State,
        target: &'a Target,
        beside: &'a Beside,
        images: Images,
    ) -> Self {
        let release = Release {
            kube: target.kube.clone(),
            chart: checkout.root.join("charts/todo-app"),
            values: state.path("values.json"),
            patience: READY_WITHIN,
        };
        Self {
            kube: &target.kube,
            beside,
            checkout,
            state,
            target,
            release,
            images,
        }
    }

    /// Applies the chart with these values beside those that every run has, and waits until all functions are Ready.
    ///
    /// # Errors
    /// When they are not in time.
    pub fn apply(&self, more: &[Value]) -> Outcome<Applied> {
        let started = Instant::now();
        self.prepare(more)?;
        self.settle(&self.release, started)
    }

    /// Installs another chart with the values that every run has, and waits until all functions are Ready.
    ///
    /// # Errors
    /// When they are not in time.
    pub fn install(&self, chart: &Path) -> Outcome<()> {
        let started = Instant::now();
        self.prepare(&[])?;
        let release = Release {
            chart: chart.to_owned(),
            ..self.release.clone()
        };
        self.settle(&release, started).map(drop)
    }

    /// Applies the chart with these values as [`Platform::apply`] does, and waits for nothing but its hooks.
    ///
    /// # Errors
    /// When helm refuses or a hook fails.
    pub fn change(&self, more: &[Value]) -> Outcome<Applied> {
        self.prepare(more)?;
        self.release.apply()
    }

    /// Waits until all functions are Ready.
    ///
    /// # Errors
    /// When they are not in time.
    pub fn ready(&self) -> Outcome<()> {
        self.explained(self.release.ready(READY_WITHIN))
    }

    fn prepare(&self, more: &[Value]) -> Outcome<()> {
        self.beside.name(self.kube)?;
        let mut values = self.beside.values();
        merge(&mut values, &self.common());
        for more in more {
            merge(&mut values, more);
        }
        // It holds passwords; JSON is YAML.
        files::replace(&self.release.values, &values.to_string())
    }

    fn settle(&self, release: &Release, started: Instant) -> Outcome<Applied> {
        let applied = self.explained(release.apply())?;
        step::done(&format!("helm: {applied:?}"), started.elapsed());
        let left = READY_WITHIN.saturating_sub(started.elapsed());
        self.explained(release.ready(left))?;
        step::done("every function is Ready", started.elapsed());
        Ok(applied)
    }

    /// Puts what pods wait for before a failure that says no more than that time is up.
    fn explained<T>(&self, outcome: Outcome<T>) -> Outcome<T> {
        outcome.map_err(|failure| match (failure, self.kube.stuck()) {
            (Failure::Told(why), Ok(stuck)) if !stuck.is_empty() => {
                Failure::Told(format!("{}; {why}", stuck.join("; ")))
            }
            (failure, _) => failure,
        })
    }

    fn common(&self) -> Value {
        let mut values = json!({"domain": self.target.domain, "image": {}});
        for (name, value) in [
            ("registry", &self.images.registry),
            ("tag", &self.images.tag),
        ] {
            if let Some(value) = value {
                values["image"][name] = json!(value);
            }
        }
        let scale = json!({"scale": {"window": WINDOW}});
        merge(
            &mut values,
            &json!({"functions": {"tasks": scale, "mcp": scale, "chat": scale}}),
        );
        values
    }

    /// A request to a function, through the ingress.
    pub fn request(&self, function: &str, method: &'static str, path: &str) -> Request {
        let url = format!("{}{path}", self.target.ingress);
        Request::new(method, &url).with("host", &self.target.host(function))
    }

    /// Waits until these functions have no pod.
    ///
    /// # Errors
    /// When one stays.
    pub fn to_zero(&self, functions: &[&str]) -> Outcome<()> {
        let took = self.kube.to_zero(functions, ZERO_WITHIN)?;
        step::done(&format!("{} at zero", functions.join(", ")), took);
        Ok(())
    }

    /// Waits until these functions have no pod that takes requests, and until that was settled.
    ///
    /// # Errors
    /// When one stays.
    pub fn scaled_to_zero(&self, functions: &[&str]) -> Outcome<()> {
        self.kube.scaled_to_zero(functions, ZERO_WITHIN)?;
        signals::pause(SETTLED)
    }

    /// Fails unless these functions have no pod right now.
    ///
    /// # Errors
    /// When one has.
    pub fn at_zero(&self, functions: &[&str]) -> Outcome<()> {
        let pods = self.kube.pods()?;
        match pods.iter().find(|pod| functions.contains(&&*pod.function)) {
            None => Ok(()),
            Some(pod) => Err(Failure::Told(format!("{} is there", pod.name))),
        }
    }

    /// The root of the checkout.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.checkout.root
    }

    /// A file or folder of this run.
    #[must_use]
    pub fn folder(&self, name: &str) -> PathBuf {
        self.state.path(name)
    }

    /// Where the log of a program of this run goes.
    #[must_use]
    pub fn log_file(&self, name: &str) -> PathBuf {
        self.state.log(name)
    }

    /// The log of something that runs beside the cluster.
    #[must_use]
    pub fn log(&self, name: &str) -> String {
        fs::read_to_string(self.state.log(name)).unwrap_or_default()
    }
}

/// Puts what `more` says into `values`, objects into objects.
fn merge(values: &mut Value, more: &Value) {
    match (values, more) {
        (Value::Object(values), Value::Object(more)) => {
            for (name, value) in more {
                merge(values.entry(name).or_insert(Value::Null), value);
            }
        }
        (values, more) => *values = more.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_817_values_are_merged_as_helm_does() {
        let mut values = json!({"image": {"tag": "a"}, "domain": "x"});
        merge(
            &mut values,
            &json!({"image": {"registry": "b"}, "domain": "y"}),
        );
        let expected = json!({"image": {"tag": "a", "registry": "b"}, "domain": "y"});
        assert_eq!(values, expected);
    }
}
