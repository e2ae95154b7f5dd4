//! Sentences that are meant for a model: what it reads in errors says how to go on, and nobody else needs to hear it
//! (FR-365).

/// What a model is told when it claimed a change that no tool reported (FR-360).
pub(crate) const NO_TOOL_REPORTED_IT: &str = "No tool reported that in this turn. Do it now with a tool, or take it back \
                                              in one sentence. Do not repeat the rest.";

/// How sentences begin that tell a model what to do.
const ORDERS: [&str; 11] = [
    "tell the person",
    "call ",
    "do not try ",
    "answer with ",
    "put one question",
    "say so",
    "ask again",
    "what was changed elsewhere is not for you",
    "the arguments must be ",
    "the tools are:",
    "you may ",
];

/// Whether a sentence of an error is for the model alone: it orders something, or speaks of tools by their names.
pub(crate) fn is_for_a_model(sentence: &str) -> bool {
    let lower = sentence.trim().to_lowercase();
    let tool = lower
        .split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'))
        .any(|word| word.ends_with("_task") || word.ends_with("_tasks"));
    tool || lower.contains("the tool again")
        || lower.contains("this tool")
        || lower.contains(": say so")
        || ORDERS.iter().any(|order| lower.starts_with(order))
}

/// The sentences of a text, each with its end.
pub(crate) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .flat_map(|line| line.split_inclusive(". "))
        .map(|sentence| sentence.trim().trim_start_matches("- "))
        .filter(|sentence| !sentence.is_empty())
}
