//! Why a verb ended early.

use std::{fmt, io, path::Path};

/// A verb's unhappy end.
#[derive(Debug)]
pub enum Failure {
    /// SIGINT, SIGTERM or SIGHUP came.
    Stopped,
    /// Something went wrong; the text is for the person who ran the verb.
    Told(String),
}

/// What most functions here return.
pub type Outcome<T> = Result<T, Failure>;

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stopped => formatter.write_str("stopped"),
            Self::Told(text) => formatter.write_str(text),
        }
    }
}

impl From<String> for Failure {
    fn from(text: String) -> Self {
        Self::Told(text)
    }
}

impl From<&str> for Failure {
    fn from(text: &str) -> Self {
        Self::Told(text.to_owned())
    }
}

/// Says which file an input or output error is about.
pub trait At<T> {
    /// Adds the path to the error.
    ///
    /// # Errors
    /// The error it had, with the path.
    fn at(self, path: &Path) -> Outcome<T>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, path: &Path) -> Outcome<T> {
        self.map_err(|error| Failure::Told(format!("{}: {error}", path.display())))
    }
}
