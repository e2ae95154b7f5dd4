//! What the cluster has to say when a scenario failed: asked before everything is removed.

use super::platform::Platform;
use crate::kube::FUNCTIONS;

const LINES: usize = 25;

/// Pods, services, events, and the last words of migrations and functions.
pub fn of(platform: &Platform) -> String {
    let ask = |title: &str, arguments: &[&str]| {
        let said = platform
            .kube
            .kubectl(arguments)
            .unwrap_or_else(|failure| failure.to_string());
        format!("-- {title}\n{}", last(&said))
    };
    let mut parts = vec![
        ask("pods", &["get", "pods", "--output", "wide"]),
        ask(
            "services",
            &[
                "get",
                "services.serving.knative.dev,revisions.serving.knative.dev",
            ],
        ),
        ask("events", &["get", "events", "--sort-by", ".lastTimestamp"]),
        ask(
            "migrations",
            &[
                "logs",
                "--selector",
                "app.kubernetes.io/name=todo-migrate",
                "--tail=5",
            ],
        ),
    ];
    for function in FUNCTIONS {
        let selector = format!("serving.knative.dev/service=todo-{function}");
        let logs = ["logs", "--selector", &selector, "--prefix", "--tail=10"];
        parts.push(ask(
            function,
            &[&logs[..], &["--container", function]].concat(),
        ));
    }
    parts.push(format!("-- web app\n{}", last(&platform.log("web"))));
    parts.join("\n")
}

fn last(text: &str) -> String {
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(LINES)..].join("\n")
}
