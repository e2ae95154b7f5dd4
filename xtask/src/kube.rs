//! A Kubernetes cluster, through kubectl and helm: this is the only place that calls them.

mod namespace;
mod pods;
mod release;
mod serving;

use std::{
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;

pub use self::{
    pods::{FUNCTIONS, Pod},
    release::{Applied, NAME, Release, uninstall},
    serving::SERVING,
};
use crate::{
    child, env,
    failure::{Failure, Outcome},
};

/// A cluster and the namespace in it that commands are about.
#[derive(Debug, Clone)]
pub struct Kube {
    context: Option<String>,
    /// The namespace.
    pub namespace: String,
}

impl Kube {
    /// The cluster of kubectl's current context.
    ///
    /// # Errors
    /// When kubectl or helm is not installed.
    pub fn current(namespace: &str) -> Outcome<Self> {
        installed("kubectl", "https://kubernetes.io/docs/tasks/tools")?;
        installed("helm", "https://helm.sh/docs/intro/install")?;
        Ok(Self {
            context: None,
            namespace: namespace.to_owned(),
        })
    }

    /// The cluster of a named context.
    ///
    /// # Errors
    /// When kubectl or helm is not installed.
    pub fn of_context(context: &str, namespace: &str) -> Outcome<Self> {
        Ok(Self {
            context: Some(context.to_owned()),
            ..Self::current(namespace)?
        })
    }

    /// What kubectl prints.
    ///
    /// # Errors
    /// When it fails, with its own words.
    pub fn kubectl(&self, arguments: &[&str]) -> Outcome<String> {
        self.kubectl_given(arguments, "")
    }

    /// The same, with a standard input.
    ///
    /// # Errors
    /// When it fails, with its own words.
    pub fn kubectl_given(&self, arguments: &[&str], input: &str) -> Outcome<String> {
        let mut command = Command::new("kubectl");
        if let Some(context) = &self.context {
            command.args(["--context", context]);
        }
        command.args(["--namespace", &self.namespace]);
        finish(command.args(arguments), "kubectl", arguments, input)
    }

    /// What kubectl prints with `--output json`.
    ///
    /// # Errors
    /// When it fails, or prints something else.
    pub fn json(&self, arguments: &[&str]) -> Outcome<Value> {
        let text = self.kubectl(&[arguments, &["--output", "json"]].concat())?;
        parse("kubectl", &text)
    }

    /// Whether an object is there.
    ///
    /// # Errors
    /// When the cluster does not answer.
    pub fn exists(&self, arguments: &[&str]) -> Outcome<bool> {
        let get = ["get", "--ignore-not-found", "--output", "name"];
        let found = self.kubectl(&[&get, arguments].concat())?;
        Ok(!found.trim().is_empty())
    }

    /// What helm prints.
    ///
    /// # Errors
    /// When it fails, with its own words.
    pub fn helm(&self, arguments: &[&str]) -> Outcome<String> {
        let mut command = Command::new("helm");
        if let Some(context) = &self.context {
            command.args(["--kube-context", context]);
        }
        command.args(["--namespace", &self.namespace]);
        finish(command.args(arguments), "helm", arguments, "")
    }

    /// Runs a script that calls kubectl with the options that it is given.
    ///
    /// # Errors
    /// When it fails, with its own words.
    pub fn script(&self, script: &Path) -> Outcome<String> {
        let mut command = Command::new(script);
        if let Some(context) = &self.context {
            command.args(["--context", context]);
        }
        let name = script.display().to_string();
        finish(&mut command, &name, &[], "")
    }
}

fn installed(program: &str, page: &str) -> Outcome<()> {
    if env::program(program).is_some() {
        return Ok(());
    }
    Err(Failure::Told(format!(
        "there is no `{program}` here: {page}"
    )))
}

fn finish(
    command: &mut Command,
    program: &str,
    arguments: &[&str],
    input: &str,
) -> Outcome<String> {
    let Output {
        status,
        stdout,
        stderr,
    } = child::output(command, input)?;
    if status.success() {
        return Ok(String::from_utf8_lossy(&stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&stderr);
    let said = said.lines().filter(|line| !line.starts_with("WARNING:"));
    Err(Failure::Told(format!(
        "{program} {}: {}",
        arguments.join(" "),
        said.collect::<Vec<_>>().join("\n").trim()
    )))
}

fn parse(program: &str, text: &str) -> Outcome<Value> {
    serde_json::from_str(text).map_err(|error| Failure::Told(format!("{program}: {error}")))
}

/// The text at a JSON pointer, or nothing.
#[must_use]
pub fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// The list at a JSON pointer, or an empty one.
#[must_use]
pub fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value
        .pointer(pointer)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}
