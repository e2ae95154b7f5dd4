//! The one rule by which words point at a task (FR-318, FR-321), whichever model reads them.
//!
//! A name is clear when every telling word of it stands in exactly one title of the list. What a person reports as done
//! is clear when every telling word of exactly one title was said. Everything else has to be asked about.

mod stem;

use language::name_key;

pub(crate) use stem::{exact, is_past, stems};

/// How many words a search has.
const MAX_SEARCHED: usize = 8;
/// From how many letters on a word is compared with one edit.
const MIN_EDITED: usize = 4;

/// What a name points at, by places in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Naming {
    /// Exactly this one.
    Clear(usize),
    /// These could be meant, or none of them.
    Open(Vec<usize>),
}

/// The task with this whole title, in any letter case.
pub(crate) fn by_title(title: &str, titles: &[&str]) -> Naming {
    let wanted = folded(title);
    one((0..titles.len()).filter(|at| titles.get(*at).is_some_and(|title| folded(title) == wanted)))
}

/// The task that a command names.
pub(crate) fn by_command(name: &str, titles: &[&str]) -> Naming {
    let wanted = exact(name);
    if wanted.is_empty() {
        return Naming::Open(Vec::new());
    }
    one((0..titles.len()).filter(|at| {
        titles.get(*at).is_some_and(|title| {
            let words = exact(title);
            wanted.iter().all(|word| words.contains(word))
        })
    }))
}

/// The task whose title has the telling words of the name and no others.
pub(crate) fn by_all_words(name: &str, titles: &[&str]) -> Naming {
    let mut wanted = exact(name);
    wanted.sort_unstable();
    one((0..titles.len()).filter(|at| {
        titles.get(*at).is_some_and(|title| {
            let mut words = exact(title);
            words.sort_unstable();
            words == wanted
        })
    }))
}

/// The task that a report is about: `said` is the whole sentence, `name` what it says was done.
pub(crate) fn by_report(said: &str, name: &str, titles: &[&str]) -> Naming {
    let (said, wanted) = (stems(said), stems(name));
    if wanted.is_empty() {
        return Naming::Open(Vec::new());
    }
    one((0..titles.len()).filter(|at| {
        titles.get(*at).is_some_and(|title| {
            let words = stems(title);
            words.iter().all(|word| said.contains(word))
                && wanted.iter().all(|word| words.contains(word))
        })
    }))
}

/// The words that a search for a task of this name has to find, as beginnings of words.
pub(crate) fn searched(name: &str) -> String {
    let stems = stems(name).into_iter();
    // "grocery" begins no word of "groceries".
    let begins = stems.map(|stem| match stem.strip_suffix('y') {
        Some(head) if head.chars().count() > 2 => head.to_owned(),
        _ => stem,
    });
    begins.take(MAX_SEARCHED).collect::<Vec<_>>().join(" ")
}

/// The tasks whose titles have every telling word of a name, one of them with one letter more, less, or another one.
pub(crate) fn by_one_edit(name: &str, titles: &[&str]) -> Vec<usize> {
    let wanted = exact(name);
    let fits = |title: &str| {
        let words = exact(title);
        let mut missing = wanted.iter().filter(|word| !words.contains(word));
        match (missing.next(), missing.next()) {
            (Some(missing), None) => words.iter().any(|word| one_edit(missing, word)),
            _ => false,
        }
    };
    (0..titles.len())
        .filter(|at| titles.get(*at).is_some_and(|title| fits(title)))
        .collect()
}

/// Whether two words of some length differ by one letter, or by two that changed places.
fn one_edit(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() {
        (&a, &b)
    } else {
        (&b, &a)
    };
    if short.len() < MIN_EDITED || long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let rest = |letters: &[char], from: usize| letters.get(from..).unwrap_or_default().to_vec();
    if short.len() < long.len() {
        return rest(short, same) == rest(long, same + 1);
    }
    let swapped = short.get(same) == long.get(same + 1) && short.get(same + 1) == long.get(same);
    rest(short, same + 1) == rest(long, same + 1)
        || swapped && rest(short, same + 2) == rest(long, same + 2)
}

