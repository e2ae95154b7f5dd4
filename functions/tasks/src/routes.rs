//! Which handler a request reaches. Each route is described in [`crate::document`], which is made when it is asked for:
//! it takes longer than all else that a start does before it listens.

use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    routing::{delete, get, post},
};
use shared::http::BodyLimit;

use crate::{
    Function, batch, changes, document, documentation, export, feed, handlers, history, import,
    settings, tokens,
};

/// All routes.
pub(crate) fn routes() -> Router<Function> {
    let import = post(import::import_tasks).layer((
        DefaultBodyLimit::max(import::MAX_BYTES),
        Extension(BodyLimit(import::MAX_BYTES)),
    ));
    Router::new()
        .route(
            "/api/tasks",
            get(handlers::list_tasks).post(handlers::create_task),
        )
        .route(
            "/api/tasks/{id}",
            get(handlers::get_task)
                .patch(handlers::update_task)
                .delete(handlers::delete_task),
        )
        .route("/api/tasks/{id}/complete", post(handlers::complete_task))
        .route("/api/tasks/{id}/reopen", post(handlers::reopen_task))
        .route("/api/tasks/{id}/history", get(history::get_task_history))
        .route("/api/tasks/{id}/restore", post(history::restore_task))
        .route("/api/batch", post(batch::run_batch))
        .route("/api/history", get(history::list_history))
        .route("/api/undo", post(history::undo))
        .route("/api/changes", get(changes::list_changes))
        .route("/api/export", get(export::export_tasks))
        .route("/api/import", import)
        .route(
            "/api/feed",
            get(feed::get_feed)
                .post(feed::create_feed)
                .delete(feed::delete_feed),
        )
        .route("/api/feed/{file}", get(feed::read_feed))
        .route(
            "/api/settings",
            get(settings::get_settings).put(settings::set_settings),
        )
        .route(
            "/api/tokens",
            get(tokens::list_tokens).post(tokens::create_token),
        )
        .route("/api/tokens/{id}", delete(tokens::delete_token))
        .route("/api/docs", get(documentation::page))
        .route("/api/openapi.json", get(document::serve))
}
