//! Reads a sentence: takes politeness off, then tries one frame after the other (FR-312).

mod add;
mod change;
mod list;

use super::{
    command::{Command, Target},
    target,
    words::{self, Word},
};

/// What may stand before a request without meaning anything for it. Longer ones first.
const POLITE: &[&str] = &[
    "i would like you to",
    "i'd like you to",
    "i want you to",
    "i need you to",
    "i was wondering if you could",
    "i would like to",
    "i'd like to",
    "i want to",
    "i wanna",
    "would you mind",
    "do me a favor and",
    "if you could",
    "would you be willing to",
    "is it possible to",
    "would it be possible to",
    "could you please",
    "can you please",
    "can you",
    "could you",
    "would you",
    "will you",
    "can i",
    "could i",
    "may i",
    "can we",
    "could we",
    "you can",
    "you should",
    "let's",
    "let us",
    "go ahead and",
    "be sure to",
    "hurry up and",
    "help me to",
    "help me",
    "please",
    "kindly",
    "just",
    "hey there",
    "hey",
    "hi there",
    "hi",
    "hello there",
    "hello",
    "ok",
    "okay",
    "alright",
    "well",
    "so",
    "um",
    "uh",
    "oh",
    "now",
    "then",
    "and",
    "also",
    "yes",
    "yeah",
    "sure",
    "great",
    "thanks",
    "assistant",
    "actually",
    "maybe",
    "quickly",
];

/// What may stand after one.
const POLITE_END: &[&str] = &[
    "please",
    "thank you very much",
    "thank you",
    "thanks",
    "thx",
    "will you",
    "would you",
    "could you",
    "can you",
    "if you can",
    "if you could",
    "ok",
    "okay",
];

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

const GREETINGS: &[&str] = &[
    "hi",
    "hello",
    "hey",
    "howdy",
    "greetings",
    "morning",
    "hiya",
    "yo",
];

/// What a sentence asks for.
pub(super) fn parse(text: &str) -> Command {
    let all = words::split(text);
    let core = polite(&all);
    if core.is_empty() {
        return small_talk(&all);
    }
    if let Some(command) = help(core) {
        return command;
    }
    if let Some(rest) = obligation(core) {
        // "I need to add …" asks for it; "I need to buy …" is a task of its own.
        return match frames(text, polite(rest)) {
            Command::NotUnderstood if words::begins(rest, &["know", "hear", "ask"]) => {
                Command::NotUnderstood
            }
            Command::NotUnderstood => add::titled(text, rest),
            // "I need to finish the report" is no report that it is finished.
            Command::Change(_, Target::Named(_)) if !words::has(rest, OURS) => {
                add::titled(text, rest)
            }
            command => command,
        };
    }
    frames(text, core)
}

fn frames(text: &str, core: &[Word<'_>]) -> Command {
    list::reminding(core)
        .or_else(|| add::read(text, core))
        .or_else(|| list::read(text, core))
        .or_else(|| change::read(text, core))
        .or_else(|| add::without_verb(text, core))
        .unwrap_or(Command::NotUnderstood)
}

/// The words without the politeness around them.
fn polite<'w, 'a>(all: &'w [Word<'a>]) -> &'w [Word<'a>] {
    let mut core = all;
    loop {
        let shorter =
            words::after_any(core, POLITE).or_else(|| words::before_any(core, POLITE_END));
        match shorter {
            Some(shorter) => core = shorter,
            None => return core,
        }
    }
}

/// The words without the politeness after them, for titles.
fn polite_end<'w, 'a>(all: &'w [Word<'a>]) -> &'w [Word<'a>] {
    let mut core = all;
    while let Some(shorter) = words::before_any(core, &["please", "thank you", "thanks", "thx"]) {
        core = shorter;
    }
    core
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

fn small_talk(all: &[Word<'_>]) -> Command {
    if words::has(all, &["thanks", "thank", "thx"]) {
        Command::Thanks
    } else if words::has(all, &["help"]) {
        Command::Help
    } else if words::has(all, GREETINGS) {
        Command::Greet
    } else {
        Command::NotUnderstood
    }
}

fn help(core: &[Word<'_>]) -> Option<Command> {
    let sentence = core
        .iter()
        .map(|word| word.norm.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    match sentence.as_str() {
        "help"
        | "what can you do"
        | "what do you do"
        | "how does this work"
        | "how do you work"
        | "commands"
        | "?"
        | "what can i say"
        | "what can i ask"
        | "what can i do here"
        | "what are you"
        | "who are you"
        | "what can you help with"
        | "what can you help me with"
        | "how can you help"
        | "how can you help me"
        | "what are your commands"
        | "what else can you do"
        | "how do i use this"
        | "what can you do for me"
        | "usage" => Some(Command::Help),
        "good morning" | "good afternoon" | "good evening" | "how are you" | "good day"
        | "what's up" | "morning" => Some(Command::Greet),
        "thank you so much" | "thank you" | "cheers" | "perfect" | "awesome" | "cool" | "nice"
        | "good job" => Some(Command::Thanks),
        "cancel" | "never mind" | "nevermind" | "forget it" | "forget about it" | "leave it"
        | "stop" | "no" | "nope" => Some(Command::Dropped),
        _ => None,
    }
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
