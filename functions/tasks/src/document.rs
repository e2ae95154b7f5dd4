//! The OpenAPI document, made from the handlers (FR-112).

use std::sync::LazyLock;

use shared::http::{Problem, SessionScheme};
use utoipa::{
    OpenApi,
    openapi::{self, RefOr, Schema, schema::AdditionalProperties},
};

use crate::{batch, changes, export, feed, handlers, history, import, settings, tokens};

#[derive(OpenApi)]
#[openapi(
    info(title = "todo-app tasks", description = include_str!("document/introduction.md")),
    paths(
        handlers::list_tasks, handlers::create_task, handlers::get_task, handlers::update_task, handlers::delete_task,
        handlers::complete_task, handlers::reopen_task, batch::run_batch,
        history::list_history, history::get_task_history, history::restore_task, history::undo, changes::list_changes,
        export::export_tasks, import::import_tasks,
        feed::get_feed, feed::create_feed, feed::delete_feed, feed::read_feed,
        settings::get_settings, settings::set_settings,
        tokens::list_tokens, tokens::create_token, tokens::delete_token,
    ),
    components(schemas(Problem)),
    security(("session" = [])),
    tags(
        (name = "tasks", description = "What is to be done"),
        (name = "history", description = "What happened, what changed, and taking it back"),
        (name = "files", description = "All tasks out into a file, in from one, and into a calendar"),
        (name = "settings", description = "What holds for all requests of a person"),
        (name = "tokens", description = "Keys to the MCP endpoint, for clients that cannot sign in"),
    ),
    modifiers(&SessionScheme)
)]
struct Document;

/// Says that an operation of a batch has one key, which serde's form of an enum implies and its schema leaves open.
fn close_operations(document: &mut openapi::OpenApi) {
    let schemas = document.components.as_mut().map(|all| &mut all.schemas);
    let Some(RefOr::T(Schema::OneOf(operations))) =
        schemas.and_then(|schemas| schemas.get_mut("BatchOperation"))
    else {
        return;
    };
    for operation in &mut operations.items {
        if let RefOr::T(Schema::Object(object)) = operation {
            object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
        }
    }
}

/// The OpenAPI 3.1 document, of each route in [`crate::routes`].
#[must_use]
pub fn document() -> openapi::OpenApi {
    let mut document = Document::openapi();
    close_operations(&mut document);
    document
}

/// The document, made when it is first asked for.
pub(crate) static DOCUMENT: LazyLock<openapi::OpenApi> = LazyLock::new(document);

/// Answers with the document.
pub(crate) async fn serve() -> axum::Json<&'static openapi::OpenApi> {
    axum::Json(&DOCUMENT)
}
