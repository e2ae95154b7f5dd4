//! What people and programs write about tasks, as types: filters, names, due dates and times, recurrences. What parses
//! is valid, and prints in one canonical form that parses to the same value.
//!
//! Nothing here reads a clock, a file or a socket: the current time and the zone are arguments. Time zones come from a
//! database compiled in, so that every machine computes the same.
//!
//! Specification: `specs/006-task-model`.

mod calendar;
mod cursor;
mod due;
mod error;
mod filter;
mod fold;
mod name;
mod priority;
mod quick;
mod recurrence;
#[cfg(feature = "schema")]
mod schema;
mod wire;
mod words;
mod zone;

pub use calendar::{MONTHS, WEEKDAYS};
pub use due::{Due, DueInput, DueTime, DueWords, parse_moment};
pub use error::{Invalid, SyntaxError};
pub use filter::{
    Amount, Condition, Day, DueRange, Edge, Expression, Facts, Filter, Month, Part, Resolved,
    SearchText, Unit, When,
};
pub use fold::{FOLD_VERSION, Terms, is_visible, name_key, search_key};
pub use name::{ProjectName, Tag};
pub use priority::Priority;
pub use quick::{Piece, PieceKind, QuickTask};
pub use recurrence::Recurrence;
pub use words::{Found, Grain, Language, Schedule, Setting};
pub use zone::Zone;
