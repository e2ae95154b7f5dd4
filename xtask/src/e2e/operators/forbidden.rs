//! What an agent may come up with, each a whole kubectl command without spaces in its words.

/// Standard input of every command, for those that read a manifest from it.
pub const GIVEN: &str =
    r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"todo-given"},"data":{"a":"b"}}"#;

/// All are refused, by the Role or by the admission policy.
pub const FORBIDDEN: [&str; 36] = [
    // Objects that are none of its business.
    "get secrets",
    "get secret todo-web --output yaml",
    "get configmaps",
    "get serviceaccounts",
    "get nodes",
    "get pods --all-namespaces",
    "create --filename -",
    "apply --filename -",
    "create token todo-operator",
    "create deployment evil --image=evil",
    "run evil --image=evil",
    "exec deployment/todo-tasks-00001-deployment -- /bin/true",
    "scale deployment --all --replicas=9",
    "delete services.serving.knative.dev todo-chat",
    "delete services.serving.knative.dev --all",
    "delete pods --all",
    "delete revisions.serving.knative.dev --all",
    "delete events --all",
    r#"patch role todo-operator --type json --patch [{"op":"add","path":"/rules/-","value":{"apiGroups":[""],"resources":["secrets"],"verbs":["get"]}}]"#,
    "delete validatingadmissionpolicies --all",
    // Fields that are not the scale.
    r#"patch services.serving.knative.dev todo-chat --type json --patch [{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"evil:1"}]"#,
    r#"patch services.serving.knative.dev todo-chat --type json --patch [{"op":"add","path":"/spec/template/spec/containers/0/env/-","value":{"name":"LLM_BASE_URL","value":"https://evil.example"}}]"#,
    r#"patch services.serving.knative.dev todo-chat --type merge --patch {"spec":{"traffic":[{"latestRevision":true,"percent":50},{"revisionName":"todo-chat-00001","percent":50}]}}"#,
    r#"patch services.serving.knative.dev todo-chat --type merge --patch {"spec":{"template":{"spec":{"timeoutSeconds":1}}}}"#,
    r#"patch services.serving.knative.dev todo-chat --type merge --patch {"spec":{"template":{"spec":{"serviceAccountName":"default"}}}}"#,
    r#"patch services.serving.knative.dev todo-chat --type merge --patch {"spec":{"template":{"metadata":{"labels":{"a":"b"}}}}}"#,
    r#"patch services.serving.knative.dev todo-chat --type merge --patch {"metadata":{"labels":{"networking.knative.dev/visibility":"cluster-local"}}}"#,
    r#"patch services.serving.knative.dev todo-chat --type merge --patch {"metadata":{"annotations":{"todo-app/max-scale":"7"}}}"#,
    r#"patch services.serving.knative.dev todo-chat --type merge --patch {"metadata":{"finalizers":["evil.example/stay"]}}"#,
    r#"patch services.serving.knative.dev todo-chat --type merge --patch {"spec":{"template":{"metadata":{"annotations":{"autoscaling.knative.dev/window":"1h"}}}}}"#,
    r#"patch services.serving.knative.dev todo-chat --type merge --patch {"spec":{"template":{"metadata":{"annotations":{"features.knative.dev/http-full-duplex":null}}}}}"#,
    // A scale out of bounds.
    r#"patch services.serving.knative.dev todo-chat --type merge --patch {"spec":{"template":{"metadata":{"annotations":{"autoscaling.knative.dev/max-scale":"8"}}}}}"#,
    r#"patch services.serving.knative.dev todo-chat --type merge --patch {"spec":{"template":{"metadata":{"annotations":{"autoscaling.knative.dev/max-scale":"0"}}}}}"#,
    r#"patch services.serving.knative.dev todo-chat --type merge --patch {"spec":{"template":{"metadata":{"annotations":{"autoscaling.knative.dev/max-scale":null}}}}}"#,
    r#"patch services.serving.knative.dev todo-chat --type merge --patch {"spec":{"template":{"metadata":{"annotations":{"autoscaling.knative.dev/min-scale":"6"}}}}}"#,
    r#"patch services.serving.knative.dev todo-chat --type merge --patch {"spec":{"template":{"metadata":{"annotations":null}}}}"#,
];
