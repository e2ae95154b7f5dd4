//! The container that does nothing, as a service of the same shape as a function's.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    e2e::{images::NOTHING, platform::Platform},
    failure::Outcome,
    kube::text,
};

const READY_WITHIN: Duration = Duration::from_mins(1);

/// Deploys it into the platform's namespace.
///
/// # Errors
/// When it does not become Ready.
pub fn deploy(platform: &Platform) -> Outcome<()> {
    let kube = platform.kube;
    let tasks = kube.json(&["get", "services.serving.knative.dev", "todo-tasks"])?;
    let like = like(&tasks);
    kube.kubectl_given(&["apply", "--filename", "-"], &like.to_string())?;
    let timeout = format!("--timeout={}s", READY_WITHIN.as_secs());
    let service = format!("services.serving.knative.dev/todo-{NOTHING}");
    kube.kubectl(&["wait", "--for=condition=Ready", &service, &timeout])
        .map(drop)
}

/// The same pod with the image beside that of tasks, and without what a function is told.
fn like(tasks: &Value) -> Value {
    let mut template = tasks["spec"]["template"].clone();
    template["metadata"]["labels"] = json!({});
    let container = &mut template["spec"]["containers"][0];
    container["name"] = json!(NOTHING);
    let image = text(tasks, "/spec/template/spec/containers/0/image");
    container["image"] = json!(image.replace("todo-tasks", &format!("todo-{NOTHING}")));
    container["env"] = json!([]);
    container["envFrom"] = json!([]);
    json!({
        "apiVersion": tasks["apiVersion"],
        "kind": "Service",
        "metadata": {"name": format!("todo-{NOTHING}")},
        "spec": {"template": template},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_824_nothing_has_the_shape_of_a_function() {
        let container = json!({"name": "tasks", "image": "r/todo-tasks:1", "env": [1], "resources": {"limits": {}}});
        let spec = json!({"automountServiceAccountToken": false, "containers": [container]});
        let template = json!({"metadata": {"annotations": {"a": "b"}}, "spec": spec});
        let tasks = json!({"apiVersion": "v1", "spec": {"template": template}});
        let found = like(&tasks);
        assert_eq!(
            found["spec"]["template"]["metadata"]["annotations"]["a"],
            "b"
        );
        let spec = &found["spec"]["template"]["spec"];
        assert_eq!(spec["automountServiceAccountToken"], false);
        let expected = json!({"name": "nothing", "image": "r/todo-nothing:1", "env": [], "envFrom": [], "resources": {"limits": {}}});
        assert_eq!(spec["containers"][0], expected);
    }
}
