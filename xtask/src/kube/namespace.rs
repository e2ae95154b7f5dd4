//! Namespaces under the strictest Pod Security.

use serde_json::{Map, Value, json};

use super::Kube;
use crate::failure::Outcome;

impl Kube {
    /// Makes the namespace, with these labels beside that of Pod Security.
    ///
    /// # Errors
    /// When it is there already, or the cluster refuses.
    pub fn make_namespace(&self, labels: &[(&str, &str)]) -> Outcome<()> {
        let mut all = Map::new();
        all.insert(
            "pod-security.kubernetes.io/enforce".to_owned(),
            json!("restricted"),
        );
        let more = labels.iter();
        all.extend(more.map(|(name, value)| ((*name).to_owned(), json!(value))));
        let namespace = json!({
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {"name": self.namespace, "labels": Value::Object(all)},
        });
        let create = ["create", "--filename", "-"];
        self.kubectl_given(&create, &namespace.to_string())
            .map(drop)
    }
}
