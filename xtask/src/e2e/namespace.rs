//! The namespace of a run: made by it, and removed with all that is in it.

use std::time::{Duration, Instant};

use crate::{
    failure::{Failure, Outcome},
    kube::{Kube, uninstall},
    say, step,
};

/// Marks what a run made, so that nothing else is ever removed.
const LABEL: &str = "todo-app/made-by";
const MAKER: &str = "cargo-xtask-e2e";
const PATIENCE: Duration = Duration::from_mins(1);

/// A run's namespace.
pub struct Namespace {
    kube: Kube,
    made: bool,
}

impl Namespace {
    /// The one that is made later.
    pub fn of(kube: &Kube) -> Self {
        Self {
            kube: kube.clone(),
            made: false,
        }
    }

    /// Removes what a killed run left behind, and leaves alone what is somebody else's.
    ///
    /// # Errors
    /// When the namespace is not a run's.
    pub fn check(&mut self) -> Outcome<()> {
        let name = self.kube.namespace.clone();
        if !self.kube.exists(&["namespace", &name])? {
            return Ok(());
        }
        let (mine, named) = (format!("{LABEL}={MAKER}"), format!("metadata.name={name}"));
        let own = ["namespace", "--selector", &mine, "--field-selector", &named];
        if !self.kube.exists(&own)? {
            return Err(Failure::Told(format!(
                "namespace {name} is there already and not of an earlier run: set E2E_NAMESPACE to another name"
            )));
        }
        say::line(format_args!(
            "namespace {name} was left behind by a run that was killed"
        ));
        self.made = true;
        self.remove()
    }

    /// Makes it.
    ///
    /// # Errors
    /// When the cluster refuses.
    pub fn make(&mut self) -> Outcome<()> {
        self.made = true;
        self.kube.make_namespace(&[(LABEL, MAKER)])
    }

    /// Removes it, if it was made.
    ///
    /// # Errors
    /// When it stays.
    pub fn remove(&mut self) -> Outcome<()> {
        if !self.made {
            return Ok(());
        }
        let name = &self.kube.namespace;
        say::line("");
        let started = Instant::now();
        // What helm cannot take back goes with the namespace. That would wait for as long as the longest stream may last,
        // if pods were left.
        let emptied = uninstall(&self.kube).and_then(|()| self.kube.end_pods(PATIENCE));
        if let Err(failure @ Failure::Told(_)) = emptied {
            say::line(failure);
        }
        let delete = ["delete", "namespace", name, "--ignore-not-found"];
        self.kube
            .kubectl(&[&delete[..], &["--timeout=180s"]].concat())
            .map_err(|failure| {
                Failure::Told(format!("namespace {name} stays behind: {failure}"))
            })?;
        self.made = false;
        step::done(
            &format!("namespace {name} and all in it removed"),
            started.elapsed(),
        );
        Ok(())
    }
}
