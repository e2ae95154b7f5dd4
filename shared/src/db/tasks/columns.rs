//! A row of `todo.task`: what the table and the events hold of a task.

use std::sync::LazyLock;

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use language::{Due, DueTime, FOLD_VERSION, ProjectName, Recurrence, Tag, Terms, Zone};
use serde::{Deserialize, Serialize};
use tokio_postgres::{Row, types::FromSql};

use crate::{
    error::{Error, Result},
    task::{NewTask, Notes, RecurrenceFrom, Series, Tags, Task, TaskId, Title, due_order, inbox},
};

/// The columns but for the owner; as JSON it is what `to_jsonb` makes of a row. Events that were written before a column
/// was there lack it. What is absent on creation the database
/// fills in: the next id, that id as position and as the series' first task.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Columns {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<i32>,
    pub(super) title: String,
    pub(super) notes: String,
    pub(super) priority: String,
    #[serde(default)]
    pub(super) tags: Vec<String>,
    #[serde(default = "inbox_name")]
    pub(super) project: String,
    #[serde(default)]
    pub(super) project_key: String,
    pub(super) parent_id: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) position: Option<f64>,
    pub(super) due: Option<Date>,
    pub(super) due_zone: Option<String>,
    pub(super) due_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) due_order: DateTime,
    pub(super) recurrence: Option<String>,
    #[serde(default = "from_due")]
    pub(super) recurrence_from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    series_id: Option<i32>,
    pub(super) series_start: Option<String>,
    pub(super) scheduled: Option<DateTime>,
    pub(super) created_at: Timestamp,
    updated_at: Timestamp,
    completed_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sequence: Option<i64>,
    #[serde(default)]
    pub(super) fold: i16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fold_sequence: Option<i64>,
}

/// The columns that are read, in the order of the fields.
const NAMES: [&str; 24] = [
    "id",
    "title",
    "notes",
    "priority",
    "tags",
    "project",
    "project_key",
    "parent_id",
    "position",
    "due",
    "due_zone",
    "due_at",
    "due_order",
    "recurrence",
    "recurrence_from",
    "series_id",
    "series_start",
    "scheduled",
    "created_at",
    "updated_at",
    "completed_at",
    "sequence",
    "fold",
    "fold_sequence",
];

/// The columns in a list of SQL, each behind this. They are named in what a statement gives, too: one that a later version adds
/// would make prepared statements outdated.
pub(super) fn names(prefix: &str) -> String {
    NAMES.map(|name| format!("{prefix}{name}")).join(", ")
}

/// The columns that are written, and where they come from: a record `new` that JSON was read into. Columns that a later
/// version has added are left to their defaults.
pub(super) static INSERT: LazyLock<String> = LazyLock::new(|| {
    format!(
        "insert into todo.task (user_id, {}) select $1, {}",
        names(""),
        names("new.")
    )
});

/// What a change sets, from a record `new`.
pub(super) static SET: LazyLock<String> = LazyLock::new(|| {
    NAMES
        .into_iter()
        .filter(|name| !["id", "created_at"].contains(name))
        .map(|name| format!("{name} = new.{name}"))
        .collect::<Vec<_>>()
        .join(", ")
});

/// Where a result has these columns: names are looked up once for it, and not in each row.
struct Places([usize; NAMES.len()]);

impl Places {
    fn of(row: &Row) -> Result<Self> {
        let mut places = [0; NAMES.len()];
        for (place, name) in places.iter_mut().zip(NAMES) {
            let found = row
                .columns()
                .iter()
                .position(|column| column.name() == name);
            *place = found.ok_or_else(|| Error::internal(format!("a row without {name}")))?;
        }
        Ok(Self(places))
    }
}

/// The values of a row, one after the other.
struct Cells<'a> {
    row: &'a Row,
    places: std::slice::Iter<'a, usize>,
}

impl<'a> Cells<'a> {
    fn next<T: FromSql<'a>>(&mut self) -> Result<T> {
        let place = self.places.next();
        let place = place.ok_or_else(|| Error::internal("more fields than columns"))?;
        Ok(self.row.try_get(*place)?)
    }
}

