//! Stored questions as items (FR-1209).

use super::item::{Body, Choice, ChoiceAnswer, ChoiceOption, Standing};

/// A stored question as an item, with the answer that it got: the values that were chosen, or none.
pub(super) fn asked(question: &agent::Question, answer: Option<&[String]>) -> Body {
    let labels = labels(question);
    let status = match answer {
        None => Standing::Pending,
        Some([]) => Standing::Skipped,
        Some(_) => Standing::Answered,
    };
    let answer = answer.map(|values| {
        let shown = |value: &String| {
            let known = labels.iter().find(|(_, own)| own == value);
            known.map_or_else(|| value.clone(), |(label, _)| label.clone())
        };
        ChoiceAnswer {
            values: values.iter().map(shown).collect(),
            skipped: values.is_empty(),
        }
    });
    let options = labels.iter().map(|(label, _)| ChoiceOption {
        value: label.clone(),
    });
    Body::StructuredInput {
        status,
        inputs: vec![Choice {
            id: question.id.clone(),
            question: question.text.clone(),
            options: options.collect(),
            multiple: false,
            answer,
        }],
    }
}

/// What each option is called, each name once, and its value.
pub(super) fn labels(question: &agent::Question) -> Vec<(String, String)> {
    let mut labels: Vec<(String, String)> = Vec::new();
    for option in &question.options {
        let mut label = option.label.clone();
        let mut times = 1;
        while labels.iter().any(|(known, _)| *known == label) {
            times += 1;
            label = format!("{} ({times})", option.label);
        }
        labels.push((label, option.value.clone()));
    }
    labels
}
