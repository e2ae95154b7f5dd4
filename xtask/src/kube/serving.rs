//! What the cluster says of itself: nodes, Knative Serving, where its ingress is.

use std::net::Ipv4Addr;

use serde_json::Value;

use super::{Kube, list, text};
use crate::failure::{Failure, Outcome};

/// Knative's own namespace.
pub const SERVING: &str = "knative-serving";

impl Kube {
    /// The inner address of a node.
    ///
    /// # Errors
    /// When no cluster answers, or its nodes have no such address.
    pub fn node_address(&self) -> Outcome<Ipv4Addr> {
        let nodes = self.json(&["get", "nodes"]).map_err(|failure| {
            Failure::Told(format!(
                "no cluster answers (does KUBECONFIG name one?): {failure}"
            ))
        })?;
        list(&nodes, "/items")
            .iter()
            .flat_map(|node| list(node, "/status/addresses"))
            .filter(|address| address["type"] == "InternalIP")
            .find_map(|address| text(address, "/address").parse().ok())
            .ok_or_else(|| "no node has an InternalIP of version 4".into())
    }

    /// The version of Knative Serving, if it is there.
    ///
    /// # Errors
    /// When the cluster does not answer.
    pub fn serving_version(&self) -> Outcome<Option<String>> {
        self.version_of(SERVING, "controller")
    }

    /// The version that a Deployment's label names, if it is there.
    ///
    /// # Errors
    /// When the cluster does not answer.
    pub fn version_of(&self, namespace: &str, deployment: &str) -> Outcome<Option<String>> {
        let found = self.kubectl(&[
            "get",
            "deployment",
            deployment,
            "--namespace",
            namespace,
            "--ignore-not-found",
            "--output",
            r"jsonpath={.metadata.name} {.metadata.labels.app\.kubernetes\.io/version}",
        ])?;
        Ok(found
            .split_once(' ')
            .map(|(_, version)| version.trim().to_owned()))
    }

    /// The domain under which Knative gives out public names.
    ///
    /// # Errors
    /// When the cluster has none.
    pub fn domain(&self) -> Outcome<String> {
        let map = self.json(&["get", "configmap", "config-domain", "--namespace", SERVING])?;
        domain(&map).ok_or_else(|| {
            "Knative's ConfigMap config-domain names no domain, so no function has a public name: https://knative.dev/docs/serving/using-a-custom-domain".into()
        })
    }

    /// Where Kourier takes requests from outside.
    ///
    /// # Errors
    /// When it is not there, or has no address.
    pub fn kourier(&self, node: Ipv4Addr) -> Outcome<String> {
        let advice = "set INGRESS_URL to where Knative's ingress takes requests, such as http://192.0.2.7:31080";
        if !self.exists(&["service", "kourier", "--namespace", "kourier-system"])? {
            return Err(Failure::Told(format!("Kourier is not here: {advice}")));
        }
        let service = self.json(&["get", "service", "kourier", "--namespace", "kourier-system"])?;
        kourier(&service, node)
            .ok_or_else(|| Failure::Told(format!("Kourier's Service has no address: {advice}")))
    }
}

/// The domain without a selector, which is the one for everybody.
fn domain(map: &Value) -> Option<String> {
    let domains = map.get("data")?.as_object()?;
    let of_all = |(name, selector): &(&String, &Value)| {
        *name != "_example" && selector.as_str().is_some_and(|text| text.trim().is_empty())
    };
    domains.iter().find(of_all).map(|(name, _)| name.clone())
}

fn kourier(service: &Value, node: Ipv4Addr) -> Option<String> {
    let balancer = list(service, "/status/loadBalancer/ingress").first();
    let outside = balancer.map(|entry| match text(entry, "/ip") {
        "" => text(entry, "/hostname"),
        ip => ip,
    });
    if let Some(outside) = outside.filter(|outside| !outside.is_empty()) {
        return Some(format!("http://{outside}"));
    }
    let port = list(service, "/spec/ports")
        .iter()
        .find(|port| port["port"] == 80)?
        .get("nodePort")?
        .as_u64()?;
    Some(format!("http://{node}:{port}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fr_817_kourier_is_found_with_and_without_a_load_balancer() {
        let node = Ipv4Addr::new(192, 0, 2, 2);
        let mut service =
            json!({"spec": {"ports": [{"port": 80, "nodePort": 31080}, {"port": 443}]}});
        assert_eq!(kourier(&service, node).unwrap(), "http://192.0.2.2:31080");
        service["status"] = json!({"loadBalancer": {"ingress": [{"ip": "198.51.100.7"}]}});
        assert_eq!(kourier(&service, node).unwrap(), "http://198.51.100.7");
        assert_eq!(kourier(&json!({}), node), None);
    }

    #[test]
    fn fr_817_the_domain_is_the_one_for_every_service() {
        let map = json!({"data": {"_example": "", "inside.test": "selector: x", "apps.test": ""}});
        assert_eq!(domain(&map).as_deref(), Some("apps.test"));
        assert_eq!(domain(&json!({"data": {"_example": "x"}})), None);
    }
}
