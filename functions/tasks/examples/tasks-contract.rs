//! Prints the contract: `cargo run -p tasks --example tasks-contract > specs/001-tasks-api/contracts/openapi.json`.

fn main() -> Result<(), serde_json::Error> {
    println!("{}", serde_json::to_string_pretty(&tasks::document())?);
    Ok(())
}
