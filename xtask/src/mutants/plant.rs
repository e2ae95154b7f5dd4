//! A copy of the sources in which each function with faults has a body for each of them, and a switch.

use std::{collections::BTreeMap, fmt::Write, fs, path::Path};

use super::{
    SWITCH, TOUCHES,
    faults::{CRATES, Fault, Place, Span},
};
use crate::{
    failure::{At, Outcome},
    places::Checkout,
};

/// What cargo and the tests need of the checkout.
const SOURCES: [&str; 7] = [
    "Cargo.toml",
    "Cargo.lock",
    "clippy.toml",
    "shared",
    "functions",
    "specs",
    "xtask",
];

/// Writes the copy with these faults in it to `tree`.
///
/// # Errors
/// When something cannot be read or written.
pub fn write(checkout: &Checkout, tree: &Path, faults: &[Fault]) -> Outcome<()> {
    let mut by_file: BTreeMap<&Path, Vec<&Fault>> = BTreeMap::new();
    for fault in faults {
        by_file.entry(&fault.file).or_default().push(fault);
    }
    SOURCES
        .iter()
        .try_for_each(|name| copy(&checkout.root, tree, Path::new(name), &by_file))
}

/// Copies a file, or all in a folder, with its faults.
fn copy(from: &Path, to: &Path, path: &Path, faults: &BTreeMap<&Path, Vec<&Fault>>) -> Outcome<()> {
    let (source, target) = (from.join(path), to.join(path));
    if source.is_dir() {
        fs::create_dir_all(&target).at(&target)?;
        for entry in fs::read_dir(&source).at(&source)? {
            copy(from, to, &path.join(entry.at(&source)?.file_name()), faults)?;
        }
        return Ok(());
    }
    let mut content = fs::read(&source).at(&source)?;
    if path.extension().is_some_and(|extension| extension == "rs")
        && let Ok(text) = std::str::from_utf8(&content)
    {
        let faults = faults.get(path).map(Vec::as_slice).unwrap_or_default();
        let mut text = inherited(&planted(text, faults));
        if CRATES
            .iter()
            .any(|krate| path == Path::new(krate).join("src/lib.rs"))
        {
            text.push_str(&switch());
        }
        content = text.into_bytes();
    }
    // What is the same stays as it is, for cargo's sake.
    if fs::read(&target).is_ok_and(|there| there == content) {
        return Ok(());
    }
    fs::write(&target, content).at(&target)
}

/// The text of a file, in which children of tests keep the switch in their environment.
fn inherited(text: &str) -> String {
    let kept = format!("[\"{SWITCH}\", \"{TOUCHES}\"].into_iter()");
    let kept = format!("{kept}.filter_map(|name| Some((name, std::env::var_os(name)?)))");
    text.replace(".env_clear()", &format!(".env_clear().envs({kept})"))
}

/// The module that knows which fault is switched on.
fn switch() -> String {
    format!(
        r#"#[doc(hidden)]
#[allow(missing_docs)]
pub mod planted {{
    use std::{{collections::HashSet, io::Write, sync::{{LazyLock, Mutex}}}};
    static ON: LazyLock<Option<u32>> = LazyLock::new(|| std::env::var("{SWITCH}").ok()?.parse().ok());
    static TOUCHES: LazyLock<Option<std::ffi::OsString>> = LazyLock::new(|| std::env::var_os("{TOUCHES}"));
    static TOUCHED: LazyLock<Mutex<HashSet<(String, u32)>>> = LazyLock::new(Mutex::default);
    pub fn is_on(fault: u32) -> bool {{
        if let Some(path) = &*TOUCHES {{
            let thread = std::thread::current().name().unwrap_or_default().to_owned();
            let mut touched = TOUCHED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if touched.insert((thread.clone(), fault)) {{
                let file = std::fs::OpenOptions::new().append(true).create(true).open(path);
                let _ = file.and_then(|mut file| file.write_all(format!("{{fault}} {{thread}}\n").as_bytes()));
            }}
        }}
        *ON == Some(fault)
    }}
}}
"#
    )
}

/// The text of a file with these faults in it.
fn planted(text: &str, faults: &[&Fault]) -> String {
    let mut functions: BTreeMap<Place, (Span, Vec<&Fault>)> = BTreeMap::new();
    for fault in faults {
        if let Some(function) = &fault.function {
            let entry = functions.entry(function.span.start);
            entry.or_insert((function.span, Vec::new())).1.push(fault);
        }
    }
    let lines = Lines::of(text);
    let mut result = text.to_owned();
    // From the end, so that what is before stays where it is.
    for (span, faults) in functions.into_values().rev() {
        if let Some((begin, end)) = body(text, &lines, span, faults[0]) {
            let switched = switched(text, &lines, (begin, end), &faults);
            result.replace_range(begin..end, &switched);
        }
    }
    result
}

