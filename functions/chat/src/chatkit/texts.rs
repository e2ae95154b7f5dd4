//! What the protocol's items say, in the languages of the catalogue `shared/texts` (FR-1212).

use std::sync::Arc;

use agent::Operation;
use language::Language;
use serde::Deserialize;

/// The catalogue's files, English first.
const FILES: [(Language, &str); 7] = [
    (
        Language::English,
        include_str!("../../../../shared/texts/en.json"),
    ),
    (
        Language::German,
        include_str!("../../../../shared/texts/de.json"),
    ),
    (
        Language::Spanish,
        include_str!("../../../../shared/texts/es.json"),
    ),
    (
        Language::French,
        include_str!("../../../../shared/texts/fr.json"),
    ),
    (
        Language::Italian,
        include_str!("../../../../shared/texts/it.json"),
    ),
    (
        Language::Portuguese,
        include_str!("../../../../shared/texts/pt.json"),
    ),
    (
        Language::Dutch,
        include_str!("../../../../shared/texts/nl.json"),
    ),
];

/// The texts of every language.
#[derive(Debug, Clone)]
pub(crate) struct Catalogue {
    english: Arc<Texts>,
    others: Vec<(Language, Arc<Texts>)>,
}

impl Catalogue {
    /// Reads the files.
    ///
    /// # Errors
    /// What is wrong with one, for the operator.
    pub(crate) fn read() -> Result<Self, String> {
        let texts = |(language, file): (Language, &str)| {
            let texts: Result<Texts, _> = serde_json::from_str(file);
            let texts = texts.map_err(|error| format!("texts in {}: {error}", language.tag()))?;
            Ok((language, Arc::new(texts)))
        };
        let [english, others @ ..] = FILES;
        let (_, english) = texts(english)?;
        let others = others
            .into_iter()
            .map(texts)
            .collect::<Result<_, String>>()?;
        Ok(Self { english, others })
    }

    /// The texts of a language; the English ones where there are none.
    pub(crate) fn of(&self, language: Language) -> Arc<Texts> {
        let own = self.others.iter().find(|(known, _)| *known == language);
        own.map_or(&self.english, |(_, texts)| texts).clone()
    }
}

/// The texts of one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Texts {
    pub(super) working: String,
    pub(super) looking: String,
    pub(super) looked: String,
    pub(super) changing: String,
    pub(super) added: Counted,
    pub(super) updated: Counted,
    pub(super) completed: Counted,
    pub(super) deleted: Counted,
    pub(super) taken_back: Counted,
    pub(super) nothing_changed: String,
    pub(super) failed: String,
    pub(super) broken_off: String,
    pub(super) steps: Counted,
    pub(super) no_tasks: String,
    pub(super) due: String,
    pub(super) tomorrow: String,
    pub(super) undo_this: String,
    pub(super) undone: String,
    operations: Operations,
    pub(super) changed_meanwhile: String,
    pub(super) gone: String,
    pub(super) newer_change: String,
    pub(super) not_reached: String,
    pub(super) answered_elsewhere: String,
    other_model: Titled,
    built_in: String,
    pub(super) keep_or_undo: String,
    pub(super) keep: String,
    pub(super) undo_possible: String,
    pub(super) never_mind: String,
}

/// A text of one thing, and of several.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Counted {
    one: String,
    other: String,
}

impl Counted {
    /// The text of so many things.
    pub(super) fn of(&self, count: usize) -> String {
        if count == 1 {
            self.one.clone()
        } else {
            self.other.replace("{n}", &count.to_string())
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Operations {
    created: String,
    updated: String,
    completed: String,
    reopened: String,
    deleted: String,
    restored: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Titled {
    title: String,
    message: String,
}

impl Texts {
    /// What happened to a task.
    pub(super) fn operation(&self, operation: Operation) -> &str {
        let words = &self.operations;
        match operation {
            Operation::Created => &words.created,
            Operation::Updated => &words.updated,
            Operation::Completed => &words.completed,
            Operation::Reopened => &words.reopened,
            Operation::Deleted => &words.deleted,
            Operation::Restored => &words.restored,
        }
    }

    /// Title and message of the notice that another model answers.
    pub(super) fn other_model(&self, model: &str) -> (String, String) {
        let name = if model == "built-in" {
            &self.built_in
        } else {
            model
        };
        let message = self.other_model.message.replace("{model}", name);
        (self.other_model.title.clone(), message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-1212: every language of the catalogue has every text, with the places that are filled in.
    #[test]
    fn every_language_has_every_text() {
        let catalogue = Catalogue::read().unwrap();
        for language in Language::ALL {
            let texts = catalogue.of(language);
            assert!(texts.added.of(3).contains('3'), "{language:?}");
            assert!(!texts.added.of(1).contains('{'), "{language:?}");
            let (_, message) = texts.other_model("host/model");
            assert!(message.contains("host/model"), "{language:?}");
            assert!(
                !texts.other_model("built-in").1.contains("built-in")
                    || language == Language::English
            );
        }
        let looked: std::collections::HashSet<String> = Language::ALL
            .into_iter()
            .map(|language| catalogue.of(language).looked.clone())
            .collect();
        assert_eq!(looked.len(), Language::ALL.len());
    }
}
