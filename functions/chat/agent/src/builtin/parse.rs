//! Reads a sentence: takes politeness off, then tries one frame after the other (FR-312).

mod add;
mod change;
mod list;

use super::{
    caution, clauses,
    command::{Action, Change, Command, Doubt, Target},
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
    "would you mind",
    "do me a favor and",
    "if you could",
    "would you be willing to",
    "could you please",
    "can you please",
    "can you",
    "could you",
    "would you",
    "will you",
    "you can",
    "go ahead and",
    "be sure to",
    "hurry up and",
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
    "quickly",
];

/// Wishes, plans and questions of whether something may be done: a request to show or to add, but nothing that is gone
/// or done by itself (FR-321). Longer ones first.
const INTENTIONS: &[&str] = &[
    "i would like to",
    "i'd like to",
    "i was going to",
    "i am going to",
    "i'm going to",
    "i want to",
    "i wanna",
    "i wanted to",
    "i plan to",
    "we want to",
    "we'd like to",
    "is it possible to",
    "would it be possible to",
    "can i",
    "could i",
    "may i",
    "can we",
    "could we",
    "you should",
    "we should",
    "i should",
    "i must",
    "i need to",
    "i have to",
    "i've got to",
    "i gotta",
    "we need to",
    "we have to",
    "it's time to",
    "it is time to",
    "time to",
    "remind me to",
    "let's",
    "let us",
    "help me to",
    "help me",
    "maybe",
    "should i",
    "should we",
    "shall i",
    "shall we",
    "must i",
    "do i need to",
    "do i have to",
    "do you want me to",
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

/// What a sentence asks for. Several commands in one sentence are read one by one (FR-324).
pub(super) fn parse(text: &str) -> Command {
    let all = words::split(text);
    let clauses = clauses::split(text, &all);
    if let [_] = clauses.as_slice() {
        return clause(text, &all);
    }
    let parts: Vec<(String, Command)> = clauses
        .into_iter()
        .map(|words| (words::source(text, words).to_owned(), clause(text, words)))
        .filter(|(_, command)| !matches!(command, Command::Greet | Command::Thanks))
        .collect();
    if let [(_, command)] = parts.as_slice() {
        return command.clone();
    }
    let unread = parts.iter().find_map(|(words, command)| match command {
        Command::Unsure(doubt) => Some(doubt.clone()),
        Command::NotUnderstood => Some(Doubt::Part(words.clone())),
        Command::Add(titles) if titles.is_empty() => Some(Doubt::Part(words.clone())),
        _ => None,
    });
    unread.map_or(Command::Several(parts), Command::Unsure)
}

/// What one command of a sentence asks for.
fn clause(text: &str, all: &[Word<'_>]) -> Command {
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
    let command = understood(text, core);
    let question = all.last().is_some_and(|word| word.raw.ends_with('?'));
    let asked = question && !requested(all);
    match command {
        // "Should I add …?", "did you remind me to …?"
        Command::Add(_) if wondered(all) => Command::NotUnderstood,
        Command::Change(change) if intended || asked => Command::Change(change.doubtful()),
        Command::Add(_) if forbids(core) => Command::Unsure(Doubt::Negation(words::sentence(
            core.get(..1).unwrap_or_default(),
        ))),
        Command::Add(titles) if !titles.is_empty() => {
            let doubt = caution::correction(core).or_else(|| add::doubt_behind_quotation(core));
            let titles = titles.into_iter().map(|title| {
                if question && !asked {
                    title.trim_end_matches(['?', ' ']).to_owned()
                } else {
                    title
                }
            });
            doubt.map_or_else(|| Command::Add(titles.collect()), Command::Unsure)
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
        command => command,
    }
}

fn understood(text: &str, core: &[Word<'_>]) -> Command {
    let Some(rest) = obligation(core) else {
        return frames(text, core);
    };
    // "I need to add …" asks for it; "I need to buy …" is a task of its own.
    match frames(text, bare(rest).0) {
        Command::NotUnderstood
            if words::begins(rest, &["know", "hear", "ask", "not", "never"])
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

fn frames(text: &str, core: &[Word<'_>]) -> Command {
    list::reminding(core)
        .or_else(|| add::read(text, core))
        .or_else(|| list::read(text, core))
        .or_else(|| change::read(text, core))
        .or_else(|| add::without_verb(text, core))
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

/// Whether the sentence asks somebody to do something, in the form of a question.
fn requested(all: &[Word<'_>]) -> bool {
    const REQUESTS: &[&str] = &[
        "can you",
        "could you",
        "would you",
        "will you",
        "would you mind",
        "please",
        "kindly",
    ];
    REQUESTS.iter().any(|phrase| words::holds(all, phrase))
}

/// "Oh no, undo that" is as plain as "undo that".
fn without_interjections<'w, 'a>(core: &'w [Word<'a>]) -> &'w [Word<'a>] {
    const INTERJECTIONS: &[&str] = &[
        "sorry", "wait", "no", "oh no", "oops", "whoops", "argh", "ugh", "hmm", "damn", "ah", "oh",
        "nooo", "noo", "stop", "hold on", "ouch",
    ];
    let mut rest = core;
    while let Some(shorter) = words::after_any(rest, INTERJECTIONS) {
        rest = polite(shorter);
    }
    rest
}

/// The words without the politeness around them.
fn polite<'w, 'a>(all: &'w [Word<'a>]) -> &'w [Word<'a>] {
    let mut core = all;
    loop {
        let shorter =
            words::after_any(core, POLITE).or_else(|| words::before_any(core, POLITE_END));
        match shorter.or_else(|| without_smile(core)) {
            Some(shorter) => core = shorter,
            None => return core,
        }
    }
}

/// The words without a smile or folded hands behind them. What denies ("👎") says something.
fn without_smile<'w, 'a>(core: &'w [Word<'a>]) -> Option<&'w [Word<'a>]> {
    const SMILES: &[&str] = &[
        ":)", ":-)", ";)", ";-)", ":d", "xd", "^^", "<3", "🙏", "🙂", "😊", "😀", "😃", "😄", "😁",
        "😅", "😂", "🤣", "😉", "😇", "❤", "💕", "👍", "👌", "✨", "🎉", "🙌", "💪", "🤗", "🥳",
    ];
    let (last, head) = core.split_last()?;
    (!head.is_empty() && SMILES.contains(&last.norm.as_str())).then_some(head)
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

/// Sentences that are understood as a whole.
fn fixed(core: &[Word<'_>]) -> Option<Command> {
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

#[cfg(test)]
mod tests;
