//! The ChatKit protocol over conversations (`specs/012-chatkit`).

mod action;
mod answers;
mod event;
mod ids;
mod item;
mod listing;
mod question;
mod recorded;
mod replacing;
mod request;
mod stream;
mod texts;
mod threads;
mod told;
mod wanted;
mod widget;
mod words;

use std::sync::Arc;

use agent::{Entry, Said};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use language::Zone;
use serde_json::json;
use shared::{
    Error,
    auth::UserId,
    db::{self, Kind},
    http::{
        AcceptLanguage, AcceptLanguageHeader, BearerToken, BodyRefusals, IdempotencyKey,
        IdempotencyKeyHeader, Json, OneRefusals, Problem, Refusals, TimeZone, TimeZoneHeader,
    },
    task::Title,
};

use crate::{Function, lost, store::Replacement, turn, wire::MessageText};
use request::{Call, MessageInput, Metadata, Name, PageParams, RawRequest, Request};
use stream::Opening;
pub(crate) use texts::Catalogue;
use texts::Texts;
use threads::{Reading, no_thread};

/// An answer, or why there is none.
type Answered = std::result::Result<Response, Problem>;

/// Speak the ChatKit protocol
///
/// One request of the ChatKit protocol; threads are conversations. What streams is answered with `data:` lines of events, the rest
/// with one JSON object. With an `Idempotency-Key` a turn whose stream closed goes on under that key within 10 minutes; without
/// one a closed stream stops the turn. Attachments and dictation are refused.
#[utoipa::path(post, path = "/api/chatkit", tag = "chat", params(TimeZoneHeader, IdempotencyKeyHeader, AcceptLanguageHeader), request_body = RawRequest, responses(
    (status = 200, description = "What the request's type is answered with", content((Object = "application/json"), (String = "text/event-stream"))),
    (status = 409, description = "Another message of this conversation is still being answered, or the request cannot be met as things are now", body = shared::http::Problem, content_type = "application/problem+json"),
    Refusals,
    OneRefusals,
    BodyRefusals,
))]
pub(crate) async fn chatkit(
    State(function): State<Function>,
    user: UserId,
    token: BearerToken,
    TimeZone(zone): TimeZone,
    IdempotencyKey(key): IdempotencyKey,
    AcceptLanguage(language): AcceptLanguage,
    Json(request): Json<Request>,
) -> Answered {
    let texts = function.texts.of(language);
    let caller = Caller {
        function,
        user,
        token,
        zone,
        key: key.map(|key| key.as_str().to_owned()),
        texts,
    };
    let Request { call, metadata } = request;
    match call {
        Call::Create { input } => caller.create(&input).await,
        Call::AddMessage { thread_id, input } => {
            caller.add_message(&thread_id, &input, &metadata).await
        }
        Call::AddAnswer {
            thread_id,
            item_id,
            input,
        } => caller.answer(&thread_id, &item_id, &input).await,
        Call::Retry { thread_id, item_id } => caller.retry(&thread_id, &item_id).await,
        Call::Act(params) => action::streamed(caller.actor(), params).await,
        Call::ActAtOnce(params) => action::at_once(caller.actor(), params).await,
        Call::AddToolOutput { thread_id } => caller.add_tool_output(&thread_id).await,
        Call::GetThread { thread_id } => caller.get_thread(&thread_id).await,
        Call::ListThreads(page) => caller.list_threads(&page, metadata.query.as_ref()).await,
        Call::ListItems { thread_id, page } => caller.list_items(&thread_id, &page).await,
        Call::Judge {
            thread_id,
            item_ids,
            kind,
        } => caller.judge(&thread_id, &item_ids, kind.as_str()).await,
        Call::Rename { thread_id, title } => caller.rename(&thread_id, &title).await,
        Call::Delete { thread_id } => caller.delete(&thread_id).await,
        Call::CreateAttachment {} | Call::DeleteAttachment {} => Err(no_attachments()),
        Call::Transcribe {} => Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "no-dictation",
            "No dictation",
            "Speech is not turned into text here. Type the message.",
        )),
    }
}

fn no_attachments() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "no-attachments",
        "No attachments",
        "Files are not taken here. Send the message without them.",
    )
}

/// Who asks, and what their request carries beside its body.
struct Caller {
    function: Function,
    user: UserId,
    token: BearerToken,
    zone: Option<Zone>,
    key: Option<String>,
    texts: Arc<Texts>,
}

