//! Knative Serving and Kourier in the cluster.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::versions;
use crate::{
    failure::{Failure, Outcome},
    kube::{Kube, SERVING},
    places::Checkout,
    say, step,
};

const KOURIER: &str = "kourier-system";

/// Installs both, where they are not.
///
/// # Errors
/// When another version is there, or they do not come up.
pub fn install(kube: &Kube) -> Outcome<()> {
    let serving = kube.version_of(SERVING, "controller")?;
    if is_to_be_installed("Knative Serving", serving.as_deref(), versions::SERVING)? {
        step::timed("Knative Serving", || {
            apply(kube, &versions::serving_manifest("serving-crds"))?;
            let crds = ["wait", "--for=condition=Established", "--all", "crd"];
            kube.kubectl(&[&crds[..], &["--timeout=60s"]].concat())?;
            apply(kube, &versions::serving_manifest("serving-core"))?;
            available(kube, SERVING)
        })?;
    }
    let kourier = kube.version_of(KOURIER, "3scale-kourier-gateway")?;
    if is_to_be_installed("Kourier", kourier.as_deref(), versions::KOURIER)? {
        step::timed("Kourier", || {
            apply(kube, &versions::kourier_manifest())?;
            available(kube, SERVING)?;
            available(kube, KOURIER)
        })?;
    }
    Ok(())
}

/// Tells Serving which ingress and domain to use, and applies the settings of `knative/serving.yaml`.
///
/// # Errors
/// When the cluster refuses.
pub fn configure(checkout: &Checkout, kube: &Kube, domain: &str) -> Outcome<()> {
    let ingress = json!({"ingress-class": "kourier.ingress.networking.knative.dev"});
    patch(kube, "config-network", &ingress)?;
    let present = kube.json(&["get", "configmap", "config-domain", "--namespace", SERVING])?;
    patch(kube, "config-domain", &domains(&present, domain))?;
    kube.script(&checkout.root.join("knative/apply"))?;
    step::done("Serving's settings", Duration::ZERO);
    Ok(())
}

fn apply(kube: &Kube, manifest: &str) -> Outcome<()> {
    kube.kubectl(&["apply", "--filename", manifest]).map(drop)
}

fn available(kube: &Kube, namespace: &str) -> Outcome<()> {
    let all = ["wait", "--for=condition=Available", "deployment", "--all"];
    let within = ["--namespace", namespace, "--timeout=300s"];
    kube.kubectl(&[&all[..], &within].concat()).map(drop)
}

fn patch(kube: &Kube, map: &str, data: &Value) -> Outcome<()> {
    let data = json!({"data": data}).to_string();
    let patch = ["patch", "configmap", map, "--namespace", SERVING];
    kube.kubectl(&[&patch[..], &["--type", "merge", "--patch", &data]].concat())
        .map(drop)
}

/// The domain alone: the address of an earlier start would go on naming services.
fn domains(present: &Value, domain: &str) -> Value {
    let mut data = Map::new();
    if let Some(present) = present["data"].as_object() {
        let stale = present.keys().filter(|name| name.ends_with(".sslip.io"));
        data.extend(stale.map(|name| (name.clone(), Value::Null)));
    }
    data.insert(domain.to_owned(), json!(""));
    Value::Object(data)
}

/// Whether this version is to be installed; another one is not replaced, because Serving upgrades one line at a time.
fn is_to_be_installed(name: &str, present: Option<&str>, wanted: &str) -> Outcome<bool> {
    match present {
        None => Ok(true),
        Some(present) if present == wanted => {
            say::line(format_args!("  {name} {present} is there"));
            Ok(false)
        }
        Some(present) => Err(Failure::Told(format!(
            "{name} {present} is in the cluster, this checkout installs {wanted}: cargo xtask minikube --delete, then again"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_821_one_version_is_installed_once() {
        assert!(is_to_be_installed("Kourier", None, "1.2.3").unwrap());
        assert!(!is_to_be_installed("Kourier", Some("1.2.3"), "1.2.3").unwrap());
        assert!(is_to_be_installed("Kourier", Some("1.2.2"), "1.2.3").is_err());
    }

    #[test]
    fn fr_821_the_domain_of_an_earlier_address_goes() {
        let present = json!({"data": {"_example": "x", "192.0.2.1.sslip.io": ""}});
        let expected = json!({"192.0.2.1.sslip.io": null, "192.0.2.2.sslip.io": ""});
        assert_eq!(domains(&present, "192.0.2.2.sslip.io"), expected);
        let same = json!({"192.0.2.1.sslip.io": ""});
        assert_eq!(domains(&present, "192.0.2.1.sslip.io"), same);
    }
}
