//! FR-1107: what operators' tools may do, and what they may not, under the account that the chart makes for them.

mod forbidden;

use std::{path::PathBuf, process::Command};

use serde_json::{Value, json};

use self::forbidden::FORBIDDEN;
use super::{
    person::{Person, needed, same},
    platform::Platform,
};
use crate::{
    child,
    failure::{Failure, Outcome},
    files,
    kube::{FUNCTIONS, list},
    say,
};

/// What the account asks, and what is in the answer.
const ALLOWED: [(&str, &str); 10] = [
    ("get services.serving.knative.dev", "todo-chat"),
    ("get revisions.serving.knative.dev", "todo-chat-"),
    ("get configurations.serving.knative.dev", "todo-chat"),
    ("get routes.serving.knative.dev", "todo-chat"),
    (
        "get podautoscalers.autoscaling.internal.knative.dev",
        "todo-chat-",
    ),
    ("get pods", "todo-tasks-"),
    ("get events", "todo-"),
    (
        "logs --selector app.kubernetes.io/name=todo-tasks --container tasks --tail 1",
        "{",
    ),
    (
        r#"patch services.serving.knative.dev todo-tasks --type merge --patch {"spec":{"template":{"metadata":{"annotations":{"autoscaling.knative.dev/max-scale":"7"}}}}}"#,
        "patched",
    ),
    (
        r#"patch services.serving.knative.dev todo-tasks --type json --patch [{"op":"replace","path":"/spec/template/metadata/annotations/autoscaling.knative.dev~1max-scale","value":"5"}]"#,
        "patched",
    ),
];

/// The tools, then what is allowed, then what is not.
pub fn run(platform: &Platform) -> Outcome<()> {
    platform.apply(&[json!({"operators": {"enabled": true}})])?;
    let operator = Operator::new(platform)?;
    let person = Person::sign_up(platform)?;
    needed("tasks", person.tasks()?)?;
    operator.uses_every_tool()?;
    for (request, answer) in ALLOWED {
        let said = operator.kubectl(request)?;
        if !said.contains(answer) {
            return Err(Failure::Told(format!("kubectl {request} says {said}")));
        }
    }
    platform.ready()?;
    let before = state(platform)?;
    for request in FORBIDDEN {
        if let Ok(said) = operator.kubectl(request) {
            return Err(Failure::Told(format!(
                "kubectl {request} was carried out: {said}"
            )));
        }
    }
    same(
        "the Services after what is forbidden",
        &state(platform)?,
        &before,
    )?;
    say::line(format_args!(
        "  {} requests were carried out and {} refused",
        ALLOWED.len(),
        FORBIDDEN.len()
    ));
    needed("tasks", person.tasks()?)?;
    platform.apply(&[]).map(drop)
}

/// What nobody but Helm may change, and what the account may.
fn state(platform: &Platform) -> Outcome<Vec<Value>> {
    let services = platform
        .kube
        .json(&["get", "services.serving.knative.dev"])?;
    let of = |service: &Value| {
        let mut annotations = service["metadata"]["annotations"].clone();
        if let Some(annotations) = annotations.as_object_mut() {
            annotations.remove("serving.knative.dev/lastModifier");
        }
        json!([service["metadata"]["labels"], annotations, service["spec"]])
    };
    Ok(list(&services, "/items").iter().map(of).collect())
}

/// The account, as somebody has it who followed the recipe.
struct Operator<'a> {
    platform: &'a Platform<'a>,
    kubeconfig: PathBuf,
}

impl<'a> Operator<'a> {
    fn new(platform: &'a Platform<'a>) -> Outcome<Self> {
        let mut recipe = Command::new(folder(platform).join("kubeconfig"));
        recipe.args([&platform.kube.namespace, "1"]);
        let kubeconfig = platform.folder("operator.yaml");
        files::replace(&kubeconfig, &said(&mut recipe, "")?)?;
        Ok(Self {
            platform,
            kubeconfig,
        })
    }

    fn command(&self, program: PathBuf) -> Command {
        let mut command = Command::new(program);
        command.env("KUBECONFIG", &self.kubeconfig);
        command
    }

    fn kubectl(&self, request: &str) -> Outcome<String> {
        let mut command = self.command("kubectl".into());
        // No word has a space in it.
        said(command.args(request.split(' ')), forbidden::GIVEN)
    }

    /// As kubectl-ai calls a custom tool: all words in one argument.
    fn tool(&self, name: &str, words: &str, expected: &str) -> Outcome<()> {
        let mut command = self.command(folder(self.platform).join("bin").join(name));
        let answer = said(command.arg(words), "")?;
        if answer.contains(expected) {
            return Ok(());
        }
        Err(Failure::Told(format!(
            "{name} {words} says {answer:?}, without {expected:?}"
        )))
    }

    fn uses_every_tool(&self) -> Outcome<()> {
        self.tool("todo-status", "", "todo-mcp: ready True")?;
        self.tool("todo-drift", "", "no drift")?;
        self.tool("todo-why", "tasks", "todo-tasks is ready")?;
        self.tool("todo-why", "tasks", "a node was found after")?;
        self.tool("todo-logs", "tasks --lines 5", "request_id")?;
        self.tool("todo-rollback", "chat", "nothing to undo")?;
        self.tool(
            "todo-scale",
            "chat --min 1 --max 7",
            "scale 0 to 5 became 1 to 7",
        )?;
        self.tool(
            "todo-scale",
            "todo-scale chat --max 7",
            "has this scale already",
        )?;
        self.tool(
            "todo-drift",
            "",
            "todo-chat: scale 1 to 7, the release says 0 to 5",
        )?;
        self.tool("todo-rollback", "chat", "scale 1 to 7 went back to 0 to 5")?;
        self.tool("todo-scale", "mcp --min=2", "scale 0 to 5 became 2 to 5")?;
        // Helm leaves a patch in place; a tool takes it back.
        self.platform
            .apply(&[json!({"operators": {"enabled": true}, "migrate": {"retries": 5}})])?;
        self.tool(
            "todo-drift",
            "",
            "todo-mcp: scale 2 to 5, the release says 0 to 5",
        )?;
        self.tool(
            "todo-reset",
            "mcp",
            "scale 2 to 5 became 0 to 5, as the release says",
        )?;
        self.tool("todo-drift", "", "no drift")?;
        let beyond = self.tool("todo-scale", "chat --max 8", "");
        same(
            "a scale above the limit is refused",
            &beyond.is_err(),
            &true,
        )?;
        self.platform.ready()?;
        say::line(format_args!(
            "  every tool works, for {} functions",
            FUNCTIONS.len()
        ));
        Ok(())
    }
}

fn folder(platform: &Platform) -> PathBuf {
    platform.root().join("knative/kubectl-ai")
}

fn said(command: &mut Command, input: &str) -> Outcome<String> {
    let output = child::output(command, input)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let why = String::from_utf8_lossy(&output.stderr);
    Err(Failure::Told(format!("{command:?}: {}", why.trim())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_1107_there_are_enough_requests_and_each_is_another() {
        let mut all: Vec<_> = ALLOWED.iter().map(|(request, _)| *request).collect();
        all.extend(FORBIDDEN);
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(FORBIDDEN.len() >= 20 && ALLOWED.len() >= 10);
    }
}
