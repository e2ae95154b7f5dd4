//! The workspace's tests, with a private Postgres.

use crate::{
    failure::Outcome,
    files, pgbouncer,
    places::{self, Checkout, State},
    ports::Ports,
    postgres::{Binaries, Cluster, Durability},
};

/// `cargo test`; `arguments` go to cargo.
///
/// # Errors
/// When a test fails or cannot be run.
pub fn tests(checkout: &Checkout, arguments: &[&str]) -> Outcome<()> {
    with_postgres(checkout, "rust", |url| {
        let mut cargo = super::cargo(checkout);
        cargo
            .arg("test")
            .args(if arguments.is_empty() {
                &["--workspace", "--features", "shared/testing"]
            } else {
                arguments
            })
            .env("TEST_DATABASE_URL", url)
            .envs(pgbouncer::for_tests(checkout));
        super::show(&mut cargo)
    })
}

/// Runs `work` beside a Postgres of its own, of which nothing stays; `work` gets the superuser's connection string.
///
/// # Errors
/// When the server does not come up, or what `work` returns.
pub fn with_postgres<T>(
    checkout: &Checkout,
    name: &str,
    work: impl FnOnce(&str) -> Outcome<T>,
) -> Outcome<T> {
    let binaries = {
        let _preparing = checkout.preparing()?;
        Binaries::install(checkout)?
    };
    let name = format!("test-{name}-postgres-{}", std::process::id());
    let state = State::open(&checkout.cache().join(name))?;
    let cluster = Cluster::of(&state.folder, binaries, Durability::ThrowAway)?;
    let result = running(&state, &cluster, work);
    files::remove_folder(cluster.home())?;
    places::forget(&state.folder)?;
    files::remove_folder(&state.folder)?;
    result
}

fn running<T>(
    state: &State,
    cluster: &Cluster,
    work: impl FnOnce(&str) -> Outcome<T>,
) -> Outcome<T> {
    cluster.prepare()?;
    let port = Ports::default().any()?;
    let mut server = cluster.start(port, &state.log("postgres"))?;
    let result = work(&server.superuser_url("postgres"));
    server.stop();
    result
}
