//! Content lines of RFC 5545, section 3.1.

/// Longest line, in bytes.
const MAX_BYTES: usize = 75;

/// Lines in the making.
#[derive(Default)]
pub(super) struct Lines(String);

impl Lines {
    /// A line whose value is written as it is.
    pub(super) fn push(&mut self, name: &str, value: impl std::fmt::Display) {
        let line = format!("{name}:{value}");
        let mut length = 0;
        for character in line.chars() {
            let bytes = character.len_utf8();
            if length + bytes > MAX_BYTES {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(character);
            length += bytes;
        }
        self.0.push_str("\r\n");
    }

    /// A line whose value is a text (section 3.3.11).
    pub(super) fn push_text(&mut self, name: &str, text: &str) {
        self.push(name, escaped(text));
    }

    /// A line whose value is a list of texts.
    pub(super) fn push_texts<'a>(&mut self, name: &str, texts: impl Iterator<Item = &'a str>) {
        let texts: Vec<String> = texts.map(escaped).collect();
        self.push(name, texts.join(","));
    }

    /// All of them.
    pub(super) fn into_text(self) -> String {
        self.0
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,")
        .replace("\r\n", "\\n")
        .replace(['\n', '\r'], "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-909.
    #[test]
    fn lines_are_folded_between_characters_and_texts_escaped() {
        let mut lines = Lines::default();
        lines.push_text("SUMMARY", &"é,".repeat(60));
        lines.push_text("DESCRIPTION", "a\r\nb\nc;d\\e");
        let text = lines.into_text();
        assert!(text.lines().count() > 3);
        assert!(text.split("\r\n").all(|line| line.len() <= MAX_BYTES));
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains(&"é\\,".repeat(60)));
        assert!(unfolded.ends_with("DESCRIPTION:a\\nb\\nc\\;d\\\\e\r\n"));
    }
}
