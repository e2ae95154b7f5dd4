//! All tasks as a file, page by page out of one snapshot (FR-901, FR-902).

mod sheet;

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use clock::Clock;
use jiff::Timestamp;
use language::Zone;
use serde::Deserialize;
use shared::{
    Error, Result,
    auth::UserId,
    db::{self, Database, Read},
    http::{Parts, Query, Refusals, in_parts},
    task::{Task, TaskId},
};
use utoipa::{IntoParams, ToSchema};

use crate::{
    file::{FileTask, TasksFile, Version},
    settings::Settings,
};

/// So many tasks are read at a time; two such pages are in memory at most.
const PAGE: i64 = 200;
/// What parts two tasks in JSON.
const SEPARATOR: &[u8] = b",";

/// What an export is to be.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExportParameters {
    /// json: everything, to be imported again. csv: a table for spreadsheets.
    #[serde(default)]
    #[param(inline, required = false)]
    format: ExportFormat,
}

/// The form of the file.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum ExportFormat {
    /// Our own format.
    #[default]
    Json,
    /// RFC 4180, with a header row.
    Csv,
}

/// Export all your tasks
///
/// As they were at one moment, in the order of their ids. In a table, a text that a spreadsheet could take for a formula,
/// or that begins with an apostrophe, has an apostrophe in front.
#[utoipa::path(get, path = "/api/export", tag = "files", params(ExportParameters), responses(
    (status = 200, description = "The file", content((TasksFile = "application/json"), (String = "text/csv")), headers(
        ("Content-Disposition" = String, description = "The name for the file"),
    )),
    Refusals,
))]
pub(crate) async fn export_tasks(
    State(database): State<Database>,
    State(clock): State<Arc<dyn Clock>>,
    user: UserId,
    Query(parameters): Query<ExportParameters>,
) -> Result<Response> {
    let mut snapshot = database.export(&user).await?;
    let zone = db::settings::time_zone(&mut snapshot, &user).await?;
    // Before the answer begins, so that a database that is away is an answer of its own.
    let first = db::tasks::page(&mut snapshot, &user, None, PAGE).await?;
    let now = clock.now();
    let (media_type, extension) = match parameters.format {
        ExportFormat::Json => ("application/json", "json"),
        ExportFormat::Csv => ("text/csv; charset=utf-8; header=present", "csv"),
    };
    let today = zone.today(now);
    let disposition = format!("attachment; filename=\"todo-app-{today}.{extension}\"");
    let disposition = HeaderValue::try_from(disposition).map_err(Error::internal)?;
    let writer = Writer {
        format: parameters.format,
        before_next: head(parameters.format, now, zone)?,
    };
    // Whoever takes too long to read it gets a broken file, so that no transaction stays open.
    let body = in_parts(database.export_bound(), move |parts| {
        write_all(snapshot, user, first, writer, parts)
    });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, body).into_response())
}

/// Sends the file in parts.
async fn write_all(
    mut snapshot: Read,
    user: UserId,
    mut page: Vec<Task>,
    mut writer: Writer,
    parts: Parts,
) -> Result<()> {
    let full = usize::try_from(PAGE).map_err(Error::internal)?;
    loop {
        let last: Option<TaskId> = page
            .last()
            .map(|task| task.id)
            .filter(|_| page.len() == full);
        parts.send(writer.page(page)?).await?;
        let Some(last) = last else { break };
        page = db::tasks::page(&mut snapshot, &user, Some(last), PAGE).await?;
    }
    snapshot.close().await?;
    parts.send(writer.tail()).await
}

/// What stands before the tasks.
fn head(format: ExportFormat, now: Timestamp, time_zone: Zone) -> Result<Vec<u8>> {
    match format {
        ExportFormat::Json => {
            let settings =
                serde_json::to_string(&Settings { time_zone }).map_err(Error::internal)?;
            let version = Version::NUMBER;
            let head = format!(
                "{{\"format\":\"todo-app\",\"version\":{version},\"exported_at\":\"{now}\",\"settings\":{settings},\"tasks\":["
            );
            Ok(head.into_bytes())
        }
        ExportFormat::Csv => sheet::head(),
    }
}

/// Makes pages into parts of the file.
struct Writer {
    format: ExportFormat,
    /// What stands before the next task: the head of the file, or what parts two tasks.
    before_next: Vec<u8>,
}

impl Writer {
    fn page(&mut self, tasks: Vec<Task>) -> Result<Bytes> {
        let mut part = Vec::new();
        match self.format {
            ExportFormat::Json => {
                for task in tasks {
                    part.append(&mut self.before_next);
                    part.push(b'\n');
                    serde_json::to_writer(&mut part, &FileTask::from(task))
                        .map_err(Error::internal)?;
                    self.before_next.extend(SEPARATOR);
                }
            }
            ExportFormat::Csv => {
                part.append(&mut self.before_next);
                sheet::rows(&mut part, &tasks)?;
            }
        }
        Ok(part.into())
    }

    /// The end of the file, and its head if no task came.
    fn tail(mut self) -> Bytes {
        if matches!(self.format, ExportFormat::Json) {
            if self.before_next == SEPARATOR {
                self.before_next.clear();
            }
            self.before_next.extend(b"\n]}\n");
        }
        self.before_next.into()
    }
}
