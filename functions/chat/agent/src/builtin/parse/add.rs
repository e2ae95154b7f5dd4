//! Sentences that make tasks.

mod direct;

use super::target::{self, number};
use crate::builtin::{
    caution,
    command::{Command, Doubt},
    context::Context,
    draft::Draft,
    words::{self, Word},
};
use direct::DIRECT;

const NOUNS: &[&str] = &["task", "todo", "item", "reminder", "entry", "chore", "note"];
const PLURALS: &[&str] = &[
    "tasks",
    "todos",
    "items",
    "reminders",
    "entries",
    "chores",
    "things",
    "following",
];
const BEFORE_NOUN: &[&str] = &[
    "a",
    "an",
    "another",
    "one",
    "the",
    "this",
    "these",
    "those",
    "new",
    "me",
    "my",
    "up",
    "some",
    "for",
    "quick",
    "more",
    "to",
    "in",
    "down",
    "personal",
    "following",
    "also",
];

/// What leads from the noun to the title. Longer ones first.
const CONNECTORS: &[&str] = &[
    "that says",
    "which says",
    "with the title",
    "with title",
    "with the name",
    "so that i",
    "for me to",
    "for me about",
    "for me that",
    "for me",
    "to remind me to",
    "to remember to",
    "reminding me to",
    "called",
    "named",
    "titled",
    "saying",
    "to",
    "for",
    "about",
    "that",
    "of",
];

/// Words of questions.
const WONDERING: &[&str] = &[
    "how", "why", "who", "when", "where", "what", "what's", "which", "whether", "if",
];

/// Words of questions about a list.
const ASKING: &[&str] = &[
    "what", "what's", "whether", "which", "how", "will", "look", "inform", "say", "speak",
    "confirm", "back", "describe", "recall", "tell",
];

