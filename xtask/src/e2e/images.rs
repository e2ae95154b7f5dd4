//! How the images come into the cluster.

use std::{fs, path::PathBuf, process::Command};

use crate::{
    env,
    failure::{At, Outcome},
    files,
    places::{Checkout, State},
    production::{self, Profile},
    step,
};

/// The images that the chart is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Images {
    /// What stands before their names, if not the chart's default.
    pub registry: Option<String>,
    /// Their tag, if not the chart's default.
    pub tag: Option<String>,
    /// `migrate` for this machine, of the same sources.
    pub migrate: PathBuf,
}

/// Builds the functions and hands each to the command in `E2E_LOAD`; without one, the images are in the cluster or its
/// registry already, under `E2E_IMAGE_REGISTRY` and `E2E_IMAGE_TAG`.
///
/// # Errors
/// When a build or the command fails.
pub fn provide(checkout: &Checkout, state: &State, profile: Profile) -> Outcome<Images> {
    let _preparing = checkout.preparing()?;
    let Some(load) = env::variable("E2E_LOAD") else {
        step::run(
            "migrate: cargo build",
            &state.log("build-migrate"),
            Command::new("cargo")
                .args(["build", "-p", "shared", "--bin", "migrate"])
                .current_dir(&checkout.root),
        )?;
        return Ok(Images {
            registry: env::variable("E2E_IMAGE_REGISTRY"),
            tag: env::variable("E2E_IMAGE_TAG"),
            migrate: checkout.target().join("debug/migrate"),
        });
    };
    let built = production::build(checkout, state, profile)?;
    let mut programs = PARTS.map(|part| (part, built.program(part))).to_vec();
    if profile == Profile::Release {
        let nothing = production::build_nothing(checkout, state, profile)?;
        programs.push((NOTHING, nothing.program(NOTHING)));
    }
    let tag = tag(&programs)?;
    for (part, program) in programs {
        let name = format!("todo-{part}:{tag}");
        // The shell splits the command as its author meant it.
        let mut command = Command::new("sh");
        command
            .args(["-c", &format!("{load} \"$@\""), "load", &name])
            .arg(program);
        let log = state.log(&format!("load-{part}"));
        step::run(&format!("image {name}"), &log, &mut command)?;
    }
    Ok(Images {
        registry: None,
        tag: Some(tag),
        migrate: built.program("migrate"),
    })
}

const PARTS: [&str; 4] = ["tasks", "mcp", "chat", "migrate"];
/// What starts are compared with; only whole runs measure them.
pub const NOTHING: &str = "nothing";

/// Follows the content: a cluster keeps what a tag once meant.
fn tag(programs: &[(&str, PathBuf)]) -> Outcome<String> {
    let mut contents = Vec::new();
    for (_, program) in programs {
        contents.push(fs::read(program).at(program)?);
    }
    let hash = files::hash(contents.iter().map(Vec::as_slice));
    Ok(format!("e2e-{hash:016x}"))
}
