//! Requirements and the tests that name them (FR-515).

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    failure::{At, Failure, Outcome},
    places::Checkout,
    say,
};

/// Fails on a requirement that no test names, and on a test that names no requirement there is.
///
/// # Errors
/// Both kinds, all of them.
pub fn check(checkout: &Checkout) -> Outcome<()> {
    let mut required = BTreeSet::new();
    for folder in entries(&checkout.root.join("specs"))? {
        if let Ok(text) = fs::read_to_string(folder.join("spec.md")) {
            required.extend(ids(&text));
        }
    }
    let mut named = BTreeSet::new();
    for part in ["shared", "functions", "frontend", "xtask", "charts"] {
        collect(&checkout.root.join(part), &mut named)?;
    }
    let untested: Vec<&String> = required.difference(&named).collect();
    let unknown: Vec<&String> = named.difference(&required).collect();
    if untested.is_empty() && unknown.is_empty() {
        say::line(format_args!(
            "{} requirements, each named by a test",
            required.len()
        ));
        return Ok(());
    }
    Err(Failure::Told(format!(
        "requirements that no test names: {untested:?}; ids in tests that no specification has: {unknown:?}"
    )))
}

fn entries(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let Ok(found) = fs::read_dir(folder) else {
        return Ok(Vec::new());
    };
    found
        .map(|entry| Ok(entry.at(folder)?.path()))
        .collect::<Outcome<_>>()
}

fn collect(folder: &Path, named: &mut BTreeSet<String>) -> Outcome<()> {
    for path in entries(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            if !["node_modules", ".next", "target", "__pycache__"].contains(&&*name) {
                collect(&path, named)?;
            }
        } else if may_test(&path) {
            let text = fs::read_to_string(&path).at(&path)?;
            named.extend(ids(tests_in(&path, &text)));
        }
    }
    Ok(())
}

/// Whether a file of this name can hold tests.
fn may_test(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let script = |kind: &str| {
        [".ts", ".tsx", ".mjs"]
            .iter()
            .any(|end| name.ends_with(&format!(".{kind}{end}")))
    };
    let extension = path.extension().unwrap_or_default();
    extension == "rs"
        || script("test")
        || script("spec")
        || (extension == "py" && (name.starts_with("test_") || name.ends_with("_test.py")))
}

/// The part of a file that is tests: in Rust sources, what follows `#[cfg(test)]`, unless the file is a scenario.
fn tests_in<'a>(path: &Path, text: &'a str) -> &'a str {
    let all_tests = path.extension().is_none_or(|extension| extension != "rs")
        || path
            .components()
            .any(|part| part.as_os_str() == "tests" || part.as_os_str() == "e2e");
    if all_tests {
        return text;
    }
    let marker = concat!("#[cfg", "(test)]");
    text.find(marker).map_or("", |start| &text[start..])
}

/// The requirement ids in a text, also as they are spelt in names of functions.
fn ids(text: &str) -> BTreeSet<String> {
    let upper = text.to_uppercase();
    upper
        .match_indices("FR")
        .filter_map(|(start, _)| {
            let rest = upper[start + 2..].strip_prefix(['-', '_'])?;
            let end = rest
                .find(|letter: char| !letter.is_ascii_digit())
                .unwrap_or(rest.len());
            // The specification's number in one or two digits, and the requirement's in two.
            (3..=4)
                .contains(&end)
                .then(|| format!("FR-{}", &rest[..end]))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_515_ids_are_found_in_both_spellings() {
        // Put together here, so that this file names no requirement that does not exist.
        let text = format!(
            "fr{0}100_a_name FR{1}101: from FR-12 and FR{1}10100 FR",
            "_", "-"
        );
        let found: Vec<String> = ids(&text).into_iter().collect();
        assert_eq!(found, [format!("FR{}100", "-"), format!("FR{}101", "-")]);
        let two_digits = format!("FR{}1234", "-");
        assert_eq!(ids(&two_digits), [two_digits.clone()].into());
    }

    #[test]
    fn fr_515_only_tests_count() {
        let source = format!("// one\n{}\n// two", concat!("#[cfg", "(test)]"));
        assert!(!tests_in(Path::new("src/task.rs"), &source).contains("one"));
        assert!(tests_in(Path::new("src/task.rs"), &source).contains("two"));
        assert!(tests_in(Path::new("tests/api/main.rs"), &source).contains("one"));
        assert!(tests_in(Path::new("src/e2e/zero.rs"), &source).contains("one"));
        assert_eq!(tests_in(Path::new("src/db.rs"), "// none"), "");
        assert!(may_test(Path::new("e2e/chat.spec.ts")));
        assert!(may_test(Path::new("test_mcp.py")));
        assert!(!may_test(Path::new("lib/api.ts")));
    }
}
