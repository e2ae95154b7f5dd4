//! Texts of statements: those of the program, and those that are made for a request.

use tokio_postgres::error::SqlState;

/// The text of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sql<'a> {
    /// One of a closed list, which is in the program: a connection may keep it prepared (FR-470).
    Cached(&'static str),
    /// One that was made, or that wants a plan for its values: it is planned each time.
    Unnamed(&'a str),
}

impl From<&'static str> for Sql<'_> {
    fn from(text: &'static str) -> Self {
        Self::Cached(text)
    }
}

/// Whether what a connection has prepared is not what the server has: columns have other types now, or a pooler in between
/// gave the statement to another server, or this one another client's of that name (FR-471).
pub(super) fn is_outdated(error: &tokio_postgres::Error) -> bool {
    let states = [
        SqlState::FEATURE_NOT_SUPPORTED,
        SqlState::INVALID_SQL_STATEMENT_NAME,
        SqlState::DUPLICATE_PSTATEMENT,
    ];
    error.code().is_some_and(|code| states.contains(code))
}
