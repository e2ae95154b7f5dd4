//! Running a tool: one transaction per call, one user, one source (FR-202, FR-205, FR-211).

use std::collections::{HashMap, HashSet};

use language::Zone;
use serde_json::{Map, Value};
use shared::{
    Error,
    auth::{Identity, Scope},
    db::{Database, Transaction, settings, tasks},
    task::{Context, ListTasks, NewTask, Source, TaskId, TaskPatch, Undo},
};
use uuid::Uuid;

use super::{
    answer::{Answer, Entry, Failure, Results},
    closest,
    parameters::{AddTask, Entries, TaskIds, UndoNewest, UpdateTask, parse},
};
use crate::scope;

/// Where the chat function puts its turn into a call's `_meta`.
const TURN: &str = "todo/turn";
/// Where a client may put the person's time zone into a call's `_meta` (FR-612).
const TIME_ZONE: &str = "todo/time_zone";

/// One call of a tool by a verified caller.
pub(crate) struct Call<'a> {
    pub(crate) database: &'a Database,
    pub(crate) identity: &'a Identity,
    pub(crate) meta: &'a Map<String, Value>,
    pub(crate) tool: &'a str,
}

impl Call<'_> {
    /// The tool's answer, or `None` when there is no such tool.
    pub(crate) async fn run(&self, arguments: Option<Map<String, Value>>) -> Option<Answer> {
        let answer = match self.tool {
            "add_task" => self.add(arguments).await,
            "list_tasks" => self.list(arguments).await,
            "update_task" => self.update(arguments).await,
            "complete_task" => self.complete(arguments).await,
            "delete_task" => self.delete(arguments).await,
            "undo" => self.undo(arguments).await,
            _ => return None,
        };
        Some(match answer {
            Ok(answer) => answer,
            Err(error) => Answer::Refused {
                error: self.with_today(error).await,
            },
        })
    }

    async fn add(&self, arguments: Option<Map<String, Value>>) -> Result<Answer, Failure> {
        let source = self.writer()?;
        let AddTask { tasks: new } = parse(self.tool, arguments)?;
        let new: Vec<_> = new.into_iter().collect();
        let needs = new.iter().any(NewTask::needs_zone);
        let (mut transaction, at) = self.begin(needs, Some(new.len())).await?;
        let user = self.identity.user();
        let mut results = Vec::new();
        for new in new {
            let created = tasks::insert(&mut transaction, user, &new, &at, source).await;
            results.push(entry(created.map(Entry::created))?);
        }
        self.written(transaction, results).await
    }

    async fn list(&self, arguments: Option<Map<String, Value>>) -> Result<Answer, Failure> {
        self.needs(Scope::Read)?;
        let list: ListTasks = parse(self.tool, arguments)?;
        let (mut transaction, at) = self.begin(list.needs_zone(), None).await?;
        let page = tasks::list(&mut transaction, self.identity.user(), &list, &at).await;
        Ok(Answer::Listed(transaction.end(page).await?))
    }

    async fn update(&self, arguments: Option<Map<String, Value>>) -> Result<Answer, Failure> {
        let source = self.writer()?;
        let UpdateTask { tasks: updates } = parse(self.tool, arguments)?;
        let updates: Vec<_> = updates.into_iter().collect();
        let (mut transaction, at) = self.begin(true, Some(updates.len())).await?;
        let mut results = Vec::new();
        for update in updates {
            let id = update.id;
            results.push(match update.patch() {
                Ok(patch) => {
                    self.change(&mut transaction, id, patch, &at, source)
                        .await?
                }
                Err(failure) => failure.into(),
            });
        }
        self.written(transaction, results).await
    }

    async fn complete(&self, arguments: Option<Map<String, Value>>) -> Result<Answer, Failure> {
        let source = self.writer()?;
        let TaskIds { ids } = parse(self.tool, arguments)?;
        let ids: Vec<_> = once(ids).collect();
        let (mut transaction, at) = self.begin(true, Some(ids.len())).await?;
        let mut results = Vec::new();
        for id in ids {
            results.push(match id {
                Ok(id) => {
                    let patch = TaskPatch::completed(true);
                    self.change(&mut transaction, id, patch, &at, source)
                        .await?
                }
                Err(failure) => failure.into(),
            });
        }
        self.written(transaction, results).await
    }

    async fn delete(&self, arguments: Option<Map<String, Value>>) -> Result<Answer, Failure> {
        let source = self.writer()?;
        let TaskIds { ids } = parse(self.tool, arguments)?;
        let user = self.identity.user();
        let ids: Vec<_> = once(ids).collect();
        let mut transaction = self.transaction(Some(ids.len())).await?;
        let mut gone = HashMap::new();
        let mut results = Vec::new();
        for id in ids {
            let id = match id {
                Ok(id) => id,
                Err(failure) => {
                    results.push(failure.into());
                    continue;
                }
            };
            // A subtask may be gone with its parent already.
            if !gone.contains_key(&id) {
                let deleted = tasks::delete(&mut transaction, user, id, source).await?;
                gone.extend(deleted.into_iter().map(|task| (task.id, task)));
            }
            let deleted = gone.remove(&id);
            results.push(deleted.map_or_else(|| Failure::no_task(id).into(), Entry::deleted));
        }
        self.written(transaction, results).await
    }

    async fn undo(&self, arguments: Option<Map<String, Value>>) -> Result<Answer, Failure> {
        let source = self.writer()?;
        let UndoNewest {} = parse(self.tool, arguments)?;
        let mut transaction = self.transaction(Some(1)).await?;
        let user = self.identity.user();
        let reverted = tasks::undo(&mut transaction, user, Undo::Newest, source).await;
        let reverted = transaction.end(reverted).await?;
        let results = reverted.into_iter().map(Entry::from).collect();
        Ok(Answer::Written(Results { results }))
    }

    async fn change(
        &self,
        transaction: &mut Transaction,
        id: TaskId,
        patch: TaskPatch,
        at: &Context,
        source: Source,
    ) -> Result<Entry, Failure> {
        let user = self.identity.user();
        let changed = tasks::update(transaction, user, id, patch, at, source).await;
        entry(
            changed
                .map(|changed| changed.map_or_else(|| Failure::no_task(id).into(), Entry::changed)),
        )
    }

    async fn written(
        &self,
        mut transaction: Transaction,
        mut results: Vec<Entry>,
    ) -> Result<Answer, Failure> {
        closest::suggest(&mut transaction, self.identity.user(), &mut results).await?;
        transaction.commit().await?;
        Ok(Answer::Written(Results { results }))
    }

    /// The call's transaction, and when and where it is made.
    async fn begin(
        &self,
        needs_zone: bool,
        writes: Option<usize>,
    ) -> Result<(Transaction, Context), Failure> {
        let zone = self.zone()?;
        let mut transaction = self.transaction(writes).await?;
        let user = self.identity.user();
        let at = settings::context(&mut transaction, user, zone, needs_zone).await?;
        Ok((transaction, at))
    }

    /// The call's transaction, which counts so many writes (FR-118).
    async fn transaction(&self, writes: Option<usize>) -> Result<Transaction, Failure> {
        let user = self.identity.user();
        let transaction = match writes {
            Some(writes) => {
                let writes = u32::try_from(writes).map_err(Error::internal)?;
                self.database.write(user, writes).await?
            }
            None => self.database.transaction(user).await?,
        };
        Ok(transaction)
    }

    /// The zone that the call carries, if it does.
    pub(super) fn zone(&self) -> Result<Option<Zone>, Failure> {
        let Some(zone) = self.meta.get(TIME_ZONE) else {
            return Ok(None);
        };
        let zone: Option<Zone> = zone.as_str().and_then(|text| text.parse().ok());
        zone.map(Some).ok_or_else(|| {
            let message = format!(
                "_meta.{TIME_ZONE} is not a time zone of the IANA database. Nothing was done; send one such as Europe/Berlin or leave it out."
            );
            Failure::new("invalid_parameters", message).at(format!("_meta.{TIME_ZONE}"))
        })
    }

    /// Who the events name, if the caller may write at all.
    fn writer(&self) -> Result<Source, Failure> {
        self.needs(Scope::Write)?;
        // Only our own agent acts with a person's session; another client's turn would mean nothing to us.
        let Some(turn) = self
            .meta
            .get(TURN)
            .filter(|_| matches!(self.identity, Identity::Session(_)))
        else {
            return Ok(Source::Mcp);
        };
        let turn = turn.as_str().and_then(|text| Uuid::parse_str(text).ok());
        turn.map(Source::Agent).ok_or_else(|| {
            let message = format!(
                "_meta.{TURN} is not a UUID. Nothing was done; send the turn's id or leave it out."
            );
            Failure::new("invalid_parameters", message).at(format!("_meta.{TURN}"))
        })
    }

    /// The endpoint has asked already; what it read in the message and what the library reads must not differ in vain.
    fn needs(&self, scope: Scope) -> Result<(), Failure> {
        if self.identity.has(scope) {
            return Ok(());
        }
        Err(Failure::new(
            "insufficient_scope",
            scope::refusal(scope, self.tool),
        ))
    }
}

/// What became of an entry: a rule that it breaks is its own failure, anything else is the call's.
fn entry(done: Result<Entry, Error>) -> Result<Entry, Failure> {
    match done {
        Ok(entry) => Ok(entry),
        Err(error @ Error::Invalid(_)) => Ok(Failure::from(error).into()),
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
