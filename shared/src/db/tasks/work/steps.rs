//! The statements that write a unit of work: one for each kind of change, and each writes the events of its changes (FR-110).

use std::{collections::BTreeSet, sync::LazyLock};

use serde_json::{Map, Value, json};
use tokio_postgres::types::Type;

use super::super::columns::{self, Columns, Found};
use crate::{
    auth::UserId,
    db::transaction::Deferred,
    error::{Error, Result},
    task::{Source, Task, TaskId},
};

/// Takes the steps apart. `$1` is the owner, `$2` the steps, `$3` and `$4` are where they come from.
const STEPS: &str = "with step as materialized (
  select step, (step ->> 'id')::int as id, (step ->> 'sequence')::bigint as sequence, (step ->> 'undoes')::bigint as undoes
  from jsonb_array_elements($2::jsonb) as step
)";

/// What tasks are found by.
const TERMS: &str = "term as (
  insert into todo.task_term (user_id, id, terms, runs)
  select $1, id, array_to_tsvector(array(select jsonb_array_elements_text(step -> 'found' -> 'terms'))), step -> 'found' ->> 'runs'
  from step where step ? 'found'
  on conflict (user_id, id) do update set terms = excluded.terms, runs = excluded.runs
)";

/// An insert of events, up to the columns that differ.
const EVENT: &str =
    "insert into todo.task_event (user_id, sequence, task_id, source, turn_id, undoes, operation";

static CREATE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "{STEPS}, created as (
  {} from step, jsonb_populate_record(null::todo.task, step -> 'row') as new
  returning *
), {TERMS}
{EVENT}, after)
select $1, sequence, id, $3, $4, undoes, 'create', to_jsonb(created) from step join created using (id, sequence)",
        *columns::INSERT
    )
});

static RESTORE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "{STEPS}, restored as materialized (
  select restored.* from step, todo.put_back(step -> 'row') as restored
), {TERMS}
{EVENT}, after)
select $1, sequence, id, $3, $4, undoes, 'restore', to_jsonb(restored) from step join restored using (id, sequence)"
    )
});

static CHANGE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "{STEPS}, before as (
  select task.* from step join todo.task using (id) where task.user_id = $1
), after as (
  update todo.task set {} from step, jsonb_populate_record(null::todo.task, step -> 'row') as new
  where task.user_id = $1 and task.id = step.id
  returning task.*
), {TERMS}
{EVENT}, before, after)
select $1, step.sequence, id, $3, $4, undoes, step ->> 'operation', to_jsonb(before), to_jsonb(after)
from step join after using (id) join before using (id)",
        *columns::SET
    )
});

static DELETE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "{STEPS}, deleted as (
  delete from todo.task using step where task.user_id = $1 and task.id = step.id
  returning task.*
)
{EVENT}, before)
select $1, step.sequence, id, $3, $4, undoes, 'delete', to_jsonb(deleted) from step join deleted using (id)"
    )
});

/// The owner's numbers after the steps.
const NUMBERS: &str =
    "update todo.user_counter set last_task_id = $2, last_sequence = $3 where user_id = $1";

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Create,
    Restore,
    Change,
    Delete,
}

impl Kind {
    /// In the order in which they are written.
    const ALL: [Self; 4] = [Self::Create, Self::Restore, Self::Change, Self::Delete];

    fn statement(self) -> &'static str {
        match self {
            Self::Create => &CREATE,
            Self::Restore => &RESTORE,
            Self::Change => &CHANGE,
            Self::Delete => &DELETE,
        }
    }
}

/// A change of one task, with the number of its event.
pub(super) struct Step {
    kind: Kind,
    id: TaskId,
    json: Map<String, Value>,
}

impl Step {
    pub(super) fn id(&self) -> TaskId {
        self.id
    }

    pub(super) fn created(user: &UserId, task: &Task) -> Result<Self> {
        let step = Self::new(Kind::Create, task.id, task.sequence, None);
        Ok(step
            .with("row", row(task)?)
            .with("found", json!(found(user, task))))
    }

