//! A task to try filters on.

use jiff::Timestamp;
use language::{Due, DueInput, Facts, Filter, Priority, ProjectName, Tag, Zone};

/// Friday, 27 November 2026, 15:30:40 in Berlin.
pub(crate) const NOW: &str = "2026-11-27T14:30:40Z";

#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) due: Option<Due>,
    pub(crate) completed: bool,
    pub(crate) priority: Priority,
    pub(crate) tags: Vec<Tag>,
    pub(crate) project: ProjectName,
    pub(crate) title: String,
    pub(crate) notes: String,
}

impl Task {
    /// A task in Berlin, due then.
    pub(crate) fn due(due: &str) -> Self {
        let input: Option<DueInput> = (!due.is_empty()).then(|| due.parse().unwrap());
        Self {
            due: input.map(|input| input.at(jiff::Timestamp::UNIX_EPOCH, &berlin()).unwrap()),
            completed: false,
            priority: Priority::P4,
            tags: Vec::new(),
            project: "Inbox".parse().unwrap(),
            title: "Buy milk".to_owned(),
            notes: String::new(),
        }
    }

    pub(crate) fn facts(&self) -> Facts<'_> {
        Facts {
            title: &self.title,
            notes: &self.notes,
            priority: self.priority,
            tags: &self.tags,
            project: &self.project,
            due: self.due.as_ref(),
            completed: self.completed,
            recurring: false,
            subtask: false,
        }
    }
}

pub(crate) fn berlin() -> Zone {
    "Europe/Berlin".parse().unwrap()
}

pub(crate) fn matches(filter: &str, task: &Task) -> bool {
    matches_at(filter, task, NOW, &berlin())
}

pub(crate) fn matches_at(filter: &str, task: &Task, now: &str, zone: &Zone) -> bool {
    let filter: Filter = filter.parse().unwrap();
    let resolved = filter.resolve(now.parse::<Timestamp>().unwrap(), zone);
    resolved.matches(&task.facts())
}
