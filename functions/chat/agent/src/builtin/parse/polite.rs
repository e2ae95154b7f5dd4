//! Politeness and intentions: what stands around a request.

use crate::builtin::words::{self, Word};

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
pub(super) const INTENTIONS: &[&str] = &[
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

/// Whether the sentence asks somebody to do something, in the form of a question.
pub(super) fn requested(all: &[Word<'_>]) -> bool {
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
pub(super) fn without_interjections<'w, 'a>(core: &'w [Word<'a>]) -> &'w [Word<'a>] {
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
pub(super) fn polite<'w, 'a>(all: &'w [Word<'a>]) -> &'w [Word<'a>] {
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
pub(super) fn polite_end<'w, 'a>(all: &'w [Word<'a>]) -> &'w [Word<'a>] {
    let mut core = all;
    while let Some(shorter) = words::before_any(core, &["please", "thank you", "thanks", "thx"]) {
        core = shorter;
    }
    core
}
