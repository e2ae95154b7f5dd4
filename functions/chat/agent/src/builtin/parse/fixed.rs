//! Sentences that are understood as a whole, and small talk.

use crate::builtin::{
    command::Command,
    words::{self, Word},
};

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

pub(super) fn small_talk(all: &[Word<'_>]) -> Command {
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

/// Sentences that are understood as a whole.
pub(super) fn fixed(core: &[Word<'_>]) -> Option<Command> {
    let sentence = words::sentence(core);
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
        "undo"
        | "undo that"
        | "undo it"
        | "undo this"
        | "undo the last change"
        | "undo that change"
        | "undo the change"
        | "undo the last one"
        | "undo the last thing"
        | "undo what you did"
        | "undo your last change"
        | "undo last change"
        | "undo everything you just did"
        | "undo what you just did"
        | "undo all of that"
        | "undo all that"
        | "bring it back"
        | "bring them back"
        | "bring that back"
        | "put it back"
        | "put them back"
        | "that was wrong"
        | "that's wrong"
        | "that is wrong"
        | "that was a mistake"
        | "that was not right"
        | "that wasn't right"
        | "that's not what i meant"
        | "that is not what i meant"
        | "that's not what i wanted"
        | "take that back"
        | "take it back"
        | "revert that"
        | "revert"
        | "revert it"
        | "reverse that"
        | "roll that back"
        | "restore it"
        | "restore them"
        | "oops undo"
        | "oops undo that"
        | "no undo"
        | "no undo that"
        | "undo please" => Some(Command::Undo),
        "cancel" | "never mind" | "nevermind" | "forget it" | "forget about it" | "leave it"
        | "stop" | "no" | "nope" => Some(Command::Dropped),
        _ => None,
    }
}
