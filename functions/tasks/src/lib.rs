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
mod routes;
mod settings;
mod tokens;
mod write;

use std::sync::Arc;

use axum::{Router, extract::FromRef, middleware};
use clock::{Clock, Ids};
use shared::{auth::Verifier, db::Database};

pub use document::document;

/// What handlers ask for beside the request.
#[derive(Clone)]
struct Function {
    database: Database,
    verifier: Arc<Verifier>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
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

impl FromRef<Function> for Arc<dyn Clock> {
    fn from_ref(function: &Function) -> Self {
        function.clock.clone()
    }
}

impl FromRef<Function> for Arc<dyn Ids> {
    fn from_ref(function: &Function) -> Self {
        function.ids.clone()
    }
}

/// The routes of the function, which is as late as this clock says and takes ids and secrets from there.
pub fn router(
    database: Database,
    verifier: Arc<Verifier>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
) -> Router {
    routes::routes()
        .layer(middleware::from_fn(again::layer))
        .with_state(Function {
            database,
            verifier,
            clock,
            ids,
        })
}
