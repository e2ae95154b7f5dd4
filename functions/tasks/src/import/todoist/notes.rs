//! The notes of a task in the making: its description, what has no other place, and its comments (FR-905, FR-921).

use shared::task::Notes;

/// What the notes of a task are made of, in this order.
#[derive(Debug, Default)]
pub(super) struct NoteParts {
    /// The content, where the title is not all of it.
    pub(super) content: String,
    /// The description, which gives way where not all fits.
    pub(super) description: String,
    /// What a task here has no field for.
    pub(super) others: Vec<String>,
    /// The comments, oldest first.
    pub(super) comments: Vec<String>,
}

impl NoteParts {
    /// The notes, and what to say of what is missing in them.
    ///
    /// # Errors
    /// What no notes may hold.
    pub(super) fn notes(&self) -> Result<(Notes, Option<String>), &'static str> {
        let mut description = self.description.as_str();
        let mut text = self.with(description);
        let too_long = text.len().saturating_sub(Notes::MAX_BYTES);
        let mut missing = None;
        if too_long > 0 {
            description =
                beginning(description, description.len().saturating_sub(too_long)).trim_end();
            text = self.with(description);
            let lost = self.description.len() - description.len();
            let kept = beginning(&text, Notes::MAX_BYTES).len();
            missing = Some(match text.len() - kept {
                0 => format!(
                    "Notes have at most {} bytes; the last {lost} of the description are missing.",
                    Notes::MAX_BYTES
                ),
                behind => format!(
                    "Notes have at most {} bytes; the last {behind} of the comments and {lost} of the description are missing.",
                    Notes::MAX_BYTES
                ),
            });
            text.truncate(kept);
        }
        Ok((Notes::try_from(text)?, missing))
    }

    /// Whether notes may hold a comment, however long.
    ///
    /// # Errors
    /// Why they may not.
    pub(super) fn comment_alone(comment: &str) -> Result<(), &'static str> {
        let kept = beginning(comment, Notes::MAX_BYTES);
        Notes::try_from(kept.to_owned()).map(drop)
    }

    fn with(&self, description: &str) -> String {
        let others = self.others.iter().chain(&self.comments);
        let parts: Vec<&str> = [self.content.as_str(), description]
            .into_iter()
            .chain(others.map(String::as_str))
            .filter(|part| !part.is_empty())
            .collect();
        parts.join("\n\n")
    }
}

/// At most so many bytes of a text, cut between characters.
fn beginning(text: &str, bytes: usize) -> &str {
    let cut = (0..=bytes.min(text.len()))
        .rev()
        .find(|cut| text.is_char_boundary(*cut));
    &text[..cut.unwrap_or_default()]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-921.
    #[test]
    fn the_description_gives_way_and_nothing_goes_unsaid() {
        let parts = |description: usize, comment: usize| NoteParts {
            description: "é".repeat(description),
            others: vec!["Duration: 5 minute".to_owned()],
            comments: vec!["c".repeat(comment)],
            ..NoteParts::default()
        };
        let (notes, missing) = parts(10, 20).notes().unwrap();
        assert_eq!(
            (notes.as_str().len(), missing),
            (20 + 2 + 18 + 2 + 20, None)
        );
        for (description, comment) in [(4_990, 1), (8_000, 5_000), (1, 9_979)] {
            let (notes, missing) = parts(description, comment).notes().unwrap();
            let text = notes.as_str();
            assert!(text.len() > Notes::MAX_BYTES - 24, "{}", text.len());
            let kept = text.matches('é').count();
            let lost = 2 * (description - kept);
            let missing = missing.unwrap();
            assert!(
                missing.contains(&format!("{lost} of the description")),
                "{missing}"
            );
            assert!(text.ends_with(&"c".repeat(comment)), "the comment is whole");
            assert!(text.contains("Duration: 5 minute"));
        }
        let (notes, missing) = parts(3, 12_000).notes().unwrap();
        assert_eq!(notes.as_str().len(), Notes::MAX_BYTES);
        let lost = 12_000 - notes.as_str().matches('c').count();
        assert!(
            missing
                .unwrap()
                .contains(&format!("{lost} of the comments and 6 of"))
        );
        assert!(
            NoteParts {
                content: "\u{7}".to_owned(),
                ..NoteParts::default()
            }
            .notes()
            .is_err()
        );
    }
}
