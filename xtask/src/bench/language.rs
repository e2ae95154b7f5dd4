//! What reading words costs (FR-1076): processor time per 100 characters in each language, how it grows with the length of a
//! text, and what a program becomes larger by.

use std::{fs, process::Command};

use serde::Serialize;

use crate::{
    failure::{Failure, Outcome},
    places::{Checkout, State},
    production::{self, Profile},
    step,
};

/// Most processor time of 100 characters.
const MOST_MICROSECONDS: f64 = 50.0;
/// Most that a character of a text of 100,000 may cost beside one of a text of 1,000.
const MOST_GROWTH: f64 = 2.0;
/// Most bytes that it adds to a program.
const MOST_BYTES: u64 = 1_000_000;

/// What reading words costs.
#[derive(Debug, Serialize)]
pub struct Figures {
    languages: Vec<Cost>,
    /// What it adds to a program, in bytes.
    added_bytes: u64,
}

/// What it costs in one language.
#[derive(Debug, Serialize)]
struct Cost {
    language: String,
    /// Processor time of 100 characters.
    microseconds: f64,
    /// What a character of a text of 100,000 costs by what one of a text of 1,000 does, in the worst of some texts.
    growth: f64,
}

/// Builds the programs and measures them.
///
/// # Errors
/// When one cannot be built, or does not say what it should.
pub fn run(checkout: &Checkout, state: &State) -> Outcome<Figures> {
    let programs = production::build_language(checkout, state, Profile::Release)?;
    let mut cost = Command::new(programs.program("cost"));
    let said = step::timed("language: reading lines", || {
        let output = cost.output();
        output.map_err(|error| Failure::Told(format!("the example cost does not start: {error}")))
    })?;
    let said = String::from_utf8_lossy(&said.stdout);
    let languages: Option<Vec<Cost>> = said.lines().map(parse).collect();
    let languages = languages
        .filter(|languages| !languages.is_empty())
        .ok_or_else(|| Failure::Told(format!("the example cost says {said:?}")))?;
    let size = |name: &str| {
        let size = fs::metadata(programs.program(name)).map(|program| program.len());
        size.map_err(|error| Failure::Told(format!("{name} was not built: {error}")))
    };
    Ok(Figures {
        languages,
        added_bytes: size("with_words")?.saturating_sub(size("without_words")?),
    })
}

/// `en 9800 1.02`.
fn parse(line: &str) -> Option<Cost> {
    let mut fields = line.split(' ');
    Some(Cost {
        language: fields.next()?.to_owned(),
        microseconds: fields.next()?.parse::<f64>().ok()? / 1000.0,
        growth: fields.next()?.parse().ok()?,
    })
}

/// The figures as text.
#[must_use]
pub fn table(figures: &Figures) -> String {
    let mut lines = vec!["language   µs per 100 characters   growth to 100,000".to_owned()];
    lines.extend(figures.languages.iter().map(|cost| {
        format!(
            "{:<10} {:>21.1}   {:>17.2}",
            cost.language, cost.microseconds, cost.growth
        )
    }));
    lines.push(format!(
        "reading words adds {} bytes to a program",
        figures.added_bytes
    ));
    lines.join("\n")
}

/// The limits that are broken, a line for each.
#[must_use]
pub fn broken(figures: &Figures) -> Vec<String> {
    let mut broken = Vec::new();
    for cost in &figures.languages {
        if cost.microseconds > MOST_MICROSECONDS {
            broken.push(format!(
                "100 characters in {} take {:.1} µs, more than {MOST_MICROSECONDS}",
                cost.language, cost.microseconds
            ));
        }
        if cost.growth > MOST_GROWTH {
            broken.push(format!(
                "in {}, a character of a long text takes {:.2} times as long, more than {MOST_GROWTH}",
                cost.language, cost.growth
            ));
        }
    }
    if figures.added_bytes > MOST_BYTES {
        broken.push(format!(
            "reading words adds {} bytes, more than {MOST_BYTES}",
            figures.added_bytes
        ));
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::{Figures, broken, parse};

    /// FR-1076.
    #[test]
    fn limits_on_time_growth_and_size_are_kept() {
        let of = |lines: [&str; 2], added_bytes| {
            let languages = lines.into_iter().map(|line| parse(line).unwrap()).collect();
            broken(&Figures {
                languages,
                added_bytes,
            })
        };
        assert!(of(["en 9800 1.02", "de 49000 1.9"], 900_000).is_empty());
        assert_eq!(of(["en 50100 1", "de 1 2.5"], 1_000_001).len(), 3);
        assert!(parse("en x 1").is_none() && parse("en 1").is_none());
    }
}
