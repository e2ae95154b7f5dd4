//! A task that is created in a state of its own, as one out of a file.

use jiff::Timestamp;
use language::{Due, Priority, ProjectName, Recurrence};

use super::{
    Breach, Context, NewTask, Notes, Position, RecurrenceFrom, Series, Tags, Task, TaskId, Title,
    inbox,
};

/// A task to create together with others, in whatever state it was elsewhere. It names them by their places among all,
/// which become ids when the database gives them numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "fields of a task; the others say what they are"
)]
pub struct Draft {
    pub title: Title,
    pub notes: Notes,
    pub priority: Priority,
    pub tags: Tags,
    pub project: ProjectName,
    pub due: Option<Due>,
    pub recurrence: Option<Recurrence>,
    pub recurrence_from: RecurrenceFrom,
    /// What it knows of its series, without the series' first task.
    pub series: Option<Series>,
    /// The place of its series' first task, if that is another.
    pub series_of: Option<usize>,
    /// The place of the task that it is a part of.
    pub parent: Option<usize>,
    /// Without one it stands at the number of its id.
    pub position: Option<Position>,
    pub created_at: Timestamp,
    pub completed_at: Option<Timestamp>,
}

impl Draft {
    /// An open task of its own that is created now; a parent by its id is not looked at.
    ///
    /// # Errors
    /// A due that does not exist in the zone; a rule that names no day from the due on.
    pub fn new(new: NewTask, at: &Context) -> Result<Self, Breach> {
        let (due, series) = new.schedule(at)?;
        Ok(Self {
            title: new.title,
            notes: new.notes,
            priority: new.priority,
            tags: new.tags,
            project: new.project.unwrap_or_else(inbox),
            due,
            recurrence: new.recurrence,
            recurrence_from: new.recurrence_from,
            series,
            series_of: None,
            parent: None,
            position: new.position,
            created_at: at.now,
            completed_at: None,
        })
    }

    /// The task at this place, with its number and that of its event.
    pub(crate) fn numbered(
        &self,
        place: usize,
        sequence: i64,
        now: Timestamp,
        id_of: impl Fn(usize) -> Result<TaskId, &'static str>,
    ) -> Result<Task, &'static str> {
        let id = id_of(place)?;
        let series_id = self.series_of.map_or(Ok(id), &id_of)?;
        Ok(Task {
            id,
            title: self.title.clone(),
            notes: self.notes.clone(),
            priority: self.priority,
            tags: self.tags.clone(),
            project: self.project.clone(),
            due: self.due.clone(),
            recurrence: self.recurrence.clone(),
            recurrence_from: self.recurrence_from,
            parent_id: self.parent.map(&id_of).transpose()?,
            position: match self.position {
                Some(position) => position,
                None => f64::from(id.get()).try_into()?,
            },
            completed: self.completed_at.is_some(),
            created_at: self.created_at,
            updated_at: now,
            completed_at: self.completed_at,
            series: self.series.clone().map(|series| Series {
                id: Some(series_id),
                ..series
            }),
            sequence,
        })
    }
}