fn one(fitting: impl Iterator<Item = usize>) -> Naming {
    let fitting: Vec<usize> = fitting.collect();
    match fitting.as_slice() {
        [at] => Naming::Clear(*at),
        _ => Naming::Open(fitting),
    }
}

/// A title without letter case, spaces that say nothing, and a sentence's end.
fn folded(title: &str) -> String {
    let spaced = title.split_whitespace().collect::<Vec<_>>().join(" ");
    name_key(&spaced).replace(['’', '‘'], "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TITLES: [&str; 6] = [
        "Team meeting",
        "Client meeting",
        "Buy milk",
        "Call mom",
        "Call mom tonight",
        "Work",
    ];

    #[test]
    fn fr_318_a_name_is_clear_when_all_its_words_stand_in_one_title() {
        let command = |name| by_command(name, &TITLES);
        assert_eq!(command("the team meeting"), Naming::Clear(0));
        assert_eq!(command("MILK"), Naming::Clear(2));
        assert_eq!(by_command("the resume", &["Send Résumé"]), Naming::Clear(0));
        assert_eq!(by_command("İstanbul", &["Book istanbul"]), Naming::Clear(0));
        assert_eq!(command("meeting"), Naming::Open(vec![0, 1]));
        assert_eq!(command("call mom"), Naming::Open(vec![3, 4]));
        for name in [
            "the milk delivery subscription",
            "milking",
            "team and client meeting",
            "the",
            "",
            "meeting with the team",
        ] {
            let named = command(name);
            let expected = name == "meeting with the team";
            assert_eq!(named == Naming::Clear(0), expected, "{name}");
            assert_eq!(matches!(named, Naming::Clear(_)), expected, "{name}");
        }
    }

    #[test]
    fn fr_318_a_whole_title_is_clear_unless_two_tasks_have_it() {
        assert_eq!(by_title("call  MOM", &TITLES), Naming::Clear(3));
        assert_eq!(by_title("Call", &TITLES), Naming::Open(vec![]));
        assert_eq!(by_title("CAFÉ", &["Cafe\u{301}"]), Naming::Clear(0));
        assert_eq!(by_title("STRASSE", &["Straße"]), Naming::Clear(0));
        assert_eq!(by_title("a", &["A", "b", "a"]), Naming::Open(vec![0, 2]));
    }

    #[test]
    fn fr_1056_a_slip_of_one_letter_is_seen() {
        for (a, b, expected) in [
            ("electrcian", "electrician", true),
            ("groceris", "groceries", true),
            ("mlik", "milk", true),
            ("silk", "milk", true),
            ("milk", "milk", false),
            ("mik", "milk", false),
            ("kmli", "milk", false),
            ("meating", "meetings", false),
        ] {
            assert_eq!(a != b && one_edit(a, b), expected, "{a} {b}");
        }
        let titles = ["Call the electrician", "Call the electricity board"];
        assert_eq!(by_one_edit("call electrcian", &titles), [0]);
        assert_eq!(by_one_edit("electrcian tomorow", &titles), [] as [usize; 0]);
        assert_eq!(searched("buying the groceries"), "buy grocer");
    }

    #[test]
    fn fr_321_a_report_is_clear_when_the_whole_title_was_said() {
        let report = |said, name| by_report(said, name, &TITLES);
        assert_eq!(report("I finished work", "work"), Naming::Clear(5));
        assert_eq!(report("I bought milk", "milk"), Naming::Clear(2));
        assert_eq!(report("I drank milk", "milk"), Naming::Open(vec![]));
        assert_eq!(
            report("buying milk is done", "buying milk"),
            Naming::Clear(2)
        );
        assert_eq!(
            report("the meeting is done", "the meeting"),
            Naming::Open(vec![])
        );
        assert_eq!(
            report("I finished work for the client", "work for the client"),
            Naming::Open(vec![])
        );
    }
}
