//! The environment that the tool was started with. It is a developer's tool, not a function: FR-416's rule that
//! `shared::config` is the only reader holds for what runs in production.

/// A variable that is set and not empty.
#[must_use]
pub fn variable(name: &str) -> Option<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "this tool decides what environment the functions get; it has none of theirs"
    )]
    let value = std::env::var(name).ok();
    value.filter(|value| !value.trim().is_empty())
}

/// Those of `names` that are set.
#[must_use]
pub fn variables(names: &[&str]) -> Vec<(String, String)> {
    names
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), variable(name)?)))
        .collect()
}

/// What every child needs to find its programs and its trust, and nothing that could be a secret of somebody else's.
#[must_use]
pub fn essentials() -> Vec<(String, String)> {
    let mut set = variables(&[
        "PATH",
        "HOME",
        "USER",
        "TMPDIR",
        "LANG",
        "LC_ALL",
        "TZ",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "NODE_EXTRA_CA_CERTS",
        "EXTRA_CA_FILE",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "http_proxy",
        "https_proxy",
    ]);
    // The children call each other on this machine, which no proxy reaches.
    for name in ["NO_PROXY", "no_proxy"] {
        let local = "127.0.0.1,localhost";
        let value = variable(name).map_or(local.to_owned(), |value| format!("{value},{local}"));
        set.push((name.to_owned(), value));
    }
    set
}

/// An executable of this name on the `PATH`.
#[must_use]
pub fn program(name: &str) -> Option<std::path::PathBuf> {
    let path = variable("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}
