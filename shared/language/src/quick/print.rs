//! A task as a line that reads as the same task.

use super::{QuickTask, marks};
use crate::Setting;

/// The text with `\` in front of each word.
pub(super) fn kept(text: &str) -> String {
    let mut kept = String::with_capacity(text.len() + 8);
    let mut at_start = true;
    for character in text.chars() {
        if at_start && !character.is_whitespace() {
            kept.push('\\');
        }
        at_start = character.is_whitespace();
        kept.push(character);
    }
    kept
}

impl QuickTask {
    /// The line that reads as the same task, with what could be taken for something else kept by `\`.
    #[must_use]
    pub fn line(&self, setting: &Setting) -> String {
        let kept = kept(&self.title);
        let lines = [
            self.with(&self.title, false),
            self.with(&self.title, true),
            self.with(&kept, false),
            self.with(&kept, true),
        ];
        let same = lines.iter().position(|line| self.reads_as(line, setting));
        lines.into_iter().nth(same.unwrap_or(3)).unwrap_or_default()
    }

    fn reads_as(&self, line: &str, setting: &Setting) -> bool {
        let read = Self::read(line, setting);
        read.is_ok_and(|read| read.says(self))
    }

    /// Whether both say the same, wherever their pieces stand.
    #[must_use]
    pub fn says(&self, other: &Self) -> bool {
        self.title == other.title
            && self.notes == other.notes
            && self.priority == other.priority
            && self.project == other.project
            && self.tags == other.tags
            && self.schedule == other.schedule
    }

    /// The line with this title, and what says when before or behind it.
    fn with(&self, title: &str, when_first: bool) -> String {
        let mut parts = vec![title.to_owned()];
        if !self.when.is_empty() {
            parts.insert(usize::from(!when_first), self.when.clone());
        }
        parts.extend(self.priority.map(|priority| priority.to_string()));
        parts.extend(self.project.as_ref().map(|name| named('#', name.as_str())));
        parts.extend(self.tags.iter().map(|tag| named('@', tag.as_str())));
        if !self.notes.is_empty() {
            parts.push(format!("// {}", self.notes));
        }
        parts.join(" ")
    }
}

/// A name behind its mark, in quotation marks where it needs them.
fn named(mark: char, name: &str) -> String {
    let bare = format!("{mark}{name}");
    let read = marks::marks(&bare);
    let same = read.pieces.len() == 1
        && (read.project.is_some_and(|project| project.as_str() == name)
            || read.tags.first().is_some_and(|tag| tag.as_str() == name));
    if same {
        return bare;
    }
    let escaped = name.replace('\\', "\\\\").replace('"', "\\\"");
    format!("{mark}\"{escaped}\"")
}
