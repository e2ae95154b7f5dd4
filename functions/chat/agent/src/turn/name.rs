//! Which tool a call names, whatever providers and templates put around its name.

use crate::tools::Tool;

/// The name of the tool that is meant (`default_api.add_task`, `functions.add_task:0`, `mcp__todo__add_task`, `addTask`), or
/// the name as it came.
pub(super) fn of_call(known: &[Tool], name: String) -> String {
    if known.iter().any(|tool| tool.name == name) {
        return name;
    }
    let between = |letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-'));
    let pieces = name
        .split(between)
        .flat_map(|piece| std::iter::once(piece).chain(piece.split("__")));
    let mut meant = pieces.filter_map(|piece| {
        let bare = letters(piece);
        known.iter().find(|tool| letters(&tool.name) == bare)
    });
    meant
        .next()
        .map_or_else(|| name.trim().to_owned(), |tool| tool.name.clone())
}

/// A name without the signs and capitals by which its words are told apart.
fn letters(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}
