//! Hides the thoughts between tags with which some models begin their content.

/// The tags: of most, of Gemini, of others.
const TAGS: [(&str, &str); 4] = [
    ("<think>", "</think>"),
    ("<thought>", "</thought>"),
    ("<thinking>", "</thinking>"),
    ("<reasoning>", "</reasoning>"),
];

/// A filter over the pieces of one reply's content.
#[derive(Debug, Default)]
pub(super) struct ThinkFilter {
    held: String,
    state: State,
}

#[derive(Debug, Default, PartialEq)]
enum State {
    #[default]
    Start,
    /// Until this tag.
    Thinking(&'static str),
    Speaking,
}

impl ThinkFilter {
    /// What of this piece a person may see.
    pub(super) fn push(&mut self, piece: &str) -> String {
        if self.state == State::Speaking {
            return piece.to_owned();
        }
        self.held.push_str(piece);
        if self.state == State::Start {
            let begun = self.held.trim_start();
            let tag = TAGS.iter().find(|(open, _)| begun.starts_with(open));
            if let Some((_, close)) = tag {
                self.state = State::Thinking(close);
            } else if TAGS.iter().any(|(open, _)| open.starts_with(begun)) {
                return String::new();
            } else {
                self.state = State::Speaking;
                return std::mem::take(&mut self.held);
            }
        }
        let State::Thinking(close) = self.state else {
            return String::new();
        };
        match self.held.split_once(close) {
            None => String::new(),
            Some((_, spoken)) => {
                let spoken = spoken.trim_start().to_owned();
                self.held.clear();
                self.state = State::Speaking;
                spoken
            }
        }
    }

    /// What was held back at the end and is no thought after all.
    pub(super) fn finish(&mut self) -> String {
        let held = std::mem::take(&mut self.held);
        if self.state == State::Start {
            held
        } else {
            String::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(pieces: &[&str]) -> String {
        let mut filter = ThinkFilter::default();
        let mut shown: String = pieces.iter().map(|piece| filter.push(piece)).collect();
        shown.push_str(&filter.finish());
        shown
    }

    /// FR-332.
    #[test]
    fn thoughts_are_hidden_however_they_are_cut() {
        assert_eq!(
            filter(&["<th", "ink>secret</thi", "nk>\n\nHello", " you"]),
            "Hello you"
        );
        assert_eq!(
            filter(&["<thou", "ght>se</think>cret</thought>Hello"]),
            "Hello"
        );
        assert_eq!(
            filter(&["<thinking>", "secret", "</thinking>", "Hello"]),
            "Hello"
        );
        assert_eq!(filter(&["\n<think>never ends"]), "");
        assert_eq!(filter(&["a <think> b"]), "a <think> b");
        assert_eq!(filter(&["<", "3 you"]), "<3 you");
        assert_eq!(filter(&["<thi"]), "<thi");
        assert_eq!(filter(&["é", "ü"]), "éü");
    }
}
