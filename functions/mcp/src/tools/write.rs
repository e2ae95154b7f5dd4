//! The tools that write: each entry for itself, all of a call in one transaction (FR-202), and never twice under one key
//! (FR-270).

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value};
use shared::{
    Error,
    auth::{Identity, UserId},
    db::{
        Kind, Write as Transaction, idempotency,
        leases::Lease,
        tasks::{self, Changed, Reach, Work},
    },
    task::{Creation, Expected, Source, TaskId, TaskPatch, Undo},
};
use uuid::Uuid;

use super::{
    addition::Addition,
    answer::{Answer, Done, Entry, Failure, Results},
    closest,
    parameters::{AddTask, Entries, TaskIds, UndoChange, UpdateTask, parse},
    progress::Progress,
    run::{Call, Stop},
};

/// Where the chat function puts its turn into a call's `_meta`.
const TURN: &str = "todo/turn";
/// Where it puts the attempt at the turn.
const ATTEMPT: &str = "todo/attempt";
/// Where a caller puts the key of a call that must not be carried out twice.
pub(super) const IDEMPOTENCY_KEY: &str = "todo/idempotency_key";
/// Where chat says that a person acted on the page themselves.
const SOURCE: &str = "todo/source";
/// Where chat says which versions of tasks the person saw who acts on them: by a task's id when it was changed last.
const SEEN: &str = "todo/seen";
/// Where chat says that as much is to be taken back as can be.
const AS_FAR_AS_POSSIBLE: &str = "todo/as_far_as_possible";
/// The HTTP status of every answer of a tool.
const OK: u16 = 200;

/// A call of a tool that writes.
pub(super) struct Write<'a> {
    call: &'a Call<'a>,
    /// Who the events name.
    source: Source,
    once: Option<idempotency::Request>,
}

impl<'a> Write<'a> {
    /// What the call carries beside its arguments.
    ///
    /// # Errors
    /// The call's failure when that is not what it should be.
    pub(super) fn new(
        call: &'a Call<'_>,
        arguments: Option<&Map<String, Value>>,
    ) -> Result<Self, Failure> {
        // Only our own agent acts with a person's session; another client's turn would mean nothing to us.
        let turn = match call.identity {
            Identity::Session(_) => {
                call.meta(TURN, "is not a UUID", |text| Uuid::parse_str(text).ok())?
            }
            Identity::OAuthClient { .. } | Identity::PersonalToken { .. } => None,
        };
        // A person's session, with which they acted on the page themselves.
        let is_page = matches!(call.identity, Identity::Session(_))
            && call.meta.get(SOURCE).and_then(Value::as_str) == Some(Source::Web.as_str());
        let own_source = if is_page { Source::Web } else { Source::Mcp };
        let rule = "is not a key of 1 to 255 visible ASCII characters";
        let key = call.meta(IDEMPOTENCY_KEY, rule, idempotency::Key::parse)?;
        let lease = match (turn, attempt(call.meta.get(ATTEMPT))) {
            (Some(turn), Ok(Some(attempt))) if key.is_some() => Some(Lease { turn, attempt }),
            (_, Ok(None)) => None,
            _ if !matches!(call.identity, Identity::Session(_)) => None,
            _ => return Err(no_attempt()),
        };
        let once = match key {
            Some(key) => {
                let arguments = serde_json::to_vec(&arguments).map_err(Error::internal)?;
                let request = idempotency::Request::new(call.tool, key, &[&arguments]);
                Some(request.in_turn(turn).held_by(lease))
            }
            None => None,
        };
        Ok(Self {
            call,
            source: turn.map_or(own_source, Source::Agent),
            once,
        })
    }

    pub(super) async fn add(&self, arguments: Option<Map<String, Value>>) -> Result<Done, Stop> {
        let AddTask { tasks: new } = parse(self.call.tool, arguments)?;
        let new: Vec<_> = new.into_iter().map(|Addition(creation)| creation).collect();
        let needs_zone = new.iter().any(Creation::needs_zone);
        let mut transaction = self.begin_many(new.len(), needs_zone).await?;
        let at = self.call.context(&mut transaction, needs_zone).await?;
        let new: Vec<_> = new.iter().map(|creation| creation.task(&at)).collect();
        let (user, source) = (self.user(), self.source);
        if let ([Ok(new)], None) = (new.as_slice(), &self.once)
            && new.stands_alone()
        {
            transaction.commit_with_next();
            let created = tasks::insert(&mut transaction, user, new, &at, source).await;
            let created = entry(created.map(Entry::created))?;
            return self.end(transaction, vec![created]).await;
        }
        let mut results = Report::new(self.call, new.len());
        let parents = new.iter().flatten().filter_map(|new| new.parent_id);
        let mut work = Work::on(&mut transaction, user, source, parents, Reach::Alone).await?;
        for new in new {
            let created = match new {
                Ok(new) => work.insert(&new, &at).await,
                Err(breach) => Err(breach.into()),
            };
            results.push(entry(created.map(Entry::created))?).await;
        }
        results.settle(&work);
        drop(work);
        self.end(transaction, results.entries).await
    }

