//! Prints what a handshake is answered with: `cargo run -p mcp --example mcp-handshake > specs/002-mcp-tools/contracts/handshake.json`.

fn main() -> Result<(), serde_json::Error> {
    println!("{}", serde_json::to_string_pretty(&mcp::handshake()?)?);
    Ok(())
}
