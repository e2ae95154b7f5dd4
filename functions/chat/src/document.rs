//! The OpenAPI document, made from the handlers (FR-317).

use shared::http::{Problem, SessionScheme};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{Function, chatkit, conversations, handlers, wire};

#[derive(OpenApi)]
#[openapi(
    info(title = "todo-app chat", description = "Conversations with the agent that does a person's tasks. The caller is the user of the token; no parameter names one."),
    components(schemas(Problem, wire::ReceiptOperation)),
    security(("session" = [])),
    tags((name = "chat", description = "Conversations with the agent")),
    modifiers(&SessionScheme)
)]
struct Document;

/// The documented routes.
pub(crate) fn routes() -> OpenApiRouter<Function> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(handlers::send_message))
        .routes(routes!(chatkit::chatkit))
        .routes(routes!(conversations::list_conversations))
        .routes(routes!(
            conversations::get_conversation,
            conversations::rename_conversation,
            conversations::delete_conversation
        ))
        .routes(routes!(conversations::export_conversation))
        .routes(routes!(handlers::stop_turn))
}

/// The OpenAPI 3.1 document.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    routes().into_openapi()
}
