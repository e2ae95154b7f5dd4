//! The JSON forms of `specs/003-chat-agent`.

use agent::{Answer, Ended, Entry, FinishedCall, Question, Receipt, Said};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::{conversation::Conversation, db::idempotency::Key};
use utoipa::ToSchema;
use uuid::Uuid;

/// What a person says: trimmed, 1 to 4,000 characters (FR-316).
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(
    min_length = 1,
    max_length = 4000,
    example = "Add a task to buy groceries"
)]
pub(crate) struct MessageText(pub String);

impl TryFrom<String> for MessageText {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let text = text.trim();
        if text.is_empty() {
            return Err("a message needs at least one visible character");
        }
        if text.chars().count() > 4000 {
            return Err("a message has at most 4,000 characters");
        }
        if text.contains('\0') {
            return Err("a message holds no NUL characters");
        }
        Ok(Self(text.to_owned()))
    }
}

/// One thing said in a conversation: a message, or the answer to a question of the conversation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChatRequest)]
pub(crate) struct RawChatRequest {
    /// The conversation to go on with; absent, a new one begins.
    #[schema(required = false, value_type = Uuid)]
    pub conversation_id: Option<Uuid>,
    /// What the person says. Either this or `answer`.
    #[schema(required = false, value_type = MessageText)]
    pub message: Option<MessageText>,
    /// The answer to a question. Either this or `message`.
    #[schema(required = false, value_type = ChatAnswerInput)]
    pub answer: Option<ChatAnswerInput>,
}

/// Which options of a question were chosen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChatAnswerInput {
    /// The question's id.
    #[schema(max_length = 100)]
    pub id: String,
    /// The `value` of each chosen option, 1 to 25.
    #[schema(min_items = 1, max_items = 25)]
    pub values: Vec<String>,
}

/// A request that makes sense as a whole.
#[derive(Debug, Deserialize)]
#[serde(try_from = "RawChatRequest")]
pub(crate) struct ChatRequest {
    pub conversation: Option<Uuid>,
    pub text: String,
    pub answer: Option<Answer>,
}

impl ChatRequest {
    /// What the person says, under the caller's key.
    pub(crate) fn said(self, key: Option<Key>) -> Said {
        Said {
            conversation: self.conversation,
            key: key.map(|key| key.as_str().to_owned()),
            entry: Entry::User {
                text: self.text,
                answer: self.answer,
                turn_id: None,
                ended: Ended::Itself,
            },
        }
    }
}

impl TryFrom<RawChatRequest> for ChatRequest {
    type Error = &'static str;

    fn try_from(raw: RawChatRequest) -> Result<Self, Self::Error> {
        match (raw.conversation_id, raw.message, raw.answer) {
            (conversation, Some(MessageText(text)), None) => Ok(Self {
                conversation,
                text,
                answer: None,
            }),
            (None, None, Some(_)) => Err("an answer needs the conversation_id of the question"),
            (conversation, None, Some(ChatAnswerInput { id, values })) => {
                let fits = (1..=25).contains(&values.len()) && id.len() <= 100;
                if !fits
                    || values
                        .iter()
                        .any(|value| value.len() > 200 || value.contains('\0'))
                    || id.contains('\0')
                {
                    return Err(
                        "an answer has the question's id and 1 to 25 values of its options",
                    );
                }
                let text = values.join(", ");
                Ok(Self {
                    conversation,
                    text,
                    answer: Some(Answer { id, values }),
                })
            }
            _ => Err("send either message or answer"),
        }
    }
}

/// A tool call and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct ChatToolCall {
    /// Names the call within the conversation.
    pub id: String,
    /// The tool.
    pub name: String,
    /// What it was called with.
    #[schema(value_type = Object)]
    pub arguments: Value,
    /// What it answered; absent when it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object, required = false)]
    pub result: Option<Value>,
    /// How many bytes its result has, where a page of messages leaves it out; the export has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = usize, required = false)]
    pub result_bytes: Option<usize>,
    /// Why it failed; absent when it did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = ChatToolError, required = false)]
    pub error: Option<ChatToolError>,
}

/// Why a tool call failed.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct ChatToolError {
    /// A stable word for the kind of failure.
    pub code: String,
    /// What is wrong, and what to do about it.
    pub message: String,
}

impl From<FinishedCall> for ChatToolCall {
    fn from(call: FinishedCall) -> Self {
        let (result, error) = match call.outcome {
            Ok(result) => (Some(result), None),
            Err(error) => (
                None,
                Some(ChatToolError {
                    code: error.code,
                    message: error.message,
                }),
            ),
        };
        Self {
            id: call.id,
            name: call.name,
            arguments: call.arguments,
            result,
            result_bytes: None,
            error,
        }
    }
}

