//! `cargo xtask doctor --cluster`: what is wrong with a release on a cluster, read and not changed (FR-1120).

use serde_json::Value;

use crate::{
    failure::{Failure, Outcome},
    kube::{FUNCTIONS, Kube, NAME, list, text},
    say,
};

/// Everything of the release has this label.
const OURS: &str = "app.kubernetes.io/part-of=todo-app";
/// Connections that a pod of the web app keeps at most.
const OF_WEB: u64 = 5;

/// What was looked at, and what is wrong with it; nothing, when it is as it should be.
type Finding = (&'static str, Vec<String>);

/// Looks at the release in this namespace; whether it is as it should be.
///
/// # Errors
/// When the cluster does not answer, or has no such release.
pub fn check(namespace: &str) -> Outcome<bool> {
    let kube = Kube::current(namespace)?;
    let ours = |kind: &str| kube.json(&["get", kind, "--selector", OURS]);
    let services = ours("services.serving.knative.dev")?;
    let values = kube.helm(&["get", "values", NAME, "--all", "--output", "json"])?;
    let values: Value = serde_json::from_str(&values)
        .map_err(|error| Failure::Told(format!("helm get values: {error}")))?;
    let (accounts, policies) = (ours("serviceaccounts")?, ours("networkpolicies")?);
    let admission = ours("validatingadmissionpolicies,validatingadmissionpolicybindings")?;
    let findings = [
        ("functions", unready(&services)),
        ("drift", drift(&services)),
        ("revisions", failed(&ours("revisions.serving.knative.dev")?)),
        ("policies", unguarded(&accounts, &policies, &admission)),
        ("connections", overdrawn(&services, &values)),
    ];
    Ok(told(&findings))
}

fn told(findings: &[Finding]) -> bool {
    for (name, problems) in findings {
        if problems.is_empty() {
            say::line(format_args!("  ok       {name}"));
        }
        for problem in problems {
            say::line(format_args!("  wrong    {name}: {problem}"));
        }
    }
    findings.iter().all(|(_, problems)| problems.is_empty())
}

fn items(found: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let items = list(found, "/items").iter();
    items.map(|item| (text(item, "/metadata/name"), item))
}

/// Why something is not ready, if it is not.
fn reason(item: &Value) -> Option<String> {
    let conditions = list(item, "/status/conditions").iter();
    let ready = conditions.clone().find(|each| each["type"] == "Ready")?;
    (ready["status"] != "True")
        .then(|| format!("{} {}", text(ready, "/reason"), text(ready, "/message")))
}

fn unready(services: &Value) -> Vec<String> {
    let missing = FUNCTIONS.iter().filter_map(|function| {
        let name = format!("todo-{function}");
        let is_there = items(services).any(|(there, _)| there == name);
        (!is_there).then(|| format!("{name} is not there"))
    });
    let unready = items(services)
        .filter_map(|(name, service)| Some(format!("{name} is not ready: {}", reason(service)?)));
    missing.chain(unready).collect()
}

/// The scale that a Service has now, by the name of an annotation.
fn scale<'a>(service: &'a Value, name: &str) -> &'a str {
    let live = format!("/spec/template/metadata/annotations/autoscaling.knative.dev~1{name}-scale");
    text(service, &live)
}

fn drift(services: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (name, service) in items(services) {
        for which in ["min", "max"] {
            let released = format!("/metadata/annotations/todo-app~1{which}-scale");
            let (now, said) = (scale(service, which), text(service, &released));
            if now != said {
                found.push(format!(
                    "{name}: {which}-scale is {now}, the release says {said}; todo-reset takes it back"
                ));
            }
        }
    }
    found
}

/// A revision that does not become ready; one without traffic that went to zero is no such.
fn failed(revisions: &Value) -> Vec<String> {
    let failed = items(revisions).filter_map(|(name, revision)| {
        let conditions = list(revision, "/status/conditions").iter();
        let ready = conditions.clone().find(|each| each["type"] == "Ready")?;
        (ready["status"] == "False").then(|| {
            let why = reason(revision).unwrap_or_default();
            format!("{name} failed: {why}")
        })
    });
    failed.collect()
}

fn unguarded(accounts: &Value, policies: &Value, admission: &Value) -> Vec<String> {
    let has = |found: &Value, name: &str| items(found).any(|(there, _)| there == name);
    let mut missing: Vec<String> = FUNCTIONS
        .iter()
        .map(|function| format!("todo-{function}"))
        .filter(|name| !has(policies, name))
        .map(|name| format!("{name} has no NetworkPolicy: anybody in the cluster reaches it"))
        .collect();
    if has(accounts, "todo-operator") {
        for kind in [
            "ValidatingAdmissionPolicy",
            "ValidatingAdmissionPolicyBinding",
        ] {
            let is_there = items(admission)
                .any(|(name, item)| item["kind"] == kind && name.starts_with("todo-operator."));
            if !is_there {
                missing.push(format!(
                    "todo-operator has no {kind}: nothing bounds what it changes"
                ));
            }
        }
    }
    missing
}

