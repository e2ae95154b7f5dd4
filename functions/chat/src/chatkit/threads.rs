//! Threads and their items as they are stored (FR-1203, FR-1206, FR-1208).

use std::{collections::HashMap, sync::Arc};

use agent::{Answer, Entry, Question};
use serde::Deserialize;
use serde_json::Value;
use shared::{
    Error, Result,
    auth::UserId,
    conversation::{Conversation, Message},
    db::{
        Database, Read, chat_items,
        conversations::{self, ShownTurn},
        turns,
    },
};
use uuid::Uuid;

use super::{
    event::Event,
    ids,
    item::{Body, Item, Page, UserContent},
    question::asked,
    recorded,
    request::{Name, Order, PageParams},
    texts::Texts,
    told::Told,
};

/// So many turns are read at a time.
const AT_ONCE: usize = 10;

/// A conversation, and what has to be known of all of it to show a part.
pub(super) struct Reading {
    transaction: Read,
    user: UserId,
    texts: Arc<Texts>,
    pub(super) conversation: Conversation,
    turns: Vec<ShownTurn>,
    answers: Vec<(Uuid, Answer)>,
    shows: HashMap<String, Value>,
}

/// There is no such thread, or it is somebody else's: both look the same.
pub(super) fn no_thread() -> Error {
    Error::NotFound("thread".to_owned())
}

/// There is no such item in the thread.
pub(super) fn no_item() -> Error {
    Error::NotFound("item".to_owned())
}

impl Reading {
    /// Begins to read a thread.
    pub(super) async fn of(
        database: &Database,
        user: &UserId,
        thread: &Name,
        texts: &Arc<Texts>,
    ) -> Result<Self> {
        let id = thread.conversation().ok_or_else(no_thread)?;
        let mut transaction = database.read(user).await?;
        let conversation = conversations::get(&mut transaction, user, id).await?;
        let Some(conversation) = conversation else {
            transaction.close().await?;
            return Err(no_thread());
        };
        let turns = conversations::shown_turns(&mut transaction, user, id).await?;
        let answers = conversations::answers(&mut transaction, user, id).await?;
        let answers = answers.into_iter().filter_map(|(turn, answer)| {
            let answer = Answer::deserialize(answer).ok()?;
            Some((turn, answer))
        });
        let shows = chat_items::shown(&mut transaction, user, id).await?;
        Ok(Self {
            transaction,
            user: user.clone(),
            texts: texts.clone(),
            conversation,
            answers: answers.collect(),
            turns,
            shows: shows.into_iter().collect(),
        })
    }

    /// Ends reading.
    pub(super) async fn close(self) -> Result<Conversation> {
        self.transaction.close().await?;
        Ok(self.conversation)
    }

    /// Ends reading with what came of it.
    pub(super) async fn end<T>(self, done: Result<T>) -> Result<T> {
        self.transaction.end(done).await
    }

    /// A page of its items.
    pub(super) async fn page(&mut self, page: &PageParams) -> Result<Page<Item>> {
        let mut order: Vec<ShownTurn> = self.turns.clone();
        if page.order == Order::Desc {
            order.reverse();
        }
        let mut behind = None;
        if let Some(after) = &page.after {
            let turn = ids::turn_of(after.as_str()).ok_or_else(no_item)?;
            let begins = order.iter().position(|shown| is_its(shown, turn));
            order = order.split_off(begins.ok_or_else(no_item)?);
            behind = Some(after.as_str());
        }
        let limit = page.limit();
        let mut items: Vec<Item> = Vec::new();
        for turns in order.chunks(AT_ONCE) {
            let mut more = self.items(turns, page.order).await?;
            if let Some(after) = behind.take() {
                let at = more.iter().position(|item| item.id == after);
                more.drain(..=at.ok_or_else(no_item)?);
            }
            items.append(&mut more);
            if items.len() > limit {
                break;
            }
        }
        let has_more = items.len() > limit;
        items.truncate(limit);
        let after = items.last().map(|item| item.id.clone());
        Ok(Page {
            data: items,
            has_more,
            after,
        })
    }

    /// The items of these turns.
    async fn items(&mut self, turns: &[ShownTurn], order: Order) -> Result<Vec<Item>> {
        let wanted: Vec<Uuid> = turns.iter().map(|turn| turn.id).collect();
        let conversation = self.conversation.id;
        let messages =
            conversations::messages_of(&mut self.transaction, &self.user, conversation, &wanted)
                .await?;
        let mut items = Vec::new();
        for turn in turns {
            let own: Vec<&Message> = messages
                .iter()
                .filter(|message| message.turn_id == turn.id)
                .collect();
            let mut its = self.items_of(turn, &own)?;
            if order == Order::Desc {
                its.reverse();
            }
            items.append(&mut its);
        }
        Ok(items)
    }

