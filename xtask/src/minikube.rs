//! `cargo xtask minikube [--delete]`: the platform on a Minikube profile of its own (FR-821).

mod profile;
mod serving;
mod sources;
mod versions;

use std::{process::ExitCode, time::Duration};

use serde_json::{Value, json};

use self::profile::Profile;
use crate::{
    env,
    failure::{Failure, Outcome},
    files,
    images::{self, Image},
    kube::{Applied, Kube, Release},
    places::{Checkout, State},
    say, step,
};

const NAMESPACE: &str = "todo";
/// The page's port on this machine.
const PAGE: &str = "http://localhost:3000";
/// Images of other projects come over the net the first time.
const PATIENCE: Duration = Duration::from_mins(5);

/// What the command line asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Take back what an earlier call made.
    pub delete: bool,
}

impl Options {
    /// Reads the arguments.
    ///
    /// # Errors
    /// The first that is not known.
    pub fn parse(arguments: &[&str]) -> Outcome<Self> {
        match arguments {
            [] => Ok(Self { delete: false }),
            ["--delete"] => Ok(Self { delete: true }),
            [other, ..] => Err(Failure::Told(format!("minikube does not know {other}"))),
        }
    }
}

/// Brings the platform up on Minikube, or takes it back. Each step looks first, and does nothing where nothing is to do.
///
/// # Errors
/// When a step fails; calling it again goes on from there.
pub fn run(checkout: &Checkout, options: Options) -> Outcome<ExitCode> {
    let state = State::open(&checkout.cache().join("minikube"))?;
    let profile = Profile::new(&state)?;
    if options.delete {
        profile.delete()?;
        files::remove_folder(&state.folder)?;
        return Ok(ExitCode::SUCCESS);
    }
    profile.start()?;
    let kube = Kube::of_context(Profile::NAME, NAMESPACE)?;
    let node = kube.node_address()?;
    // A public name service that answers with the address in the name.
    let domain = format!("{node}.sslip.io");
    serving::install(&kube)?;
    serving::configure(checkout, &kube, &domain)?;
    let tag = sources::tag(checkout)?;
    provide_images(checkout, &state, &tag)?;
    if !kube.exists(&["namespace", NAMESPACE])? {
        kube.make_namespace(&[])?;
    }
    let release = Release {
        kube: kube.clone(),
        chart: checkout.root.join("charts/todo-app"),
        values: state.path("values.json"),
        patience: PATIENCE,
    };
    files::replace(&release.values, &values(&domain, &tag).to_string())?;
    let applied = step::timed("chart", || release.apply())?;
    if applied == Applied::Unchanged {
        say::line("  the release is unchanged");
    }
    step::timed("functions: Ready", || release.ready(PATIENCE))?;
    let rollout = ["rollout", "status", "deployment/todo-web", "--timeout=300s"];
    step::timed("web app: ready", || kube.kubectl(&rollout))?;
    say::line(screen(&release.addresses()?, &kube.kourier(node)?));
    Ok(ExitCode::SUCCESS)
}

/// Builds and loads the images of these sources, unless the cluster has them.
fn provide_images(checkout: &Checkout, state: &State, tag: &str) -> Outcome<()> {
    let present = Profile::images()?;
    let names = images::NAMES.into_iter().filter(|name| {
        let reference = images::reference(name, tag);
        !present.lines().any(|line| line.trim() == reference)
    });
    let names: Vec<String> = names.map(str::to_owned).collect();
    if names.is_empty() {
        say::line("  the images are unchanged");
        return Ok(());
    }
    let options = images::Options {
        sbom: None,
        tag: Some(tag.to_owned()),
        names,
        save: None,
    };
    let built: Vec<Image> = images::build(checkout, &options)?;
    images::load(state, &built, Some(Profile::NAME))
}

fn values(domain: &str, tag: &str) -> Value {
    let mut values = json!({
        "domain": domain,
        "image": {"tag": tag},
        "postgres": {"enabled": true, "storage": "1Gi"},
        "web": {"url": PAGE},
    });
    for (path, variable) in [
        ("/llm/baseUrl", "LLM_BASE_URL"),
        ("/llm/model", "LLM_MODEL"),
        ("/llm/apiKey", "LLM_API_KEY"),
        ("/llm/contextTokens", "LLM_CONTEXT_TOKENS"),
        ("/llm/fallback/baseUrl", "LLM_FALLBACK_BASE_URL"),
        ("/llm/fallback/model", "LLM_FALLBACK_MODEL"),
        ("/llm/fallback/apiKey", "LLM_FALLBACK_API_KEY"),
        ("/llm/fallback/contextTokens", "LLM_FALLBACK_CONTEXT_TOKENS"),
    ] {
        if let Some(value) = env::variable(variable) {
            // A number where the chart's schema wants one.
            let number = value
                .parse::<u32>()
                .ok()
                .filter(|_| path.ends_with("Tokens"));
            let value = number.map_or_else(|| json!(value), |number| json!(number));
            let place = path
                .split('/')
                .skip(1)
                .fold(&mut values, |at, name| &mut at[name]);
            *place = value;
        }
    }
    values
}

/// The addresses, with the port at which the ingress takes requests.
fn screen(addresses: &[(String, String)], ingress: &str) -> String {
    let port = ingress.rsplit_once(':').map_or("80", |(_, port)| port);
    let mut lines = vec![String::new()];
    for (name, url) in addresses {
        let path = if name == "mcp" { "/mcp" } else { "" };
        lines.push(format!("  {name:<6} {url}:{port}{path}"));
    }
    lines.push(format!("  page   {PAGE}, while this runs:"));
    lines.push(format!(
        "         kubectl --context {} --namespace {NAMESPACE} port-forward service/todo-web 3000",
        Profile::NAME
    ));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_821_the_addresses_have_the_ingress_s_port() {
        let mcp = [(
            "mcp".to_owned(),
            "http://todo-mcp.todo.192.0.2.2.sslip.io".to_owned(),
        )];
        let text = screen(&mcp, "http://192.0.2.2:31080");
        assert!(text.contains("http://todo-mcp.todo.192.0.2.2.sslip.io:31080/mcp"));
        assert!(text.contains("--context todo-app --namespace todo port-forward"));
    }

    #[test]
    fn fr_821_delete_is_the_only_option() {
        assert!(Options::parse(&["--delete"]).unwrap().delete);
        assert!(Options::parse(&["--remove"]).is_err());
    }
}
