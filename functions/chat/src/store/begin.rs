//! How a turn begins over Postgres: look, decide, and write with the commit.

use agent::{BROKEN_OFF, Begun, Ended, Entry, INTERRUPTED, Lease, Said, StoreError, TURN_OVER};
use language::Zone;
use shared::{
    Error,
    conversation::TurnState,
    db::{
        Kind,
        idempotency::Request,
        leases,
        turns::{self, KnownTurn, NewTurn, Standing},
    },
};
use uuid::Uuid;

use super::{Stored, TurnStore, failed, request, stored};
use crate::history;

/// How much of the first message names a conversation, in characters.
const TITLE_CHARACTERS: usize = 80;
/// How often a beginning is tried when another request with its key comes in between.
const TRIES: usize = 4;

/// What one try came to.
enum Tried {
    Begun(Begun),
    /// The turn is in this conversation.
    In(Uuid),
    /// Another request with the key was faster.
    Again,
}

impl TurnStore {
    /// The turn that the caller wants replaced, by its name.
    fn named(&self) -> Option<Uuid> {
        let replacement = self.replacement.as_ref();
        replacement.map(|(replacement, _)| replacement.named)
    }

    /// The first turn that this one replaces.
    fn replaces(&self) -> Option<Uuid> {
        let replacement = self.replacement.as_ref();
        replacement.map(|(replacement, _)| replacement.replacing.from)
    }

    pub(super) async fn begin_turn(&self, said: &Said) -> Stored<Begun> {
        let request = request(said, self.named()).map_err(failed)?;
        let mut held = said.conversation.unwrap_or_else(|| self.ids.next());
        for _ in 0..TRIES {
            match self.try_begin(said, request.as_ref(), held).await? {
                Tried::Begun(begun) => return Ok(begun),
                Tried::In(conversation) => held = conversation,
                Tried::Again => {}
            }
        }
        let busy = "requests with the same key come faster than they are answered";
        Err(failed(Error::busy(busy)))
    }

    async fn try_begin(&self, said: &Said, request: Option<&Request>, held: Uuid) -> Stored<Tried> {
        let id = self.ids.next();
        self.place.begins(id).await;
        let mut transaction = self
            .database
            .converse(&self.user, Kind::Turn, held)
            .await
            .map_err(failed)?;
        let looking = turns::look(&mut transaction, &self.user, held, request, history::READ);
        let (standing, lives) = tokio::join!(looking, self.turns.show_life());
        let standing = standing.map_err(failed)?;
        let decided = lives
            .map_err(failed)
            .and_then(|()| decide(&standing, said, held, self.replaces()));
        let dead = standing.current.map(|(turn, _)| turn);
        let zone = self.zone.clone().unwrap_or_else(|| standing.zone.clone());
        let known = match decided {
            Ok(Decided::New) => {
                let entry = stored(&said.entry).map_err(failed)?;
                let turn = NewTurn {
                    id,
                    request,
                    process: self.turns.process(),
                    entry: &entry,
                    replacing: self
                        .replacement
                        .as_ref()
                        .map(|(replacement, _)| replacement.replacing),
                };
                let title = said.conversation.is_none().then(|| title(&said.entry));
                let title = title.as_deref();
                let begun =
                    turns::start(&mut transaction, &self.user, held, &turn, title, dead).await;
                if !begun.map_err(failed)? {
                    return Ok(Tried::Again);
                }
                self.close(dead).await?;
                let before = history::before(&standing.messages, self.replaces());
                let mut history = history::entries(&before, None).map_err(failed)?;
                history.push(begun_by(&said.entry, id));
                return Ok(Tried::Begun(self.attempt(held, id, 1, history, &zone)));
            }
            Ok(Decided::Known(known)) => known,
            Ok(Decided::In(conversation)) => {
                transaction.rollback().await.map_err(failed)?;
                return Ok(Tried::In(conversation));
            }
            Err(refused) => {
                transaction.rollback().await.map_err(failed)?;
                return Err(refused);
            }
        };
        // What came later is not before it: a question that it answered is still the one before.
        let read = turns::messages(&mut transaction, &self.user, held, known.id, history::READ);
        let all = read.await.map_err(failed)?;
        let mut history = history::entries(&all, Some(known.id)).map_err(failed)?;
        if matches!(known.state, TurnState::Finished | TurnState::Stopped) {
            transaction.rollback().await.map_err(failed)?;
            let lease = Lease {
                conversation: held,
                turn: known.id,
                attempt: known.attempt,
            };
            return Ok(Tried::Begun(Begun::Over {
                lease,
                history,
                stopped: known.state == TurnState::Stopped,
            }));
        }
        revive(&mut history);
        self.place.begins(known.id).await;
        let process = self.turns.process();
        let taken =
            turns::take_over(&mut transaction, &self.user, held, known.id, process, dead).await;
        let lease = taken.map_err(failed)?;
        self.close(Some(known.id)).await?;
        self.close(dead.filter(|dead| *dead != known.id)).await?;
        Ok(Tried::Begun(self.attempt(
            held,
            known.id,
            lease.attempt,
            history,
            &zone,
        )))
    }

