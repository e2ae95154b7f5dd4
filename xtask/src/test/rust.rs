//! The workspace's tests, with a private Postgres.

use std::process::Command;

use crate::{
    child::Group,
    failure::{Failure, Outcome},
    files,
    places::{self, Checkout, State},
    ports::Ports,
    postgres::{Binaries, Cluster, Durability},
};

/// `cargo test` with `TEST_DATABASE_URL`; `arguments` go to cargo.
///
/// # Errors
/// When a test fails or cannot be run.
pub fn tests(checkout: &Checkout, arguments: &[&str]) -> Outcome<()> {
    let binaries = {
        let _preparing = checkout.preparing()?;
        Binaries::install(checkout)?
    };
    let name = format!("test-postgres-{}", std::process::id());
    let state = State::open(&checkout.cache().join(name))?;
    let cluster = Cluster::of(&state.folder, binaries, Durability::ThrowAway)?;
    let result = with_server(checkout, &state, &cluster, arguments);
    cluster.erase()?;
    files::remove_folder(cluster.home())?;
    places::forget(&state.folder)?;
    files::remove_folder(&state.folder)?;
    result
}

fn with_server(
    checkout: &Checkout,
    state: &State,
    cluster: &Cluster,
    arguments: &[&str],
) -> Outcome<()> {
    cluster.prepare()?;
    let port = Ports::default().choose("TEST_POSTGRES_PORT", None)?;
    let mut server = cluster.start(port, &state.log("postgres"))?;
    let mut cargo = Command::new("cargo");
    cargo
        .arg("test")
        .args(if arguments.is_empty() {
            &["--workspace", "--features", "shared/testing"]
        } else {
            arguments
        })
        .current_dir(&checkout.root)
        .env("TEST_DATABASE_URL", server.superuser_url("postgres"));
    let status = Group::spawn(&mut cargo).and_then(|mut group| group.wait());
    server.stop();
    let status = status?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::Told(format!("cargo test: {status}")))
}
