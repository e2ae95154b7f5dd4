//! Finds the tasks that some words may mean, to show them or to ask about them: the exact title, then all words, then
//! most of them. What may be changed without a question is decided in `naming`.

use language::name_key;

use super::words;
use crate::naming::stems;

/// What was found, by places in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// The tasks that fit, equally well.
    Fitting(Vec<usize>),
    /// None fits; these share a word.
    Near(Vec<usize>),
}

/// Looks for `name` among `titles`.
pub(super) fn find(name: &str, titles: &[&str]) -> Found {
    let wanted = stems(name);
    let scores: Vec<(u8, usize)> = titles
        .iter()
        .map(|title| score(name, &wanted, title))
        .collect();
    let best = scores.iter().copied().max().unwrap_or_default();
    let places = |wanted: &dyn Fn((u8, usize)) -> bool| -> Vec<usize> {
        scores
            .iter()
            .enumerate()
            .filter(|(_, score)| wanted(**score))
            .map(|(at, _)| at)
            .collect()
    };
    if best.0 == 0 {
        return Found::Near(places(&|score| score.1 > 0));
    }
    Found::Fitting(places(&|score| {
        score.0 == best.0 && (best.0 > 1 || score.1 == best.1)
    }))
}

/// How well a title fits (4 is exact, 0 not at all), and how many words it shares.
fn score(name: &str, wanted: &[String], title: &str) -> (u8, usize) {
    let words = stems(title);
    let shared = wanted.iter().filter(|word| words.contains(word)).count();
    let rank = if name_key(&words::title(name)) == name_key(&words::title(title)) {
        4
    } else if wanted.is_empty() || shared == 0 {
        0
    } else if shared == wanted.len() {
        3
    } else if words.iter().all(|word| wanted.contains(word)) {
        2
    } else {
        u8::from(shared * 2 > wanted.len())
    };
    (rank, shared)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TITLES: [&str; 5] = [
        "Team meeting",
        "Client meeting",
        "Buy groceries",
        "Call mom",
        "Call mom tonight",
    ];

    #[test]
    fn fr_313_exact_titles_beat_all_words_beat_most_words() {
        let one = |at| Found::Fitting(vec![at]);
        assert_eq!(find("call mom", &TITLES), one(3));
        assert_eq!(find("TEAM meetings", &TITLES), one(0));
        assert_eq!(find("grocery", &TITLES), one(2));
        assert_eq!(find("buying the groceries", &TITLES), one(2));
        assert_eq!(find("Meeting", &TITLES), Found::Fitting(vec![0, 1]));
        assert_eq!(find("team meeting on friday", &TITLES), one(0));
        assert_eq!(find("buy groceries and bread", &TITLES), one(2));
        assert_eq!(
            find("big client lunch meeting", &["Client meeting notes"]),
            Found::Near(vec![0])
        );
        assert_eq!(
            find("client lunch meeting", &["Client meeting notes"]),
            one(0)
        );
        assert_eq!(find("dentist", &TITLES), Found::Near(vec![]));
        assert_eq!(find("", &TITLES), Found::Near(vec![]));
        assert_eq!(find("the", &["The"]), one(0));
        assert_eq!(find("x", &[]), Found::Near(vec![]));
    }
}
