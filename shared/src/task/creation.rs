//! A task to create, in either of its forms.

use jiff::Timestamp;
use language::{DueInput, Language, Priority, ProjectName, Recurrence, Zone};
use serde::{Deserialize, Deserializer, de::Error};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{OneOfBuilder, Ref, RefOr, Schema},
};

use super::{
    Breach, Context, Draft, NewTask, Notes, Position, RecurrenceFrom, Tags, TaskId, Title,
    TypedTask, Understanding, or_default,
    patch::present,
    typed::{language, moment},
};

/// A task to create: its fields, or one line to read them from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Creation {
    /// Its fields.
    Fields(Box<NewTask>),
    /// A line.
    Line(TypedTask),
}

impl Creation {
    /// Whether it depends on where the person is.
    #[must_use]
    pub fn needs_zone(&self) -> bool {
        match self {
            Self::Fields(task) => task.needs_zone(),
            Self::Line(typed) => typed.time_zone.is_none(),
        }
    }

    /// The same, with its words in this language, unless it is a line that names one.
    #[must_use]
    pub fn in_language(self, accepted: Language) -> Self {
        match self {
            Self::Line(typed) => Self::Line(typed.in_language(accepted)),
            Self::Fields(task) => Self::Fields(Box::new(NewTask {
                due: task.due.map(|due| due.in_language(accepted)),
                ..*task
            })),
        }
    }

    /// The task to create.
    ///
    /// # Errors
    /// See [`TypedTask::understand`].
    pub fn task(&self, at: &Context) -> Result<NewTask, Breach> {
        match self {
            Self::Fields(task) => Ok(NewTask::clone(task)),
            Self::Line(typed) => typed.understand(at).map(NewTask::from),
        }
    }

    /// What was understood, without creating anything.
    ///
    /// # Errors
    /// What creating the task refuses, apart from what is there already.
    pub fn understand(&self, at: &Context) -> Result<Understanding, Breach> {
        match self {
            Self::Line(typed) => typed.understand(at),
            Self::Fields(task) => Draft::new(NewTask::clone(task), at).map(Understanding::from),
        }
    }
}

/// Every field of both forms.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnyFields {
    #[serde(default, deserialize_with = "present")]
    text: Option<String>,
    #[serde(default, deserialize_with = "moment")]
    typed_at: Option<Timestamp>,
    #[serde(default)]
    time_zone: Option<Zone>,
    #[serde(default, deserialize_with = "language")]
    language: Option<Language>,
    #[serde(default, deserialize_with = "present")]
    title: Option<Title>,
    #[serde(default, deserialize_with = "or_default")]
    notes: Notes,
    #[serde(default, deserialize_with = "or_default")]
    priority: Priority,
    #[serde(default, deserialize_with = "or_default")]
    tags: Tags,
    #[serde(default)]
    project: Option<ProjectName>,
    #[serde(default)]
    due: Option<DueInput>,
    #[serde(default)]
    recurrence: Option<Recurrence>,
    #[serde(default, deserialize_with = "or_default")]
    recurrence_from: RecurrenceFrom,
    #[serde(default)]
    parent_id: Option<TaskId>,
    #[serde(default)]
    position: Option<Position>,
}

impl<'de> Deserialize<'de> for Creation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let any = AnyFields::deserialize(deserializer)?;
        let both = || D::Error::custom("a task to create has fields or a text, not both");
        if let Some(text) = any.text {
            let is_line = any.title.is_none()
                && any.notes.is_empty()
                && any.priority == Priority::default()
                && any.tags.is_empty()
                && any.project.is_none()
                && any.due.is_none()
                && any.recurrence.is_none()
                && any.recurrence_from.is_due()
                && any.parent_id.is_none()
                && any.position.is_none();
            let typed = TypedTask {
                text,
                typed_at: any.typed_at,
                time_zone: any.time_zone,
                language: any.language,
            };
            return if is_line {
                Ok(Self::Line(typed))
            } else {
                Err(both())
            };
        }
        let title = any.title.ok_or_else(|| D::Error::missing_field("title"))?;
        if any.typed_at.is_some() || any.time_zone.is_some() || any.language.is_some() {
            return Err(both());
        }
        Ok(Self::Fields(Box::new(NewTask {
            title,
            notes: any.notes,
            priority: any.priority,
            tags: any.tags,
            project: any.project,
            due: any.due,
            recurrence: any.recurrence,
            recurrence_from: any.recurrence_from,
            parent_id: any.parent_id,
            position: any.position,
        })))
    }
}

impl PartialSchema for Creation {
    fn schema() -> RefOr<Schema> {
        let form = |name: &str| RefOr::<Schema>::Ref(Ref::from_schema_name(name));
        OneOfBuilder::new()
            .item(form(&NewTask::name()))
            .item(form(&TypedTask::name()))
            .description(Some("The fields of a task, or one line to read them from."))
            .into()
    }
}

impl ToSchema for Creation {
    fn name() -> std::borrow::Cow<'static, str> {
        "Creation".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((NewTask::name().into_owned(), NewTask::schema()));
        schemas.push((TypedTask::name().into_owned(), TypedTask::schema()));
        NewTask::schemas(schemas);
        TypedTask::schemas(schemas);
    }
}
