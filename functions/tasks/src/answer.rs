//! Answers to writes: what is sent can be kept, and sent again.

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use shared::{Error, Result, db::idempotency, task::Task};

/// Names an event of the change that was made, for undo (FR-121).
const SEQUENCE: HeaderName = HeaderName::from_static("todo-sequence");
/// Tells that the answer is an earlier one.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// An answer that is JSON, or empty.
pub(crate) struct Answer {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Option<String>,
}

impl Answer {
    /// Nothing to say: 204.
    pub(crate) fn empty() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            headers: Vec::new(),
            body: None,
        }
    }

    /// A value as JSON.
    pub(crate) fn json(value: &impl Serialize) -> Result<Self> {
        Ok(Self {
            status: StatusCode::OK,
            headers: Vec::new(),
            body: Some(serde_json::to_string(value).map_err(Error::internal)?),
        })
    }

    /// A task with its entity tag.
    pub(crate) fn task(task: &Task) -> Result<Self> {
        Self::json(task)?.with(header::ETAG, task.etag())
    }

    /// A task that was created, with its address.
    pub(crate) fn created(task: &Task) -> Result<Self> {
        let answer = Self::task(task)?
            .with(header::LOCATION, format!("/api/tasks/{}", task.id))?
            .undone_by(Some(task.sequence))?;
        Ok(Self {
            status: StatusCode::CREATED,
            ..answer
        })
    }

    /// The same, telling by which event undo finds the change; none where nothing was changed.
    pub(crate) fn undone_by(self, sequence: Option<i64>) -> Result<Self> {
        match sequence {
            Some(sequence) => self.with(SEQUENCE, sequence.to_string()),
            None => Ok(self),
        }
    }

    /// The same with one more header.
    pub(crate) fn with(mut self, name: HeaderName, value: String) -> Result<Self> {
        let value = HeaderValue::try_from(value).map_err(Error::internal)?;
        self.headers.push((name, value));
        Ok(self)
    }

    /// As it is kept.
    pub(crate) fn kept(&self) -> idempotency::Answer {
        let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
        let headers = self.headers.iter();
        idempotency::Answer {
            status: self.status.as_u16(),
            headers: headers
                .map(|(name, value)| (name.to_string(), text(value)))
                .collect(),
            body: self.body.clone(),
        }
    }

    /// One that was kept, marked as such.
    pub(crate) fn again(kept: idempotency::Answer) -> Result<Self> {
        let answer = Self {
            status: StatusCode::from_u16(kept.status).map_err(Error::internal)?,
            headers: vec![(REPLAYED, HeaderValue::from_static("true"))],
            body: kept.body,
        };
        kept.headers
            .into_iter()
            .try_fold(answer, |answer, (name, value)| {
                let name = HeaderName::try_from(name).map_err(Error::internal)?;
                answer.with(name, value)
            })
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = match self.body {
            Some(body) => {
                let json = HeaderValue::from_static("application/json");
                ([(header::CONTENT_TYPE, json)], body).into_response()
            }
            None => ().into_response(),
        };
        *response.status_mut() = self.status;
        response.headers_mut().extend(self.headers);
        response
    }
}
