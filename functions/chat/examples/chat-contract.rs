//! Prints the contract: `cargo run -p chat --example chat-contract > specs/003-chat-agent/contracts/openapi.json`.

fn main() -> Result<(), serde_json::Error> {
    println!("{}", serde_json::to_string_pretty(&chat::document())?);
    Ok(())
}
