//! `cargo xtask statements`: what this version asks of the database, recorded for the tests of later schemas (FR-474).

use std::{fs, process::ExitCode};

use crate::{
    child,
    failure::{At, Failure, Outcome},
    files,
    places::Checkout,
    say, test,
};

/// Writes the record of the version whose schema ends with the newest migration.
///
/// # Errors
/// When the queries cannot be asked, or the file cannot be written.
pub fn run(checkout: &Checkout) -> Outcome<ExitCode> {
    let folder = checkout.root.join("shared/migrations");
    let names = fs::read_dir(&folder).at(&folder)?.flatten();
    let newest = names
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            name.strip_suffix(".sql").map(str::to_owned)
        })
        .max();
    let newest = newest.ok_or_else(|| Failure::from("there is no migration"))?;
    let file = checkout
        .root
        .join(format!("shared/tests/statements/{newest}.json"));
    test::rust::with_postgres(checkout, "statements", |url| {
        let mut cargo = test::cargo(checkout);
        cargo
            .args(["run", "--quiet", "-p", "shared", "--features", "testing"])
            .args(["--example", "statements"])
            .env("TEST_DATABASE_URL", url);
        let output = child::output(&mut cargo, "")?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(Failure::Told(said.into_owned()));
        }
        files::replace(&file, &String::from_utf8_lossy(&output.stdout))
    })?;
    say::line(file.display());
    Ok(ExitCode::SUCCESS)
}
