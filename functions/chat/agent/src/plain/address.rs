//! Where addresses stand in a word.

/// Schemes without slashes that a reader may follow.
const BARE_SCHEMES: [&str; 7] = [
    "mailto",
    "javascript",
    "data",
    "tel",
    "file",
    "blob",
    "vbscript",
];

/// What no address goes on behind.
const ENDS: [char; 15] = [
    '<', '>', '"', '`', '[', ']', '{', '}', '|', '\\', '^', '“', '”', '«', '»',
];

/// The addresses in a text without white space: where each begins and ends.
pub(super) fn all(word: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    if !word.contains([':', '/', '?']) && !word.to_ascii_lowercase().contains("www.") {
        return found;
    }
    let mut from = 0;
    while let Some(start) = start(word, from) {
        let rest = word.get(start..).unwrap_or_default();
        let run = rest
            .find(|letter: char| letter.is_whitespace() || ENDS.contains(&letter))
            .unwrap_or(rest.len());
        let length = trimmed(rest.get(..run).unwrap_or_default()).len().max(1);
        found.push((start, start + length));
        from = start + run.max(1);
    }
    found
}

/// Where the next address begins.
fn start(word: &str, from: usize) -> Option<usize> {
    let rest = word.get(from..)?;
    let lower = rest.to_ascii_lowercase();
    let scheme = lower.match_indices(':').find_map(|(colon, _)| {
        let before = lower.get(..colon)?;
        let name_start = before
            .rfind(|letter: char| {
                !(letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.'))
            })
            .map_or(0, |at| {
                at + before
                    .get(at..)
                    .and_then(|rest| rest.chars().next())
                    .map_or(1, char::len_utf8)
            });
        let name = before.get(name_start..)?;
        let after = lower.get(colon + 1..)?;
        let slashes = after.starts_with("//")
            && name.starts_with(|letter: char| letter.is_ascii_alphabetic());
        let bare = BARE_SCHEMES.contains(&name)
            && after.starts_with(|letter: char| !letter.is_ascii_punctuation() || letter == '/');
        (slashes || bare).then_some(name_start)
    });
    let slashes = lower.match_indices("//").map(|(at, _)| at).find(|at| {
        let host = lower.get(at + 2..).unwrap_or_default();
        !lower
            .get(..*at)
            .is_some_and(|before| before.ends_with(['/', ':']))
            && is_host(host)
    });
    let www = lower.match_indices("www.").map(|(at, _)| at).find(|at| {
        let before = lower
            .get(..*at)
            .and_then(|before| before.chars().next_back());
        before.is_none_or(|letter| !letter.is_alphanumeric())
    });
    let bare = bare_host(&lower);
    [scheme, slashes, www, bare]
        .into_iter()
        .flatten()
        .min()
        .map(|at| from + at)
}

/// Whether a text begins with the name of a host.
fn is_host(text: &str) -> bool {
    let end = text
        .find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-')))
        .unwrap_or(text.len());
    let host = text.get(..end).unwrap_or_default();
    host.split('.').count() > 1
        && host.split('.').all(|label| !label.is_empty())
        && host
            .rsplit('.')
            .next()
            .is_some_and(|top| top.len() > 1 && top.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

/// Where a host's name with a path behind it begins.
fn bare_host(lower: &str) -> Option<usize> {
    lower.match_indices(['/', '?']).find_map(|(slash, _)| {
        let before = lower.get(..slash)?;
        let start = before
            .rfind(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-')))
            .map_or(0, |at| {
                at + before
                    .get(at..)
                    .and_then(|rest| rest.chars().next())
                    .map_or(1, char::len_utf8)
            });
        let goes_on = lower
            .get(slash + 1..)
            .is_some_and(|rest| rest.starts_with(|letter: char| letter.is_alphanumeric()));
        (goes_on && is_host(before.get(start..)?)).then_some(start)
    })
}

/// An address without the punctuation of the sentence around it. A parenthesis is its own if it was opened within.
fn trimmed(run: &str) -> &str {
    let mut run = run;
    loop {
        let cut =
            run.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~', '’', '…']);
        let unopened = cut.ends_with(')') && cut.matches(')').count() > cut.matches('(').count();
        let next = if unopened {
            cut.get(..cut.len() - 1).unwrap_or_default()
        } else {
            cut
        };
        if next == run {
            return run;
        }
        run = next;
    }
}