/// One change that a tool reported.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct ChatReceipt {
    /// What happened.
    pub operation: ReceiptOperation,
    /// The task after it; before it, when it was deleted.
    #[schema(value_type = Object)]
    pub task: Value,
}

/// What a receipt can say.
// `agent::Operation`, whose crate knows nothing of OpenAPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ReceiptOperation {
    Created,
    Updated,
    Completed,
    Reopened,
    Deleted,
    Restored,
}

impl From<agent::Operation> for ReceiptOperation {
    fn from(operation: agent::Operation) -> Self {
        match operation {
            agent::Operation::Created => Self::Created,
            agent::Operation::Updated => Self::Updated,
            agent::Operation::Completed => Self::Completed,
            agent::Operation::Reopened => Self::Reopened,
            agent::Operation::Deleted => Self::Deleted,
            agent::Operation::Restored => Self::Restored,
        }
    }
}

impl From<Receipt> for ChatReceipt {
    fn from(receipt: Receipt) -> Self {
        Self {
            operation: receipt.operation.into(),
            task: receipt.task,
        }
    }
}

/// What the agent needs to know before it goes on.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct ChatQuestion {
    /// To be sent back with the answer.
    pub id: String,
    /// The question.
    pub text: String,
    /// What can be chosen.
    pub options: Vec<ChatQuestionOption>,
}

/// One option of a question.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct ChatQuestionOption {
    /// To be sent back.
    pub value: String,
    /// To be shown.
    pub label: String,
}

impl From<Question> for ChatQuestion {
    fn from(question: Question) -> Self {
        let option = |option: agent::QuestionOption| ChatQuestionOption {
            value: option.value,
            label: option.label,
        };
        Self {
            id: question.id,
            text: question.text,
            options: question.options.into_iter().map(option).collect(),
        }
    }
}

/// What a turn came to.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct ChatResponse {
    /// The conversation, to go on with.
    pub conversation_id: Uuid,
    /// The turn. `POST /api/undo` with it takes back all that the turn changed (FR-325).
    pub turn_id: Uuid,
    /// What the agent says.
    pub response: String,
    /// The tools it called, in order.
    pub tool_calls: Vec<ChatToolCall>,
    /// What it needs to know; absent when nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = ChatQuestion, required = false)]
    pub question: Option<ChatQuestion>,
    /// What was changed, from the tools' own results.
    pub receipts: Vec<ChatReceipt>,
    /// How many changes that is.
    pub changes: usize,
    /// Whether the message asks for a change, as far as it can be read, and there was none (FR-362).
    pub unchanged: bool,
    /// Whether the turn was stopped before its end; absent when it was not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub stopped: bool,
    /// Who spoke last, if somebody did.
    #[serde(skip)]
    #[schema(ignore)]
    pub model: Option<String>,
}

/// How many tokens models took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ChatUsage {
    /// Tokens that they read.
    pub input_tokens: u64,
    /// Tokens that they wrote.
    pub output_tokens: u64,
}

impl ChatUsage {
    /// Counts one more reply.
    pub(crate) fn add(&mut self, usage: agent::Usage) {
        self.input_tokens = self.input_tokens.saturating_add(usage.input_tokens);
        self.output_tokens = self.output_tokens.saturating_add(usage.output_tokens);
    }
}

/// A page of conversations, last used first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConversationPage {
    /// The conversations.
    pub conversations: Vec<Conversation>,
    /// Where the next page starts; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    pub next_cursor: Option<String>,
}

/// A conversation with what was said in it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConversationWithMessages {
    /// The conversation.
    #[serde(flatten)]
    #[schema(inline)]
    pub conversation: Conversation,
    /// What was said, oldest first.
    pub messages: Vec<ChatMessage>,
    /// Where the page before this one ends: `before` of the next request. Absent on the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    pub previous_cursor: Option<String>,
}

/// Who said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ChatRole {
    User,
    Assistant,
}

/// One message as a person saw it. An assistant's message is its whole turn.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct ChatMessage {
    /// Who said it.
    pub role: ChatRole,
    /// The turn that it belongs to. `POST /api/undo` with it takes back all that the turn changed (FR-325).
    pub turn_id: Uuid,
    /// What was said.
    pub text: String,
    /// The tools that the turn called.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub tool_calls: Vec<ChatToolCall>,
    /// What the turn changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub receipts: Vec<ChatReceipt>,
    /// What the turn asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = ChatQuestion, required = false)]
    pub question: Option<ChatQuestion>,
    /// Whether the person had asked for a change and the turn made none (FR-362); absent when not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub unchanged: bool,
    /// Whether the turn was stopped before its end; absent when it was not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub stopped: bool,
    /// What models took in the turn, as their endpoints report it; absent when none did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = ChatUsage, required = false)]
    pub usage: Option<ChatUsage>,
    /// When it was said (RFC 3339, UTC).
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}
