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
        let behind = self.when.len();
        let mut lines = [&self.title, &kept].into_iter().flat_map(|title| {
            let places = [0, behind].into_iter().chain(1..behind);
            places.map(move |place| self.with(title, place))
        });
        let same = lines.find(|line| self.reads_as(line, setting));
        same.unwrap_or_else(|| self.with(&kept, behind))
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

    /// The line with this title behind so many of the parts that say when.
    fn with(&self, title: &str, place: usize) -> String {
        let mut parts = self.when.clone();
        parts.insert(place, title.to_owned());
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
