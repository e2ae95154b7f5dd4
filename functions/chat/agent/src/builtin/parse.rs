//! Reads a sentence: takes politeness off, then tries one frame after the other (FR-312).

mod add;
pub(super) mod bare;
mod change;
pub(super) mod fields;
mod fixed;
mod list;
mod polite;

use language::Language;

use super::{
    caution, clauses,
    command::{Action, Change, Command, Doubt, Target},
    context::Context,
    foreign, framed, target,
    words::{self, Word},
};
use fixed::{fixed, small_talk};
use polite::{INTENTIONS, polite, polite_end, requested, without_interjections};

/// Words that make it plain that a task of ours is meant.
const OURS: &[&str] = &[
    "task",
    "tasks",
    "list",
    "todo",
    "todos",
    "reminder",
    "reminders",
];

/// The longest text that is read: a message has 4,000 characters (FR-316).
pub(super) const MAX_BYTES: usize = 16_000;

/// How many commands one sentence may hold: more are not read apart.
const MAX_CLAUSES: usize = 12;

/// What a sentence asks for. Several commands in one sentence are read one by one (FR-324).
pub(super) fn parse(text: &str, context: &Context) -> Command {
    if text.len() > MAX_BYTES {
        return Command::NotUnderstood;
    }
    if context.lexicon.language != Language::English {
        return foreign::parse(text, context);
    }
    if let Some(command) = bare::lines(text, context) {
        return command;
    }
    let all = words::split(text);
    let clauses = clauses::split(text, &all);
    let whole = clauses.len() == 1 || framed::add(text, bare(&all).0, context).is_some();
    if whole {
        return clause(text, &all, context);
    }
    if clauses.len() > MAX_CLAUSES {
        return Command::Unsure(framed::part(words::source(
            text,
            clauses.last().copied().unwrap_or_default(),
        )));
    }
    let parts = clauses
        .into_iter()
        .map(|words| {
            (
                words::source(text, words).to_owned(),
                clause(text, words, context),
            )
        })
        .collect();
    together(parts)
}

/// Several commands as one, if each of them is understood.
pub(super) fn together(parts: Vec<(String, Command)>) -> Command {
    let mut parts: Vec<(String, Command)> = parts
        .into_iter()
        .filter(|(_, command)| !matches!(command, Command::Greet | Command::Thanks))
        .collect();
    if let [(_, command)] = parts.as_slice() {
        return command.clone();
    }
    let unread = parts.iter().find_map(|(words, command)| match command {
        Command::Unsure(doubt) => Some(doubt.clone()),
        Command::NotUnderstood | Command::Offer(_) => Some(Doubt::Part(words.clone())),
        command if command.lacks_title() => Some(Doubt::Part(words.clone())),
        _ => None,
    });
    if let Some(doubt) = unread {
        return Command::Unsure(doubt);
    }
    fields::pass_on(&mut parts);
    match parts.as_slice() {
        [(_, command)] => command.clone(),
        _ => Command::Several(parts),
    }
}

