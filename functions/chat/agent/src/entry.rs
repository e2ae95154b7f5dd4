//! A conversation, line by line, as it is stored.

use clock::Ids;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    tools::{ToolCall, ToolResult, outcome},
    usage::Usage,
};

/// One line of a conversation; its JSON form is what is stored (FR-302).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum Entry {
    /// What the person said.
    User {
        /// The words; may be empty when `answer` is there.
        text: String,
        /// The options chosen, when a question was answered by them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answer: Option<Answer>,
        /// The turn that this began, by which all that it changed can be taken back (FR-325). Whoever stores entries
        /// stores it beside them.
        #[serde(skip)]
        turn_id: Option<Uuid>,
        /// How the turn ended (FR-350, FR-1242). Whoever stores entries knows it.
        #[serde(skip)]
        ended: Ended,
    },
    /// What a model replied in one step, recorded before its tools run (FR-306).
    Assistant {
        /// The words, exactly as streamed: the texts of a turn's entries add up to its response.
        #[serde(default)]
        text: String,
        /// The calls it asked for, in order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tool_calls: Vec<ToolCall>,
        /// The question that ended the turn.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        question: Option<Question>,
        /// The provider's own message, unknown fields kept, sent back unchanged and to the same model only (FR-310).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        raw: Option<Value>,
        /// Who wrote it: `built-in`, or the endpoint's host and model (`host/model`).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        model: Option<String>,
        /// What the endpoint reports that it took (FR-353).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        usage: Option<Usage>,
    },
    /// What one call gave, recorded as it came (FR-306).
    Tool {
        /// The id of the call.
        call_id: String,
        /// The tool's name.
        name: String,
        /// `result` or `error` in JSON.
        #[serde(flatten, with = "outcome")]
        outcome: ToolResult,
    },
}

impl Entry {
    /// The entry of a typed message.
    pub fn user(text: impl Into<String>) -> Self {
        Self::User {
            text: text.into(),
            answer: None,
            turn_id: None,
            ended: Ended::Itself,
        }
    }
}

/// How a turn ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ended {
    /// By itself, or not yet.
    #[default]
    Itself,
    /// The person stopped it.
    Stopped,
    /// Whoever waited for it went away, and may not have wanted to.
    Left,
}

/// The options that a person chose of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The question's id.
    pub id: String,
    /// The `value`s of the chosen options.
    pub values: Vec<String>,
}

/// A question that must be answered before anything is changed (FR-313).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its id, for the answer.
    pub id: String,
    /// What is asked.
    pub text: String,
    /// What can be answered; free words are understood too.
    pub options: Vec<QuestionOption>,
}

/// A question that a model or the loop puts; the loop gives it an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionDraft {
    /// What is asked.
    pub text: String,
    /// What can be answered; free words are understood too.
    pub options: Vec<QuestionOption>,
}

impl QuestionDraft {
    /// The question under a new id.
    pub(crate) fn identified(self, ids: &dyn Ids) -> Question {
        Question {
            id: format!("question_{}", ids.next().simple()),
            text: self.text,
            options: self.options,
        }
    }
}

/// One possible answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionOption {
    /// What is sent back.
    pub value: String,
    /// What a person reads.
    pub label: String,
}
