//! The rows of a file: tasks to be, what is wrong with them, and what was put elsewhere.

use shared::{
    http::Violation,
    task::{Breach, Draft},
};

/// A row of a file.
pub(super) struct Row {
    /// As people count.
    pub(super) number: usize,
    /// Where it stands in the body.
    pub(super) pointer: String,
    /// The task to be. Its parent and its series name rows by their places here.
    pub(super) draft: Option<Draft>,
    /// Why there is none.
    pub(super) errors: Vec<Violation>,
    /// What was put elsewhere.
    pub(super) warnings: Vec<String>,
}

impl Row {
    /// A row of which nothing is known yet.
    pub(super) fn new(number: usize, pointer: String) -> Self {
        Self {
            number,
            pointer,
            draft: None,
            errors: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Refuses it, at one of its fields, or as a whole where that is empty.
    pub(super) fn refuse(&mut self, field: &str, detail: impl Into<String>) {
        let separator = if field.is_empty() { "" } else { "/" };
        self.errors.push(Violation {
            pointer: Some(format!("{}{separator}{field}", self.pointer)),
            parameter: None,
            detail: detail.into(),
        });
    }

    /// Refuses it for what broke a rule.
    pub(super) fn breach(&mut self, breach: Breach) {
        self.refuse(breach.field, breach.rule);
    }
}

/// A row of which only the outcome is left.
pub(super) struct Settled {
    pub(super) number: usize,
    pub(super) has_draft: bool,
    pub(super) errors: Vec<Violation>,
    pub(super) warnings: Vec<String>,
}

/// Rows whose tasks are elsewhere.
pub(super) type Rows = Vec<Settled>;

/// Rows that were read.
pub(super) struct Read {
    pub(super) rows: Vec<Row>,
    /// What a row calls the task that it is a part of.
    pub(super) parent_field: &'static str,
}

impl Read {
    /// The rows, and the tasks of those that are not refused, with their places among each other.
    pub(super) fn settle(mut self) -> (Rows, Vec<Draft>) {
        self.refuse_parts_of_refused();
        let mut places = vec![None; self.rows.len()];
        let mut drafts = Vec::new();
        for (row, place) in self.rows.iter_mut().zip(&mut places) {
            if let Some(draft) = row.draft.take().filter(|_| row.errors.is_empty()) {
                *place = Some(drafts.len());
                drafts.push(draft);
            }
        }
        let place_of = |row: usize| places.get(row).copied().flatten();
        for draft in &mut drafts {
            draft.parent = draft.parent.and_then(place_of);
            draft.series_of = draft.series_of.and_then(place_of);
        }
        let rows = self
            .rows
            .into_iter()
            .zip(&places)
            .map(|(row, place)| Settled {
                number: row.number,
                has_draft: place.is_some(),
                errors: row.errors,
                warnings: row.warnings,
            });
        (rows.collect(), drafts)
    }

    /// A task whose parent is refused, at any height, is refused with it.
    fn refuse_parts_of_refused(&mut self) {
        let parents: Vec<Option<usize>> = self
            .rows
            .iter()
            .map(|row| row.draft.as_ref()?.parent)
            .collect();
        let refused: Vec<bool> = self.rows.iter().map(|row| !row.errors.is_empty()).collect();
        let numbers: Vec<usize> = self.rows.iter().map(|row| row.number).collect();
        let parent_of = |row: &usize| parents.get(*row).copied().flatten();
        for (row, parent) in self.rows.iter_mut().zip(&parents) {
            // A refused row is where the way up ends, and in a circle all rows are.
            let above = std::iter::successors(parent.filter(|_| row.errors.is_empty()), parent_of)
                .find(|above| refused.get(*above).copied().unwrap_or_default());
            if let Some(number) = above.and_then(|above| numbers.get(above)) {
                row.refuse(
                    self.parent_field,
                    format!("it belongs to row {number}, which is refused"),
                );
            }
        }
    }
}
