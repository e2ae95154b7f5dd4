//! A task as people type it, and a task to create in either form.

use jiff::Timestamp;
use language::{
    Due, DueInput, Language, Piece, PieceKind, Priority, ProjectName, QuickTask, Recurrence,
    Setting, Zone, parse_moment,
};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use utoipa::ToSchema;

use super::{Breach, Context, Draft, NewTask, Notes, RecurrenceFrom, Tags, Title};

/// A task as one line: `Pay rent tomorrow 9am every month p1 #Home @money // note`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "Pay rent tomorrow 9am every month p1 #Home @money // by transfer"}))]
pub struct TypedTask {
    /// What was typed, in any order: the title; words for a date, as in `tomorrow 9am every month`; `p1` to `p4`;
    /// `#project`; `@tag`; and notes behind `//`. `\` before a word keeps it in the title.
    #[schema(min_length = 1, max_length = 12000, format = "task-line")]
    pub text: String,
    /// When it was typed, if that was before now: its words are read as at that moment.
    #[serde(default, deserialize_with = "moment")]
    #[schema(value_type = Option<String>, format = DateTime, required = false)]
    pub typed_at: Option<Timestamp>,
    /// Where it was typed, if the request comes from elsewhere.
    #[serde(default)]
    #[schema(value_type = Option<Zone>, required = false)]
    pub time_zone: Option<Zone>,
    /// The language that its dates are in, a tag of BCP 47; by default the first one of `Accept-Language` that is known,
    /// and English if none is.
    #[serde(default, deserialize_with = "language")]
    #[schema(value_type = Option<String>, pattern = "^([eE][nN]|[dD][eE]|[eE][sS]|[fF][rR]|[iI][tT]|[pP][tT]|[nN][lL])([-_][0-9A-Za-z_-]{1,32})?$", required = false)]
    pub language: Option<Language>,
}

/// Longest line, in bytes: the longest notes and all that can stand before them.
const MAX_BYTES: usize = 12_000;

pub(super) fn moment<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Timestamp>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    let moment = text.map(|text| parse_moment(&text));
    moment.transpose().map_err(D::Error::custom)
}

pub(super) fn language<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Language>, D::Error> {
    let Some(tag) = Option::<String>::deserialize(deserializer)? else {
        return Ok(None);
    };
    Language::of_tag(&tag).map(Some).ok_or_else(|| {
        let known = Language::ALL.map(Language::tag).join(", ");
        D::Error::custom(format!("dates are read in these languages: {known}"))
    })
}

/// What was understood of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Understanding {
    /// What is left: the title.
    pub title: Title,
    /// The notes; absent without.
    #[serde(skip_serializing_if = "Notes::is_empty")]
    #[schema(value_type = Option<Notes>, required = false)]
    pub notes: Notes,
    /// The priority.
    pub priority: Priority,
    /// The tags; absent without.
    #[serde(skip_serializing_if = "Tags::is_empty")]
    #[schema(value_type = Option<Tags>, required = false)]
    pub tags: Tags,
    /// The project; absent without.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ProjectName>, required = false)]
    pub project: Option<ProjectName>,
    /// When it would be due; absent without.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Due>, required = false)]
    pub due: Option<Due>,
    /// The weekday of the due in English, to see what was understood; absent without.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Friday", required = false)]
    pub weekday: Option<String>,
    /// How it would repeat; absent without.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Recurrence>, required = false)]
    pub recurrence: Option<Recurrence>,
    /// From where its rule would count; absent from its days.
    #[serde(skip_serializing_if = "RecurrenceFrom::is_due")]
    #[schema(value_type = Option<RecurrenceFrom>, required = false)]
    pub recurrence_from: RecurrenceFrom,
    /// The parts of the line that were understood, in its order.
    #[schema(inline)]
    pub pieces: Vec<UnderstoodPiece>,
}

/// A part of a line that was understood. With `\` before each of its words it is part of the title again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct UnderstoodPiece {
    /// The field that it fills.
    #[schema(value_type = String, example = "due")]
    pub field: &'static str,
    /// Its places in the line, one after the other.
    #[schema(inline)]
    pub spans: Vec<TextSpan>,
}

