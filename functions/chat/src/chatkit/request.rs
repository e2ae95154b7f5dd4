//! The requests of the protocol (FR-1201). What a newer client sends beside them is ignored.

use std::collections::BTreeMap;

use language::SearchText;
use serde::Deserialize;
use serde_json::Value;
use shared::task::Title;
use utoipa::ToSchema;
use uuid::Uuid;

/// How many things a page has where nothing is asked for.
const PAGE: usize = 20;
/// How many it has at most.
const MOST: usize = 100;

/// A request of the ChatKit protocol.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ChatKitRequest)]
pub(crate) struct RawRequest {
    /// Which of the sixteen it is, such as `threads.create`.
    #[serde(rename = "type")]
    kind: String,
    /// What it says, by its type.
    #[serde(default)]
    #[schema(value_type = Object)]
    params: Value,
    /// What the protocol has no word for: `replaces`, `query`.
    #[serde(default)]
    #[schema(required = false, value_type = Object)]
    metadata: Option<Value>,
}

/// What the protocol has no word for (FR-1245).
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Metadata {
    /// The message that this one is put in the place of.
    #[serde(default)]
    pub(super) replaces: Option<String>,
    /// What is looked for in threads.
    #[serde(default)]
    pub(super) query: Option<SearchText>,
}

/// A request that makes sense as a whole.
#[derive(Debug, Deserialize)]
#[serde(try_from = "RawRequest")]
pub(crate) struct Request {
    pub(super) call: Call,
    pub(super) metadata: Metadata,
}

impl TryFrom<RawRequest> for Request {
    type Error = String;

    fn try_from(raw: RawRequest) -> Result<Self, Self::Error> {
        let whole = serde_json::json!({"type": raw.kind, "params": raw.params});
        let call = Call::deserialize(whole).map_err(|error| error.to_string())?;
        let metadata = raw.metadata.unwrap_or_default();
        let metadata = match metadata {
            Value::Null => Metadata::default(),
            metadata => {
                Metadata::deserialize(metadata).map_err(|error| format!("metadata: {error}"))?
            }
        };
        Ok(Self { call, metadata })
    }
}

/// The sixteen types.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", content = "params")]
pub(crate) enum Call {
    #[serde(rename = "threads.create")]
    Create { input: MessageInput },
    #[serde(rename = "threads.add_user_message")]
    AddMessage {
        thread_id: Name,
        input: MessageInput,
    },
    #[serde(rename = "threads.add_client_tool_output")]
    AddToolOutput { thread_id: Name },
    #[serde(rename = "threads.add_structured_input")]
    AddAnswer {
        thread_id: Name,
        item_id: Name,
        input: AnswerInput,
    },
    #[serde(rename = "threads.retry_after_item")]
    Retry { thread_id: Name, item_id: Name },
    #[serde(rename = "threads.custom_action")]
    Act(ActionParams),
    #[serde(rename = "threads.sync_custom_action")]
    ActAtOnce(ActionParams),
    #[serde(rename = "threads.get_by_id")]
    GetThread { thread_id: Name },
    #[serde(rename = "threads.list")]
    ListThreads(PageParams),
    #[serde(rename = "items.list")]
    ListItems {
        thread_id: Name,
        #[serde(flatten)]
        page: PageParams,
    },
    #[serde(rename = "items.feedback")]
    Judge {
        thread_id: Name,
        item_ids: Vec<Name>,
        kind: Judgement,
    },
    #[serde(rename = "threads.update")]
    Rename { thread_id: Name, title: Title },
    #[serde(rename = "threads.delete")]
    Delete { thread_id: Name },
    #[serde(rename = "attachments.create")]
    CreateAttachment {},
    #[serde(rename = "attachments.delete")]
    DeleteAttachment {},
    #[serde(rename = "input.transcribe")]
    Transcribe {},
}

/// What names a thread or an item: opaque, and bounded.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Name(String);

impl TryFrom<String> for Name {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.is_empty() || text.len() > 200 || text.contains('\0') {
            return Err("an id has 1 to 200 bytes");
        }
        Ok(Self(text))
    }
}

impl Name {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The conversation of this name, in the only spelling that it has.
    pub(super) fn conversation(&self) -> Option<Uuid> {
        let id = Uuid::try_parse(&self.0).ok()?;
        (id.to_string() == self.0).then_some(id)
    }
}

/// What a person types.
#[derive(Debug, Deserialize)]
pub(crate) struct MessageInput {
    content: Vec<Content>,
    attachments: Vec<Value>,
    #[serde(default)]
    quoted_text: Option<String>,
}

/// A part of it.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Content {
    InputText { text: String },
    InputTag { text: String },
}

impl MessageInput {
    pub(super) fn has_attachments(&self) -> bool {
        !self.attachments.is_empty()
    }

    /// All of it as one text; what was quoted comes first, marked as Markdown marks it.
    pub(super) fn text(&self) -> String {
        let parts = self.content.iter().map(|part| match part {
            Content::InputText { text } | Content::InputTag { text } => text.as_str(),
        });
        let said = parts.collect::<String>();
        let quoted = self.quoted_text.as_deref().unwrap_or_default().trim();
        if quoted.is_empty() {
            return said;
        }
        let lines: Vec<String> = quoted.lines().map(|line| format!("> {line}")).collect();
        format!("{}\n\n{said}", lines.join("\n"))
    }
}

/// The answers to a question.
#[derive(Debug, Deserialize)]
pub(crate) struct AnswerInput {
    #[serde(default)]
    status: AnswerStatus,
    #[serde(default)]
    answers: BTreeMap<String, AnswerValues>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum AnswerStatus {
    #[default]
    Answered,
    Skipped,
}

#[derive(Debug, Default, Deserialize)]
struct AnswerValues {
    #[serde(default)]
    values: Vec<String>,
    #[serde(default)]
    skipped: bool,
}

impl AnswerInput {
    /// What was chosen of this question; nothing when it was skipped. Of several values the first one counts.
    pub(super) fn chosen(&self, question: &str) -> Option<&str> {
        let answer = self.answers.get(question);
        let answer =
            answer.filter(|answer| !answer.skipped && self.status == AnswerStatus::Answered);
        answer?.values.first().map(String::as_str)
    }
}

/// An action of a widget.
#[derive(Debug, Deserialize)]
pub(crate) struct ActionParams {
    pub(super) thread_id: Name,
    #[serde(default)]
    pub(super) item_id: Option<Name>,
    pub(super) action: ActionInput,
}

/// What it asks for. The payload is whatever a browser sends.
#[derive(Debug, Deserialize)]
pub(crate) struct ActionInput {
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) payload: Value,
}

/// Which page of a list.
#[derive(Debug, Deserialize)]
pub(crate) struct PageParams {
    #[serde(default)]
    limit: Option<u32>,
    #[serde(default)]
    pub(super) order: Order,
    #[serde(default)]
    pub(super) after: Option<Name>,
}

impl PageParams {
    /// The first page, from the beginning on.
    pub(super) fn first() -> Self {
        Self {
            limit: None,
            order: Order::Asc,
            after: None,
        }
    }

    pub(super) fn limit(&self) -> usize {
        let wanted = self.limit.and_then(|limit| usize::try_from(limit).ok());
        let wanted = wanted.filter(|limit| *limit > 0);
        wanted.unwrap_or(PAGE).min(MOST)
    }
}

/// Which end comes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Order {
    Asc,
    #[default]
    Desc,
}

/// What a person thinks of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Judgement {
    Positive,
    Negative,
}

impl Judgement {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Positive => "positive",
            Self::Negative => "negative",
        }
    }
}
