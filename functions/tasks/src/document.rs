//! The OpenAPI document, made from the handlers (FR-112).

use shared::http::Problem;
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{Function, handlers};

#[derive(OpenApi)]
#[openapi(
    info(title = "todo-app tasks", description = "A person's tasks. The caller is the user of the token; no parameter names one."),
    components(schemas(Problem)),
    security(("session" = [])),
    tags((name = "tasks", description = "What is to be done")),
    modifiers(&Session)
)]
struct Document;

struct Session;

impl Modify for Session {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some("The session JWT of the web app's /api/auth/token."))
            .build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("session", SecurityScheme::Http(scheme));
    }
}

/// The documented routes.
pub(crate) fn routes() -> OpenApiRouter<Function> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(handlers::list_tasks, handlers::create_task))
        .routes(routes!(
            handlers::get_task,
            handlers::update_task,
            handlers::delete_task
        ))
        .routes(routes!(handlers::complete_task))
        .routes(routes!(handlers::reopen_task))
}

/// The OpenAPI 3.1 document.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    routes().into_openapi()
}
