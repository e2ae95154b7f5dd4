//! Texts of the document, in which code stands between backticks.

use maud::{Markup, html};
use serde_json::Value;

/// The text at a JSON pointer; empty when there is none.
pub(super) fn str_of<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// A line of text.
pub(super) fn inline(text: &str) -> Markup {
    html! {
        @for (place, part) in text.split('`').enumerate() {
            @if place % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// Paragraphs.
pub(super) fn description(text: &str) -> Markup {
    html! { @for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.is_empty()) { p { (inline(paragraph)) } } }
}

/// A value as it is written.
pub(super) fn example(value: &Value) -> Markup {
    if value.is_null() {
        return html! {};
    }
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    html! { pre tabindex="0" { code { (text) } } }
}