impl Columns {
    /// The row of a task to create.
    pub(super) fn of_new(
        new: &NewTask,
        due: Option<&Due>,
        series: Option<&Series>,
        now: Timestamp,
    ) -> Self {
        let project = new.project.clone().unwrap_or_else(inbox);
        Self {
            id: None,
            title: new.title.as_str().to_owned(),
            notes: new.notes.as_str().to_owned(),
            priority: new.priority.as_str().to_owned(),
            tags: new.tags.iter().map(ToString::to_string).collect(),
            project_key: project.key(),
            project: project.to_string(),
            parent_id: new.parent_id.map(TaskId::get),
            position: new.position.map(crate::task::Position::get),
            due: due.map(Due::date),
            due_zone: due.and_then(time).map(|time| time.zone().to_string()),
            due_at: due.and_then(time).map(DueTime::instant),
            due_order: due_order(due),
            recurrence: new.recurrence.as_ref().map(ToString::to_string),
            recurrence_from: new.recurrence_from.as_str().to_owned(),
            series_id: series.and_then(|series| series.id).map(TaskId::get),
            series_start: series.map(|series| series.start.to_string()),
            scheduled: series.map(|series| series.scheduled),
            created_at: now,
            updated_at: now,
            completed_at: None,
            sequence: None,
            fold: FOLD_VERSION,
            fold_sequence: None,
        }
    }

    /// The row of a task that is there.
    pub(super) fn of(task: &Task) -> Self {
        let new = NewTask {
            title: task.title.clone(),
            notes: task.notes.clone(),
            priority: task.priority,
            tags: task.tags.clone(),
            project: Some(task.project.clone()),
            due: None,
            recurrence: task.recurrence.clone(),
            recurrence_from: task.recurrence_from,
            parent_id: task.parent_id,
            position: Some(task.position),
        };
        Self {
            id: Some(task.id.get()),
            created_at: task.created_at,
            completed_at: task.completed_at,
            sequence: Some(task.sequence),
            fold_sequence: Some(task.sequence),
            ..Self::of_new(
                &new,
                task.due.as_ref(),
                task.series.as_ref(),
                task.updated_at,
            )
        }
    }

    /// The row of an open task like another one, with a number of its own.
    pub(super) fn of_copy(task: &Task, now: Timestamp) -> Self {
        Self {
            id: None,
            created_at: now,
            updated_at: now,
            completed_at: None,
            sequence: None,
            fold_sequence: None,
            ..Self::of(task)
        }
    }

    /// The same with what the database filled in.
    pub(super) fn numbered(self, row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.try_get("id")?,
            position: row.try_get("position")?,
            series_id: row.try_get("series_id")?,
            sequence: row.try_get("sequence")?,
            fold_sequence: row.try_get("sequence")?,
            ..self
        })
    }

    /// The row of a task that is about to be created, with its number and that of its event.
    pub(super) fn with_numbers(self, id: i32, sequence: i64) -> Self {
        let begins = self.recurrence.is_some().then_some(id);
        Self {
            id: Some(id),
            position: self.position.or_else(|| Some(f64::from(id))),
            series_id: self.series_id.or(begins),
            sequence: Some(sequence),
            fold_sequence: Some(sequence),
            ..self
        }
    }

    fn read(row: &Row, places: &Places) -> Result<Self> {
        let mut cells = Cells {
            row,
            places: places.0.iter(),
        };
        // In the order of `NAMES`.
        Ok(Self {
            id: cells.next()?,
            title: cells.next()?,
            notes: cells.next()?,
            priority: cells.next()?,
            tags: cells.next()?,
            project: cells.next()?,
            project_key: cells.next()?,
            parent_id: cells.next()?,
            position: cells.next()?,
            due: cells.next()?,
            due_zone: cells.next()?,
            due_at: cells.next()?,
            due_order: cells.next()?,
            recurrence: cells.next()?,
            recurrence_from: cells.next()?,
            series_id: cells.next()?,
            series_start: cells.next()?,
            scheduled: cells.next()?,
            created_at: cells.next()?,
            updated_at: cells.next()?,
            completed_at: cells.next()?,
            sequence: cells.next()?,
            fold: cells.next()?,
            fold_sequence: cells.next()?,
        })
    }

    fn due(&self) -> Result<Option<Due>> {
        let Some(zone) = &self.due_zone else {
            return Ok(self.due.map(Due::Date));
        };
        let zone: Zone = zone.parse().map_err(Error::internal)?;
        let time = DueTime::new(self.due_order, zone).map_err(Error::internal)?;
        Ok(Some(Due::Time(time)))
    }

    fn series(&self) -> Result<Option<Series>> {
        let Some((start, scheduled)) = self.series_start.as_ref().zip(self.scheduled) else {
            return Ok(None);
        };
        let id = self.series_id.map(TaskId::try_from).transpose();
        Ok(Some(Series {
            id: id.map_err(Error::internal)?,
            start: start.parse().map_err(Error::internal)?,
            scheduled,
        }))
    }
}

