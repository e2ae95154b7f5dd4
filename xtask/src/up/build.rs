//! Builds what `up` runs, as far as it is not built.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    failure::{At, Outcome},
    files,
    places::{Checkout, State},
    step::{self, Running},
};

/// The programs of a run.
pub struct Programs {
    folder: PathBuf,
    /// The web app's folder with its `server.js`, if it is wanted.
    pub web: Option<PathBuf>,
}

impl Programs {
    /// Builds functions and web app, both at the same time. To be called while holding [`Checkout::preparing`].
    ///
    /// # Errors
    /// When a build fails.
    pub fn build(checkout: &Checkout, state: &State, with_web: bool) -> Outcome<Self> {
        let cargo = Running::start(
            "functions: cargo build",
            &state.log("build-functions"),
            Command::new("cargo")
                .args(["build", "--bins"])
                .args(["-p", "shared", "-p", "tasks", "-p", "mcp", "-p", "chat"])
                .current_dir(&checkout.root),
        )?;
        let web = if with_web {
            Some(web(checkout, state)?)
        } else {
            None
        };
        cargo.finish()?;
        Ok(Self {
            folder: checkout.target().join("debug"),
            web,
        })
    }

    /// A function's or `migrate`'s executable.
    #[must_use]
    pub fn function(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// Installs what the lock file names when it is newer than what is installed.
///
/// `npm ci` will not do: it refuses a lock file without entries for optional packages of other systems, and npm writes
/// such a lock file wherever a registry lacks those packages.
///
/// # Errors
/// When npm fails.
pub fn node_modules(checkout: &Checkout, log: &Path) -> Outcome<()> {
    let frontend = checkout.frontend();
    let changed = |file: &str| {
        fs::metadata(frontend.join(file))
            .and_then(|meta| meta.modified())
            .ok()
    };
    // npm writes the second file last, so an interrupted installation does not count.
    let installed = changed("node_modules/.package-lock.json");
    if installed.is_some() && installed >= changed("package-lock.json") {
        return Ok(());
    }
    step::run(
        "web app: npm install",
        log,
        Command::new("npm")
            .args(["install", "--no-save", "--include=dev"])
            .args(["--no-audit", "--no-fund"])
            .current_dir(&frontend),
    )
}

/// Builds the web app and puts a copy into the run's own folder, so that a later build does not pull the files away
/// from under a running server. To be called while holding [`Checkout::preparing`].
///
/// # Errors
/// When npm fails.
pub fn web(checkout: &Checkout, state: &State) -> Outcome<PathBuf> {
    node_modules(checkout, &state.log("build-web-packages"))?;
    let frontend = checkout.frontend();
    let built = frontend.join(".next/standalone");
    let stamp = checkout.cache().join("web-build");
    let sources = fingerprint(&frontend)?;
    let present = fs::read_to_string(&stamp).unwrap_or_default();
    if present != sources || !built.join("server.js").is_file() {
        let _ = fs::remove_file(&stamp);
        step::run(
            "web app: npm run build",
            &state.log("build-web"),
            Command::new("npm")
                .args(["run", "build"])
                .env("NEXT_TELEMETRY_DISABLED", "1")
                .env_remove("NODE_ENV")
                .current_dir(&frontend),
        )?;
        files::replace(&stamp, &sources)?;
    }
    let own = state.path("web");
    let own_stamp = state.path("web-build-used");
    if fs::read_to_string(&own_stamp).unwrap_or_default() != sources {
        let _ = fs::remove_file(&own_stamp);
        files::remove_folder(&own)?;
        files::copy_tree(&built, &own)?;
        files::replace(&own_stamp, &sources)?;
    }
    Ok(own)
}

/// A hash over everything that the web app is built from.
fn fingerprint(frontend: &Path) -> Outcome<String> {
    let mut sources = BTreeMap::new();
    collect(frontend, &mut sources)?;
    let chunks = sources
        .iter()
        .flat_map(|(path, content)| [path.as_os_str().as_encoded_bytes(), content.as_slice()]);
    Ok(format!("{:016x}", files::hash(chunks)))
}

const NOT_SOURCES: [&str; 9] = [
    "node_modules",
    ".next",
    "e2e",
    "tests",
    "test-results",
    "playwright-report",
    "next-env.d.ts",
    "playwright.config.ts",
    "vitest.config.ts",
];

fn collect(folder: &Path, sources: &mut BTreeMap<PathBuf, Vec<u8>>) -> Outcome<()> {
    for entry in fs::read_dir(folder).at(folder)? {
        let path = entry.at(folder)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if NOT_SOURCES.contains(&&*name) || name.ends_with(".tsbuildinfo") {
            continue;
        }
        if path.is_dir() {
            collect(&path, sources)?;
        } else {
            let content = fs::read(&path).at(&path)?;
            sources.insert(path, content);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_follows_sources_and_nothing_else() {
        let folder = std::env::temp_dir().join(format!("xtask-web-{}", std::process::id()));
        fs::create_dir_all(folder.join("app")).unwrap();
        fs::create_dir_all(folder.join(".next")).unwrap();
        fs::write(folder.join("app/page.tsx"), "one").unwrap();
        let first = fingerprint(&folder).unwrap();
        fs::write(folder.join(".next/out.js"), "built").unwrap();
        assert_eq!(fingerprint(&folder).unwrap(), first);
        fs::write(folder.join("app/page.tsx"), "two").unwrap();
        assert_ne!(fingerprint(&folder).unwrap(), first);
        fs::remove_dir_all(&folder).unwrap();
    }
}
