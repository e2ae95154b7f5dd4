//! What of a reply's content is said to the person: neither thoughts, nor a chat template's marks, nor calls that a model
//! writes as words (FR-365).

mod marks;
mod written;

use crate::{model::RequestedCall, tools::Tool};
use marks::{Block, Kind, Mark, Marks};

/// A filter over the pieces of one reply's content.
#[derive(Debug)]
pub(super) struct Speech {
    marks: Marks,
    state: State,
    /// What may become a mark.
    held: String,
    line: Line,
    /// Whether something was let through.
    said: bool,
    calls: Vec<Written>,
    hid: bool,
}

/// A call that was written as words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Written {
    pub(super) call: RequestedCall,
    /// Whether it stood between marks that mean a call and nothing else.
    pub(super) marked: bool,
}

#[derive(Debug)]
enum State {
    Speaking,
    Inside {
        block: Block,
        text: String,
        begun: Line,
    },
}

/// How far a line has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// Nothing but white space.
    Start,
    Within,
}

impl Speech {
    pub(super) fn new(tools: &[Tool]) -> Self {
        Self {
            marks: Marks::new(tools),
            state: State::Speaking,
            held: String::new(),
            line: Line::Start,
            said: false,
            calls: Vec::new(),
            hid: false,
        }
    }

    /// What of this piece is said.
    pub(super) fn push(&mut self, piece: &str) -> String {
        let mut said = String::new();
        for letter in piece.chars() {
            if let State::Inside { block, text, .. } = &mut self.state {
                text.push(letter);
                if block.ends(text, letter) {
                    self.leave(&mut said);
                }
            } else {
                self.held.push(letter);
                self.settle(&mut said);
            }
        }
        self.said |= !said.trim().is_empty();
        said
    }

    /// What was held back at the end and is said after all.
    pub(super) fn finish(&mut self) -> String {
        let mut said = std::mem::take(&mut self.held);
        if matches!(self.state, State::Inside { .. }) {
            self.leave(&mut said);
            said.push_str(&std::mem::take(&mut self.held));
        }
        said
    }

    /// The calls that were written as words, and whether any words were hidden.
    pub(super) fn calls(&mut self) -> (Vec<Written>, bool) {
        (std::mem::take(&mut self.calls), self.hid)
    }

    /// Lets go of what is no mark, and takes a whole mark.
    fn settle(&mut self, said: &mut String) {
        while let Some(first) = self.held.chars().next() {
            let at_start = self.line == Line::Start;
            let mark = if self.marks.may_begin_with(first, at_start) {
                self.marks.find(&self.held, at_start)
            } else {
                Mark::None
            };
            match mark {
                Mark::Begun => return,
                Mark::Token => {
                    self.held.clear();
                    self.hid = true;
                }
                Mark::ThoughtsBefore => {
                    self.held.clear();
                    self.hid = true;
                    // What led here was thought, as far as it was not yet said.
                    if !self.said {
                        said.clear();
                        self.line = Line::Start;
                    }
                }
                Mark::Opens(block) => {
                    let text = std::mem::take(&mut self.held);
                    self.state = State::Inside {
                        block,
                        text,
                        begun: self.line,
                    };
                }
                Mark::None => {
                    self.held.remove(0);
                    said.push(first);
                    if first == '\n' {
                        self.line = Line::Start;
                    } else if !first.is_whitespace() && !matches!(first, '-' | '*' | '>') {
                        self.line = Line::Within;
                    }
                }
            }
        }
    }

    /// Ends a block: it is hidden, or let through when it was none after all.
    fn leave(&mut self, said: &mut String) {
        let State::Inside { block, text, begun } =
            std::mem::replace(&mut self.state, State::Speaking)
        else {
            return;
        };
        let closed = block.closed(&text);
        match block.kind {
            Kind::Thoughts if closed || begun == Line::Start => self.hid = true,
            Kind::Call => {
                self.hid = true;
                let calls = written::calls(&text, self.marks.tools());
                let calls = calls.unwrap_or_default().into_iter();
                self.calls.extend(calls.map(|call| Written {
                    call,
                    marked: closed,
                }));
            }
            Kind::Maybe => match written::calls(&text, self.marks.tools()) {
                Some(calls) => {
                    self.hid = true;
                    let calls = calls.into_iter();
                    self.calls.extend(calls.map(|call| Written {
                        call,
                        marked: false,
                    }));
                }
                None if !closed && written::begins_a_call(&text) => self.hid = true,
                None => {
                    self.line = Line::Within;
                    said.push_str(&text);
                }
            },
            Kind::Thoughts => {
                self.line = Line::Within;
                said.push_str(&text);
            }
        }
    }
}

#[cfg(test)]
#[path = "speech_tests.rs"]
mod tests;