impl TryFrom<Columns> for Task {
    type Error = Error;

    /// What was written parses; anything else is a defect.
    fn try_from(columns: Columns) -> Result<Self> {
        let (due, series) = (columns.due()?, columns.series()?);
        let id = columns
            .id
            .ok_or_else(|| Error::internal("a row without an id"))?;
        let parent_id = columns.parent_id.map(TaskId::try_from).transpose();
        let tags: Vec<Tag> = columns.tags.into_iter().map(Tag::kept).collect();
        let recurrence = columns.recurrence.as_deref().map(str::parse::<Recurrence>);
        // A version of the functions that does not know the column may have ended a recurrence beside it.
        let recurrence_from = match recurrence {
            Some(_) => columns.recurrence_from.parse().map_err(Error::internal)?,
            None => RecurrenceFrom::default(),
        };
        Ok(Self {
            id: TaskId::try_from(id).map_err(Error::internal)?,
            title: Title::kept(columns.title),
            notes: Notes::try_from(columns.notes).map_err(Error::internal)?,
            priority: columns.priority.parse().map_err(Error::internal)?,
            tags: Tags::try_from(tags).map_err(Error::internal)?,
            project: ProjectName::kept(columns.project),
            due,
            recurrence: recurrence.transpose().map_err(Error::internal)?,
            recurrence_from,
            parent_id: parent_id.map_err(Error::internal)?,
            position: columns
                .position
                .unwrap_or_else(|| f64::from(id))
                .try_into()
                .map_err(|error: &str| Error::internal(error))?,
            completed: columns.completed_at.is_some(),
            created_at: columns.created_at,
            updated_at: columns.updated_at,
            completed_at: columns.completed_at,
            series,
            sequence: columns.sequence.unwrap_or_default(),
        })
    }
}

fn from_due() -> String {
    RecurrenceFrom::default().as_str().to_owned()
}

fn inbox_name() -> String {
    inbox().to_string()
}

/// The task in the JSON of a row, which an event holds.
pub(super) fn task_of_json(row: serde_json::Value) -> Result<Task> {
    serde_json::from_value::<Columns>(row)
        .map_err(Error::internal)?
        .try_into()
}

fn time(due: &Due) -> Option<&DueTime> {
    match due {
        Due::Date(_) => None,
        Due::Time(time) => Some(time),
    }
}

/// The task in a row of `todo.task`.
pub(super) fn task(row: &Row) -> Result<Task> {
    Columns::read(row, &Places::of(row)?)?.try_into()
}

/// The tasks in rows of one result.
pub(super) fn tasks(rows: &[Row]) -> Result<Vec<Task>> {
    let Some(first) = rows.first() else {
        return Ok(Vec::new());
    };
    let places = Places::of(first)?;
    rows.iter()
        .map(|row| Columns::read(row, &places)?.try_into())
        .collect()
}

/// Whether what a row is compared by was made by another version than this one, or before a change by another version.
pub(super) fn is_stale(row: &Row) -> Result<bool> {
    let fold: i16 = row.try_get("fold")?;
    let (folded, sequence): (i64, i64) = (row.try_get("fold_sequence")?, row.try_get("sequence")?);
    Ok(fold != FOLD_VERSION || folded != sequence)
}

/// What a task is found by (see `todo.task_term`).
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Found {
    /// The entries of its texts and its tags, each marked as its owner's.
    pub(super) terms: Vec<String>,
    /// The runs of its texts, which their entries do not tell whole.
    pub(super) runs: String,
}

impl Found {
    pub(super) fn by(owner: &str, title: &Title, notes: &Notes, tags: &Tags) -> Self {
        let texts = Terms::of_all([title.as_str(), notes.as_str()]);
        let mut terms: Vec<String> = texts
            .entries()
            .into_iter()
            .map(|entry| format!("{owner}\u{1}{entry}"))
            .chain(tags.iter().map(|tag| format!("{owner}\u{2}{}", tag.key())))
            .collect();
        terms.sort_unstable();
        Self {
            terms,
            runs: texts.joined_runs(),
        }
    }
}
