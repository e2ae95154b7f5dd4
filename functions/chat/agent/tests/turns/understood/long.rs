//! Texts that are no sentences, and texts that are far too long.

use crate::support::Talk;

/// FR-1059: whatever is said, there is an answer, and nothing that exists changes.
#[tokio::test]
async fn fr_1059_no_text_makes_it_fail() {
    const PIECES: [&str; 22] = [
        "add", "'", "“é", "#", "1-", "task", ":", "to", "my", "list", "🦀", "mark", "as done", "—",
        "@", "p1", "tomorrow", "füge", "hinzu", "l'", "¿", "\u{e000}",
    ];
    let mut talk = Talk::built_in(&["Buy milk"]);
    for a in PIECES {
        for b in PIECES {
            for said in [
                format!("{a} {b}"),
                format!("{a}{b} {a}"),
                format!("{b} {a} {b} x"),
            ] {
                talk.store = crate::support::Shelf::default();
                let outcome = talk.say(&said).await;
                assert!(!outcome.response.is_empty(), "{said}");
            }
        }
    }
    assert_eq!(talk.tools.export()[0]["title"], "Buy milk");
}

/// FR-1059: work that grew faster than the text would not end in the time that a test has.
#[tokio::test]
async fn fr_1059_a_hundred_thousand_characters_are_read() {
    for piece in [
        "a ",
        "add x and ",
        "tomorrow ",
        "show tasks ",
        "delete ",
        "\"",
        "'a' ",
        "(",
        "not ",
        "1, ",
        "füge x hinzu und ",
        "what is ",
        "- x\n",
        "@a ",
        "first and ",
        "no, ",
        "l'",
        "remind me to ",
        "I need to ",
        "task 1 ",
        "ü",
    ] {
        for length in [4_000, 100_000] {
            let mut talk = Talk::built_in(&["Buy milk"]);
            let text = piece.repeat(length / piece.len());
            let before = talk.tools.export();
            talk.say(&text).await;
            assert_eq!(talk.tools.export()[0], before[0], "{piece}");
        }
    }
}
