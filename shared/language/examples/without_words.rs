//! A program that keeps days and times and reads no words, beside which `cargo xtask bench language` weighs `with_words`.

use language::{Due, Zone};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = std::env::args().nth(1).unwrap_or_default();
    let zone: Zone = "Europe/Berlin".parse()?;
    let due: Due = text.parse()?;
    #[expect(clippy::print_stdout, reason = "its answer")]
    {
        println!("{due} {zone}");
    }
    Ok(())
}
