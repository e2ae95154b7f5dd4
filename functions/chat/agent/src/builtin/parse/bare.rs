//! Sentences without a verb of ours that name a task all the same: "Gym tomorrow 7am", "buy milk" (FR-1054).

use language::QuickTask;

use crate::builtin::{
    caution,
    command::Command,
    context::Context,
    draft::{Draft, Masked},
    words::{self, Word},
};

/// How many words a task may have that is offered.
const MAX_OFFERED: usize = 12;
/// How many words one without a verb may have.
const MAX_NOUNS: usize = 3;
/// How many lines are added at once.
const MAX_LINES: usize = 25;

/// Lines that begin with a dash are tasks.
pub(in crate::builtin) fn lines(text: &str, context: &Context) -> Option<Command> {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    if lines.is_empty() || lines.len() > MAX_LINES {
        return None;
    }
    let drafts: Option<Vec<Draft>> = lines
        .iter()
        .map(|line| {
            let item = ["- [ ] ", "- ", "* ", "• ", "– "]
                .iter()
                .find_map(|dash| line.strip_prefix(dash))?;
            let draft = drafted(item, context)?;
            Some(draft)
        })
        .collect();
    drafts.map(Command::Add)
}

/// The draft of a line that is a task and nothing else.
pub(in crate::builtin) fn drafted(line: &str, context: &Context) -> Option<Draft> {
    let masked = Masked::new(line.trim());
    let quick = QuickTask::read(&masked.text, &context.setting).ok()?;
    let draft = Draft::of_line(&quick);
    let title = words::title(&masked.title(&draft.title));
    (!title.is_empty()).then_some(Draft { title, ..draft })
}

/// A sentence that may be a task: with a date or a mark it is added, else offered, if it reads like one.
pub(in crate::builtin) fn read(
    text: &str,
    all: &[Word<'_>],
    core: &[Word<'_>],
    context: &Context,
) -> Command {
    // What was said politely was said to somebody.
    if core.len() != all.len() || is_question(core, context) || caution::doubt(core).is_some() {
        return Command::NotUnderstood;
    }
    let Some(draft) = drafted(words::source(text, core), context) else {
        return Command::NotUnderstood;
    };
    let draft = without_schedule(draft, context);
    let title = words::split(&draft.title);
    let marked = draft.priority.is_some() || draft.project.is_some() || !draft.tags.is_empty();
    let reads = reads_like_task(&title, context);
    if marked && title.len() <= MAX_OFFERED && !is_told(&title, context)
        || reads && draft.says_more()
    {
        return Command::Add(vec![draft]);
    }
    if reads {
        Command::Offer(draft)
    } else {
        Command::NotUnderstood
    }
}

/// "Schedule lunch for tomorrow" is a task that is called lunch.
fn without_schedule(draft: Draft, context: &Context) -> Draft {
    let all = words::split(&draft.title);
    let rest = context.lexicon.after("scheduling", &all);
    match rest.filter(|rest| draft.due.is_some() && !rest.is_empty()) {
        Some(rest) => Draft {
            title: words::title(words::source(&draft.title, rest)),
            ..draft
        },
        None => draft,
    }
}

/// Whether a sentence asks something.
fn is_question(core: &[Word<'_>], context: &Context) -> bool {
    core.iter().any(|word| word.raw.ends_with('?'))
        || context.lexicon.after("ask", core).is_some()
        || core
            .first()
            .is_some_and(|word| context.lexicon.has("asking", word))
}

/// Whether words are said to somebody, not noted for oneself.
fn is_told(title: &[Word<'_>], context: &Context) -> bool {
    title.iter().any(|word| context.lexicon.has("told", word))
        || context.lexicon.after("untold", title).is_some()
}

/// Whether words read like a task: a verb of everyday work first, or a thing in a few words.
fn reads_like_task(title: &[Word<'_>], context: &Context) -> bool {
    let lexicon = context.lexicon;
    if title.is_empty() || title.len() > MAX_OFFERED || is_told(title, context) {
        return false;
    }
    if title.iter().any(|word| word.quoted) {
        return false;
    }
    if lexicon.after("task verb", title).is_some() {
        return title.len() > 1;
    }
    if lexicon
        .before("task verb end", title)
        .is_some_and(|head| !head.is_empty())
    {
        return true;
    }
    title.len() <= MAX_NOUNS
        && title.iter().all(|word| {
            word.key
                .chars()
                .all(|letter| letter.is_alphabetic() || letter == '-' || letter == '\'')
        })
        && !title.iter().any(|word| lexicon.has("no thing", word))
        && title.iter().any(|word| word.key.chars().count() > 2)
        && title.iter().any(|word| lexicon.has("thing", word))
}

/// Whether what follows an obligation asks for something, so that the sentence is no task: "I need to go downtown; can
/// you get me an uber".
pub(in crate::builtin) fn turns_away(text: &str, core: &[Word<'_>], context: &Context) -> bool {
    if super::obligation(core).is_none() {
        return false;
    }
    let _ = text;
    (1..core.len()).any(|at| {
        let (head, tail) = core.split_at(at);
        let stopped = head
            .last()
            .is_some_and(|word| word.raw.ends_with([',', ';', '.', '!', '?', ':']));
        let lead = words::after_any(tail, &["and", "so", "but"]).unwrap_or(tail);
        let joined = lead.len() < tail.len();
        (stopped || joined || at > 2) && context.lexicon.after("request", lead).is_some()
            || stopped && context.lexicon.after("ask", lead).is_some()
    })
}