    pub(super) async fn update(&self, arguments: Option<Map<String, Value>>) -> Result<Done, Stop> {
        let UpdateTask { tasks: updates } = parse(self.call.tool, arguments)?;
        let updates = updates.into_iter();
        let changes = updates.map(|update| (Ok(update.id), update.patch()));
        self.change(changes.collect()).await
    }

    pub(super) async fn complete(
        &self,
        arguments: Option<Map<String, Value>>,
    ) -> Result<Done, Stop> {
        let TaskIds { ids } = parse(self.call.tool, arguments)?;
        let changes = once(ids).map(|id| (id, Ok(TaskPatch::completed(true))));
        self.change(changes.collect()).await
    }

    /// Changes tasks, each as its patch says.
    async fn change(
        &self,
        changes: Vec<(Result<TaskId, Failure>, Result<TaskPatch, Failure>)>,
    ) -> Result<Done, Stop> {
        let mut transaction = self.begin_many(changes.len(), true).await?;
        let at = self.call.context(&mut transaction, true).await?;
        let mut results = Report::new(self.call, changes.len());
        let ids = changes
            .iter()
            .filter_map(|(id, _)| id.as_ref().ok().copied());
        let reach = Reach::of(changes.iter().filter_map(|(_, patch)| patch.as_ref().ok()));
        let (user, source) = (self.user(), self.source);
        let mut work = Work::on(&mut transaction, user, source, ids, reach).await?;
        for (id, patch) in changes {
            let done = match id.and_then(|id| Ok((id, patch?))) {
                Ok((id, _)) if self.is_unseen(id, &work) => Failure::changed_meanwhile(id).into(),
                Ok((id, patch)) => {
                    let found = |changed: Option<Changed>| {
                        changed.map_or_else(|| Failure::no_task(id).into(), Entry::changed)
                    };
                    let updated = work.update(id, patch, &Expected::Any, &at).await;
                    entry(updated.map(found))?
                }
                Err(failure) => failure.into(),
            };
            results.push(done).await;
        }
        results.settle(&work);
        drop(work);
        self.end(transaction, results.entries).await
    }

    pub(super) async fn delete(&self, arguments: Option<Map<String, Value>>) -> Result<Done, Stop> {
        let TaskIds { ids } = parse(self.call.tool, arguments)?;
        let ids: Vec<_> = once(ids).collect();
        let mut transaction = self.begin_many(ids.len(), false).await?;
        let mut gone = HashMap::new();
        let mut results = Report::new(self.call, ids.len());
        let named = ids.iter().filter_map(|id| id.as_ref().ok().copied());
        let (user, source) = (self.user(), self.source);
        let mut work = Work::on(&mut transaction, user, source, named, Reach::Families).await?;
        for id in ids {
            let id = match id {
                Ok(id) => id,
                Err(failure) => {
                    results.push(failure.into()).await;
                    continue;
                }
            };
            // A subtask may be gone with its parent already.
            let deleted = work.delete(id, &Expected::Any)?;
            gone.extend(deleted.into_iter().map(|task| (task.id, task)));
            let deleted = gone.remove(&id);
            let entry = deleted.map_or_else(|| Failure::no_task(id).into(), Entry::deleted);
            results.push(entry).await;
        }
        drop(work);
        self.end(transaction, results.entries).await
    }

    pub(super) async fn undo(&self, arguments: Option<Map<String, Value>>) -> Result<Done, Stop> {
        let change: UndoChange = parse(self.call.tool, arguments)?;
        // Who has made too many changes in a minute can still take them back.
        let mut transaction = self.begin(Kind::Bulk, 0, false).await?;
        let user = self.user();
        let what = match change.into() {
            Undo::Turn(turn) if self.call.meta.contains_key(AS_FAR_AS_POSSIBLE) => {
                Undo::PossibleOfTurn(turn)
            }
            what => what,
        };
        let reverted = tasks::undo(&mut transaction, user, what, self.source).await;
        match reverted {
            Ok(reverted) => {
                let results = reverted.into_iter().map(Entry::from).collect();
                self.end(transaction, results).await
            }
            Err(error) => Ok(transaction.end(Err(error)).await?),
        }
    }

    /// Whether the person saw another version of the task than the one that is there.
    fn is_unseen(&self, id: TaskId, work: &Work<'_>) -> bool {
        let seen = self.call.meta.get(SEEN);
        let seen = seen.and_then(|seen| seen.get(id.to_string()));
        match (seen, work.get(id)) {
            (Some(seen), Some(task)) => seen.as_str() != Some(&task.updated_at.to_string()),
            _ => false,
        }
    }

