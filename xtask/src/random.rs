//! Secrets of a local run.

use std::{fs::File, io::Read, path::Path};

use crate::failure::{At, Outcome};

/// `bytes` random bytes as hexadecimal digits.
///
/// # Errors
/// When the system has no source of randomness.
pub fn hex(bytes: usize) -> Outcome<String> {
    use std::fmt::Write;

    let source = Path::new("/dev/urandom");
    let mut buffer = vec![0; bytes];
    File::open(source)
        .and_then(|mut file| file.read_exact(&mut buffer))
        .at(source)?;
    Ok(buffer.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}
