//! Questions that stand between a language model's calls and their effects, and how an answer goes on exactly there
//! (FR-327, FR-329). The calls are stored with the question; what became of them is stored in the turn that answers.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    builtin::agreed,
    entry::{Answer, Entry, Question, QuestionDraft, QuestionOption},
    tools::{Tool, ToolCall, ToolError, ToolResult},
};

/// The name of the agent's own tool, by which any model can put a question with options.
pub(crate) const TOOL: &str = "ask";
/// How long a question is at most, in characters.
const MAX_TEXT: usize = 500;
/// How long an option is at most, in characters.
const MAX_OPTION: usize = 200;
/// How many options a question has at most.
const MAX_OPTIONS: usize = 10;

/// The tool as models are told of it.
pub(crate) fn tool() -> Tool {
    Tool {
        name: TOOL.to_owned(),
        description: "Asks the person one question with options and ends your turn; the result is the option that they chose, \
                      or their own words. Use it when it is unclear which task is meant or what is wanted."
            .to_owned(),
        input_schema: json!({
            "type": "object",
            "properties": {
                "question": {"type": "string", "description": "What you want to know, in the person's language."},
                "options": {
                    "type": "array", "minItems": 2, "maxItems": MAX_OPTIONS, "items": {"type": "string"},
                    "description": "The possible answers, each complete in itself."
                }
            },
            "required": ["question", "options"]
        }),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    question: String,
    options: Vec<String>,
}

/// The question that a call of [`TOOL`] puts.
pub(crate) fn parse(call: &ToolCall) -> Result<QuestionDraft, ToolError> {
    let invalid = || {
        ToolError::new(
            "invalid_arguments",
            format!(
                "ask takes a question of 1 to {MAX_TEXT} characters and 2 to {MAX_OPTIONS} different options of 1 to {MAX_OPTION} characters."
            ),
        )
    };
    let Ask { question, options } =
        serde_json::from_value(call.arguments.clone()).map_err(|_| invalid())?;
    let fits = |text: &str, most: usize| {
        let characters = text.trim().chars().count();
        (1..=most).contains(&characters)
    };
    let mut distinct = options.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let valid = fits(&question, MAX_TEXT)
        && (2..=MAX_OPTIONS).contains(&options.len())
        && distinct.len() == options.len()
        && options.iter().all(|option| fits(option, MAX_OPTION));
    if !valid {
        return Err(invalid());
    }
    let options = options
        .iter()
        .enumerate()
        .map(|(at, label)| QuestionOption {
            value: (at + 1).to_string(),
            label: label.trim().to_owned(),
        });
    Ok(QuestionDraft {
        text: question.trim().to_owned(),
        options: options.collect(),
    })
}

/// Whether a reply's question is one that its model put by a call: the calls beside that one do not wait for the answer.
pub(crate) fn is_asked(calls: &[ToolCall], question: &Question) -> bool {
    let asked = calls.iter().find(|call| call.name == TOOL);
    asked
        .and_then(|call| parse(call).ok())
        .is_some_and(|asked| asked.text == question.text)
}

/// Calls that wait for the person, with the question that they wait for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Open {
    pub(crate) calls: Vec<ToolCall>,
    question: Question,
    answer: Option<Answer>,
    text: String,
}

/// What becomes of a call that waited.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Settled {
    /// The person agreed: it runs.
    Run,
    /// It does not run; the model reads this.
    Ended(ToolResult),
}

/// The calls that the last message of the conversation answers, or leaves unanswered.
pub(crate) fn open(history: &[Entry]) -> Option<Open> {
    let (last, before) = history.split_last()?;
    let Entry::User { text, answer, .. } = last else {
        return None;
    };
    let mut turn = before
        .iter()
        .rev()
        .take_while(|entry| !matches!(entry, Entry::User { .. }));
    let (tool_calls, question) = turn.find_map(|entry| match entry {
        Entry::Assistant {
            tool_calls,
            question,
            ..
        } => Some((tool_calls, question.as_ref()?)),
        _ => None,
    })?;
    let ran = |call: &&ToolCall| {
        before
            .iter()
            .any(|entry| matches!(entry, Entry::Tool { call_id, .. } if *call_id == call.id))
    };
    let is_asked = is_asked(tool_calls, question);
    let waits = |call: &&ToolCall| !is_asked || call.name == TOOL;
    let calls: Vec<ToolCall> = tool_calls
        .iter()
        .filter(|call| waits(call) && !ran(call))
        .cloned()
        .collect();
    (!calls.is_empty()).then(|| Open {
        calls,
        question: question.clone(),
        answer: answer.clone(),
        text: text.clone(),
    })
}

impl Open {
    /// What becomes of one of the calls. Anything that is not an answer drops the question.
    pub(crate) fn settle(&self, call: &ToolCall) -> Settled {
        let confirms = self.options().any(|value| value == "yes");
        if call.name == TOOL {
            return Settled::Ended(if confirms {
                Err(ToolError::new(
                    "not_asked",
                    "Another question came first. Ask again if it is still open.",
                ))
            } else {
                Ok(json!({ "answer": self.words() }))
            });
        }
        if confirms && self.agreed() {
            return Settled::Run;
        }
        Settled::Ended(Err(ToolError::new(
            "not_confirmed",
            "The person was asked and did not agree, so this was not done. Do not try it again unless they ask for it.",
        )))
    }

    fn options(&self) -> impl Iterator<Item = &str> {
        self.question
            .options
            .iter()
            .map(|option| option.value.as_str())
    }

    fn agreed(&self) -> bool {
        match &self.answer {
            Some(answer) => answer.id == self.question.id && answer.values == ["yes"],
            None => agreed(&self.text),
        }
    }

    /// What the person said: of an answer by options their labels, never their numbers alone.
    fn words(&self) -> Value {
        let Some(answer) = &self.answer else {
            return json!(self.text);
        };
        let chosen = self.question.options.iter().filter(|option| {
            answer.id == self.question.id && answer.values.contains(&option.value)
        });
        let labels: Vec<&str> = chosen.map(|option| option.label.as_str()).collect();
        json!(labels.join(", "))
    }
}
