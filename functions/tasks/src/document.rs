//! The OpenAPI document, made from the handlers (FR-112).

use axum::{Extension, extract::DefaultBodyLimit};
use shared::http::{BodyLimit, Problem, SessionScheme};
use utoipa::{
    OpenApi,
    openapi::{self, RefOr, Schema, schema::AdditionalProperties},
};
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouterExt},
    routes,
};

use crate::{Function, batch, changes, export, feed, handlers, history, import, settings, tokens};

#[derive(OpenApi)]
#[openapi(
    info(title = "todo-app tasks", description = include_str!("document/introduction.md")),
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

/// The documented routes.
pub(crate) fn routes() -> OpenApiRouter<Function> {
    let mut routes = OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(handlers::list_tasks, handlers::create_task))
        .routes(routes!(
            handlers::get_task,
            handlers::update_task,
            handlers::delete_task
        ))
        .routes(routes!(handlers::complete_task))
        .routes(routes!(handlers::reopen_task))
        .routes(routes!(batch::run_batch))
        .routes(routes!(history::list_history))
        .routes(routes!(history::get_task_history))
        .routes(routes!(history::restore_task))
        .routes(routes!(history::undo))
        .routes(routes!(changes::list_changes))
        .routes(routes!(export::export_tasks))
        .routes(routes!(import::import_tasks).layer((
            DefaultBodyLimit::max(import::MAX_BYTES),
            Extension(BodyLimit(import::MAX_BYTES)),
        )))
        .routes(routes!(
            feed::get_feed,
            feed::create_feed,
            feed::delete_feed
        ))
        .routes(routes!(feed::read_feed))
        .routes(routes!(settings::get_settings, settings::set_settings))
        .routes(routes!(tokens::list_tokens, tokens::create_token))
        .routes(routes!(tokens::delete_token));
    close_operations(routes.get_openapi_mut());
    routes
}

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

/// The OpenAPI 3.1 document.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    routes().into_openapi()
}
