//! Answers to stored questions (FR-1209).

use agent::{Answer, Ended, Entry, Said};
use serde::Deserialize;
use shared::{Error, Result, conversation::TakesBack, db::turns::Replacing, http::Problem};
use uuid::Uuid;

use super::{
    event::Event,
    ids,
    item::Item,
    question,
    request::{AnswerInput, Name},
    threads::{Reading, no_item},
};
use crate::wire::MessageText;

/// A question that is open, and the turn that put it.
pub(super) struct Open {
    pub(super) thread: Uuid,
    turn: Uuid,
    question: agent::Question,
    /// What the person had said in that turn.
    said: String,
    /// The turn whose message it answers again.
    stands_for: Option<Uuid>,
    /// Whether it is the question whether to keep what a replaced turn did.
    asks_to_keep: bool,
    /// Whether it was answered, or left.
    is_closed: bool,
    item: Item,
}

/// What follows from an answer.
pub(super) enum Follows {
    /// A turn.
    Turn {
        said: Box<Said>,
        replacing: Option<Replacing>,
    },
    /// What was replaced is shown again.
    Keep {
        /// The turn that asked.
        turn: Uuid,
    },
}

/// What is chosen where the agent asks whether to keep what a replaced turn did.
pub(super) const KEEP: &str = "keep";
/// The other choice.
pub(super) const UNDO: &str = "undo";

impl Open {
    /// The question of this name.
    pub(super) async fn find(reading: &mut Reading, id: &Name) -> Result<Self> {
        let turn = ids::turn_of_question(id.as_str()).ok_or_else(no_item)?;
        let (shown, messages) = reading.turn(turn).await?.ok_or_else(no_item)?;
        let mut said = String::new();
        let mut asked = None;
        for message in &messages {
            match Entry::deserialize(&message.entry).map_err(Error::internal)? {
                Entry::User { text, .. } => said = text,
                Entry::Assistant {
                    question: Some(question),
                    ..
                } => asked = Some(question),
                _ => {}
            }
        }
        let question = asked.ok_or_else(no_item)?;
        let item = reading.find(id).await?.ok_or_else(no_item)?;
        let is_last = reading
            .turns()
            .last()
            .is_some_and(|last| last.id == shown.id);
        Ok(Self {
            thread: reading.conversation.id,
            turn: shown.id,
            question,
            said,
            stands_for: shown.stands_for,
            asks_to_keep: messages.iter().any(|message| message.takes_back.is_some()),
            is_closed: !is_last,
            item,
        })
    }

    /// The turn that put it, if that asks whether to keep what a replaced turn did.
    pub(super) fn asks_to_keep(&self) -> Option<Uuid> {
        self.asks_to_keep.then_some(self.turn)
    }

    /// Whether it is answered by words of one's own, which are a message.
    pub(super) fn is_said(&self, input: &AnswerInput) -> bool {
        !self.asks_to_keep && self.chosen(input).1.is_some()
    }

    /// Whether it was answered before, or left for something else.
    pub(super) fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// The values that were chosen, and words where it was none of the options.
    fn chosen(&self, input: &AnswerInput) -> (Vec<String>, Option<String>) {
        let Some(chosen) = input.chosen(&self.question.id) else {
            return (Vec::new(), None);
        };
        let labels = question::labels(&self.question);
        let known = labels
            .iter()
            .find(|(label, value)| label == chosen || value == chosen);
        match known {
            Some((_, value)) => (vec![value.clone()], None),
            None => (vec![chosen.to_owned()], Some(chosen.to_owned())),
        }
    }

    /// The item as it is with this answer.
    pub(super) fn replaced(&self, input: &AnswerInput) -> Event {
        let (values, words) = self.chosen(input);
        // Words of one's own leave the question, and stand behind it as a message.
        let values = if words.is_some() { Vec::new() } else { values };
        let mut item = self.item.clone();
        item.body = question::asked(&self.question, Some(&values));
        Event::Replaced { item }
    }

    /// What follows from it. `skipped` is what the person is taken to have said when they said nothing.
    pub(super) fn follows(
        &self,
        input: &AnswerInput,
        key: Option<String>,
        skipped: &str,
    ) -> std::result::Result<Follows, Problem> {
        let (values, words) = self.chosen(input);
        if self.asks_to_keep {
            return Ok(self.keep_or_undo(&values, key));
        }
        let text = match (&words, values.first()) {
            (Some(words), _) => checked(words)?,
            (None, Some(_)) => values.join(", "),
            (None, None) => skipped.to_owned(),
        };
        Ok(Follows::Turn {
            said: Box::new(Said {
                conversation: Some(self.thread),
                key,
                entry: Entry::User {
                    text,
                    // Words of one's own are a message; what the question makes of them is the agent's to say.
                    answer: words.is_none().then(|| Answer {
                        id: self.question.id.clone(),
                        values,
                    }),
                    turn_id: None,
                    ended: Ended::Itself,
                },
            }),
            replacing: None,
        })
    }

    /// In doubt what was done is kept.
    fn keep_or_undo(&self, values: &[String], key: Option<String>) -> Follows {
        let undoes = values.first().is_some_and(|value| value == UNDO);
        if !undoes && self.stands_for.is_some() {
            return Follows::Keep { turn: self.turn };
        }
        let said = Said {
            conversation: Some(self.thread),
            key,
            entry: Entry::user(self.said.clone()),
        };
        let replacing = Replacing {
            from: self.turn,
            stands_for: Some(self.stands_for.unwrap_or(self.turn)),
            takes_back: undoes.then_some(TakesBack::Possible),
        };
        Follows::Turn {
            said: Box::new(said),
            replacing: Some(replacing),
        }
    }
}

/// Words of one's own, as long as a message may be.
fn checked(words: &str) -> std::result::Result<String, Problem> {
    let text = MessageText::try_from(words.to_owned());
    text.map(|text| text.0)
        .map_err(|rule| Problem::invalid_value(rule).at_pointer("/params/input/answers".to_owned()))
}
