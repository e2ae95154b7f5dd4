//! The API's documentation as a page, made from its OpenAPI document (FR-120, ADR 0021). It needs no script and loads nothing.

mod schema;
mod text;

use std::sync::LazyLock;

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value;

use self::{
    schema::{kind, schemas},
    text::{description, example, inline, str_of},
};
use crate::document::DOCUMENT;

const STYLE: &str = include_str!("documentation/style.css");
/// Nothing runs and nothing is fetched; the page's own style is inline.
const POLICY: (HeaderName, HeaderValue) = (
    header::CONTENT_SECURITY_POLICY,
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'"),
);
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The page, made when it is first asked for.
pub(crate) async fn page() -> Response {
    static PAGE: LazyLock<String> = LazyLock::new(|| {
        let document = serde_json::to_value(&*DOCUMENT).unwrap_or_default();
        whole(&document).into_string()
    });
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    ([(header::CONTENT_TYPE, html), POLICY], PAGE.as_str()).into_response()
}

fn whole(document: &Value) -> Markup {
    let title = str_of(document, "/info/title");
    let operations = operations(document);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (title) }
                    (description(str_of(document, "/info/description")))
                    p { "For programs: " a href="openapi.json" { "openapi.json" } " (OpenAPI " (str_of(document, "/openapi")) ")." }
                    (security(document))
                }
                nav aria-label="Operations" { @for tag in tags(document) { (contents(tag, &operations)) } }
                main {
                    @for operation in &operations { (section(operation)) }
                    (schemas(document))
                }
            }
        }
    }
}

/// One operation, with where it is.
struct Operation<'a> {
    method: &'a str,
    path: &'a str,
    about: &'a Value,
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            if let Some(about) = item.get(method) {
                all.push(Operation {
                    method,
                    path,
                    about,
                });
            }
        }
    }
    all
}

fn tags(document: &Value) -> impl Iterator<Item = &Value> {
    document["tags"].as_array().into_iter().flatten()
}

fn contents(tag: &Value, operations: &[Operation<'_>]) -> Markup {
    let name = &tag["name"];
    html! {
        h2 { (str_of(tag, "/name")) }
        (description(str_of(tag, "/description")))
        ul {
            @for operation in operations.iter().filter(|operation| operation.about["tags"][0] == *name) {
                li {
                    a href={ "#" (str_of(operation.about, "/operationId")) } { (str_of(operation.about, "/summary")) }
                    " " code { (operation.method.to_uppercase()) " " (operation.path) }
                }
            }
        }
    }
}

fn security(document: &Value) -> Markup {
    let schemes = document["components"]["securitySchemes"].as_object();
    html! {
        @for (name, scheme) in schemes.into_iter().flatten() {
            p { strong { (name) } ": " code { "Authorization: Bearer …" } " " (inline(str_of(scheme, "/description"))) }
        }
    }
}

fn section(operation: &Operation<'_>) -> Markup {
    let about = operation.about;
    let id = str_of(about, "/operationId");
    let is_public = about["security"].as_array().is_some_and(Vec::is_empty);
    html! {
        section id=(id) aria-labelledby={ (id) "-title" } {
            h2 id={ (id) "-title" } { (str_of(about, "/summary")) }
            p { code class="address" { b { (operation.method.to_uppercase()) } " " (operation.path) } " " span { (id) } }
            (description(str_of(about, "/description")))
            @if is_public { p { "Needs no token." } }
            (parameters(about))
            (body(about))
            (responses(about))
        }
    }
}

fn parameters(about: &Value) -> Markup {
    let Some(parameters) = about["parameters"].as_array().filter(|all| !all.is_empty()) else {
        return html! {};
    };
    html! {
        h3 { "Parameters" }
        table {
            tr { th { "name" } th { "in" } th { "what" } }
            @for parameter in parameters {
                tr {
                    td { code { (str_of(parameter, "/name")) } @if parameter["required"] == true { " required" } }
                    td { (str_of(parameter, "/in")) }
                    td { (inline(str_of(parameter, "/description"))) " " (kind(&parameter["schema"])) }
                }
            }
        }
    }
}

fn body(about: &Value) -> Markup {
    let Some(content) = about["requestBody"]["content"].as_object() else {
        return html! {};
    };
    html! {
        h3 { "Body" }
        @for (media_type, content) in content {
            p { code { (media_type) } " " (kind(&content["schema"])) }
            (example(&content["example"]))
        }
    }
}

fn responses(about: &Value) -> Markup {
    html! {
        h3 { "Answers" }
        table {
            tr { th { "status" } th { "what" } }
            @for (status, response) in about["responses"].as_object().into_iter().flatten() {
                tr {
                    td { code { (status) } }
                    td {
                        (inline(str_of(response, "/description")))
                        @for (media_type, content) in response["content"].as_object().into_iter().flatten() {
                            " " (kind(&content["schema"])) " " small { (media_type) }
                        }
                        @for (name, header) in response["headers"].as_object().into_iter().flatten() {
                            br; code { (name) } " " (inline(str_of(header, "/description")))
                        }
                        @for (name, link) in response["links"].as_object().into_iter().flatten() {
                            br; "then " (name) ": " a href={ "#" (str_of(link, "/operationId")) } { (str_of(link, "/operationId")) }
                        }
                    }
                }
            }
        }
    }
}
