//! `PgBouncer` as Debian has it, and one that tracks prepared statements, which Debian 12 has not: built from the sources of
//! Debian 13, which apt verifies.

mod running;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    env,
    failure::{At, Failure, Outcome},
    files,
    places::Checkout,
    say, step, tools,
};

pub use running::{Between, Running};

/// The first version that tracks prepared statements.
const TRACKING: (u32, u32) = (1, 21);
/// The upstream version that is built.
const VERSION: &str = "1.24.1";
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
const MIRROR: &str = "http://deb.debian.org/debian trixie main";

/// What tests need to know of both: those of a pooler that cannot be had here say what is missing.
#[must_use]
pub fn for_tests(checkout: &Checkout) -> Vec<(&'static str, PathBuf)> {
    let found = [
        ("PGBOUNCER", installed()),
        ("PGBOUNCER_TRACKING", tracking(checkout)),
    ];
    let programs = found.into_iter().filter_map(|(name, program)| {
        program
            .map_err(|failure| say::line(format_args!("  {name}: {failure}")))
            .ok()
            .map(|program| (name, program))
    });
    programs.collect()
}

/// The one of this machine.
///
/// # Errors
/// One line of advice.
pub fn installed() -> Outcome<PathBuf> {
    env::program("pgbouncer").ok_or_else(|| {
        "there is no `pgbouncer` here: install it (Debian: apt-get install pgbouncer)".into()
    })
}

/// One that tracks prepared statements: this machine's, or one that is built once.
///
/// # Errors
/// When it cannot be built.
pub fn tracking(checkout: &Checkout) -> Outcome<PathBuf> {
    if let Ok(own) = installed()
        && installed_tracks()
    {
        return Ok(own);
    }
    let _preparing = checkout.preparing()?;
    let folder = checkout.cache().join("tools/pgbouncer-tracking");
    let program = folder.join(format!("pgbouncer-{VERSION}/pgbouncer"));
    tools::once(checkout, "pgbouncer-tracking", VERSION, |log| {
        build(&folder, log)
    })?;
    Ok(program)
}

/// Whether this machine's tracks prepared statements.
#[must_use]
pub fn installed_tracks() -> bool {
    tools::version_of("pgbouncer", "--version").is_some_and(|said| tracks(&said))
}

fn tracks(said: &str) -> bool {
    let version = said.split_whitespace().nth(1).unwrap_or_default();
    tools::parse_version(version) >= Some(TRACKING)
}

fn build(folder: &Path, log: &Path) -> Outcome<()> {
    let missing = ["apt-get", "cc", "make", "pkg-config", "tar"]
        .into_iter()
        .find(|program| env::program(program).is_none());
    if let Some(program) = missing {
        return Err(Failure::Told(format!(
            "there is no `{program}` here, with which PgBouncer {VERSION} is built: install PgBouncer 1.21 or newer, or (Debian) apt-get install build-essential pkg-config libevent-dev"
        )));
    }
    files::remove_folder(folder)?;
    for inner in ["lists/partial", "cache/archives/partial"] {
        let path = folder.join(inner);
        fs::create_dir_all(&path).at(&path)?;
    }
    let sources = folder.join("sources.list");
    files::replace(
        &sources,
        &format!("deb-src [signed-by={KEYRING}] {MIRROR}\n"),
    )?;
    let apt = || {
        let mut apt = Command::new("apt-get");
        apt.current_dir(folder);
        for option in [
            format!("Dir::Etc::sourcelist={}", sources.display()),
            "Dir::Etc::sourceparts=-".to_owned(),
            format!("Dir::State::lists={}/lists", folder.display()),
            format!("Dir::Cache={}/cache", folder.display()),
            "APT::Sandbox::User=root".to_owned(),
        ] {
            apt.args(["-o", &option]);
        }
        apt
    };
    let run = |name: &str, command: &mut Command| {
        step::run(&format!("PgBouncer {VERSION}: {name}"), log, command)
    };
    run("list of packages", apt().args(["update", "--quiet"]))?;
    run(
        "sources",
        apt().args(["source", "--quiet", "--download-only", "pgbouncer"]),
    )?;
    run(
        "unpack",
        Command::new("tar")
            .args(["xf", &format!("pgbouncer_{VERSION}.orig.tar.gz")])
            .current_dir(folder),
    )?;
    let inside = folder.join(format!("pgbouncer-{VERSION}"));
    run(
        "configure",
        Command::new("./configure")
            .args(["--without-cares", "--without-systemd", "--without-openssl"])
            .current_dir(&inside),
    )?;
    run(
        "make",
        Command::new("make").arg("pgbouncer").current_dir(&inside),
    )
}

#[cfg(test)]
mod tests {
    /// FR-472.
    #[test]
    fn debian_12_has_one_that_does_not_track() {
        assert!(!super::tracks("PgBouncer 1.18.0"));
        assert!(super::tracks("PgBouncer 1.24.1"));
        assert!(!super::tracks("PgBouncer"));
    }
}
