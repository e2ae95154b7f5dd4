//! Sentences of languages that are data alone: all that is understood is a frame of the lexicon (ADR 0060).

mod meant;

use language::QuickTask;

pub(super) use meant::target;

use super::{
    caution,
    command::{Action, Change, Command, Doubt, Manner, Query, Status, Target, View},
    conditions,
    context::Context,
    draft::{Draft, Masked},
    frame::Filled,
    framed, lexicon,
    parse::{self, bare, fields},
    words::{self, Word},
};

/// The kinds of frames that are read here.
const KINDS: &[&str] = &[
    "add",
    "infinitive",
    "nothing",
    "list",
    "complete",
    "report",
    "reopen",
    "delete",
    "discard",
    "rename",
];

/// How many commands one sentence may hold.
const MAX_CLAUSES: usize = 6;
/// The longest sentence that is read apart, in words.
const MAX_WORDS: usize = 80;

/// What a sentence asks for; several commands are read one by one.
pub(super) fn parse(text: &str, context: &Context) -> Command {
    if let Some(command) = bare::lines(text, context) {
        return command;
    }
    let all = lexicon::split(text, context.lexicon);
    let parts = clauses(text, &all, context, MAX_CLAUSES);
    match parts.as_slice() {
        [] => clause(text, &all, context),
        _ => parse::together(parts),
    }
}

