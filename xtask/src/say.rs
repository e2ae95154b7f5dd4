//! What the tool prints. A terminal that went away must not end a run before it has tidied up, which is what
//! `println!` would do.

use std::{
    fmt,
    io::{self, Write},
};

/// One line on standard output.
pub fn line(text: impl fmt::Display) {
    let mut out = io::stdout().lock();
    // Nobody is left to be told when this fails.
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// One line on standard error.
pub fn error(text: impl fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
