//! The OpenAPI document, made from the handlers when it is asked for (FR-317).

use std::sync::LazyLock;

use shared::http::{Problem, SessionScheme};
use utoipa::{OpenApi, openapi};

use crate::{chatkit, conversations, handlers};

#[derive(OpenApi)]
#[openapi(
    info(title = "todo-app chat", description = "Conversations with the agent that does a person's tasks. The caller is the user of the token; no parameter names one."),
    paths(
        handlers::send_message, handlers::stop_turn, chatkit::chatkit,
        conversations::list_conversations, conversations::get_conversation, conversations::rename_conversation,
        conversations::delete_conversation, conversations::export_conversation,
    ),
    components(schemas(Problem)),
    security(("session" = [])),
    tags((name = "chat", description = "Conversations with the agent")),
    modifiers(&SessionScheme)
)]
struct Document;

/// The OpenAPI 3.1 document, of each route in [`crate::routes`].
#[must_use]
pub fn document() -> openapi::OpenApi {
    Document::openapi()
}

/// Answers with the document.
pub(crate) async fn serve() -> axum::Json<&'static openapi::OpenApi> {
    static DOCUMENT: LazyLock<openapi::OpenApi> = LazyLock::new(document);
    axum::Json(&DOCUMENT)
}
