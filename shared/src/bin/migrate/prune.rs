//! `migrate prune SECRET…`: removes Secrets that were named by their content in earlier releases, once nothing that can
//! still start a pod reads them (FR-831). It runs in the cluster, as a hook after an upgrade.

use std::{collections::BTreeSet, fs, time::Duration};

use reqwest::{Client, Method, RequestBuilder, StatusCode, Url};
use serde_json::Value;
use shared::{
    config::{self, Environment, TrustConfig},
    http_client,
};

/// What Kubernetes puts into the pods of an account with a token.
const ACCOUNT: &str = "/var/run/secrets/kubernetes.io/serviceaccount";
/// For one answer of the API server.
const PATIENCE: Duration = Duration::from_secs(30);
/// What can start pods of an earlier release: Knative's Revisions, and `ReplicaSet`s that a Deployment may go back to.
const OWNERS: [(&str, &str); 2] = [
    ("serving.knative.dev/v1", "revisions"),
    ("apps/v1", "replicasets"),
];

/// Where the API server is, and what this pod may show it.
pub struct Config {
    server: Url,
    namespace: String,
    token: String,
    trust: TrustConfig,
}

impl Config {
    /// Reads `KUBERNETES_API`, `EXTRA_CA_FILE`, and the account's namespace and token.
    pub fn read(environment: &mut Environment) -> Option<Self> {
        let server = environment.required(
            "KUBERNETES_API",
            "the API server's address, such as https://kubernetes.default.svc",
            config::url,
        );
        let trust = TrustConfig::read(environment);
        let mut account = |name| match fs::read_to_string(format!("{ACCOUNT}/{name}")) {
            Ok(text) => Some(text.trim().to_owned()),
            Err(error) => {
                environment.problem(format!("{ACCOUNT}/{name}: {error}"));
                None
            }
        };
        let namespace = account("namespace");
        let token = account("token");
        Some(Self {
            server: server?,
            namespace: namespace?,
            token: token?,
            trust,
        })
    }

    fn request(&self, client: &Client, method: Method, path: &str) -> RequestBuilder {
        let mut address = self.server.clone();
        address.set_path(path);
        client
            .request(method, address)
            .bearer_auth(&self.token)
            .timeout(PATIENCE)
    }
}

/// Removes those of the Secrets that no Revision and no `ReplicaSet` names, and says which stay.
///
/// # Errors
/// What the API server refused.
pub async fn run(config: &Config, secrets: &[&str]) -> Result<String, String> {
    let client = http_client::build(&config.trust)?;
    let mut read = BTreeSet::new();
    for (group, kind) in OWNERS {
        let path = format!("/apis/{group}/namespaces/{}/{kind}", config.namespace);
        let answer = config.request(&client, Method::GET, &path).send().await;
        let answer = answer.map_err(|error| format!("{kind}: {error}"))?;
        // A cluster without Knative has no Revisions.
        if answer.status() == StatusCode::NOT_FOUND {
            continue;
        }
        if !answer.status().is_success() {
            return Err(format!(
                "{kind}: the API server answered {}",
                answer.status()
            ));
        }
        let list: Value = answer.json().await.map_err(|error| error.to_string())?;
        collect(&list, &mut read);
    }
    let mut said = Vec::new();
    for secret in secrets {
        if read.contains(*secret) {
            said.push(format!("{secret} is still read"));
            continue;
        }
        let path = format!("/api/v1/namespaces/{}/secrets/{secret}", config.namespace);
        let answer = config.request(&client, Method::DELETE, &path).send().await;
        let status = answer
            .map_err(|error| format!("{secret}: {error}"))?
            .status();
        if !status.is_success() && status != StatusCode::NOT_FOUND {
            return Err(format!("{secret}: the API server answered {status}"));
        }
        said.push(format!("{secret} is removed"));
    }
    Ok(said.join("\n"))
}

/// The names of all Secrets that something refers to, wherever a pod's template can.
fn collect(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (key, inner) in object {
                let name = match key.as_str() {
                    "secretKeyRef" | "secretRef" => inner.get("name"),
                    "secret" => inner.get("secretName").or_else(|| inner.get("name")),
                    _ => None,
                };
                found.extend(name.and_then(Value::as_str).map(str::to_owned));
                collect(inner, found);
            }
        }
        Value::Array(array) => array.iter().for_each(|inner| collect(inner, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// FR-831.
    #[test]
    fn every_way_in_which_a_pod_reads_a_secret_counts() {
        let revision = json!({"items": [{"spec": {
            "containers": [
                {"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "one", "key": "k"}}}]},
                {"envFrom": [{"secretRef": {"name": "two"}}]},
            ],
            "volumes": [
                {"name": "v", "secret": {"secretName": "three"}},
                {"name": "w", "projected": {"sources": [{"secret": {"name": "four"}}]}},
                {"name": "x", "configMap": {"name": "none"}},
            ],
        }}]});
        let mut found = BTreeSet::new();
        collect(&revision, &mut found);
        assert_eq!(
            found,
            ["four", "one", "three", "two"].map(str::to_owned).into()
        );
    }
}
