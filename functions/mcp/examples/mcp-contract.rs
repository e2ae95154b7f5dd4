//! Prints the contract: `cargo run -p mcp --example mcp-contract > specs/002-mcp-tools/contracts/tools.json`.

fn main() -> Result<(), serde_json::Error> {
    println!("{}", serde_json::to_string_pretty(&mcp::contract()?)?);
    Ok(())
}
