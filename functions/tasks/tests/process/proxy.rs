//! A proxy in front that keeps connections for a while (FR-450).

use std::process::Command;

use shared::testing::{Issuer, TestDatabase, environment};

use crate::lifecycle::spawn;

const POSTS: i64 = 2000;

/// FR-450: a tenth of Go's 90 seconds and of our 120. A post is sent once: a proxy must not repeat it, and answers 502 where the
/// connection that it chose was just closing.
#[tokio::test]
async fn no_post_through_a_proxy_meets_a_closing_connection() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/process/proxy");
    if Command::new("go").arg("version").output().is_err() {
        eprintln!("not tried: there is no Go on this machine, whose reverse proxy this is about");
        return;
    }
    let (test, issuer) = (TestDatabase::new().await, Issuer::default());
    let mut variables = environment(&test, &issuer);
    for (name, value) in [
        ("KEEP_ALIVE_SECONDS", "12"),
        ("RATE_LIMIT_REQUESTS_PER_MINUTE", "1000000"),
        ("RATE_LIMIT_WRITES_PER_MINUTE", "1000000"),
        // All are one person's, whose writes wait for each other.
        ("DATABASE_REQUEST_SECONDS", "60"),
    ] {
        variables.push((name, value.to_owned()));
    }
    let function = spawn(&variables).listening().await;
    let target = format!("http://127.0.0.1:{}", function.port);
    let token = issuer.session_token("ann");
    let run = tokio::task::spawn_blocking(move || {
        let (posts, clients) = (POSTS.to_string(), "250");
        Command::new("go")
            .args([
                "run", "main.go", &target, &token, &posts, clients, "9s", "12s",
            ])
            .current_dir(folder)
            .output()
    });
    let output = run.await.unwrap().unwrap();
    let (said, errors) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert_eq!(said.trim(), "0", "{said}{errors}");
    let owner = test.owner().await;
    let row = owner.query_one("select count(*) from todo.task", &[]).await;
    assert_eq!(row.unwrap().get::<_, i64>(0), POSTS);
}