    pub(super) fn restored(
        user: &UserId,
        task: &Task,
        kept: Value,
        undoes: Option<i64>,
    ) -> Result<Self> {
        let (Value::Object(mut kept), Value::Object(known)) = (kept, row(task)?) else {
            return Err(Error::internal("a row that is no object"));
        };
        kept.extend(known);
        kept.insert("user_id".to_owned(), user.as_str().into());
        let step = Self::new(Kind::Restore, task.id, task.sequence, undoes);
        Ok(step
            .with("row", Value::Object(kept))
            .with("found", json!(found(user, task))))
    }

    /// What a stale row is found by is written in any case.
    pub(super) fn changed(
        user: &UserId,
        (before, is_stale): (&Task, bool),
        after: &Task,
        undoes: Option<i64>,
    ) -> Result<Self> {
        let operation = match (before.completed, after.completed) {
            (false, true) => "complete",
            (true, false) => "reopen",
            _ => "update",
        };
        let step = Self::new(Kind::Change, after.id, after.sequence, undoes)
            .with("row", row(after)?)
            .with("operation", operation.into());
        let found_after = found(user, after);
        Ok(if found_after == found(user, before) && !is_stale {
            step
        } else {
            step.with("found", json!(found_after))
        })
    }

    pub(super) fn deleted(id: TaskId, sequence: i64, undoes: Option<i64>) -> Self {
        Self::new(Kind::Delete, id, sequence, undoes)
    }

    fn new(kind: Kind, id: TaskId, sequence: i64, undoes: Option<i64>) -> Self {
        let mut json = Map::new();
        json.insert("id".to_owned(), id.get().into());
        json.insert("sequence".to_owned(), sequence.into());
        json.insert("undoes".to_owned(), json!(undoes));
        Self { kind, id, json }
    }

    fn with(mut self, name: &str, value: Value) -> Self {
        self.json.insert(name.to_owned(), value);
        self
    }
}

fn row(task: &Task) -> Result<Value> {
    serde_json::to_value(Columns::of(task)).map_err(Error::internal)
}

fn found(user: &UserId, task: &Task) -> Found {
    Found::by(user.as_str(), &task.title, &task.notes, &task.tags)
}

/// Steps of different tasks, to be written together.
#[derive(Default)]
pub(super) struct Steps {
    touched: BTreeSet<TaskId>,
    steps: Vec<Step>,
}

impl Steps {
    /// Whether there is a step of this task.
    pub(super) fn touch(&self, id: TaskId) -> bool {
        self.touched.contains(&id)
    }

    pub(super) fn push(&mut self, step: Step) {
        self.touched.insert(step.id);
        self.steps.push(step);
    }

    /// The statements that write them; the numbers of the last task and the last event.
    pub(super) fn statements(
        self,
        user: &UserId,
        source: Source,
        (task, sequence): (i32, i64),
    ) -> Vec<Deferred> {
        if self.steps.is_empty() {
            return Vec::new();
        }
        let owner = user.as_str().to_owned();
        let mut statements = vec![Deferred {
            sql: NUMBERS,
            parameters: vec![
                (Box::new(owner.clone()), Type::TEXT),
                (Box::new(task), Type::INT4),
                (Box::new(sequence), Type::INT8),
            ],
        }];
        let mut by_kind = Kind::ALL.map(|kind| (kind, Vec::new()));
        for step in self.steps {
            for (kind, steps) in &mut by_kind {
                if *kind == step.kind {
                    steps.push(Value::Object(step.json.clone()));
                }
            }
        }
        let written = by_kind.into_iter().filter(|(_, steps)| !steps.is_empty());
        statements.extend(written.map(|(kind, steps)| Deferred {
            sql: kind.statement(),
            parameters: vec![
                (Box::new(owner.clone()), Type::TEXT),
                (Box::new(Value::Array(steps).to_string()), Type::TEXT),
                (Box::new(source.as_str()), Type::TEXT),
                (Box::new(source.turn()), Type::UUID),
            ],
        }));
        statements
    }
}