    /// One turn's items.
    fn items_of(&self, turn: &ShownTurn, messages: &[&Message]) -> Result<Vec<Item>> {
        let Some(first) = messages.first() else {
            return Ok(Vec::new());
        };
        let entries: Vec<Entry> = messages
            .iter()
            .map(|message| Entry::deserialize(&message.entry).map_err(Error::internal))
            .collect::<Result<_>>()?;
        let begun_at = first.created_at;
        let texts = self.texts.clone();
        let mut told = Told::new(self.conversation.id, turn.id, begun_at, texts);
        let mut items: Vec<Item> = said(&told, turn, &entries).into_iter().collect();
        let (events, question) = recorded::events(&entries);
        for event in events {
            items.extend(done(told.happened(event)));
        }
        // What is open at the end closes before the question, and is not followed by what a stream would show at first.
        items.extend(done(told.close()));
        if let Some(question) = &question {
            let answer = self.answer(turn, question);
            let body = asked(question, answer.as_deref());
            items.push(told.item(ids::question(turn.id), body));
            told.ends_with_question();
        }
        items.extend(told.widgets(|id| self.shows.get(id).cloned()));
        Ok(items)
    }

    /// How a turn's question was answered: by values, by something else (none), or not yet.
    fn answer(&self, turn: &ShownTurn, question: &Question) -> Option<Vec<String>> {
        let given = self.answers.iter().rev().find(|(by, answer)| {
            answer.id == question.id && self.turns.iter().any(|shown| shown.id == *by)
        });
        if let Some((_, answer)) = given {
            return Some(answer.values.clone());
        }
        let is_last = self.turns.last().is_some_and(|last| last.id == turn.id);
        (!is_last).then(Vec::new)
    }

    /// One item, if it is shown.
    pub(super) async fn find(&mut self, id: &Name) -> Result<Option<Item>> {
        let Some(turn) = ids::turn_of(id.as_str()) else {
            return Ok(None);
        };
        let turns: Vec<ShownTurn> = self.turns.clone();
        let shown: Vec<ShownTurn> = turns
            .into_iter()
            .filter(|shown| is_its(shown, turn))
            .collect();
        let items = self.items(&shown, Order::Asc).await?;
        Ok(items.into_iter().find(|item| item.id == id.as_str()))
    }

    /// The shown turn whose message, question or widget this is, with its entries.
    pub(super) async fn turn(&mut self, id: Uuid) -> Result<Option<(ShownTurn, Vec<Message>)>> {
        let Some(shown) = self.turns.iter().copied().find(|shown| is_its(shown, id)) else {
            return Ok(None);
        };
        let conversation = self.conversation.id;
        let messages = conversations::messages_of(
            &mut self.transaction,
            &self.user,
            conversation,
            &[shown.id],
        )
        .await?;
        Ok(Some((shown, messages)))
    }

    /// All items of this turn and those behind it.
    pub(super) async fn items_from(&mut self, turn: Uuid) -> Result<Vec<Item>> {
        let from = self.turns.iter().position(|shown| is_its(shown, turn));
        let from = from.unwrap_or(self.turns.len());
        let turns = self.turns.clone().split_off(from);
        let mut items = Vec::new();
        for turns in turns.chunks(AT_ONCE) {
            items.append(&mut self.items(turns, Order::Asc).await?);
        }
        Ok(items)
    }

    /// Whether a turn was begun under this key.
    pub(super) async fn knows(&mut self, key: Option<&str>) -> Result<bool> {
        match key {
            Some(key) => turns::is_known(&mut self.transaction, &self.user, key).await,
            None => Ok(false),
        }
    }

    /// What a turn's list of tasks shows now.
    pub(super) async fn tasks(&mut self, turn: Uuid) -> Result<Option<Vec<Value>>> {
        let noted = self.shows.get(&ids::tasks(turn));
        if let Some(Value::Array(tasks)) = noted.and_then(|shows| shows.get("tasks")) {
            return Ok(Some(tasks.clone()));
        }
        let Some((shown, messages)) = self.turn(turn).await? else {
            return Ok(None);
        };
        let Some(first) = messages.first() else {
            return Ok(None);
        };
        let texts = self.texts.clone();
        let mut told = Told::new(self.conversation.id, shown.id, first.created_at, texts);
        let entries: Vec<Entry> = messages
            .iter()
            .filter_map(|message| Entry::deserialize(&message.entry).ok())
            .collect();
        for event in recorded::events(&entries).0 {
            drop(told.happened(event));
        }
        Ok(told.listed().map(<[Value]>::to_vec))
    }

    /// Which turns are shown, in their order.
    pub(super) fn turns(&self) -> &[ShownTurn] {
        &self.turns
    }
}

/// Whether a turn's items are named after this one.
fn is_its(shown: &ShownTurn, turn: Uuid) -> bool {
    shown.id == turn || shown.stands_for == Some(turn)
}

/// The items that these events end with.
fn done(events: Vec<Event>) -> impl Iterator<Item = Item> {
    events.into_iter().filter_map(|event| match event {
        Event::Done { item } => Some(item),
        _ => None,
    })
}

/// What the person said in a turn; an answer to a question stands with the question.
pub(super) fn said(told: &Told, turn: &ShownTurn, entries: &[Entry]) -> Option<Item> {
    let said = entries.iter().find_map(|entry| match entry {
        Entry::User { text, answer, .. } => Some((text, answer)),
        _ => None,
    });
    let (text, None) = said? else { return None };
    let content = vec![UserContent { text: text.clone() }];
    let body = Body::UserMessage {
        content,
        attachments: Vec::new(),
        inference_options: serde_json::Map::new(),
    };
    Some(told.item(ids::said(turn.stands_for.unwrap_or(turn.id)), body))
}