/// Whether a sentence asks to be kept in mind, as "don't forget to …" does.
pub(super) fn is_memory_aid(core: &[Word<'_>]) -> bool {
    words::after_any(core, DIRECT).is_some()
}

/// What turns a title in quotation marks round behind it: "add 'milk' but not 'bread'".
pub(super) fn doubt_behind_quotation(core: &[Word<'_>]) -> Option<Doubt> {
    let first = core.iter().position(|word| word.quoted)?;
    let end = core.iter().skip(first).position(|word| !word.quoted)?;
    caution::doubt(core.get(first + end..)?)
}

/// A sentence that begins with what asks for a new task.
pub(super) fn read(text: &str, core: &[Word<'_>]) -> Option<Command> {
    if let Some(rest) =
        words::after(core, "remind me").filter(|rest| words::begins(rest, WONDERING))
    {
        // "Remind me how …" asks for something else.
        return (!rest.is_empty()).then_some(Command::NotUnderstood);
    }
    if let Some(rest) = longest(core, DIRECT) {
        // "Remind me later": of what?
        return Some(if caution::is_no_title(rest) {
            Command::Add(Vec::new())
        } else {
            titled(text, rest)
        });
    }
    if let Some(rest) = after_list(core) {
        let rest = super::polite(rest);
        if let Some(rest) = words::after_any(rest, &["add", "put", "include", "write"]) {
            return Some(titled(text, rest));
        }
    }
    let (verb, rest) = core.split_first()?;
    // "set task 3 to done" is about a task that exists.
    let numbered = rest.get(1).is_some_and(|word| number(&word.norm).is_some());
    if verb.norm != "add" && words::begins(rest, &["task", "tasks", "item"]) && numbered {
        return None;
    }
    match verb.norm.as_str() {
        "add" | "include" | "append" | "insert" | "enter" | "place" | "put" | "save" | "log"
        | "record" | "note" | "write" | "jot" => {
            object(text, rest, verb.norm == "add" || verb.norm == "note")
                .or_else(|| verb.introduces().then(|| titled(text, rest)))
        }
        "create" | "make" | "new" | "set" | "start" | "open" | "schedule" | "register" => {
            noun(text, rest)
        }
        "task" | "todo" | "reminder" if verb.introduces() => Some(titled(text, rest)),
        "tasks" | "todos" if verb.introduces() => Some(many(text, rest)),
        "todo" if rest.len() > 1 && !words::begins(rest, &["list", "lists"]) => {
            Some(titled(text, rest))
        }
        _ => None,
    }
}

/// "buy milk to my list", "milk needs to be on my list": no verb of ours at all.
pub(super) fn without_verb(text: &str, core: &[Word<'_>], context: &Context) -> Option<Command> {
    const QUESTIONS: &[&str] = &[
        "is", "are", "was", "what", "what's", "which", "who", "where", "when", "why", "how", "do",
        "does", "did", "have", "has", "move", "search", "if", "sort", "email", "send", "share",
    ];
    const NEEDS: &[&str] = &[
        "needs to be",
        "needs to go",
        "should be",
        "should go",
        "must be",
        "has to be",
        "added",
        "put",
        "i need",
        "i want",
    ];
    if let Some(command) = reminder_inside(text, core) {
        return Some(command);
    }
    if words::begins(core, QUESTIONS) {
        return None;
    }
    let head = target::without_list(core).filter(|head| !head.is_empty())?;
    if words::has(head, ASKING) {
        return Some(super::list::query(text, core, context));
    }
    let head = words::before_any(head, NEEDS).unwrap_or(head);
    let head = words::after_any(head, &["i need", "i want", "get"]).unwrap_or(head);
    Some(titled(text, head)).filter(|command| *command != Command::Add(Vec::new()))
}

/// "I put a cake in the oven, remind me to check it": what stands before it is a note.
fn reminder_inside(text: &str, core: &[Word<'_>]) -> Option<Command> {
    let at = core.windows(3).position(|three| {
        words::after_any(
            three,
            &["remind me to", "remind me about", "remind me that"],
        )
        .is_some()
    })?;
    let (lead, rest) = core.split_at(at);
    if caution::negation(lead).is_some()
        || words::begins(lead, WONDERING)
        || words::begins(lead, &["did", "do", "does"])
    {
        return None;
    }
    let Command::Add(mut drafts) = titled(text, rest.get(3..)?) else {
        return None;
    };
    let notes = words::source(text, lead).trim_end_matches([',', '.', ';', ' ']);
    notes.clone_into(&mut drafts.first_mut()?.notes);
    Some(Command::Add(drafts))
}

/// The words after "to my list," or "on the list".
fn after_list<'w, 'a>(core: &'w [Word<'a>]) -> Option<&'w [Word<'a>]> {
    if !words::begins(core, &["to", "on", "in", "for"]) {
        return None;
    }
    let splits = (2..=core.len().min(8))
        .map(|end| core.split_at(end))
        .filter(|(head, rest)| {
            let names_list = target::without_list(head).is_some_and(<[_]>::is_empty);
            names_list && !rest.is_empty() && !words::begins(rest, &["list", "lists", "of"])
        });
    let marked = |head: &[Word<'_>]| {
        head.last()
            .is_some_and(|word| word.raw.ends_with([':', ',']))
    };
    let mut first = None;
    for (head, rest) in splits {
        if marked(head) {
            return Some(rest);
        }
        first = first.or(Some(rest));
    }
    first
}

/// What follows "add": a noun with a title, or the title itself.
fn object(text: &str, rest: &[Word<'_>], bare: bool) -> Option<Command> {
    if let Some(command) = noun(text, rest) {
        return Some(command);
    }
    if let Some(list) = after_list(rest) {
        return Some(titled(text, list));
    }
    let listed = target::without_list(rest);
    if let Some(things) = listed.filter(|things| enumerates(things)) {
        return Some(many(text, things));
    }
    (bare || listed.is_some()).then(|| titled(text, listed.unwrap_or(rest)))
}

/// The words behind the longest of some phrases that they begin with.
fn longest<'w, 'a>(core: &'w [Word<'a>], phrases: &[&str]) -> Option<&'w [Word<'a>]> {
    let rests = phrases
        .iter()
        .filter_map(|phrase| words::after(core, phrase));
    rests.min_by_key(|rest| rest.len())
}

/// "milk, bread and eggs": things between commas, in a word or two each.
fn enumerates(things: &[Word<'_>]) -> bool {
    let mut length = 0;
    let mut commas = 0;
    for word in things {
        length += 1;
        if word.quoted || word.raw.ends_with(':') {
            return false;
        }
        if word.raw.ends_with(',') {
            commas += 1;
            length = 0;
        } else if word.norm == "and" {
            length = 0;
        }
        if length > 2 {
            return false;
        }
    }
    commas > 0
}

/// "a new task to buy milk", "tasks: a, b", "3 tasks: …".
fn noun(text: &str, rest: &[Word<'_>]) -> Option<Command> {
    let skip = rest
        .iter()
        .take_while(|word| {
            BEFORE_NOUN.contains(&word.norm.as_str())
                || (number(&word.norm).is_some() && !word.introduces())
        })
        .count();
    let (word, after) = rest.get(skip..)?.split_first()?;
    let norm = word.norm.as_str();
    if PLURALS.contains(&norm) {
        let (word, after) = match after.split_first() {
            Some((next, later)) if norm == "following" && PLURALS.contains(&next.norm.as_str()) => {
                (next, later)
            }
            _ => (word, after),
        };
        let after = words::after_any(
            after,
            &[
                "to my list",
                "on my list",
                "for me",
                "to",
                "for",
                "called",
                "named",
            ],
        )
        .unwrap_or(after);
        let vague = matches!(word.norm.as_str(), "things" | "following");
        return (word.introduces() || !vague).then(|| many(text, after));
    }
    if !NOUNS.contains(&norm) {
        return None;
    }
    if word.introduces() {
        return Some(titled(text, after));
    }
    let after = match target::without_list(after) {
        Some([]) => after_list(after).unwrap_or_default(),
        _ => after,
    };
    let after = words::after_any(after, CONNECTORS).unwrap_or(after);
    Some(titled(text, after))
}

/// One task of these words.
pub(super) fn titled(text: &str, rest: &[Word<'_>]) -> Command {
    const NOTHING: &[&str] = &[
        "this",
        "that",
        "it",
        "something",
        "a task",
        "an item",
        "item",
        "task",
        "a reminder",
        "stuff",
        "things",
        "a thing",
        "one",
        "this item",
        "the item",
        "something else",
        "for later",
    ];
    let rest = super::polite_end(rest);
    let rest = target::without_list(rest)
        .filter(|head| !head.is_empty())
        .unwrap_or(rest);
    let sentence = rest
        .iter()
        .map(|word| word.norm.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    let title = words::title(words::source(text, rest));
    if title.is_empty() || NOTHING.contains(&sentence.as_str()) {
        Command::Add(Vec::new())
    } else {
        Command::Add(vec![Draft::titled(title)])
    }
}

/// Several tasks, one a line, or between commas or semicolons; the last may be led by "and".
fn many(text: &str, rest: &[Word<'_>]) -> Command {
    let rest = super::polite_end(rest);
    let source = words::source(text, rest);
    let separators: &[char] = if source.contains('\n') {
        &['\n']
    } else if source.contains(';') {
        &[';']
    } else {
        &[',']
    };
    let mut pieces: Vec<&str> = source.split(separators).collect();
    if separators != ['\n']
        && let Some(last) = pieces.pop()
    {
        match last.split_once(" and ") {
            Some((first, second)) => pieces.extend([first, second]),
            None => pieces.push(last),
        }
    }
    let titles = pieces
        .into_iter()
        .map(|piece| words::title(unmarked(piece)))
        .filter(|title| !title.is_empty());
    Command::Add(titles.map(Draft::titled).collect())
}

/// A line without its bullet, number or "and".
fn unmarked(piece: &str) -> &str {
    let bare = piece.trim().trim_start_matches(['-', '*', '•', ' ']);
    let bare = bare.strip_prefix("and ").unwrap_or(bare);
    match bare.split_once(['.', ')']) {
        Some((number, rest))
            if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            rest.trim()
        }
        _ => bare,
    }
}