    fn user(&self) -> &UserId {
        self.call.identity.user()
    }

    /// The transaction of a call with so many entries.
    async fn begin_many(&self, entries: usize, needs_zone: bool) -> Result<Transaction, Stop> {
        let writes = u32::try_from(entries).map_err(Error::internal)?;
        self.begin(Kind::writing(writes), writes, needs_zone).await
    }

    /// The call's transaction, which counts so many writes (FR-118), unless the call was answered before.
    async fn begin(&self, kind: Kind, writes: u32, needs_zone: bool) -> Result<Transaction, Stop> {
        let database = self.call.database;
        let transaction = database
            .write_since(self.call.since, self.user(), kind, writes)
            .await?;
        let client = self.call.client.clone();
        let mut transaction = transaction
            .of_client(client.filter(|_| matches!(self.source, Source::Mcp)))
            .asking_zone(needs_zone && self.call.zone()?.is_none());
        let Some(once) = &self.once else {
            return Ok(transaction);
        };
        match idempotency::before(&mut transaction, self.user(), once).await {
            Ok(None) => Ok(transaction),
            Ok(Some(kept)) => {
                transaction.commit().await?;
                let result = kept.body.as_deref().unwrap_or_default();
                let result = serde_json::from_str(result).map_err(Error::internal)?;
                Err(Stop::Answered(result))
            }
            Err(error) => Ok(transaction.end(Err(error)).await?),
        }
    }

    /// Makes the changes last, with the answer where the call may come again.
    async fn end(
        &self,
        mut transaction: Transaction,
        mut results: Vec<Entry>,
    ) -> Result<Done, Stop> {
        closest::suggest(&mut transaction, self.user(), &mut results).await?;
        let answer = Answer::Written(Results { results });
        let done = answer.done(self.call.tool, self.call.clock.now());
        let done = done.map_err(Error::internal)?;
        if let Some(once) = &self.once {
            let kept = idempotency::Answer {
                status: OK,
                headers: BTreeMap::new(),
                body: Some(serde_json::to_string(&done.result).map_err(Error::internal)?),
            };
            transaction.commit_with_next();
            idempotency::keep(&mut transaction, self.user(), once, &kept).await?;
        }
        transaction.commit().await?;
        Ok(done)
    }
}

/// The attempt at a turn that a call carries, if it does.
fn attempt(value: Option<&Value>) -> Result<Option<u32>, ()> {
    let Some(value) = value else {
        return Ok(None);
    };
    let attempt = value.as_u64().and_then(|attempt| attempt.try_into().ok());
    attempt.filter(|attempt| *attempt > 0).map(Some).ok_or(())
}

fn no_attempt() -> Failure {
    let message = format!(
        "_meta.{ATTEMPT} is a whole number from 1, beside _meta.{TURN} and _meta.{IDEMPOTENCY_KEY}. Nothing was done; correct it or leave it out."
    );
    Failure::new("invalid_parameters", message).at(format!("_meta.{ATTEMPT}"))
}

/// What became of the entries so far, told to a client that wants to know (FR-252).
struct Report<'a> {
    progress: Option<&'a Progress>,
    of: usize,
    entries: Vec<Entry>,
}

impl<'a> Report<'a> {
    fn new(call: &'a Call<'_>, of: usize) -> Self {
        Self {
            progress: call.progress.as_ref().filter(|_| of > 1),
            of,
            entries: Vec::with_capacity(of),
        }
    }

    /// Has each entry tell where its task stands in the end: later ones may have moved it, to make room (FR-646).
    fn settle(&mut self, work: &Work<'_>) {
        for task in self
            .entries
            .iter_mut()
            .filter_map(|entry| entry.task.as_mut())
        {
            if let Some(now) = work.get(task.id) {
                task.position = now.position;
            }
        }
    }

    async fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
        if let Some(progress) = self.progress
            && !progress.tell(self.entries.len(), self.of).await
        {
            self.progress = None;
        }
    }
}

/// What became of an entry: a rule that it breaks is its own failure, anything else is the call's.
fn entry(done: Result<Entry, Error>) -> Result<Entry, Failure> {
    match done {
        Ok(entry) => Ok(entry),
        Err(error @ (Error::Invalid(_) | Error::Full { .. })) => Ok(Failure::from(error).into()),
        Err(error) => Err(error.into()),
    }
}

/// The ids; one that came before is a failure, so that no report counts a task twice.
fn once(ids: Entries<TaskId>) -> impl Iterator<Item = Result<TaskId, Failure>> {
    let mut seen = HashSet::new();
    ids.into_iter().map(move |id| {
        if seen.insert(id) {
            Ok(id)
        } else {
            Err(Failure::named_twice(id))
        }
    })
}