/// A place in a text, in UTF-16 code units, as strings are counted in JavaScript and in the DOM.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct TextSpan {
    /// Where it begins.
    pub start: usize,
    /// Where it ends; the unit there is not part of it.
    pub end: usize,
}

impl TypedTask {
    /// The same, in this language if it names none.
    #[must_use]
    pub fn in_language(mut self, accepted: Language) -> Self {
        self.language = self.language.or(Some(accepted));
        self
    }

    /// What was understood, read when and where it was typed; by default now, in the zone of the request.
    ///
    /// # Errors
    /// A line without a title, or too long; a title, notes or tags that a task cannot have.
    pub fn understand(&self, at: &Context) -> Result<Understanding, Breach> {
        let breach = |rule: String| Breach::new("text", rule);
        if self.text.len() > MAX_BYTES {
            return Err(breach(format!("a line has at most {MAX_BYTES} bytes")));
        }
        let setting = Setting {
            language: self.language.unwrap_or_default(),
            ..Setting::new(
                self.typed_at.unwrap_or(at.now),
                self.time_zone.clone().unwrap_or_else(|| at.zone.clone()),
            )
        };
        let task =
            QuickTask::read(&self.text, &setting).map_err(|error| breach(error.to_string()))?;
        let schedule = task.schedule;
        let due = schedule.as_ref().map(|schedule| schedule.due.clone());
        let recurrence_from = match &schedule {
            Some(schedule) if schedule.after_completion => RecurrenceFrom::Completion,
            _ => RecurrenceFrom::default(),
        };
        let recurrence = schedule.and_then(|schedule| schedule.recurrence);
        recurrence_from
            .check(recurrence.as_ref())
            .map_err(|refused| breach(refused.rule))?;
        Ok(Understanding {
            title: Title::try_from(task.title).map_err(|rule| breach(rule.to_string()))?,
            notes: Notes::try_from(task.notes).map_err(|rule| breach(rule.to_string()))?,
            priority: task.priority.unwrap_or_default(),
            tags: Tags::try_from(task.tags).map_err(|rule| breach(rule.to_string()))?,
            project: task.project,
            weekday: due.as_ref().map(weekday),
            due,
            recurrence_from,
            recurrence,
            pieces: self.pieces(&task.pieces),
        })
    }

    fn pieces(&self, pieces: &[Piece]) -> Vec<UnderstoodPiece> {
        let units = |at: usize| self.text[..at].encode_utf16().count();
        let piece = |piece: &Piece| UnderstoodPiece {
            field: PieceKind::as_str(piece.kind),
            spans: piece
                .spans
                .iter()
                .map(|span| TextSpan {
                    start: units(span.start),
                    end: units(span.end),
                })
                .collect(),
        };
        pieces.iter().map(piece).collect()
    }
}

impl From<Draft> for Understanding {
    fn from(draft: Draft) -> Self {
        Self {
            title: draft.title,
            notes: draft.notes,
            priority: draft.priority,
            tags: draft.tags,
            project: Some(draft.project),
            weekday: draft.due.as_ref().map(weekday),
            due: draft.due,
            recurrence: draft.recurrence,
            recurrence_from: draft.recurrence_from,
            pieces: Vec::new(),
        }
    }
}

fn weekday(due: &Due) -> String {
    due.date().strftime("%A").to_string()
}

impl From<Understanding> for NewTask {
    fn from(understood: Understanding) -> Self {
        Self {
            title: understood.title,
            notes: understood.notes,
            priority: understood.priority,
            tags: understood.tags,
            project: understood.project,
            due: understood.due.map(|due| match due {
                Due::Date(day) => DueInput::Date(day),
                Due::Time(time) => DueInput::Zoned(time),
            }),
            recurrence: understood.recurrence,
            recurrence_from: understood.recurrence_from,
            parent_id: None,
            position: None,
        }
    }
}
