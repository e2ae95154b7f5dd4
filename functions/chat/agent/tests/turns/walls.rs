//! What the crate may not depend on.

use std::process::Command;

#[test]
fn fr_304_the_agent_has_neither_shared_nor_a_postgres_driver() {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--package",
            "agent",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--offline",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let tree = String::from_utf8(output.stdout).unwrap();
    let names: Vec<&str> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(names.contains(&"reqwest"), "the tree is read");
    for name in names {
        let forbidden = name == "shared"
            || name == "rmcp"
            || name.contains("postgres")
            || name == "sqlx"
            || name == "diesel";
        assert!(!forbidden, "{name}");
    }
}
