//! Which handler a request reaches. Each route is described in [`crate::document`], which is made when it is asked for.

use axum::{
    Router,
    routing::{get, post},
};

use crate::{Function, chatkit, conversations, document, handlers};

/// All routes.
pub(crate) fn routes() -> Router<Function> {
    Router::new()
        .route("/api/chat", post(handlers::send_message))
        .route("/api/chatkit", post(chatkit::chatkit))
        .route("/api/conversations", get(conversations::list_conversations))
        .route(
            "/api/conversations/{id}",
            get(conversations::get_conversation)
                .patch(conversations::rename_conversation)
                .delete(conversations::delete_conversation),
        )
        .route(
            "/api/conversations/{id}/export",
            get(conversations::export_conversation),
        )
        .route("/api/conversations/{id}/stop", post(handlers::stop_turn))
        .route("/api/chat/openapi.json", get(document::serve))
}