/// Connections that pods may take as things are now, patches included, and what the database has.
fn overdrawn(services: &Value, values: &Value) -> Vec<String> {
    let number = |pointer: &str| values.pointer(pointer).and_then(Value::as_u64);
    let is = |pointer: &str| values.pointer(pointer) == Some(&Value::Bool(true));
    let (Some(most), Some(reserved)) = (
        number("/database/maxConnections"),
        number("/database/reserved"),
    ) else {
        return vec!["helm knows no database.maxConnections of this release".to_owned()];
    };
    let mut of_functions = 0;
    for (name, service) in items(services) {
        let Ok(pods) = scale(service, "max").parse::<u64>() else {
            return vec![format!(
                "{name} has no maximum of pods, so no end of connections"
            )];
        };
        of_functions += pods * pool(service);
    }
    let web = if is("/web/enabled") {
        number("/web/replicas").unwrap_or(1) * OF_WEB
    } else {
        0
    };
    let is_pooled = is("/postgres/enabled") && is("/database/pooler/enabled");
    let mut problems = Vec::new();
    let from_functions = if is_pooled {
        let clients = number("/database/pooler/maxClients").unwrap_or_default();
        if of_functions > clients {
            problems.push(format!(
                "functions may take {of_functions} of the pooler's {clients} (database.pooler.maxClients)"
            ));
        }
        number("/database/pooler/size").unwrap_or_default()
    } else {
        of_functions
    };
    let needed = reserved + from_functions + web;
    if needed > most {
        problems.push(format!(
            "{needed} may be taken of {most} (database.maxConnections): reserved {reserved}, functions {from_functions}, web app {web}"
        ));
    }
    problems
}

/// Connections of a pod.
fn pool(service: &Value) -> u64 {
    let variables = list(service, "/spec/template/spec/containers/0/env").iter();
    variables
        .clone()
        .find(|variable| variable["name"] == "DATABASE_POOL_SIZE")
        .and_then(|variable| text(variable, "/value").parse().ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn service(name: &str, max: &str) -> Value {
        json!({
            "metadata": {"name": name, "annotations": {"todo-app/min-scale": "0", "todo-app/max-scale": "5"}},
            "spec": {"template": {
                "metadata": {"annotations": {"autoscaling.knative.dev/min-scale": "0", "autoscaling.knative.dev/max-scale": max}},
                "spec": {"containers": [{"env": [{"name": "DATABASE_POOL_SIZE", "value": "4"}]}]},
            }},
            "status": {"conditions": [{"type": "Ready", "status": "True"}]},
        })
    }

    fn services(max: &str) -> Value {
        let all = ["todo-tasks", "todo-mcp", "todo-chat"].map(|name| service(name, max));
        json!({"items": all})
    }

    fn values() -> Value {
        json!({
            "database": {"maxConnections": 100, "reserved": 10, "pooler": {"enabled": true, "size": 20, "maxClients": 500}},
            "postgres": {"enabled": false},
            "web": {"enabled": true, "replicas": 1},
        })
    }

    /// FR-1120.
    #[test]
    fn a_patched_scale_and_what_it_costs_are_seen() {
        assert!(drift(&services("5")).is_empty());
        assert_eq!(drift(&services("9")).len(), 3);
        assert!(overdrawn(&services("5"), &values()).is_empty());
        let (problem, other) = (overdrawn(&services("9"), &values()), drift(&services("")));
        assert!(
            problem[0].starts_with("123 may be taken of 100"),
            "{problem:?}"
        );
        assert_eq!(other.len(), 3);
        assert!(overdrawn(&services(""), &values())[0].contains("no maximum"));
    }

    /// FR-1120.
    #[test]
    fn behind_the_pooler_its_own_connections_count() {
        let mut pooled = values();
        pooled["postgres"]["enabled"] = json!(true);
        assert!(overdrawn(&services("9"), &pooled).is_empty());
        pooled["database"]["pooler"]["maxClients"] = json!(100);
        assert!(overdrawn(&services("9"), &pooled)[0].contains("108 of the pooler's 100"));
        pooled["database"]["pooler"]["size"] = json!(90);
        assert_eq!(overdrawn(&services("9"), &pooled).len(), 2);
    }

    /// FR-1120.
    #[test]
    fn what_failed_and_what_is_missing_is_named() {
        let mut all = services("5");
        all["items"][0]["status"]["conditions"][0] = json!({"type": "Ready", "status": "False", "reason": "RevisionFailed", "message": "no image"});
        assert_eq!(
            unready(&all),
            ["todo-tasks is not ready: RevisionFailed no image"]
        );
        assert_eq!(unready(&json!({"items": []})).len(), 3);
        let revisions = json!({"items": [
            {"metadata": {"name": "todo-chat-00002"}, "status": {"conditions": [{"type": "Ready", "status": "False", "reason": "ProgressDeadlineExceeded", "message": ""}]}},
            {"metadata": {"name": "todo-chat-00003"}, "status": {"conditions": [{"type": "Ready", "status": "Unknown"}]}},
        ]});
        assert_eq!(
            failed(&revisions),
            ["todo-chat-00002 failed: ProgressDeadlineExceeded "]
        );
    }

    /// FR-1120.
    #[test]
    fn an_account_without_its_bounds_is_seen() {
        let named = |names: &[&str]| {
            let items: Vec<Value> = names
                .iter()
                .map(|name| json!({"metadata": {"name": name}}))
                .collect();
            json!({ "items": items })
        };
        let policies = named(&["todo-tasks", "todo-mcp", "todo-chat"]);
        assert!(unguarded(&named(&[]), &policies, &named(&[])).is_empty());
        assert_eq!(
            unguarded(&named(&["todo-operator"]), &policies, &named(&[])).len(),
            2
        );
        assert_eq!(unguarded(&named(&[]), &named(&[]), &named(&[])).len(), 3);
        let bounds = json!({"items": [
            {"kind": "ValidatingAdmissionPolicy", "metadata": {"name": "todo-operator.todo.todo"}},
            {"kind": "ValidatingAdmissionPolicyBinding", "metadata": {"name": "todo-operator.todo.todo"}},
        ]});
        assert!(unguarded(&named(&["todo-operator"]), &policies, &bounds).is_empty());
    }
}
