//! The tasks function: a person's tasks over REST (`specs/001-tasks-api`).

mod again;
mod answer;
mod batch;
mod changes;
mod document;
mod documentation;
mod export;
mod feed;
mod file;
mod handlers;
mod history;
mod import;
mod settings;
mod tokens;
mod write;

use std::sync::Arc;

use axum::{Router, extract::FromRef, middleware, response::IntoResponse, routing::get};
use shared::{auth::Verifier, db::Database};

pub use document::document;

/// What handlers ask for beside the request.
#[derive(Clone)]
struct Function {
    database: Database,
    verifier: Arc<Verifier>,
}

impl FromRef<Function> for Database {
    fn from_ref(function: &Function) -> Self {
        function.database.clone()
    }
}

impl FromRef<Function> for Arc<Verifier> {
    fn from_ref(function: &Function) -> Self {
        function.verifier.clone()
    }
}

/// The routes of the function.
pub fn router(database: Database, verifier: Arc<Verifier>) -> Router {
    let (routes, document) = document::routes().split_for_parts();
    let document = Arc::new(document);
    let page = document.clone();
    routes
        .route(
            "/api/docs",
            get(move || std::future::ready(documentation::page(&page))),
        )
        .route(
            "/api/openapi.json",
            get(move || std::future::ready(axum::Json(document.as_ref()).into_response())),
        )
        .layer(middleware::from_fn(again::layer))
        .with_state(Function { database, verifier })
}
