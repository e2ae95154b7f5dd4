//! The body of an import: a file in one of two formats.

use std::sync::Arc;

use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::{StatusCode, header},
};
use language::ProjectName;
use serde::Deserialize;
use shared::{
    Error, Result,
    http::{Json, Problem, Query, RawBody},
    task::{Context, inbox},
};
use tokio::task::spawn_blocking;
use utoipa::{IntoParams, ToSchema};

use super::{MAX_ROWS, json, rows::Read, todoist};
use crate::file::TasksFile;

/// What the file is, and what is to be done with it.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ImportParameters {
    /// json: our own, sent as application/json. todoist: a project that Todoist exported as CSV, sent as text/csv.
    #[serde(default)]
    #[param(inline, required = false)]
    format: ImportFormat,
    /// true: write nothing, and tell what would become of each row.
    #[serde(default)]
    #[param(required = false)]
    pub(super) dry_run: bool,
    /// The project of tasks that name none, Inbox by default. A file of Todoist's is one project and does not say which.
    #[param(inline, value_type = ProjectName, required = false)]
    project: Option<ProjectName>,
}

/// The form of the file.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum ImportFormat {
    /// Our own format.
    #[default]
    Json,
    /// Todoist's CSV template.
    Todoist,
}

/// A file, read as far as can be without knowing where the person is.
pub(crate) struct ImportBody {
    pub(super) parameters: ImportParameters,
    content: Arc<Content>,
}

enum Content {
    Json(TasksFile),
    Todoist(todoist::Table),
}

impl ImportBody {
    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        match &*self.content {
            Content::Json(file) => file.tasks.len(),
            Content::Todoist(table) => table.len(),
        }
    }

    /// The tasks of the file. Following thousands of recurrences takes a while, so it is not done on a thread that answers
    /// others.
    pub(super) async fn read(&self, at: &Context) -> Result<Read> {
        let project = self.parameters.project.clone().unwrap_or_else(inbox);
        let (content, at) = (self.content.clone(), at.clone());
        let read = move || match &*content {
            Content::Json(file) => json::read(file, &project, &at),
            Content::Todoist(table) => table.read(&project, &at),
        };
        spawn_blocking(read).await.map_err(Error::internal)
    }
}

impl<S: Send + Sync> FromRequest<S> for ImportBody {
    type Rejection = Problem;

    async fn from_request(
        request: Request,
        state: &S,
    ) -> std::result::Result<Self, Self::Rejection> {
        let (mut parts, body) = request.into_parts();
        let Query(parameters) =
            Query::<ImportParameters>::from_request_parts(&mut parts, state).await?;
        let request = Request::from_parts(parts, body);
        let content = match parameters.format {
            ImportFormat::Json => {
                let Json(file) = Json::from_request(request, state).await?;
                Content::Json(file)
            }
            ImportFormat::Todoist => {
                require_table(&request)?;
                let RawBody(bytes) = RawBody::from_request(request, state).await?;
                Content::Todoist(todoist::Table::read_from(&bytes)?)
            }
        };
        let body = Self {
            parameters,
            content: Arc::new(content),
        };
        if body.len() > MAX_ROWS {
            let detail = format!(
                "A file has at most {MAX_ROWS} rows; this one has {}. Split it.",
                body.len()
            );
            return Err(
                Problem::invalid_value(detail).at_pointer(body.pointer_of_rows().to_owned())
            );
        }
        Ok(body)
    }
}

impl ImportBody {
    fn pointer_of_rows(&self) -> &'static str {
        match &*self.content {
            Content::Json(_) => "/tasks",
            Content::Todoist(_) => "/rows",
        }
    }
}

/// A table is sent as text/csv in UTF-8.
fn require_table(request: &Request) -> std::result::Result<(), Problem> {
    let value = request.headers().get(header::CONTENT_TYPE);
    let text = value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_ascii_lowercase();
    let mut parts = text.split(';').map(str::trim);
    let is_table = parts.next() == Some("text/csv");
    let is_utf8 = parts
        .filter_map(|parameter| parameter.strip_prefix("charset="))
        .all(|charset| matches!(charset.trim_matches('"'), "utf-8" | "utf8" | "us-ascii"));
    if is_table && is_utf8 {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported-media-type",
        "Unsupported media type",
        "Send the file as text/csv in UTF-8.",
    ))
}
