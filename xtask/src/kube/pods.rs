//! The pods of the functions: which there are, and ways to lose them.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Kube, list, text};
use crate::{
    failure::{Failure, Outcome},
    signals,
};

/// The three functions, as in `todo-NAME`.
pub const FUNCTIONS: [&str; 3] = ["tasks", "mcp", "chat"];

const PAUSE: Duration = Duration::from_millis(500);

/// A function's pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pod {
    /// Its name.
    pub name: String,
    /// The function, without `todo-`.
    pub function: String,
    /// Whether all its containers take requests.
    pub ready: bool,
    /// Whether it is on its way out.
    pub ending: bool,
}

impl Kube {
    /// The pods of all functions.
    ///
    /// # Errors
    /// When the cluster does not answer.
    pub fn pods(&self) -> Outcome<Vec<Pod>> {
        let found = self.json(&["get", "pods", "--selector", "serving.knative.dev/service"])?;
        Ok(list(&found, "/items").iter().map(pod).collect())
    }

    /// The pods of one function that are not on their way out.
    ///
    /// # Errors
    /// When the cluster does not answer.
    pub fn pods_of(&self, function: &str) -> Outcome<Vec<Pod>> {
        let mut pods = self.pods()?;
        pods.retain(|pod| pod.function == function && !pod.ending);
        Ok(pods)
    }

    /// Waits until these functions have no pod at all, and tells how long that took.
    ///
    /// # Errors
    /// When one stays.
    pub fn to_zero(&self, functions: &[&str], patience: Duration) -> Outcome<Duration> {
        self.until_none(patience, |pod| functions.contains(&&*pod.function))
    }

    /// Waits until these functions have no pod that takes requests. Knative's sidecar keeps one that ends for another
    /// half minute.
    ///
    /// # Errors
    /// When one stays.
    pub fn scaled_to_zero(&self, functions: &[&str], patience: Duration) -> Outcome<Duration> {
        self.until_none(patience, |pod| {
            !pod.ending && functions.contains(&&*pod.function)
        })
    }

    fn until_none(&self, patience: Duration, counts: impl Fn(&Pod) -> bool) -> Outcome<Duration> {
        let started = Instant::now();
        loop {
            let mut pods = self.pods()?;
            pods.retain(&counts);
            if pods.is_empty() {
                return Ok(started.elapsed());
            }
            if started.elapsed() > patience {
                let names: Vec<_> = pods.iter().map(|pod| pod.name.as_str()).collect();
                return Err(Failure::Told(format!(
                    "not at zero after {} s: {}",
                    patience.as_secs(),
                    names.join(", ")
                )));
            }
            signals::pause(PAUSE)?;
        }
    }

    /// Why containers do not run, one text for each that does not.
    ///
    /// # Errors
    /// When the cluster does not answer.
    pub fn stuck(&self) -> Outcome<Vec<String>> {
        let found = self.json(&["get", "pods"])?;
        Ok(list(&found, "/items").iter().flat_map(stuck).collect())
    }

    /// Kills a pod without a word, as a node that fails does.
    ///
    /// # Errors
    /// When it is not there.
    pub fn kill(&self, pod: &Pod) -> Outcome<()> {
        let now = ["--grace-period=0", "--force", "--wait=false"];
        let kill = ["delete", "pod", &pod.name];
        self.kubectl(&[&kill[..], &now].concat()).map(drop)
    }

    /// Ends every pod of the namespace at once, until no owner makes another.
    ///
    /// # Errors
    /// When some stay.
    pub fn end_pods(&self, patience: Duration) -> Outcome<()> {
        let started = Instant::now();
        let all = ["delete", "pods", "--all", "--grace-period=0", "--force"];
        while self.exists(&["pods"])? {
            if started.elapsed() > patience {
                return Err("pods stay behind".into());
            }
            self.kubectl(&all)?;
            signals::pause(PAUSE)?;
        }
        Ok(())
    }

    /// Asks a pod to go, as a node that is drained does.
    ///
    /// # Errors
    /// When that is refused.
    pub fn evict(&self, pod: &Pod) -> Outcome<()> {
        let path = format!(
            "/api/v1/namespaces/{}/pods/{}/eviction",
            self.namespace, pod.name
        );
        let eviction = json!({
            "apiVersion": "policy/v1",
            "kind": "Eviction",
            "metadata": {"name": pod.name, "namespace": self.namespace},
        });
        let create = ["create", "--raw", &path, "--filename", "-"];
        self.kubectl_given(&create, &eviction.to_string()).map(drop)
    }
}

fn pod(item: &Value) -> Pod {
    let labels = item.pointer("/metadata/labels").unwrap_or(&Value::Null);
    let service = labels["serving.knative.dev/service"]
        .as_str()
        .unwrap_or_default();
    let conditions = list(item, "/status/conditions");
    Pod {
        name: text(item, "/metadata/name").to_owned(),
        function: service.trim_start_matches("todo-").to_owned(),
        ready: conditions
            .iter()
            .any(|condition| condition["type"] == "Ready" && condition["status"] == "True"),
        ending: item.pointer("/metadata/deletionTimestamp").is_some(),
    }
}

/// What keeps the containers of a pod from running, or ended them.
fn stuck(item: &Value) -> Vec<String> {
    let pod = text(item, "/metadata/name");
    let reason = |container: &Value| {
        let name = text(container, "/name");
        let waiting = container.pointer("/state/waiting");
        let failed = container.pointer("/state/terminated");
        let state = waiting.or(failed.filter(|state| state["exitCode"] != 0))?;
        let message = text(state, "/message").trim();
        Some(format!(
            "{pod}/{name}: {} {message}",
            text(state, "/reason")
        ))
    };
    let containers = list(item, "/status/containerStatuses");
    containers.iter().filter_map(reason).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_820_what_keeps_a_pod_from_running_is_named() {
        let container = |state: Value| json!({"name": "chat", "state": state});
        let item = json!({"metadata": {"name": "x"}, "status": {"containerStatuses": [
            container(json!({"running": {}})),
            container(json!({"terminated": {"exitCode": 0, "reason": "Completed"}})),
            container(json!({"waiting": {"reason": "ErrImagePull", "message": "no such image"}})),
        ]}});
        assert_eq!(stuck(&item), ["x/chat: ErrImagePull no such image"]);
    }

    #[test]
    fn fr_818_a_pod_that_ends_is_still_a_pod() {
        let item = json!({
            "metadata": {
                "name": "todo-chat-00001-deployment-x",
                "labels": {"serving.knative.dev/service": "todo-chat"},
                "deletionTimestamp": "2026-01-01T00:00:00Z",
            },
            "status": {"conditions": [{"type": "Ready", "status": "False"}]},
        });
        let expected = Pod {
            name: "todo-chat-00001-deployment-x".to_owned(),
            function: "chat".to_owned(),
            ready: false,
            ending: true,
        };
        assert_eq!(pod(&item), expected);
    }
}