impl Caller {
    fn actor(&self) -> action::Actor<'_> {
        action::Actor {
            function: &self.function,
            user: &self.user,
            token: &self.token,
            zone: self.zone.as_ref(),
            key: self.key.clone(),
            texts: self.texts.clone(),
        }
    }

    async fn reading(&self, thread: &Name) -> shared::Result<Reading> {
        Reading::of(&self.function.database, &self.user, thread, &self.texts).await
    }

    /// What is said, as the agent takes it.
    fn said(
        &self,
        conversation: Option<uuid::Uuid>,
        input: &MessageInput,
    ) -> Result<Said, Problem> {
        if input.has_attachments() {
            return Err(no_attachments());
        }
        let text = MessageText::try_from(input.text()).map_err(|rule| {
            Problem::invalid_value(rule).at_pointer("/params/input/content".to_owned())
        })?;
        Ok(Said {
            conversation,
            key: self.key.clone(),
            entry: Entry::user(text.0),
        })
    }

    async fn turn(
        &self,
        said: Said,
        replacement: Option<Replacement>,
        opening: Opening,
    ) -> Answered {
        let request = turn::Request {
            user: self.user.clone(),
            token: self.token.clone(),
            zone: self.zone.clone(),
            // Who cannot name the turn again cannot come back for it (FR-1240).
            parks: said.key.is_some(),
            said,
            replacement,
        };
        let turn = turn::spawn(self.function.clone(), request);
        let (database, texts) = (&self.function.database, self.texts.clone());
        Ok(stream::of_turn(database, &self.user, texts, turn, opening).await?)
    }

    async fn create(&self, input: &MessageInput) -> Answered {
        let opening = Opening {
            creates: true,
            says: true,
            ..Opening::default()
        };
        self.turn(self.said(None, input)?, None, opening).await
    }

    async fn add_message(
        &self,
        thread: &Name,
        input: &MessageInput,
        metadata: &Metadata,
    ) -> Answered {
        let id = thread.conversation().ok_or_else(no_thread)?;
        let said = self.said(Some(id), input)?;
        if let Some(replaces) = &metadata.replaces {
            return self.edit(thread, said, replaces).await;
        }
        let opening = Opening {
            says: true,
            ..Opening::default()
        };
        self.turn(said, None, opening).await
    }

    /// No call ever waits for a client: there is nothing to add an output to.
    async fn add_tool_output(&self, thread: &Name) -> Answered {
        self.reading(thread).await?.close().await?;
        Err(Error::Impossible {
            code: "no-pending-tool-call",
            detail: "No tool call of this thread waits for a client.".to_owned(),
        }
        .into())
    }

    /// What became of lost calls is asked before a thread is shown, as for a conversation (FR-347).
    async fn get_thread(&self, thread: &Name) -> Answered {
        let id = thread.conversation().ok_or_else(no_thread)?;
        let database = &self.function.database;
        let mut transaction = database.read(&self.user).await?;
        transaction.end_with_next();
        let last = db::conversations::messages(&mut transaction, &self.user, id, 100).await?;
        lost::settle(&self.function, &self.user, &self.token, id, &last).await?;
        let mut reading = self.reading(thread).await?;
        let conversation = reading.conversation.clone();
        let items = reading.page(&PageParams::first()).await;
        let items = reading.end(items).await?;
        Ok(Json(item::Thread::new(conversation, items)).into_response())
    }

    async fn list_items(&self, thread: &Name, page: &PageParams) -> Answered {
        let mut reading = self.reading(thread).await?;
        let items = reading.page(page).await;
        let items = reading.end(items).await?;
        Ok(Json(items).into_response())
    }

    async fn judge(&self, thread: &Name, items: &[Name], kind: &'static str) -> Answered {
        if items.len() > 100 {
            let problem = Problem::invalid_value("at most 100 items at a time");
            return Err(problem.at_pointer("/params/item_ids".to_owned()));
        }
        let id = self.reading(thread).await?.close().await?.id;
        let names: Vec<String> = items.iter().map(|name| name.as_str().to_owned()).collect();
        let database = &self.function.database;
        let mut transaction = database.converse(&self.user, Kind::Request, id).await?;
        db::chat_items::judge(&mut transaction, &self.user, id, &names, kind).await?;
        Ok(Json(json!({})).into_response())
    }

    async fn rename(&self, thread: &Name, title: &Title) -> Answered {
        let id = thread.conversation().ok_or_else(no_thread)?;
        let database = &self.function.database;
        let mut transaction = database.converse(&self.user, Kind::Request, id).await?;
        let renamed =
            db::conversations::rename(&mut transaction, &self.user, id, title.as_str()).await;
        let renamed = transaction.end(renamed).await?.ok_or_else(no_thread)?;
        Ok(Json(item::Thread::new(renamed, item::Page::default())).into_response())
    }

    async fn delete(&self, thread: &Name) -> Answered {
        let id = thread.conversation().ok_or_else(no_thread)?;
        let database = &self.function.database;
        let mut transaction = database.converse(&self.user, Kind::Request, id).await?;
        let deleted = db::conversations::delete(&mut transaction, &self.user, id).await;
        if transaction.end(deleted).await? {
            Ok(Json(json!({})).into_response())
        } else {
            Err(no_thread().into())
        }
    }
}
