//! Our own file (FR-904).

use std::collections::HashMap;

use jiff::Timestamp;
use language::{Due, ProjectName};
use serde_json::Value;
use shared::{
    http::read_value,
    task::{Breach, Context, Draft, NewTask, Series, TaskId},
};

use super::rows::{Read, Row};
use crate::file::{FileSeries, FileTask, Moment, TasksFile};

/// The tasks of a file. Times without a zone are meant in the file's.
pub(super) fn read(file: &TasksFile, project: &ProjectName, at: &Context) -> Read {
    let zone = file
        .settings
        .as_ref()
        .map(|settings| settings.time_zone.clone());
    let at = Context {
        now: at.now,
        zone: zone.unwrap_or_else(|| at.zone.clone()),
    };
    let mut rows: Vec<Row> = (0..file.tasks.len())
        .map(|place| Row::new(place + 1, format!("/tasks/{place}")))
        .collect();
    let tasks: Vec<Option<FileTask>> = rows
        .iter_mut()
        .zip(&file.tasks)
        .map(|(row, value)| parse(row, value))
        .collect();
    let ids: Vec<Option<TaskId>> = file.tasks.iter().map(id).collect();
    let places = places(&mut rows, &ids);
    let series = first_of_series(&tasks, &places);
    for (row, task) in rows.iter_mut().zip(tasks) {
        let Some(task) = task else { continue };
        let parent = task.parent_id;
        let first_id = task.series.as_ref().map(|series| series.first_id);
        match draft(task, project, &at) {
            Ok(draft) => {
                row.draft = Some(Draft {
                    parent: parent.and_then(|id| places.get(&id).copied()),
                    series_of: first_id.and_then(|id| series.get(&id).copied()),
                    ..draft
                });
            }
            Err(breach) => row.breach(breach),
        }
        if let Some(id) = parent.filter(|id| !places.contains_key(id)) {
            row.refuse("parent_id", format!("there is no task {id} in the file"));
        }
    }
    refuse_circles(&mut rows);
    Read {
        rows,
        parent_field: "parent_id",
    }
}

fn parse(row: &mut Row, value: &Value) -> Option<FileTask> {
    match read_value(value) {
        Ok(task) => Some(task),
        Err(problem) => {
            row.errors = problem.below_pointer(&row.pointer).errors;
            None
        }
    }
}

/// The id of a task, also of one that is refused for something else.
fn id(task: &Value) -> Option<TaskId> {
    serde_json::from_value(task.get("id")?.clone()).ok()
}

/// Where each id is. One that comes twice is refused where it comes again.
fn places(rows: &mut [Row], ids: &[Option<TaskId>]) -> HashMap<TaskId, usize> {
    let mut places = HashMap::new();
    for (place, (row, id)) in rows.iter_mut().zip(ids).enumerate() {
        let Some(id) = id else { continue };
        let first = *places.entry(*id).or_insert(place);
        if first != place {
            row.refuse("id", format!("row {} has the id {id} already", first + 1));
        }
    }
    places
}

/// Where each series begins: at its first task, or, if that is not in the file, with the first that belongs to it.
fn first_of_series(
    tasks: &[Option<FileTask>],
    places: &HashMap<TaskId, usize>,
) -> HashMap<TaskId, usize> {
    let mut series = HashMap::new();
    for (place, task) in tasks.iter().enumerate() {
        let of = task.as_ref().and_then(|task| task.series.as_ref());
        if let Some(FileSeries { first_id, .. }) = of {
            let first = places.get(first_id).copied().unwrap_or(place);
            series.entry(*first_id).or_insert(first);
        }
    }
    series
}

fn draft(task: FileTask, project: &ProjectName, at: &Context) -> Result<Draft, Breach> {
    let is_done = task.completed;
    let done_at = task.completed_at.map(Timestamp::from);
    let completed_at = match (is_done, done_at) {
        (Some(false), Some(_)) => {
            return Err(Breach::new(
                "completed_at",
                "a task that is not completed was completed never",
            ));
        }
        (Some(true), None) => Some(at.now),
        (_, done_at) => done_at,
    };
    let new = NewTask {
        title: task.title,
        notes: task.notes,
        priority: task.priority,
        tags: task.tags,
        project: Some(task.project.unwrap_or_else(|| project.clone())),
        due: task.due,
        recurrence: task.recurrence,
        recurrence_from: task.recurrence_from,
        parent_id: None,
        position: task.position,
    };
    let mut draft = Draft::new(new, at)?;
    draft.completed_at = completed_at;
    if let Some(Moment(created_at)) = task.created_at {
        draft.created_at = created_at;
    }
    if let Some(series) = task.series {
        draft.series = Some(self::series(series, &draft, at)?);
    }
    Ok(draft)
}

/// The series as the file has it, if it can be one of this task's rule.
fn series(series: FileSeries, draft: &Draft, at: &Context) -> Result<Series, Breach> {
    let zone = &at.zone;
    let rule = draft.recurrence.as_ref();
    let rule =
        rule.ok_or_else(|| Breach::new("series", "a task that does not repeat has no series"))?;
    let invalid = |invalid: language::Invalid| Breach::new("series", invalid.to_string());
    let start = series.start.at(at.now, zone).map_err(invalid)?;
    let zone = match &start {
        Due::Date(_) => zone,
        Due::Time(time) => time.zone(),
    };
    let scheduled = series.scheduled.at(at.now, zone).map_err(invalid)?;
    if matches!(start, Due::Date(_)) != matches!(scheduled, Due::Date(_)) {
        return Err(Breach::new(
            "series",
            "start and scheduled are both days or both times",
        ));
    }
    if rule.first(&start).is_none() {
        return Err(Breach::new(
            "series",
            "the rule names no day on or after the start",
        ));
    }
    Ok(Series {
        id: None,
        scheduled: scheduled.local(),
        start,
    })
}

/// A task that is a part of itself is refused, and with it all that it is a part of.
fn refuse_circles(rows: &mut [Row]) {
    let parents: Vec<Option<usize>> = rows.iter().map(|row| row.draft.as_ref()?.parent).collect();
    let parent_of = |place: &usize| parents.get(*place).copied().flatten();
    let most = rows.len();
    for (place, row) in rows.iter_mut().enumerate() {
        let mut above = std::iter::successors(parent_of(&place), parent_of).take(most);
        if above.any(|above| above == place) {
            row.refuse("parent_id", "the task would be a part of itself");
        }
    }
}