    /// Waits until no effect of a turn, or of an older attempt at it, is under way.
    async fn close(&self, turn: Option<Uuid>) -> Stored<()> {
        match turn {
            Some(turn) => leases::wait_for_effects(&self.database, &self.user, turn)
                .await
                .map_err(failed),
            None => Ok(()),
        }
    }

    fn attempt(
        &self,
        conversation: Uuid,
        turn: Uuid,
        attempt: u32,
        history: Vec<Entry>,
        zone: &Zone,
    ) -> Begun {
        self.place.begun(leases::Lease { turn, attempt });
        Begun::Attempt {
            lease: Lease {
                conversation,
                turn,
                attempt,
            },
            history,
            zone: zone.time_zone().clone(),
        }
    }
}

enum Decided {
    New,
    Known(KnownTurn),
    In(Uuid),
}

/// What is to be done as things stand.
fn decide(standing: &Standing, said: &Said, held: Uuid, replaces: Option<Uuid>) -> Stored<Decided> {
    if let Some(known) = standing.known {
        if !known.is_same {
            return Err(StoreError::KeyReused);
        }
        if known.conversation != held {
            return Ok(Decided::In(known.conversation));
        }
    } else if said.conversation.is_some() && !standing.is_there {
        return Err(StoreError::NotFound);
    }
    let known = standing.known;
    let is_over =
        known.is_some_and(|known| matches!(known.state, TurnState::Finished | TurnState::Stopped));
    let other = standing
        .current
        .filter(|(turn, lives)| *lives && known.is_none_or(|known| known.id != *turn));
    if other.is_some() && !is_over {
        return Err(StoreError::TurnInProgress);
    }
    if known.is_none() && !history::has_turn(&standing.messages, replaces) {
        return Err(StoreError::NotFound);
    }
    Ok(known.map_or(Decided::New, Decided::Known))
}

/// The conversation's last turn as whoever takes it over begins: it runs again, a reply that broke off is
/// asked for again, and a call that did not run, or of which nobody knows, runs.
fn revive(history: &mut Vec<Entry>) {
    let own = history
        .iter()
        .rposition(|entry| matches!(entry, Entry::User { .. }));
    let Some(own) = own else { return };
    if let Some(Entry::User { ended, .. }) = history.get_mut(own) {
        *ended = Ended::Itself;
    }
    let calls = history.iter().rposition(goes_on);
    let from = calls.map_or(own, |calls| calls.max(own)) + 1;
    let mut at = 0;
    history.retain(|entry| {
        at += 1;
        at <= own + 1
            || !did_not_run(entry) && (at <= from || !matches!(entry, Entry::Assistant { .. }))
    });
}

/// Whether this says that a call did not run, or that nobody knows.
fn did_not_run(entry: &Entry) -> bool {
    let Entry::Tool { outcome, .. } = entry else {
        return false;
    };
    let error = outcome.as_ref().err();
    error.is_some_and(|error| [BROKEN_OFF, INTERRUPTED, TURN_OVER].contains(&error.code.as_str()))
}

/// Whether a reply has something behind it that belongs to it.
fn goes_on(entry: &Entry) -> bool {
    match entry {
        Entry::Assistant {
            tool_calls,
            question,
            ..
        } => !tool_calls.is_empty() || question.is_some(),
        _ => false,
    }
}

/// The person's entry with the turn that it begins.
fn begun_by(entry: &Entry, turn: Uuid) -> Entry {
    let mut entry = entry.clone();
    if let Entry::User { turn_id, .. } = &mut entry {
        *turn_id = Some(turn);
    }
    entry
}

/// The beginning of the first message.
fn title(entry: &Entry) -> String {
    let Entry::User { text, .. } = entry else {
        return String::new();
    };
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut title: String = line.chars().take(TITLE_CHARACTERS).collect();
    if title.len() < line.len() {
        title.push('…');
    }
    title
}
