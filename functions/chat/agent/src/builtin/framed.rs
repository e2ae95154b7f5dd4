//! Sentences that fill a frame of the lexicon, in every language (ADR 0060).

use language::{Due, Schedule};

use super::{
    caution,
    command::{Action, Change, Command, Doubt, Field, Manner, Query, Status, Target, View},
    context::Context,
    draft,
    frame::Filled,
    target,
    words::{self, Word},
};

/// The kinds of frames that change a field.
const FIELDS: &[&str] = &[
    "due",
    "later",
    "undate",
    "priority",
    "first",
    "last",
    "tag",
    "untag",
    "untag-all",
    "project",
    "unproject",
    "note",
    "repeat",
    "unrepeat",
];

/// The kinds of frames that look.
const LOOKS: &[&str] = &["find", "plan", "review", "next"];

/// A sentence that changes a field of tasks.
pub(super) fn field(text: &str, core: &[Word<'_>], context: &Context) -> Option<Command> {
    let reading = Reading {
        text,
        core,
        context,
    };
    let lexicon = context.lexicon;
    lexicon.frame(FIELDS, core, &mut |kind, filled| {
        reading.field(kind, filled)
    })
}

/// A sentence that asks for the list in a form that no rule has.
pub(super) fn asks_for_list(core: &[Word<'_>], context: &Context) -> bool {
    let list = context.lexicon.frame(&["list"], core, &mut |_, filled| {
        // "My list is …" asks only where a word of questions is in it.
        let any = filled.of("any", core);
        let asks = |word: &Word<'_>| context.lexicon.has("asking", word);
        let statement = core
            .first()
            .is_some_and(|first| matches!(first.norm.as_str(), "my" | "the" | "on"));
        (!statement || any.is_none() || core.iter().any(asks)).then_some(())
    });
    list.is_some()
}

/// A sentence that looks something up.
pub(super) fn look(text: &str, core: &[Word<'_>], context: &Context) -> Option<Command> {
    let reading = Reading {
        text,
        core,
        context,
    };
    let lexicon = context.lexicon;
    lexicon.frame(LOOKS, core, &mut |kind, filled| reading.look(kind, filled))
}

/// A sentence that asks for a new task in a form that no rule has.
pub(super) fn add(text: &str, core: &[Word<'_>], context: &Context) -> Option<Command> {
    context.lexicon.frame(&["add"], core, &mut |_, filled| {
        let title = words::title(words::source(text, filled.of("title", core)?));
        (!title.is_empty()).then(|| Command::Add(vec![draft::Draft::titled(title)]))
    })
}

/// What the words for a new title say beside it: "… with high priority", "… tagged home".
pub(super) fn beside_title<'w, 'a>(
    text: &str,
    all: &'w [Word<'a>],
    context: &Context,
) -> Option<(&'w [Word<'a>], draft::Draft)> {
    let reading = Reading {
        text,
        core: all,
        context,
    };
    context.lexicon.frame(&["with"], all, &mut |_, filled| {
        let title = filled.of("title", all)?;
        let mut draft = draft::Draft::default();
        if let Some(level) = filled.of("level", all) {
            draft.priority = Some(reading.level(level)?);
        }
        if let Some(tag) = filled.of("tag", all) {
            draft.tags = vec![reading.name(tag)?];
        }
        if let Some(project) = filled.of("project", all).or_else(|| filled.of("word", all)) {
            draft.project = Some(reading.name(project)?);
        }
        if let Some(note) = filled.of("note", all) {
            draft.notes = reading.literal(note);
        }
        Some((title, draft))
    })
}

struct Reading<'r, 'a> {
    text: &'r str,
    core: &'r [Word<'a>],
    context: &'r Context,
}

impl Reading<'_, '_> {
    fn field(&self, kind: &str, filled: &Filled) -> Option<Command> {
        let of = |slot: &str| filled.of(slot, self.core);
        let pointed = of("pointed").filter(|words| {
            matches!(
                target::read_in(self.text, words, self.context.lexicon),
                Target::Ids(_) | Target::It | Target::Them
            )
        });
        if of("pointed").is_some() && pointed.is_none() {
            return None;
        }
        let numbered = of("numbered").filter(|words| target::ids(words).is_some());
        if of("numbered").is_some() && numbered.is_none() {
            return None;
        }
        let told = match of("told") {
            Some(words) => Some(
                words
                    .last()
                    .filter(|word| word.raw.ends_with(':'))
                    .map(|_| words)?,
            ),
            None => None,
        };
        let tasks = of("task").or(pointed).or(numbered).or(told)?;
        let field = match kind {
            "due" => self.due(of("when")?)?,
            "repeat" => self.repeat(of("repeat")?)?,
            "later" => self.later(of("span")?)?,
            "undate" => Field::Clear("due"),
            "priority" => Field::Priority(match of("urgency") {
                Some(urgency) => self.urgency(urgency)?,
                None => self.level(of("priority")?)?,
            }),
            "first" => Field::Priority("p1"),
            "last" => Field::Priority("p4"),
            "tag" | "untag" => {
                let name = match (of("tag"), of("at")) {
                    (Some(tag), _) => self.name(tag)?,
                    (None, at) => self.marked(at?, '@')?,
                };
                if kind == "tag" {
                    Field::Tag(name)
                } else {
                    Field::Untag(name)
                }
            }
            "untag-all" => Field::Clear("tags"),
            "project" => Field::Project(match (of("project"), of("hash")) {
                (Some(project), _) => self.project(project)?,
                (None, hash) => self.marked(hash?, '#')?,
            }),
            "unproject" => Field::Clear("project"),
            "note" => Field::Note(self.literal(of("note")?)),
            "unrepeat" => Field::Clear("recurrence"),
            _ => return None,
        };
        let lexicon = self.context.lexicon;
        let first = tasks.first()?;
        let asks = lexicon.has("asking", first) && !first.quoted;
        let target = target::read_in(self.text, tasks, lexicon);
        if asks || lexicon.has("noun", first) && !matches!(target, Target::Ids(_)) {
            return None;
        }
        let usable = !matches!(&target, Target::Missing) && !self.is_new(tasks);
        let change = Change {
            action: Action::Set(field),
            target,
            manner: Manner::Command,
        };
        usable.then(|| settle(change, tasks, self.context))
    }

    /// "a task", "a reminder": one that is to be made.
    fn is_new(&self, tasks: &[Word<'_>]) -> bool {
        let first = tasks.first();
        first.is_some_and(|word| {
            !word.quoted && self.context.lexicon.has("one", word) || word.norm == "new"
        })
    }

    fn look(&self, kind: &str, filled: &Filled) -> Option<Command> {
        let query = |status, filter: Option<&str>, view| {
            let filter = filter.map(str::to_owned);
            Command::List(Query {
                status,
                filter,
                view,
                ..Query::default()
            })
        };
        Some(match kind {
            "plan" => query(Status::Pending, Some("today | overdue"), View::Day),
            "review" => query(Status::Pending, Some("overdue | next 7 days"), View::Week),
            "next" => query(Status::Pending, None, View::Next),
            _ => {
                let words = filled.of("task", self.core)?;
                let lexicon = self.context.lexicon;
                let generic = words.len() == 1
                    && words.iter().any(|word| lexicon.has("nothing", word))
                    || words
                        .first()
                        .is_some_and(|word| lexicon.has("nothing-first", word));
                match target::read_in(self.text, words, lexicon) {
                    _ if generic || lexicon.holds("nowhere", words).is_some() => return None,
                    Target::All(_) | Target::Missing | Target::Them => return None,
                    target => Command::Find(target),
                }
            }
        })
    }

    /// Words that are a day or a time and nothing else.
    fn schedule(&self, words: &[Word<'_>]) -> Option<Schedule> {
        if words.iter().any(|word| word.quoted) || words.len() > 12 {
            return None;
        }
        let source = words::source(self.text, words).trim_end_matches(['?', '!', '.', ',']);
        let read = |text: &str| self.context.setting.read(text).ok();
        read(source).or_else(|| {
            let lexicon = self.context.lexicon;
            let bare = lexicon
                .after("article", words)
                .or_else(|| lexicon.after("day-lead", words))?;
            read(words::source(self.text, bare).trim_end_matches(['?', '!', '.', ',']))
        })
    }

    fn due(&self, words: &[Word<'_>]) -> Option<Field> {
        let schedule = self.schedule(words)?;
        Some(when(&schedule))
    }

    fn repeat(&self, words: &[Word<'_>]) -> Option<Field> {
        let schedule = self.schedule(words)?;
        schedule.recurrence.as_ref()?;
        Some(match when(&schedule) {
            // Without a time the day that it is due stays.
            Field::Due {
                recurrence,
                after_completion,
                ..
            } if matches!(schedule.due, Due::Date(_)) => Field::Due {
                due: None,
                recurrence,
                after_completion,
            },
            field => field,
        })
    }

    /// "a week", "2 days", "three months".
    fn later(&self, words: &[Word<'_>]) -> Option<Field> {
        let lexicon = self.context.lexicon;
        let [number, unit] = words else { return None };
        let number = if lexicon.has("one", number) {
            1
        } else {
            i32::try_from(target::number(&number.norm)?)
                .ok()
                .filter(|number| *number <= 1000)?
        };
        [("span 1", 1, 0), ("span 7", 7, 0), ("span 30", 0, 1)]
            .into_iter()
            .find(|(list, ..)| lexicon.has(list, unit))
            .map(|(_, days, months)| Field::Later {
                days: days * number,
                months: months * number,
            })
    }

    fn level(&self, words: &[Word<'_>]) -> Option<&'static str> {
        let lexicon = self.context.lexicon;
        ["p1", "p2", "p3", "p4"]
            .into_iter()
            .find(|level| lexicon.after(level, words).is_some_and(<[_]>::is_empty))
    }

    fn urgency(&self, words: &[Word<'_>]) -> Option<&'static str> {
        let lexicon = self.context.lexicon;
        let lists = ["priority p1", "priority p2", "priority p3", "priority p4"];
        let levels = lists.into_iter().zip(["p1", "p2", "p3", "p4"]);
        levels
            .into_iter()
            .find(|(list, _)| lexicon.after(list, words).is_some_and(<[_]>::is_empty))
            .map(|(_, level)| level)
    }

    /// The name of a tag or a project: one word, a few of them, or what stands in quotation marks.
    fn name(&self, words: &[Word<'_>]) -> Option<String> {
        if words.len() > 4 {
            return None;
        }
        let source = words::unquoted(words::source(self.text, words));
        let name = source
            .trim_start_matches(['#', '@'])
            .trim_end_matches(['.', ',', '!', '?', ';', ':']);
        (!name.is_empty()).then(|| name.to_owned())
    }

    /// The same, which is no list of ours.
    fn project(&self, words: &[Word<'_>]) -> Option<String> {
        let lexicon = self.context.lexicon;
        let ours = words.len() == 1 && words.iter().any(|word| lexicon.has("own-list", word));
        if ours { None } else { self.name(words) }
    }

    fn marked(&self, words: &[Word<'_>], mark: char) -> Option<String> {
        let first = words.first().filter(|word| word.raw.starts_with(mark))?;
        (words.len() == 1 || first.raw.contains('"')).then(|| self.name(words))?
    }

    /// Words as they were typed.
    fn literal(&self, words: &[Word<'_>]) -> String {
        words::unquoted(words::source(self.text, words)).to_owned()
    }
}

/// What a schedule makes of a task.
pub(super) fn when(schedule: &Schedule) -> Field {
    Field::Due {
        due: Some(draft::due(schedule)),
        recurrence: schedule.recurrence.as_ref().map(ToString::to_string),
        after_completion: schedule.after_completion,
    }
}

/// A change with the words near it taken into account (FR-320).
pub(super) fn settle(change: Change, near: &[Word<'_>], context: &Context) -> Command {
    if let Some(doubt) = caution::doubt_in(near, context.lexicon) {
        return Command::Unsure(doubt);
    }
    if caution::unclear_in(near, context.lexicon) {
        return Command::Change(change.doubtful());
    }
    Command::Change(change)
}

/// The doubt that a sentence of several commands meets where one is not understood.
pub(super) fn part(words: &str) -> Doubt {
    Doubt::Part(words.to_owned())
}
