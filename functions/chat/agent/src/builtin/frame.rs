//! Frames of sentences as data: `verschiebe {task} [bitte] (auf|nach) {when}`, and the words that fill them.
//!
//! | written | stands for |
//! |---|---|
//! | `word` | this word, in any letter case, with or without accents |
//! | `(a\|b c)` | one of these |
//! | `[a\|b c]` | one of these, or nothing |
//! | `<name>` | what `let name:` of the lexicon says |
//! | `{task}` | one or more words, kept under this name |

use std::{collections::HashMap, ops::Range};

use language::search_key;

use super::words::Word;

/// How many steps the search for one frame may take: what needs more fits none.
const MAX_STEPS: usize = 2_000;

/// A part of a frame.
#[derive(Debug, Clone)]
enum Node {
    Word(String),
    Group(Vec<Vec<Node>>),
    Slot(&'static str),
}

/// The form of a sentence.
#[derive(Debug)]
pub(super) struct Frame {
    /// What such a sentence asks for.
    pub(super) kind: &'static str,
    nodes: Vec<Node>,
    /// The words that it can begin with; none: any.
    first: Option<Vec<String>>,
}

/// The words that fill the slots of a frame.
#[derive(Debug, Clone, Default)]
pub(super) struct Filled(Vec<(&'static str, Range<usize>)>);

impl Filled {
    /// The words in a slot.
    pub(super) fn of<'w, 'a>(&self, slot: &str, all: &'w [Word<'a>]) -> Option<&'w [Word<'a>]> {
        let (_, range) = self.0.iter().find(|(name, _)| *name == slot)?;
        all.get(range.clone())
    }
}

/// What is left to match behind a group.
struct Rest<'n> {
    nodes: &'n [Node],
    next: Option<&'n Rest<'n>>,
}

/// One search for a frame among some words.
struct Search<'s, 'a> {
    words: &'s [Word<'a>],
    filled: Filled,
    steps: usize,
    accept: &'s mut dyn FnMut(&Filled) -> bool,
}

impl Frame {
    /// Reads a frame.
    pub(super) fn read(
        kind: &'static str,
        text: &'static str,
        parts: &HashMap<&'static str, &'static str>,
    ) -> Self {
        let mut rest = text;
        let nodes = sequence(&mut rest, parts);
        let mut first = Vec::new();
        let first = beginnings(&nodes, &mut first).then_some(first);
        Self { kind, nodes, first }
    }

    /// Whether it begins with words of its own.
    pub(super) fn is_led(&self) -> bool {
        self.first.is_some()
    }

    /// Looks for a way in which the words fill the frame that `accept` takes.
    pub(super) fn fill(&self, words: &[Word<'_>], accept: &mut dyn FnMut(&Filled) -> bool) -> bool {
        let begins = words.first().is_some_and(|word| {
            self.first
                .as_ref()
                .is_none_or(|first| !word.quoted && first.contains(&word.key))
        });
        if !begins {
            return false;
        }
        let mut search = Search {
            words,
            filled: Filled::default(),
            steps: 0,
            accept,
        };
        search.run(&self.nodes, None, 0)
    }
}

impl Search<'_, '_> {
    fn run(&mut self, nodes: &[Node], next: Option<&Rest<'_>>, at: usize) -> bool {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return false;
        }
        let Some((node, rest)) = nodes.split_first() else {
            return match next {
                Some(next) => self.run(next.nodes, next.next, at),
                None => at == self.words.len() && (self.accept)(&self.filled),
            };
        };
        match node {
            Node::Word(key) => {
                let fits = self
                    .words
                    .get(at)
                    .is_some_and(|word| !word.quoted && word.key == *key);
                fits && self.run(rest, next, at + 1)
            }
            Node::Group(choices) => {
                let behind = Rest { nodes: rest, next };
                choices
                    .iter()
                    .any(|choice| self.run(choice, Some(&behind), at))
            }
            Node::Slot(name) => {
                for end in at + 1..=self.words.len() {
                    self.filled.0.push((*name, at..end));
                    if self.run(rest, next, end) {
                        return true;
                    }
                    self.filled.0.pop();
                }
                false
            }
        }
    }
}

fn sequence(rest: &mut &'static str, parts: &HashMap<&'static str, &'static str>) -> Vec<Node> {
    let mut nodes = Vec::new();
    loop {
        *rest = rest.trim_start();
        let Some(begin) = rest.chars().next() else {
            return nodes;
        };
        match begin {
            '|' | ')' | ']' => return nodes,
            '(' | '[' => {
                *rest = rest.get(1..).unwrap_or_default();
                let mut choices = vec![sequence(rest, parts)];
                while let Some(more) = rest.strip_prefix('|') {
                    *rest = more;
                    choices.push(sequence(rest, parts));
                }
                *rest = rest.get(1..).unwrap_or_default();
                if begin == '[' {
                    choices.push(Vec::new());
                }
                nodes.push(Node::Group(choices));
            }
            '{' => {
                let (name, behind) = named(rest, '}');
                nodes.push(Node::Slot(name));
                *rest = behind;
            }
            '<' => {
                let (name, behind) = named(rest, '>');
                let mut part = parts.get(name).copied().unwrap_or_default();
                let mut choices = vec![sequence(&mut part, parts)];
                while let Some(more) = part.strip_prefix('|') {
                    part = more;
                    choices.push(sequence(&mut part, parts));
                }
                nodes.push(Node::Group(choices));
                *rest = behind;
            }
            _ => {
                let end = rest
                    .find(|letter: char| letter.is_whitespace() || "|()[]{}<>".contains(letter))
                    .unwrap_or(rest.len());
                let (word, behind) = rest.split_at(end);
                nodes.push(Node::Word(search_key(word)));
                *rest = behind;
            }
        }
    }
}

/// A name in its brackets, and what stands behind.
fn named(text: &'static str, close: char) -> (&'static str, &'static str) {
    let inside = text.get(1..).unwrap_or_default();
    inside.split_once(close).unwrap_or((inside, ""))
}

/// Collects the words that some nodes can begin with; false when that may be any word. All nodes may match nothing:
/// true, and the caller's next node counts too.
fn beginnings(nodes: &[Node], found: &mut Vec<String>) -> bool {
    for node in nodes {
        match node {
            Node::Word(key) => {
                found.push(key.clone());
                return true;
            }
            Node::Slot(_) => return false,
            Node::Group(choices) => {
                let mut empty = false;
                for choice in choices {
                    if choice.is_empty() {
                        empty = true;
                    } else if !beginnings(choice, found) {
                        return false;
                    }
                }
                if !empty {
                    return true;
                }
            }
        }
    }
    true
}
