//! Reading variables and collecting what is wrong with them.

use std::{collections::BTreeMap, fmt};

/// The variables of a process, and what was found wrong with them so far.
#[derive(Debug, Default)]
pub struct Environment {
    variables: BTreeMap<String, String>,
    problems: Vec<String>,
}

/// All that is wrong with an environment, a line for each variable.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub struct Problems(Vec<String>);

impl fmt::Display for Problems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the environment is not complete:")?;
        self.0
            .iter()
            .try_for_each(|problem| write!(formatter, "\n  {problem}"))
    }
}

impl Environment {
    /// The environment of this process. A variable that is not UTF-8 counts as absent; an empty one too.
    #[must_use]
    pub fn of_process() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the one reader of the environment"
        )]
        let variables = std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        });
        Self::from_pairs(variables)
    }

    /// An environment of these pairs.
    pub fn from_pairs<N: Into<String>, V: Into<String>>(
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let variables = pairs
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .filter(|(_, value)| !value.trim().is_empty())
            .collect();
        Self {
            variables,
            problems: Vec::new(),
        }
    }

    /// The value of `name` if it is set and parses; a value that does not parse becomes a problem.
    pub fn optional<T, E: fmt::Display>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match parse(self.variables.get(name)?.trim()) {
            Ok(value) => Some(value),
            Err(error) => {
                self.problems.push(format!("{name}: {error}"));
                None
            }
        }
    }

    /// Like [`Environment::optional`], but absence is a problem that says what the variable is for.
    pub fn required<T, E: fmt::Display>(
        &mut self,
        name: &str,
        purpose: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        if self.is_set(name) {
            self.optional(name, parse)
        } else {
            self.problems
                .push(format!("{name}: not set; it needs {purpose}"));
            None
        }
    }

    /// Whether the variable has a value.
    #[must_use]
    pub fn is_set(&self, name: &str) -> bool {
        self.variables.contains_key(name)
    }

    /// Records a problem that concerns more than one variable.
    pub fn problem(&mut self, text: impl Into<String>) {
        self.problems.push(text.into());
    }

    /// The configuration, if nothing was wrong.
    ///
    /// # Errors
    /// All problems found, when there was one or `config` is absent.
    pub fn finish<T>(self, config: Option<T>) -> Result<T, Problems> {
        match config {
            Some(config) if self.problems.is_empty() => Ok(config),
            _ => Err(Problems(self.problems)),
        }
    }
}
