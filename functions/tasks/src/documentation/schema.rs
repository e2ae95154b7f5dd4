//! The forms of bodies: what a value is, and a section for each named form.

use maud::{Markup, html};
use serde_json::Value;

use super::text::{description, example, inline, str_of};

/// What a value is, with a link where the form has a name.
pub(super) fn kind(schema: &Value) -> Markup {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or_default();
        return html! { a href={ "#schema-" (name) } { (name) } };
    }
    if let Some(choices) = schema["oneOf"]
        .as_array()
        .or_else(|| schema["allOf"].as_array())
    {
        let word = if schema["oneOf"].is_array() {
            " or "
        } else {
            " with "
        };
        return html! {
            @for (place, choice) in choices.iter().enumerate() {
                @if place > 0 { (word) }
                (kind(choice))
            }
        };
    }
    if schema["items"].is_object() {
        return html! { "list of " (kind(&schema["items"])) (bounds(schema)) };
    }
    if let Some(words) = schema["enum"].as_array() {
        return html! { @for word in words { code { (word) } " " } };
    }
    let name = schema["type"].as_str().unwrap_or("object");
    let format = schema["format"].as_str();
    html! { (name) @if let Some(format) = format { " (" (format) ")" } (bounds(schema)) }
}

/// The bounds that a value has.
fn bounds(schema: &Value) -> Markup {
    let words = [
        ("minimum", "from"),
        ("maximum", "to"),
        ("minLength", "at least"),
        ("maxLength", "at most"),
        ("minItems", "at least"),
        ("maxItems", "at most"),
        ("pattern", "like"),
        ("default", "by default"),
    ];
    html! {
        @for (key, word) in words {
            @if let Some(bound) = schema.get(key) { ", " (word) " " code { (bound) } }
        }
    }
}

/// A section for each named form.
pub(super) fn schemas(document: &Value) -> Markup {
    let schemas = document["components"]["schemas"].as_object();
    html! {
        @for (name, schema) in schemas.into_iter().flatten() {
            section id={ "schema-" (name) } aria-labelledby={ "schema-" (name) "-title" } {
                h2 id={ "schema-" (name) "-title" } { (name) }
                (description(str_of(schema, "/description")))
                @if schema["properties"].is_object() { (properties(schema)) } @else { p { (kind(schema)) } }
                @for part in parts(schema) { (properties(part)) }
                (example(&schema["example"]))
                @for one in schema["examples"].as_array().into_iter().flatten() { (example(one)) }
            }
        }
    }
}

/// The objects that a form is one of, or made of.
fn parts(schema: &Value) -> impl Iterator<Item = &Value> {
    let all = schema["oneOf"]
        .as_array()
        .or_else(|| schema["allOf"].as_array());
    all.into_iter()
        .flatten()
        .filter(|part| part["properties"].is_object())
}

fn properties(schema: &Value) -> Markup {
    let is_required = |name: &str| {
        let required = schema["required"].as_array().into_iter().flatten();
        required.into_iter().any(|required| required == name)
    };
    html! {
        table {
            tr { th { "field" } th { "what" } }
            @for (name, property) in schema["properties"].as_object().into_iter().flatten() {
                tr {
                    td { code { (name) } @if is_required(name) { " required" } }
                    td { (inline(about(property))) " " (kind(property)) }
                }
            }
        }
    }
}

/// What a property is for; a field that may be null says it one level below.
fn about(property: &Value) -> &str {
    match str_of(property, "/description") {
        "" => str_of(property, "/oneOf/0/description"),
        text => text,
    }
}
