//! What CI does with the test cluster beside a checkout (FR-822): the script's own logic, with programs that only write
//! down how they were called.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

/// A checkout with the script, and a place for a cluster beside it.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("todo-ci-{name}-{}", std::process::id()));
        let place = Self(folder);
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.ci/e2e");
        place.program("checkout/.ci/e2e", &fs::read_to_string(script).unwrap());
        place.records("checkout/knative/apply", "apply", "true");
        place
    }

    /// Puts down the programs: whether a cluster answers before it is brought up, and how the test ends.
    fn with(self, answers: bool, test_passes: bool) -> Self {
        let env = r#"[ "$1" = env ] && { echo "export INGRESS=http://ingress.test"; exit; }"#;
        let cluster = format!("{env}\necho \"cluster $*\" >> \"$CALLS\"");
        self.program("shared/cluster/cluster", &format!("#!/bin/sh\n{cluster}\n"));
        self.program("bin/kubectl", &format!("#!/bin/sh\n{answers}\n"));
        self.records(
            "bin/cargo",
            "cargo $* $INGRESS_URL",
            &test_passes.to_string(),
        );
        self
    }

    fn records(&self, path: &str, what: &str, end: &str) {
        self.program(
            path,
            &format!("#!/bin/sh\necho \"{what}\" >> \"$CALLS\"\n{end}\n"),
        );
    }

    fn program(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
    }

    /// Runs the script; gives whether it passed, and what was called.
    fn run(self) -> (bool, Vec<String>) {
        let calls = self.0.join("calls");
        let path = format!("{}:/usr/bin:/bin", self.0.join("bin").display());
        let output = Command::new(self.0.join("checkout/.ci/e2e"))
            .env_clear()
            .env("PATH", path)
            .env("CALLS", &calls)
            .output()
            .unwrap();
        let called = fs::read_to_string(calls).unwrap_or_default();
        fs::remove_dir_all(&self.0).unwrap();
        let called = called.lines().map(str::to_owned).collect();
        (output.status.success(), called)
    }
}

const TEST: &str = "cargo xtask e2e --short http://ingress.test";

#[test]
fn fr_822_a_cluster_that_ci_brings_up_is_taken_down() {
    let expected = ["cluster up", "apply", TEST, "cluster down"];
    assert_eq!(
        Place::new("passes").with(false, true).run(),
        (true, expected.map(str::to_owned).into())
    );
    assert_eq!(
        Place::new("fails").with(false, false).run(),
        (false, expected.map(str::to_owned).into())
    );
}

#[test]
fn fr_822_a_cluster_that_was_up_stays_up() {
    let expected = ["apply", TEST].map(str::to_owned).into();
    assert_eq!(Place::new("up").with(true, true).run(), (true, expected));
}

#[test]
fn fr_822_without_a_cluster_there_is_nothing_to_do() {
    assert_eq!(Place::new("none").run(), (true, Vec::new()));
}
