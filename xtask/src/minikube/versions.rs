//! The versions that `cargo xtask minikube` installs: here and nowhere else.

/// Serving 1.23 asks for Kubernetes 1.34 or newer.
pub const KUBERNETES: &str = "v1.35.4";
/// Knative Serving.
pub const SERVING: &str = "1.23.0";
/// Kourier, of the same line as Serving.
pub const KOURIER: &str = "1.23.0";

/// A manifest of a release of Knative Serving.
pub fn serving_manifest(name: &str) -> String {
    format!("https://github.com/knative/serving/releases/download/knative-v{SERVING}/{name}.yaml")
}

/// Kourier's manifest.
pub fn kourier_manifest() -> String {
    format!(
        "https://github.com/knative-extensions/net-kourier/releases/download/knative-v{KOURIER}/kourier.yaml"
    )
}
