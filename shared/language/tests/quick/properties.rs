//! What holds for every line.

use language::{Language, QuickTask, Setting};
use proptest::prelude::*;

use crate::setting;

const WORDS: [&str; 56] = [
    "morgen",
    "Freitagabend",
    "halb",
    "demain",
    "soir",
    "en",
    "huit",
    "un",
    "samedi",
    "sur",
    "deux",
    "domani",
    "mañana",
    "de",
    "la",
    "do",
    "buy",
    "milk",
    "tomorrow",
    "friday",
    "9am",
    "at",
    "5",
    "p1",
    "p4",
    "#Home",
    "#\"Big one\"",
    "@money",
    "@\"a b\"",
    "//",
    "note",
    "every",
    "month",
    "\\friday",
    "\\\\",
    "\\",
    "#",
    "@",
    "in",
    "3",
    "days",
    "next",
    "(",
    ")",
    ",",
    "é",
    "🎉",
    "report",
    "2026-11-27",
    "17:00",
    "until",
    "march",
    "the",
    "1st",
    "x//y",
    "#42",
];

fn lines() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::collection::vec(prop::sample::select(WORDS.to_vec()), 1..10)
            .prop_map(|words| words.join(" ")),
        any::<String>(),
    ]
}

fn settings() -> impl Strategy<Value = Setting> {
    let languages = prop::sample::select(Language::ALL.to_vec());
    languages.prop_map(|language| Setting {
        language,
        ..setting()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    /// FR-1022, FR-1023: places lie in the line and do not overlap; a piece that is taken back is gone and leaves all words.
    #[test]
    fn fr_1023_every_piece_can_be_taken_back(line in lines(), setting in settings()) {
        let Ok(task) = QuickTask::read(&line, &setting) else { return Ok(()) };
        let mut spans: Vec<_> = task.pieces.iter().flat_map(|piece| piece.spans.clone()).collect();
        spans.sort_by_key(|span| span.start);
        for pair in spans.windows(2) {
            prop_assert!(pair[0].end <= pair[1].start, "{:?}", spans);
        }
        for piece in &task.pieces {
            prop_assert!(piece.spans.iter().all(|span| line.get(span.clone()).is_some()));
            let taken = QuickTask::take_back(&line, piece);
            let words = |text: &str| text.replace('\\', "").split_whitespace().collect::<String>();
            prop_assert_eq!(words(&taken), words(&line));
            let again = QuickTask::read(&taken, &setting).unwrap();
            for word in piece.spans.iter().flat_map(|span| line[span.clone()].split_whitespace()) {
                prop_assert!(again.title.contains(word.trim_start_matches('\\')) || again.notes.contains(word), "{}: {:?}", taken, again);
            }
        }
    }

    /// FR-1025, FR-1076: what a line says is written as a line that says the same.
    #[test]
    fn fr_1025_a_printed_line_reads_as_the_same_task(line in lines(), setting in settings()) {
        if let Ok(task) = QuickTask::read(&line, &setting) {
            let printed = task.line(&setting);
            let again = QuickTask::read(&printed, &setting).unwrap();
            prop_assert!(again.says(&task), "{:?} printed as {:?}: {:?}, not {:?}", line, printed, again, task);
        }
    }
}
