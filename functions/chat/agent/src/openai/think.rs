//! Hides the `<think>…</think>` with which some models begin their content.

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";

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
    Thinking,
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
            if begun.starts_with(OPEN) {
                self.state = State::Thinking;
            } else if OPEN.starts_with(begun) {
                return String::new();
            } else {
                self.state = State::Speaking;
                return std::mem::take(&mut self.held);
            }
        }
        match self.held.split_once(CLOSE) {
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

    #[test]
    fn thoughts_are_hidden_however_they_are_cut() {
        assert_eq!(
            filter(&["<th", "ink>secret</thi", "nk>\n\nHello", " you"]),
            "Hello you"
        );
        assert_eq!(filter(&["\n<think>never ends"]), "");
        assert_eq!(filter(&["a <think> b"]), "a <think> b");
        assert_eq!(filter(&["<", "3 you"]), "<3 you");
        assert_eq!(filter(&["<thi"]), "<thi");
        assert_eq!(filter(&["é", "ü"]), "éü");
    }
}
