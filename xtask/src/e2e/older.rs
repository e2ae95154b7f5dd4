//! FR-830, FR-840: a release of chart version 0.1.0, whose functions read a `ConfigMap`, is upgraded; its revisions answer from zero
//! when the new ones fail.

use std::{path::PathBuf, process::Command};

use super::{
    changes::{Witness, given_up, without_images},
    person::same,
    platform::Platform,
};
use crate::{
    failure::Outcome,
    files,
    kube::{text, uninstall},
    step,
};

/// The last commit whose functions read the `ConfigMap`.
const COMMIT: &str = "3c090772a77408774c7f9acfe0143840c5135d40";

/// Installs that chart, upgrades to this one without images, then as it should be.
pub fn run(platform: &Platform) -> Outcome<()> {
    uninstall(platform.kube)?;
    let chart = chart(platform)?;
    platform.install(&chart)?;
    let mut witness = Witness::begin(platform)?;
    let before = settings(platform)?;
    platform.change(&[without_images()])?;
    same("the ConfigMap", &settings(platform)?, &before)?;
    given_up(platform)?;
    witness.sees_the_old_version("by revisions of chart version 0.1.0")?;
    platform.apply(&[])?;
    witness.sees_the_old_version("by revisions of this version")
}

fn settings(platform: &Platform) -> Outcome<String> {
    let map = platform.kube.json(&["get", "configmap", "todo-config"])?;
    same(
        "the ConfigMap names the issuer",
        &text(&map, "/data/AUTH_ISSUER"),
        &&*platform.beside.web,
    )?;
    Ok(map["data"].to_string())
}

/// The chart of that commit, out of the history of this checkout.
fn chart(platform: &Platform) -> Outcome<PathBuf> {
    let folder = platform.folder("older");
    files::remove_folder(&folder)?;
    files::open_folder(&folder)?;
    let archive = folder.join("chart.tar");
    let mut save = Command::new("git");
    save.args(["archive", "--output"]).arg(&archive);
    save.args([COMMIT, "charts/todo-app"])
        .current_dir(platform.root());
    step::run(
        "chart version 0.1.0: git archive",
        &platform.log_file("older"),
        &mut save,
    )?;
    let mut unpack = Command::new("tar");
    unpack.arg("-xf").arg(&archive).arg("-C").arg(&folder);
    step::run(
        "chart version 0.1.0: tar",
        &platform.log_file("older"),
        &mut unpack,
    )?;
    Ok(folder.join("charts/todo-app"))
}
