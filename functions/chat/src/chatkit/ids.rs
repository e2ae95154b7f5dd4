//! How items are named: after their turn, so that the same item has the same name in a stream and in a list (FR-1203).

use uuid::Uuid;

/// What the person said in a turn.
pub(super) fn said(turn: Uuid) -> String {
    format!("msg_{}", turn.simple())
}

/// What the agent said in a block of a turn.
pub(super) fn message(turn: Uuid, block: usize) -> String {
    format!("msg_{}_{block}", turn.simple())
}

/// What it did in a block of a turn.
pub(super) fn workflow(turn: Uuid, block: usize) -> String {
    format!("wf_{}_{block}", turn.simple())
}

/// What a turn asks at its end.
pub(super) fn question(turn: Uuid) -> String {
    format!("ask_{}", turn.simple())
}

/// The list of tasks that a turn shows.
pub(super) fn tasks(turn: Uuid) -> String {
    format!("tasks_{}", turn.simple())
}

/// What a turn changed.
pub(super) fn receipts(turn: Uuid) -> String {
    format!("undo_{}", turn.simple())
}

/// Which widget an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// A list of tasks.
    Tasks(Uuid),
    /// What a turn changed.
    Receipts(Uuid),
}

impl Shown {
    /// The widget of this name, if it is one.
    pub(super) fn of(id: &str) -> Option<Self> {
        let (kind, turn) = id.split_once('_')?;
        let turn = exact(turn)?;
        match kind {
            "tasks" => Some(Self::Tasks(turn)),
            "undo" => Some(Self::Receipts(turn)),
            _ => None,
        }
    }
}

/// The turn of the message of a person that has this name.
pub(super) fn turn_of_said(id: &str) -> Option<Uuid> {
    exact(id.strip_prefix("msg_")?)
}

/// The turn of the question that has this name.
pub(super) fn turn_of_question(id: &str) -> Option<Uuid> {
    exact(id.strip_prefix("ask_")?)
}

/// The turn whose item has this name, whatever it is.
pub(super) fn turn_of(id: &str) -> Option<Uuid> {
    let (_, rest) = id.split_once('_')?;
    exact(rest.split('_').next()?)
}

/// A turn in the only spelling that names have.
fn exact(text: &str) -> Option<Uuid> {
    let turn = Uuid::try_parse(text).ok()?;
    (turn.simple().to_string() == text).then_some(turn)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-1203.
    #[test]
    fn a_name_leads_back_to_its_turn_and_has_one_spelling() {
        let turn = Uuid::from_u128(7);
        assert_eq!(turn_of_said(&said(turn)), Some(turn));
        assert_eq!(turn_of_said(&message(turn, 1)), None);
        assert_eq!(Shown::of(&tasks(turn)), Some(Shown::Tasks(turn)));
        assert_eq!(Shown::of(&receipts(turn)), Some(Shown::Receipts(turn)));
        assert_eq!(Shown::of(&said(turn)), None);
        for id in [said(turn), message(turn, 3), workflow(turn, 0), tasks(turn)] {
            assert_eq!(turn_of(&id), Some(turn), "{id}");
        }
        for foreign in [
            "",
            "msg_",
            "msg_x",
            &format!("msg_{turn}"),
            "msg_00000000000000000000000000000007x",
        ] {
            assert_eq!(turn_of_said(foreign), None, "{foreign}");
        }
    }
}
