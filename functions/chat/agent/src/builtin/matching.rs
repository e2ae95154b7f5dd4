//! Finds the tasks that some words mean: the exact title, then all words, then most of them.

use super::words;

/// Words that say nothing about which task is meant.
const EMPTY: &[&str] = &[
    "the", "a", "an", "my", "our", "your", "to", "for", "of", "on", "in", "at", "with", "and",
    "or", "task", "tasks", "item", "about", "called", "named", "one", "that", "this", "is", "it",
    "i", "me", "please", "some", "from",
];

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing; the tasks that share a word, by place.
    None(Vec<usize>),
    /// One task, and whether all words agree.
    One { at: usize, sure: bool },
    /// Several that fit equally well.
    Several(Vec<usize>),
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
        return Found::None(places(&|score| score.1 > 0));
    }
    let fitting = places(&|score| score.0 == best.0 && (best.0 > 1 || score.1 == best.1));
    match fitting.as_slice() {
        [at] => Found::One {
            at: *at,
            sure: best.0 > 1,
        },
        _ => Found::Several(fitting),
    }
}

/// How well a title fits (4 is exact, 0 not at all), and how many words it shares.
fn score(name: &str, wanted: &[String], title: &str) -> (u8, usize) {
    let words = stems(title);
    let shared = wanted.iter().filter(|word| words.contains(word)).count();
    let rank = if words::title(name).to_lowercase() == words::title(title).to_lowercase() {
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

/// The words that count, without case, plural and verb endings.
fn stems(text: &str) -> Vec<String> {
    let all: Vec<String> = text
        .split(|letter: char| letter.is_whitespace() || matches!(letter, '-' | '/' | ',' | ':'))
        .map(words::normalise)
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .collect();
    let telling: Vec<&String> = all
        .iter()
        .filter(|word| !EMPTY.contains(&word.as_str()))
        .collect();
    let kept = if telling.is_empty() {
        all.iter().collect()
    } else {
        telling
    };
    let mut stems: Vec<String> = Vec::with_capacity(kept.len());
    for stem in kept.into_iter().map(|word| stem(word)) {
        if !stems.contains(&stem) {
            stems.push(stem);
        }
    }
    stems
}

/// One form for "grocery" and "groceries", "bake" and "baking".
fn stem(word: &str) -> String {
    let word = word.strip_suffix("'s").unwrap_or(word);
    if word.chars().count() < 4 {
        return word.to_owned();
    }
    let singular = match word.strip_suffix("ies") {
        Some(head) => format!("{head}y"),
        None if word.ends_with("ss") || word.ends_with("us") => word.to_owned(),
        None => word.strip_suffix('s').unwrap_or(word).to_owned(),
    };
    let verb = ["ing", "ed"].iter().find_map(|ending| {
        singular
            .strip_suffix(ending)
            .filter(|head| head.chars().count() >= 3)
    });
    let bare = verb.unwrap_or(&singular);
    let mut letters: Vec<char> = bare.chars().collect();
    if let (Some(_), [.., a, b]) = (verb, letters.as_slice())
        && a == b
    {
        letters.pop();
    }
    if letters.last() == Some(&'e') && letters.len() > 3 {
        letters.pop();
    }
    letters.into_iter().collect()
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
        let one = |at, sure| Found::One { at, sure };
        assert_eq!(find("call mom", &TITLES), one(3, true));
        assert_eq!(find("TEAM meetings", &TITLES), one(0, true));
        assert_eq!(find("grocery", &TITLES), one(2, true));
        assert_eq!(find("buying the groceries", &TITLES), one(2, true));
        assert_eq!(find("Meeting", &TITLES), Found::Several(vec![0, 1]));
        assert_eq!(find("team meeting on friday", &TITLES), one(0, true));
        assert_eq!(find("buy groceries and bread", &TITLES), one(2, true));
        assert_eq!(
            find("big client lunch meeting", &["Client meeting notes"]),
            Found::None(vec![0])
        );
        assert_eq!(
            find("client lunch meeting", &["Client meeting notes"]),
            one(0, false)
        );
        assert_eq!(find("dentist", &TITLES), Found::None(vec![]));
        assert_eq!(find("", &TITLES), Found::None(vec![]));
        assert_eq!(find("the", &["The"]), one(0, true));
        assert_eq!(find("x", &[]), Found::None(vec![]));
    }
}