/// The commands that a joining word parts; none when it is one.
fn clauses(text: &str, all: &[Word<'_>], context: &Context, left: usize) -> Vec<(String, Command)> {
    if left == 0 || all.len() > MAX_WORDS {
        return Vec::new();
    }
    let joints = (1..all.len().saturating_sub(1)).filter(|at| {
        let joins = all
            .get(*at)
            .is_some_and(|word| context.lexicon.has("and", word));
        let stops = all
            .get(at - 1)
            .is_some_and(|word| !word.quoted && word.raw.ends_with([',', ';', '.', '!']));
        joins || stops
    });
    for at in joints.take(8) {
        let (head, tail) = all.split_at(at);
        let tail = match tail.split_first() {
            Some((first, rest)) if context.lexicon.has("and", first) => rest,
            _ => tail,
        };
        let Some(first) = command(text, head, context) else {
            continue;
        };
        let mut rest = clauses(text, tail, context, left - 1);
        if rest.is_empty() {
            let Some(second) = command(text, tail, context) else {
                continue;
            };
            rest.push((words::source(text, tail).to_owned(), second));
        }
        rest.insert(0, (words::source(text, head).to_owned(), first));
        return rest;
    }
    Vec::new()
}

/// A command that a frame of ours says in so many words.
fn command(text: &str, all: &[Word<'_>], context: &Context) -> Option<Command> {
    match clause(text, all, context) {
        Command::NotUnderstood
        | Command::Offer(_)
        | Command::Greet
        | Command::Thanks
        | Command::Dropped => None,
        command => Some(command),
    }
}

fn clause(text: &str, all: &[Word<'_>], context: &Context) -> Command {
    let core = polite(all, context);
    if let Some(command) = whole(core, context) {
        return command;
    }
    let reading = Reading {
        text,
        core,
        context,
    };
    let framed = reading.framed();
    match framed {
        Some(Command::Add(drafts)) => {
            if let Some(doubt) = reading.spoken_correction() {
                return Command::Unsure(doubt);
            }
            let again = |left: &str| again(left, context);
            let source = words::source(text, core);
            let title = drafts.into_iter().next().unwrap_or_default();
            let draft = fields::dated(source, title, context, &again);
            Command::Add(vec![fields::beside(draft, context)])
        }
        Some(command) => command,
        None => match dated(words::source(text, core), context) {
            Some(draft) => Command::Add(vec![draft]),
            None => bare::read(text, all, core, context),
        },
    }
}

/// A sentence that is a request for a new task once its date is taken out: "erinnere mich morgen daran, …".
fn dated(source: &str, context: &Context) -> Option<Draft> {
    let masked = Masked::new(source);
    let quick = QuickTask::read(&masked.text, &context.setting).ok()?;
    if quick.pieces.is_empty() {
        return None;
    }
    let line = Draft::of_line(&quick);
    let left = again(&line.title, context)?;
    Some(Draft {
        title: masked.title(&left.title),
        ..line
    })
}

/// The draft of a sentence without its dates and marks.
fn again(left: &str, context: &Context) -> Option<Draft> {
    let all = lexicon::split(left, context.lexicon);
    let core = polite(&all, context);
    let reading = Reading {
        text: left,
        core,
        context,
    };
    match reading.framed() {
        Some(Command::Add(drafts)) => drafts.into_iter().next(),
        _ => None,
    }
}

/// The words without the politeness around them.
fn polite<'w, 'a>(all: &'w [Word<'a>], context: &Context) -> &'w [Word<'a>] {
    let lexicon = context.lexicon;
    let mut core = all;
    while let Some(shorter) = lexicon
        .after("polite", core)
        .or_else(|| lexicon.before("polite end", core))
        .or_else(|| {
            // French leaves a space before its marks.
            let (last, head) = core.split_last()?;
            matches!(last.key.as_str(), "?" | "!" | ".").then_some(head)
        })
    {
        core = shorter;
    }
    core
}

/// Sentences that are understood as a whole.
fn whole(core: &[Word<'_>], context: &Context) -> Option<Command> {
    let is = |list: &str| {
        context
            .lexicon
            .after(list, core)
            .is_some_and(<[_]>::is_empty)
    };
    let known = [
        ("undo", Command::Undo),
        ("thanks", Command::Thanks),
        ("hello", Command::Greet),
        ("help", Command::Help),
        ("no", Command::Dropped),
    ];
    known
        .into_iter()
        .find_map(|(list, command)| is(list).then_some(command))
}

struct Reading<'r, 'a> {
    text: &'r str,
    core: &'r [Word<'a>],
    context: &'r Context,
}

impl Reading<'_, '_> {
    fn framed(&self) -> Option<Command> {
        const CHANGES: &[&str] = &["rename", "complete", "reopen", "delete", "discard"];
        let lexicon = self.context.lexicon;
        let mut of_kind = |kind: &'static str, filled: &Filled| self.of_kind(kind, filled);
        framed::field(self.text, self.core, self.context)
            .or_else(|| lexicon.led_frame(CHANGES, self.core, &mut of_kind))
            .or_else(|| lexicon.frame(&["list"], self.core, &mut of_kind))
            .or_else(|| framed::look(self.text, self.core, self.context))
            .or_else(|| lexicon.frame(KINDS, self.core, &mut of_kind))
            .or_else(|| lexicon.frame(&["bare"], self.core, &mut of_kind))
    }

    fn of_kind(&self, kind: &str, filled: &Filled) -> Option<Command> {
        let task = filled.of("task", self.core);
        match kind {
            "add" | "infinitive" => {
                let words = filled.of("title", self.core)?;
                self.titled(words, kind == "infinitive")
            }
            "bare" => {
                let words = filled.of("title", self.core)?;
                let asks = self.core.iter().any(|word| word.raw.contains(['?', '¿']))
                    || words
                        .first()
                        .is_some_and(|word| self.context.lexicon.has("asking", word));
                if asks {
                    None
                } else {
                    self.titled(words, false)
                }
            }
            "nothing" => Some(Command::Add(vec![Draft::default()])),
            "list" => Some(self.list()),
            "complete" => Some(self.change(Action::Complete, Manner::Command, task?)),
            "report" => Some(self.change(Action::Complete, Manner::Report, task?)),
            "reopen" => Some(self.change(Action::Reopen, Manner::Command, task?)),
            "delete" => Some(self.change(Action::Delete, Manner::Command, task?)),
            "discard" => Some(self.change(Action::Delete, Manner::Doubtful, task?)),
            "rename" => {
                let title = words::title(words::source(self.text, filled.of("title", self.core)?));
                let is_date = self.context.setting.read(&title).is_ok();
                if is_date {
                    return Some(Command::Unsure(Doubt::NoTitle(title)));
                }
                Some(self.change(Action::Rename(Some(title)), Manner::Command, task?))
            }
            _ => None,
        }
    }

    /// One new task: its title without the article, and as an infinitive where the language has one for it.
    fn titled(&self, words: &[Word<'_>], infinitive: bool) -> Option<Command> {
        let lexicon = self.context.lexicon;
        let mut rest = words;
        if rest
            .first()
            .is_some_and(|word| !word.quoted && lexicon.has("article", word))
            && rest.len() > 1
        {
            rest = rest.get(1..)?;
        }
        let source = words::source(self.text, rest);
        let source = if infinitive {
            meant::infinitive(source, lexicon)
        } else {
            source.to_owned()
        };
        let title = words::title(&source);
        let nothing = rest
            .iter()
            .all(|word| lexicon.has("nothing", word) || lexicon.has("noun", word));
        Some(Command::Add(vec![if nothing {
            Draft::default()
        } else {
            Draft::titled(title)
        }]))
    }

    fn list(&self) -> Command {
        let Context { lexicon, .. } = self.context;
        let conditions = conditions::conditions(self.text, self.core, self.context);
        let has = |list: &str| lexicon.holds(list, self.core).is_some();
        let status = match (has("pending"), has("completed")) {
            (true, false) => Status::Pending,
            (false, true) => Status::Completed,
            _ if conditions.is_due => Status::Pending,
            _ => Status::All,
        };
        let unread = self.core.iter().zip(&conditions.read);
        let unread = unread.filter(|(word, read)| {
            !**read
                && !lexicon.has("known", word)
                && !lexicon.has("article", word)
                && !lexicon.has("noun", word)
        });
        let mut unread: Vec<String> = unread.map(|(word, _)| word.norm.clone()).collect();
        let mut filter = conditions.filter;
        if status == Status::Completed && conditions.is_due {
            unread.extend(filter.take());
        }
        Command::List(Query {
            status,
            filter,
            unread,
            view: View::List,
        })
    }

    /// A change of the tasks that some words name, unless something in the sentence forbids it (FR-320).
    fn change(&self, action: Action, manner: Manner, tasks: &[Word<'_>]) -> Command {
        let lexicon = self.context.lexicon;
        if let Some(doubt) = caution::doubt_in(tasks, lexicon) {
            return Command::Unsure(doubt);
        }
        let change = Change {
            action,
            target: target(self.text, tasks, lexicon),
            manner,
        };
        if change.target == Target::Missing && manner != Manner::Command {
            return Command::NotUnderstood;
        }
        let question = self
            .core
            .iter()
            .any(|word| !word.quoted && word.raw.ends_with('?'));
        let is_dated = !tasks.iter().any(|word| word.quoted)
            && !self
                .context
                .setting
                .find(words::source(self.text, tasks))
                .is_empty();
        let open = caution::unclear_in(tasks, lexicon) || is_dated;
        Command::Change(if question || open {
            change.doubtful()
        } else {
            change
        })
    }

    fn spoken_correction(&self) -> Option<Doubt> {
        let found = self.context.lexicon.holds("correction", self.core)?;
        Some(Doubt::Correction(words::sentence(found)))
    }
}
