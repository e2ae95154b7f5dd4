//! What one bill of materials holds.

use std::{collections::BTreeSet, path::Path};

use serde_json::Value;

use crate::failure::{Failure, Outcome};

/// Names and versions in the tree of one package.
#[must_use]
pub fn built_in<'a>(trees: &'a str, package: &str) -> BTreeSet<(&'a str, &'a str)> {
    trees
        .split("\n\n")
        .filter(|tree| tree.split_whitespace().next() == Some(package))
        .flat_map(str::lines)
        .filter_map(|line| {
            let (name, rest) = line.split_once(" v")?;
            Some((name, rest.split(' ').next()?))
        })
        .collect()
}

/// Leaves out crates that other members or tests of the workspace bring, and where the checkout lies.
///
/// # Errors
/// When the bill is not JSON.
pub fn of_binary(bom: &str, root: &Path, built_in: &BTreeSet<(&str, &str)>) -> Outcome<String> {
    let bom = bom.replace(&format!("file://{}", root.display()), "file:///src");
    let mut bom: Value = serde_json::from_str(&bom).map_err(|error| error.to_string())?;
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let mut kept: BTreeSet<String> = [text(&bom["metadata"]["component"], "bom-ref")].into();
    if let Some(components) = bom["components"].as_array_mut() {
        components.retain(|component| {
            let (name, version) = (text(component, "name"), text(component, "version"));
            let keep = built_in.contains(&(name.as_str(), version.as_str()));
            if keep {
                kept.insert(text(component, "bom-ref"));
            }
            keep
        });
    }
    if let Some(dependencies) = bom["dependencies"].as_array_mut() {
        dependencies.retain(|dependency| kept.contains(&text(dependency, "ref")));
        for dependency in dependencies {
            if let Some(targets) = dependency
                .get_mut("dependsOn")
                .and_then(Value::as_array_mut)
            {
                targets
                    .retain(|target| target.as_str().is_some_and(|target| kept.contains(target)));
            }
        }
    }
    serde_json::to_string_pretty(&bom).map_err(|error| Failure::Told(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_815_the_tree_of_one_package_is_told_from_the_others() {
        let trees = "mcp v0.1.0 (/a/mcp)\nserde v1.0.2\n\ntasks v0.1.0 (/a/tasks)\nhttp v1.4.0 (*)";
        let found = built_in(trees, "tasks");
        assert_eq!(found, [("http", "1.4.0"), ("tasks", "0.1.0")].into());
    }

    #[test]
    fn fr_815_a_bill_has_what_is_built_in_and_no_path_of_this_machine() {
        let bom = r#"{
            "metadata": {"component": {"bom-ref": "path+file:///home/me/todo/functions/tasks#0.1.0"}},
            "components": [
                {"bom-ref": "http", "name": "http", "version": "1.4.0"},
                {"bom-ref": "old", "name": "http", "version": "0.2.0"},
                {"bom-ref": "rcgen", "name": "rcgen", "version": "1.0.0"}
            ],
            "dependencies": [
                {"ref": "path+file:///home/me/todo/functions/tasks#0.1.0", "dependsOn": ["http", "rcgen"]},
                {"ref": "http"},
                {"ref": "rcgen", "dependsOn": ["old"]}
            ]
        }"#;
        let built_in = [("http", "1.4.0")].into();
        let bill = of_binary(bom, Path::new("/home/me/todo"), &built_in).unwrap();
        assert!(bill.contains("path+file:///src/functions/tasks#0.1.0"));
        for gone in ["rcgen", "old", "/home", "null"] {
            assert!(!bill.contains(gone), "{gone} in {bill}");
        }
    }
}