/// What one command of a sentence asks for.
fn clause(text: &str, all: &[Word<'_>], context: &Context) -> Command {
    let (core, intended) = bare(all);
    if core.is_empty() {
        return small_talk(all);
    }
    if fixed(without_interjections(core)) == Some(Command::Undo) {
        return Command::Undo;
    }
    if let Some(command) = fixed(core) {
        return command;
    }
    if framed::asks_for_list(polite(all), context) {
        return list::query(text, polite(all), context);
    }
    // "Do I have to …?" asks about a task that is there.
    if intended && let Some(command) = framed::look(text, polite(all), context) {
        return command;
    }
    let core = fields::without_reason(core);
    let (levelled, level) = fields::without_level(core, context);
    let command = understood(text, &levelled, context);
    let question = all.last().is_some_and(|word| word.raw.ends_with('?'));
    let asked = question && !requested(all);
    match command {
        // "Should I add …?", "did you remind me to …?"
        Command::Add(_) if wondered(all) => Command::NotUnderstood,
        // "Add this song to my playlist": to a list of somebody else.
        Command::Add(_) if context.lexicon.holds("no list", core).is_some() => {
            Command::NotUnderstood
        }
        Command::Add(_) if bare::turns_away(text, core, context) => Command::NotUnderstood,
        Command::Change(change) if intended || asked => Command::Change(change.doubtful()),
        Command::Add(_) if forbids(core) => Command::Unsure(Doubt::Negation(words::sentence(
            core.get(..1).unwrap_or_default(),
        ))),
        Command::Add(drafts) => {
            let doubt = caution::correction(core).or_else(|| add::doubt_behind_quotation(core));
            if let Some(doubt) = doubt.filter(|_| !drafts.is_empty()) {
                return Command::Unsure(doubt);
            }
            let source = words::source(text, core);
            let source = if question && !asked {
                source.trim_end_matches(['?', ' '])
            } else {
                source
            };
            Command::Add(fields::drafts(source, drafts, level, context))
        }
        Command::Change(Change {
            action: Action::Rename(Some(title)),
            target,
            manner,
        }) if question => Command::Change(Change {
            action: Action::Rename(Some(title.trim_end_matches(['?', ' ']).to_owned())),
            target,
            manner,
        }),
        Command::NotUnderstood => bare::read(text, all, core, context),
        command => command,
    }
}

/// What somebody has to do that is no task: it is said and done.
const NO_TASK: &[&str] = &[
    "know",
    "hear",
    "ask",
    "not",
    "never",
    "say",
    "admit",
    "agree",
    "disagree",
    "have",
    "confess",
    "understand",
    "figure",
];

fn understood(text: &str, core: &[Word<'_>], context: &Context) -> Command {
    let Some(rest) = obligation(core) else {
        return frames(text, core, context);
    };
    // "I need to add …" asks for it; "I need to buy …" is a task of its own.
    match frames(text, bare(rest).0, context) {
        Command::NotUnderstood
            if words::begins(rest, NO_TASK)
                || rest.len() <= 3 && words::begins(rest, &["go", "run", "leave", "get", "be"])
                || words::has(rest, &["but", "goodbye", "bye"])
                || numbered(rest)
                || is_past(rest) =>
        {
            Command::NotUnderstood
        }
        Command::NotUnderstood => add::titled(text, rest),
        // "I need to finish the report" is no report that it is finished.
        Command::Change(Change {
            target: Target::Named(_) | Target::Quoted(_),
            ..
        }) if !words::has(rest, OURS) => add::titled(text, rest),
        Command::Change(change) => Command::Change(change.doubtful()),
        command => command,
    }
}

/// Whether the words name a task by its number: such a sentence is about that task and no new one.
fn numbered(rest: &[Word<'_>]) -> bool {
    rest.windows(2).any(|pair| {
        matches!(pair, [noun, number] if OURS.contains(&noun.norm.as_str()) && target::number(&number.norm).is_some())
    })
}

/// "I should have called": about what was not done.
fn is_past(rest: &[Word<'_>]) -> bool {
    const PARTICIPLES: &[&str] = &[
        "been",
        "gone",
        "done",
        "forgotten",
        "fed",
        "bought",
        "paid",
        "made",
        "said",
        "told",
        "known",
        "sent",
        "left",
        "lost",
        "gotten",
        "got",
        "had",
        "taken",
        "given",
        "written",
        "read",
        "met",
        "kept",
        "let",
        "put",
        "brought",
        "thought",
        "seen",
        "eaten",
    ];
    let [have, verb, ..] = rest else {
        return false;
    };
    have.norm == "have" && (verb.norm.ends_with("ed") || PARTICIPLES.contains(&verb.norm.as_str()))
}

fn frames(text: &str, core: &[Word<'_>], context: &Context) -> Command {
    list::reminding(text, core, context)
        .or_else(|| framed::field(text, core, context))
        .or_else(|| add::read(text, core))
        .or_else(|| framed::look(text, core, context))
        .or_else(|| list::read(text, core, context))
        .or_else(|| framed::add(text, core, context))
        .or_else(|| change::read(text, core))
        .or_else(|| add::without_verb(text, core, context))
        .unwrap_or(Command::NotUnderstood)
}

/// Whether a sentence begins by forbidding something. What must not be forgotten is a task.
fn forbids(core: &[Word<'_>]) -> bool {
    if add::is_memory_aid(core) {
        return false;
    }
    let rest = words::after_any(core, &["i", "we", "you", "please", "there's", "there is"])
        .unwrap_or(core);
    rest.first()
        .is_some_and(|word| caution::negation(std::slice::from_ref(word)).is_some())
}

/// The words without the politeness and the intentions around them, and whether there was an intention.
fn bare<'w, 'a>(all: &'w [Word<'a>]) -> (&'w [Word<'a>], bool) {
    let mut core = polite(all);
    let mut intended = false;
    while let Some(rest) = words::after_any(core, INTENTIONS) {
        // What a person has to do may be a new task: `obligation` and `add::read` take it from here.
        if obligation(core).is_some() || add::is_memory_aid(core) {
            break;
        }
        intended = true;
        core = polite(rest);
    }
    (core, intended)
}

/// Whether the sentence asks whether something is so, or should be.
fn wondered(all: &[Word<'_>]) -> bool {
    const WHETHER: &[&str] = &[
        "should", "shall", "must", "did", "do", "does", "have", "has", "had", "is", "are", "was",
        "were", "am", "why", "when", "who", "how", "what", "where", "which",
    ];
    let core = polite(all);
    let question = core.last().is_some_and(|word| word.raw.ends_with('?'));
    question && words::begins(core, WHETHER) && !requested(all)
}

/// "I need to …": what the person has to do.
fn obligation<'w, 'a>(core: &'w [Word<'a>]) -> Option<&'w [Word<'a>]> {
    const MUST: &[&str] = &[
        "i need to",
        "i have to",
        "i've got to",
        "i have got to",
        "i got to",
        "i gotta",
        "i must",
        "i should",
        "i ought to",
        "i really need to",
        "i still need to",
        "i still have to",
        "we need to",
        "we have to",
        "i also need to",
        "i also have to",
    ];
    let rest = words::after_any(core, MUST)?;
    let question = core.last().is_some_and(|word| word.raw.ends_with('?'));
    (!rest.is_empty() && !question).then_some(rest)
}

#[cfg(test)]
mod tests;
