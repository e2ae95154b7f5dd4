//! New tasks out of sentences: a title, and what the words say of it (FR-1050, FR-1051). Dates and marks are those of
//! quick add, in the language of the sentence; what stands in quotation marks is a title and says nothing else.

use language::{Due, Priority, QuickTask, Schedule, Setting};
use serde_json::{Map, Value, json};

use super::words;

/// A task that does not exist yet; without a title when the sentence gave none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) title: String,
    pub(super) due: Option<String>,
    pub(super) recurrence: Option<String>,
    pub(super) after_completion: bool,
    pub(super) priority: Option<&'static str>,
    pub(super) project: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) notes: String,
}

impl Draft {
    /// A title and nothing else.
    pub(super) fn titled(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            ..Self::default()
        }
    }

    /// The fields of a line, whose title is what is left of the line.
    pub(super) fn of_line(quick: &QuickTask) -> Self {
        let mut draft = Self {
            title: quick.title.clone(),
            priority: quick.priority.map(Priority::as_str),
            project: quick.project.as_ref().map(ToString::to_string),
            tags: quick.tags.iter().map(ToString::to_string).collect(),
            notes: quick.notes.clone(),
            ..Self::default()
        };
        if let Some(schedule) = &quick.schedule {
            draft.schedule(schedule);
        }
        draft
    }

    /// When it is due and how it repeats.
    pub(super) fn schedule(&mut self, schedule: &Schedule) {
        self.due = Some(due(schedule));
        self.recurrence = schedule.recurrence.as_ref().map(ToString::to_string);
        self.after_completion = schedule.after_completion;
    }

    /// Whether the words said more than a title.
    pub(super) fn says_more(&self) -> bool {
        *self != Self::titled(self.title.clone())
    }

    /// What `other` says and this does not.
    pub(super) fn completed_by(mut self, other: Self) -> Self {
        if self.due.is_none() {
            self.due = other.due;
            self.recurrence = other.recurrence;
            self.after_completion = other.after_completion;
        }
        self.priority = self.priority.or(other.priority);
        self.project = self.project.or(other.project);
        for tag in other.tags {
            if !self.tags.contains(&tag) {
                self.tags.push(tag);
            }
        }
        if self.notes.is_empty() {
            self.notes = other.notes;
        }
        self
    }

    /// An entry of `add_task`.
    pub(super) fn entry(&self) -> Value {
        let mut entry = Map::new();
        entry.insert("title".to_owned(), json!(self.title));
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                entry.insert(name.to_owned(), value);
            }
        };
        put("due", self.due.as_ref().map(|due| json!(due)));
        put(
            "recurrence",
            self.recurrence.as_ref().map(|rule| json!(rule)),
        );
        put(
            "recurrence_from",
            self.after_completion.then(|| json!("completion")),
        );
        put("priority", self.priority.map(|priority| json!(priority)));
        put(
            "project",
            self.project.as_ref().map(|project| json!(project)),
        );
        put("tags", (!self.tags.is_empty()).then(|| json!(self.tags)));
        put("notes", (!self.notes.is_empty()).then(|| json!(self.notes)));
        Value::Object(entry)
    }
}

/// A due as tools take it: a day, or a local time where the person is.
pub(super) fn due(schedule: &Schedule) -> String {
    match &schedule.due {
        Due::Date(day) => day.to_string(),
        Due::Time(_) => {
            let local = schedule.due.local();
            let form = if local.second() == 0 {
                "%Y-%m-%dT%H:%M"
            } else {
                "%Y-%m-%dT%H:%M:%S"
            };
            local.strftime(form).to_string()
        }
    }
}

/// A sentence whose quotations are one sign each, so that nothing reads them.
#[derive(Debug)]
pub(super) struct Masked<'a> {
    pub(super) text: String,
    quotations: Vec<&'a str>,
}

/// The first of the signs that stand for quotations.
const FIRST_SIGN: u32 = 0xE000;
/// How many there are.
const SIGNS: usize = 64;

impl<'a> Masked<'a> {
    /// Puts a sign in the place of each quotation.
    pub(super) fn new(text: &'a str) -> Self {
        let mut masked = String::with_capacity(text.len());
        let mut quotations = Vec::new();
        let mut at = 0;
        for piece in words::quotations(text).into_iter().take(SIGNS) {
            let Some(sign) = sign(quotations.len()) else {
                break;
            };
            masked.push_str(text.get(at..piece.start).unwrap_or_default());
            masked.push(sign);
            quotations.push(text.get(piece.clone()).unwrap_or_default());
            at = piece.end;
        }
        masked.push_str(text.get(at..).unwrap_or_default());
        Self {
            text: masked,
            quotations,
        }
    }

    /// A title with its quotations, one that is a quotation alone without the marks.
    pub(super) fn title(&self, title: &str) -> String {
        let mut whole = title.to_owned();
        for (at, quotation) in self.quotations.iter().enumerate() {
            if let Some(sign) = sign(at)
                && whole.contains(sign)
            {
                whole = whole.replace(sign, quotation);
            }
        }
        words::whole_quotation(&whole).map_or(whole.clone(), str::to_owned)
    }
}

fn sign(at: usize) -> Option<char> {
    char::from_u32(FIRST_SIGN + u32::try_from(at).ok()?)
}

/// The draft of a title that stands alone in its sentence.
pub(super) fn read(title: &str, setting: &Setting) -> Draft {
    let masked = Masked::new(title);
    let quick = QuickTask::read(&masked.text, setting);
    match quick {
        Ok(quick) if quick.pieces.is_empty() => Draft::titled(title),
        Ok(quick) => {
            let draft = Draft::of_line(&quick);
            let title = words::capital(&masked.title(&draft.title));
            Draft { title, ..draft }
        }
        // A date alone is a title here.
        Err(_) => Draft::titled(title),
    }
}
