//! Lines and what they say.

use language::{PieceKind, QuickTask};

use crate::{read, setting};

/// What a line says, in one line.
fn said(line: &str) -> String {
    let task = read(line);
    let mut parts = vec![task.title];
    if let Some(schedule) = task.schedule {
        parts.push(schedule.due.to_string());
        parts.extend(schedule.recurrence.map(|rule| rule.to_string()));
    }
    parts.extend(task.priority.map(|priority| priority.to_string()));
    parts.extend(task.project.map(|project| format!("#{project}")));
    parts.extend(task.tags.iter().map(|tag| format!("@{tag}")));
    if !task.notes.is_empty() {
        parts.push(format!("// {}", task.notes));
    }
    parts.join(" | ")
}

/// FR-1020: pieces stand in any order and leave the title as it was typed.
#[test]
fn fr_1020_a_line_says_everything_in_any_order() {
    let all = "Pay rent | 2026-11-27T09:00:00+01:00[Europe/Berlin] | FREQ=MONTHLY | p1 | #Home | @money | // note";
    for line in [
        "Pay rent tomorrow 9am every month p1 #Home @money // note",
        "p1 Pay rent #Home tomorrow 9am every month @money // note",
        "#Home @money p1 every month tomorrow 9am Pay rent // note",
        "Pay @money rent tomorrow #Home 9am p1 every month   //   note ",
        "Pay rent tomorrow 9am every month P1, #Home, @money, // note",
    ] {
        assert_eq!(said(line), all, "{line}");
    }
    for (line, meaning) in [
        ("Buy milk", "Buy milk"),
        ("buy  Milk\t& eggs", "buy Milk & eggs"),
        (
            "Buy milk #\"Big project\" @\"two words\"",
            "Buy milk | #Big project | @two words",
        ),
        ("Buy milk @Home @home @shop", "Buy milk | @Home | @shop"),
        ("Fix issue #42", "Fix issue #42"),
        ("Mail bob@example.com", "Mail bob@example.com"),
        (
            "Read https://example.com/a // tonight",
            "Read https://example.com/a | // tonight",
        ),
        ("Learn C# and F#", "Learn C# and F#"),
        ("Buy p5 and p1 p2", "Buy p5 and p2 | p1"),
        ("Buy milk #Home #Work", "Buy milk #Work | #Home"),
        ("Tomorrow: buy milk", "buy milk | 2026-11-27"),
        ("Buy milk (tomorrow)", "Buy milk | 2026-11-27"),
        (
            "Call mom @ 3pm",
            "Call mom | 2026-11-26T15:00:00+01:00[Europe/Berlin]",
        ),
        (
            "Buy milk friday and bread monday",
            "Buy milk and bread monday | 2026-11-27",
        ),
    ] {
        assert_eq!(said(line), meaning, "{line}");
    }
}

/// FR-1021: `\` keeps a word.
#[test]
fn fr_1021_a_backslash_keeps_a_word() {
    for (line, meaning) in [
        ("Watch \\Friday", "Watch Friday"),
        (
            "Write \\#hashtag \\@name \\p1 \\// all",
            "Write #hashtag @name p1 // all",
        ),
        ("Buy \\\\ key", "Buy \\ key"),
        (
            "Prepare \\next \\friday monday",
            "Prepare next friday | 2026-11-30",
        ),
        ("Watch \\Friday friday", "Watch Friday | 2026-11-27"),
    ] {
        assert_eq!(said(line), meaning, "{line}");
    }
}

/// FR-1022: each piece has its places in the line.
#[test]
fn fr_1022_pieces_have_their_places() {
    let line = "Tomorrow pay réñt p1 at 9am #Home";
    let task = read(line);
    let pieces: Vec<_> = task
        .pieces
        .iter()
        .map(|piece| {
            let texts: Vec<&str> = piece.spans.iter().map(|span| &line[span.clone()]).collect();
            (piece.kind, texts)
        })
        .collect();
    assert_eq!(
        pieces,
        [
            (PieceKind::Due, vec!["Tomorrow", "at 9am"]),
            (PieceKind::Priority, vec!["p1"]),
            (PieceKind::Project, vec!["#Home"]),
        ]
    );
}

/// FR-1023: a piece that is taken back is words again, and the rest stays.
#[test]
fn fr_1023_taking_a_piece_back_gives_its_words_back() {
    let line = "Watch the match p1 tomorrow at 9am #Home";
    let task = read(line);
    let due = task
        .pieces
        .iter()
        .find(|piece| piece.kind == PieceKind::Due)
        .unwrap();
    let without = read(&QuickTask::take_back(line, due));
    assert_eq!(without.title, "Watch the match tomorrow at 9am");
    assert_eq!(
        (without.priority, without.project),
        (task.priority, task.project)
    );
    assert_eq!(without.schedule, None);
}

/// FR-1024: a line that is all pieces has no title.
#[test]
fn fr_1024_a_line_needs_a_title() {
    for line in ["", "   ", "tomorrow", "p1 #Home", "// note"] {
        let error = QuickTask::read(line, &setting()).unwrap_err();
        assert!(error.message.contains("needs a title"), "{line}: {error}");
    }
}

/// FR-1025: what says when in two places says it in one line that is printed.
#[test]
fn fr_1025_a_printed_line_keeps_two_places_apart() {
    let task = read("until 3 \\ march 1st");
    assert_eq!(task.when, ["until 3", "march 1st"]);
    let printed = task.line(&setting());
    assert!(read(&printed).says(&task), "{printed}");
}
