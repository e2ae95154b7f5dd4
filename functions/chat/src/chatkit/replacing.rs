//! Retry, edit, and answers: turns that stand in the place of others never do their work twice (FR-1230 to FR-1236).

use agent::{Entry, QuestionDraft, QuestionOption, Said};
use serde::Deserialize;
use shared::{
    Error,
    conversation::TakesBack,
    db::{
        Kind,
        conversations::ShownTurn,
        turns::{self, Replacing},
    },
    http::Problem,
};
use uuid::Uuid;

use super::{
    Answered, Caller,
    answers::{Follows, KEEP, Open, UNDO},
    event::Event,
    ids::{self, Shown},
    item::{Body, Item},
    request::{AnswerInput, Name},
    stream::{self, Opening},
    texts::Texts,
    threads::{Reading, no_item},
};
use crate::store::Replacement;

impl Caller {
    /// Answers a message of the person again.
    pub(super) async fn retry(&self, thread: &Name, item: &Name) -> Answered {
        let mut reading = self.reading(thread).await?;
        let conversation = reading.conversation.id;
        let found = Older::find(&mut reading, item).await;
        let Some(Older {
            named,
            shown,
            text,
            items: gone,
        }) = reading.end(found).await?
        else {
            let rule = "only a message of the person can be answered again";
            return Err(Problem::invalid_value(rule).at_pointer("/params/item_id".to_owned()));
        };
        let said = Said {
            conversation: Some(conversation),
            key: self.key.clone(),
            entry: Entry::user(text),
        };
        let replacing = Replacing {
            from: shown.id,
            stands_for: Some(shown.stands_for.unwrap_or(shown.id)),
            takes_back: Some(TakesBack::Whole),
        };
        let opening = Opening {
            changes_tasks: has_changes(&gone),
            ..Opening::default()
        };
        let replacement = self.replacement(named, replacing);
        self.turn(said, Some(replacement), opening).await
    }

    /// Puts a message in the place of an older one.
    pub(super) async fn edit(&self, thread: &Name, said: Said, replaces: &str) -> Answered {
        let mut reading = self.reading(thread).await?;
        let named = ids::turn_of_said(replaces);
        let found = async {
            let named = named.ok_or_else(no_item)?;
            // Who comes again for the turn finds what it replaces hidden.
            let known = reading.knows(self.key.as_deref()).await?;
            match reading.turn(named).await? {
                Some((shown, _)) if !known => {
                    let gone = reading.items_from(shown.id).await?;
                    Ok((named, shown.id, gone))
                }
                None if !known => Err(no_item()),
                _ => Ok((named, named, Vec::new())),
            }
        }
        .await;
        let (named, from, gone) = reading.end(found).await?;
        let replacing = Replacing {
            from,
            stands_for: None,
            takes_back: Some(TakesBack::Whole),
        };
        let opening = Opening {
            says: true,
            changes_tasks: has_changes(&gone),
            first: removed(gone, false),
            ..Opening::default()
        };
        let replacement = self.replacement(named, replacing);
        self.turn(said, Some(replacement), opening).await
    }

    /// Answers a stored question.
    pub(super) async fn answer(&self, thread: &Name, item: &Name, input: &AnswerInput) -> Answered {
        let mut reading = self.reading(thread).await?;
        let found = async {
            let known = reading.knows(self.key.as_deref()).await?;
            let open = Open::find(&mut reading, item).await?;
            if open.is_closed() && !known {
                return Err(Error::Impossible {
                    code: "not-pending",
                    detail: "The question was answered before, or something else was said instead."
                        .to_owned(),
                });
            }
            let mut first = vec![open.replaced(input)];
            if let Some(turn) = open.asks_to_keep() {
                let its = reading.items_from(turn).await?;
                first.extend(removed(its, true));
            }
            Ok((open, first))
        }
        .await;
        let (open, first) = reading.end(found).await?;
        match open.follows(input, self.key.clone(), &self.texts.never_mind)? {
            Follows::Turn { said, replacing } => {
                let replacement = replacing.map(|place| self.replacement(place.from, place));
                let opening = Opening {
                    says: open.is_said(input),
                    changes_tasks: replacement.is_some(),
                    first,
                    ..Opening::default()
                };
                self.turn(*said, replacement, opening).await
            }
            Follows::Keep { turn } => self.keep(thread, open.thread, turn, first).await,
        }
    }

    /// Shows again what a turn had replaced.
    async fn keep(&self, thread: &Name, id: Uuid, turn: Uuid, first: Vec<Event>) -> Answered {
        let mut transaction = self
            .function
            .database
            .converse(&self.user, Kind::Request, id)
            .await?;
        let shown = turns::keep(&mut transaction, &self.user, id, turn).await?;
        let mut events = vec![Event::options()];
        events.extend(first);
        if let Some(from) = shown {
            let mut reading = self.reading(thread).await?;
            let items = reading.items_from(from).await;
            let items = reading.end(items).await?;
            // The message itself is still shown.
            let rest = items.into_iter().skip(1);
            events.extend(rest.map(|item| Event::Done { item }));
        }
        Ok(stream::of_events(&events)?)
    }

    fn replacement(&self, named: Uuid, replacing: Replacing) -> Replacement {
        Replacement {
            named,
            replacing,
            asks: keep_or_undo(&self.texts),
        }
    }
}

/// A message that is to be answered again.
struct Older {
    /// The turn as its message's name has it.
    named: Uuid,
    shown: ShownTurn,
    text: String,
    /// All that is shown from it on.
    items: Vec<Item>,
}

impl Older {
    /// The message of this name; nothing where another item has it.
    async fn find(reading: &mut Reading, item: &Name) -> shared::Result<Option<Self>> {
        let Some(named) = ids::turn_of_said(item.as_str()) else {
            let other = reading.find(item).await?;
            return other.map(|_| None).ok_or_else(no_item);
        };
        let (shown, messages) = reading.turn(named).await?.ok_or_else(no_item)?;
        let first = messages.first().ok_or_else(no_item)?;
        match Entry::deserialize(&first.entry).map_err(Error::internal)? {
            Entry::User {
                text, answer: None, ..
            } => Ok(Some(Self {
                named,
                shown,
                text,
                items: reading.items_from(shown.id).await?,
            })),
            _ => Err(no_item()),
        }
    }
}

/// Whether these items tell of changes.
fn has_changes(items: &[Item]) -> bool {
    items
        .iter()
        .any(|item| matches!(Shown::of(&item.id), Some(Shown::Receipts(_))))
}

/// That items are not shown any more; the person's message stays where it is answered again.
fn removed(items: Vec<Item>, keeps_message: bool) -> Vec<Event> {
    let is_kept = |item: &Item| keeps_message && matches!(item.body, Body::UserMessage { .. });
    let gone = items.into_iter().filter(|item| !is_kept(item));
    gone.map(|item| Event::Removed { item_id: item.id })
        .collect()
}

fn keep_or_undo(texts: &Texts) -> QuestionDraft {
    let option = |value: &str, label: &str| QuestionOption {
        value: value.to_owned(),
        label: label.to_owned(),
    };
    QuestionDraft {
        text: texts.keep_or_undo.clone(),
        options: vec![
            option(KEEP, &texts.keep),
            option(UNDO, &texts.undo_possible),
        ],
    }
}