/// The body in braces, once for each fault and once without.
fn switched(text: &str, lines: &Lines, (begin, end): (usize, usize), faults: &[&Fault]) -> String {
    let mut bodies = String::from("{ ");
    for fault in faults {
        let (from, to) = (lines.offset(fault.span.start), lines.offset(fault.span.end));
        let before = text.get(begin..from).unwrap_or_default();
        let after = text.get(to..end).unwrap_or_default();
        let number = fault.number;
        let replacement = &fault.replacement;
        let _ = write!(
            bodies,
            "/*fault {number}*/if crate::planted::is_on({number}) {before}{replacement}{after}/*end {number}*/ else "
        );
    }
    bodies + text.get(begin..end).unwrap_or_default() + " }"
}

/// Whether a function can have a switch.
pub fn has_place(checkout: &Checkout, fault: &Fault) -> bool {
    let path = checkout.root.join(&fault.file);
    let text = fs::read_to_string(path).unwrap_or_default();
    let span = fault.function.as_ref().map(|function| function.span);
    span.is_some_and(|span| body(&text, &Lines::of(&text), span, fault).is_some())
}

/// From the brace that opens a function's body to behind the one that closes it; none for a `const fn`.
fn body(text: &str, lines: &Lines, span: Span, fault: &Fault) -> Option<(usize, usize)> {
    let (start, end) = (lines.offset(span.start), lines.offset(span.end));
    let function = text.get(start..end)?;
    let name = fault.function.as_ref()?.name.rsplit("::").next()?;
    let keyword = format!("fn {name}");
    let (head, line) = function.match_indices(&keyword).find_map(|(at, _)| {
        let line = function.get(..at)?.rsplit('\n').next()?;
        // Not one that a comment or an attribute talks of.
        (!line.contains(['/', '#', '"'])).then_some((at, line))
    })?;
    if line.split_whitespace().any(|word| word == "const") {
        return None;
    }
    let mut depth = 0_i32;
    for (at, character) in function.get(head..)?.char_indices() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '{' if depth == 0 => {
                let begin = start + head + at;
                let inside = lines.offset(fault.span.start) > begin;
                return inside.then_some((begin, end));
            }
            _ => {}
        }
    }
    None
}

/// Where lines begin.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(ends).collect(),
        }
    }

    /// The place in bytes.
    fn offset(&self, place: Place) -> usize {
        let start = self.starts.get(place.line - 1).copied();
        let start = start.unwrap_or(self.text.len());
        let rest = self.text.get(start..).unwrap_or_default();
        let column = rest.char_indices().nth(place.column - 1);
        start + column.map_or(rest.len(), |(at, _)| at)
    }
}

/// Which fault's body a line of a planted file is in.
pub fn fault_at(path: &Path, line: usize, column: usize) -> Option<usize> {
    let text = fs::read_to_string(path).ok()?;
    let at = Lines::of(&text).offset(Place { line, column });
    let before = text.get(..at)?;
    let begun = before.rfind("/*fault ")?;
    let number: usize = before
        .get(begun + "/*fault ".len()..)?
        .split_once("*/")?
        .0
        .parse()
        .ok()?;
    let ended = before.rfind(&format!("/*end {number}*/"));
    ended.is_none_or(|ended| ended < begun).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "/// `fn less` {}\nfn less(one: [u8; 1], two: u8) -> bool {\n    one[0] < two\n}\n";

    fn fault(number: usize, (line, column): (usize, usize), replacement: &str) -> Fault {
        let start = Place { line, column };
        let end = Place {
            line,
            column: column + 1,
        };
        Fault {
            name: format!("x.rs:{line}:{column}: replace"),
            file: "x.rs".into(),
            function: Some(super::super::faults::Function {
                name: "Some::less".to_owned(),
                span: Span {
                    start: Place { line: 1, column: 1 },
                    end: Place { line: 4, column: 2 },
                },
            }),
            span: Span { start, end },
            replacement: replacement.to_owned(),
            number,
        }
    }

    /// FR-520: a function has a body for each fault, and its own.
    #[test]
    fn a_function_has_a_body_for_each_fault() {
        let (one, two) = (fault(3, (3, 12), ">"), fault(4, (3, 12), "=="));
        let planted = planted(TEXT, &[&one, &two]);
        let bodies = "{ /*fault 3*/if crate::planted::is_on(3) {\n    one[0] > two\n}/*end 3*/ else \
                      /*fault 4*/if crate::planted::is_on(4) {\n    one[0] == two\n}/*end 4*/ else \
                      {\n    one[0] < two\n} }\n";
        assert!(planted.ends_with(bodies), "{planted}");
        assert!(planted.starts_with("/// `fn less` {}\nfn less(one: [u8; 1], two: u8) -> bool { "));
        let constant = TEXT.replace("fn less(", "const fn less(");
        assert_eq!(super::planted(&constant, &[&one]), constant);
    }

    /// FR-520: the compiler's errors are a fault's where they are in its body.
    #[test]
    fn errors_are_found_in_the_body_of_their_fault() {
        let planted = planted(TEXT, &[&fault(3, (3, 12), ">")]);
        let path = std::env::temp_dir().join(format!("planted-{}.rs", std::process::id()));
        fs::write(&path, planted).unwrap();
        let found = [(2, 1), (3, 10), (5, 5)].map(|(line, column)| fault_at(&path, line, column));
        fs::remove_file(&path).unwrap();
        assert_eq!(found, [None, Some(3), None]);
    }
}
