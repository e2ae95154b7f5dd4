//! What the images' labels and tags say.

use std::{fs, process::Command};

use crate::{
    failure::{At, Failure, Outcome},
    places::Checkout,
};

/// The version that the chart asks for when nobody says another.
///
/// # Errors
/// When the chart names none.
pub fn app_version(checkout: &Checkout) -> Outcome<String> {
    let file = checkout.root.join("charts/todo-app/Chart.yaml");
    let text = fs::read_to_string(&file).at(&file)?;
    text.lines()
        .find_map(|line| line.strip_prefix("appVersion:"))
        .map(|version| version.trim().trim_matches('"').to_owned())
        .ok_or_else(|| Failure::Told(format!("{}: no appVersion", file.display())))
}

/// The commit, marked when the work tree differs from it.
#[must_use]
pub fn revision(checkout: &Checkout) -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .args(arguments)
            .current_dir(&checkout.root)
            .output()
            .ok()?;
        let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        output.status.success().then_some(text)
    };
    match (git(&["rev-parse", "HEAD"]), git(&["status", "--porcelain"])) {
        (Some(commit), Some(changes)) if changes.is_empty() => commit,
        (Some(commit), _) => format!("{commit}-modified"),
        _ => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_813_the_tag_is_the_charts_app_version_and_the_programs_own() {
        let version = app_version(&Checkout::find()).unwrap();
        assert_eq!(version, env!("CARGO_PKG_VERSION"));
    }
}
