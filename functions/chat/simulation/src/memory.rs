//! Postgres and mcp in memory: the turns of one person and the list they change, by the rules of the real ones.
//!
//! Nothing here waits. Each method is one transaction at one moment, but for a call that writes, which has two: its check and
//! its commit. That the rules are those of the real ones is what the sequences of chat's tests show (FR-390).

mod calls;
mod list;
mod processes;
mod record;
mod turns;

use std::{collections::BTreeMap, time::Duration};

use agent::{Entry, Lease, ToolResult};
use uuid::Uuid;

pub use calls::{Effect, Ran, Started};
pub use processes::Over;
pub use turns::Beginning;

/// A rule that is broken on purpose, to see that it is missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Calls take effect whatever became of their attempt.
    NoFence,
    /// An attempt that was replaced, or stopped, records on.
    LooseAppend,
    /// mcp asks for the attempt before it looks for the answer that it kept.
    LeaseFirst,
    /// A call's key is the one that a provider gave it, which is not the only one of its name.
    ProviderKeys,
}

impl Fault {
    /// Every one.
    pub const ALL: [Self; 4] = [
        Self::NoFence,
        Self::LooseAppend,
        Self::LeaseFirst,
        Self::ProviderKeys,
    ];
}

/// How a turn stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// An attempt at it works, or seems to.
    Running,
    /// It came to its end.
    Finished,
    /// The person stopped it.
    Stopped,
    /// Its caller went away.
    Left,
    /// Its process died, or failed.
    Broken,
}

impl State {
    /// The name in Postgres.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Stopped => "stopped",
            Self::Left => "left",
            Self::Broken => "broken",
        }
    }
}

/// A turn.
#[derive(Debug, Clone)]
pub struct Turn {
    /// Names it.
    pub id: Uuid,
    /// Where it is.
    pub conversation: Uuid,
    /// What its caller names it by.
    pub key: Option<String>,
    /// What else would be another turn under the key.
    request: (Option<Uuid>, Entry),
    /// Its newest attempt.
    pub attempt: u32,
    process: Uuid,
    /// How it stands.
    pub state: State,
    /// When each attempt was replaced or ended: nothing that was checked later may be of it.
    over: Vec<(u32, Duration)>,
}

impl Turn {
    /// What it was begun with.
    #[must_use]
    pub fn said(&self) -> agent::Said {
        let (conversation, entry) = self.request.clone();
        agent::Said {
            conversation,
            key: self.key.clone(),
            entry,
        }
    }

    /// When this attempt ended, if it did.
    #[must_use]
    pub fn over_since(&self, attempt: u32) -> Option<Duration> {
        let ends = self.over.iter().filter(|(over, _)| *over == attempt);
        ends.map(|(_, at)| *at).min()
    }

    fn end(&mut self, state: State, now: Duration) {
        self.state = state;
        self.over.push((self.attempt, now));
    }
}

/// A line of a conversation.
#[derive(Debug, Clone)]
pub struct Message {
    /// The turn it belongs to.
    pub turn: Uuid,
    /// The attempt that recorded it; none where a call was settled later.
    pub attempt: Option<u32>,
    /// What it says.
    pub entry: Entry,
}

/// What is kept of one person.
#[derive(Debug, Default)]
pub struct Memory {
    fault: Option<Fault>,
    conversations: BTreeMap<Uuid, Conversation>,
    turns: Vec<Turn>,
    beats: BTreeMap<Uuid, Duration>,
    kept: BTreeMap<String, calls::Kept>,
    under_way: Option<calls::UnderWay>,
    effects: Vec<Effect>,
    list: list::List,
}

#[derive(Debug, Default)]
struct Conversation {
    /// The turn that has it.
    turn: Option<Uuid>,
    messages: Vec<Message>,
}

/// How a process shows that it lives: what is older is dead to the other processes, and what is older still may not act.
const LIVES: Duration = Duration::from_millis(2_500);
const ACTS: Duration = Duration::from_secs(10);

impl Memory {
    /// One in which this rule is broken.
    #[must_use]
    pub fn with(fault: Option<Fault>) -> Self {
        Self {
            fault,
            ..Self::default()
        }
    }

    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    /// The turns, in the order in which they began.
    #[must_use]
    pub fn turns(&self) -> &[Turn] {
        &self.turns
    }

    /// The messages of a turn.
    pub fn messages(&self, turn: Uuid) -> impl Iterator<Item = &Message> {
        let all = self.conversations.values();
        let all = all.flat_map(|conversation| &conversation.messages);
        all.filter(move |message| message.turn == turn)
    }

    /// The conversations.
    #[must_use]
    pub fn conversations(&self) -> Vec<Uuid> {
        self.conversations.keys().copied().collect()
    }

    /// The turn that has a conversation.
    #[must_use]
    pub fn holder(&self, conversation: Uuid) -> Option<Uuid> {
        self.conversations.get(&conversation)?.turn
    }

    /// What calls did.
    #[must_use]
    pub fn effects(&self) -> &[Effect] {
        &self.effects
    }

    /// The tasks that there are: id, title, and whether they are done.
    #[must_use]
    pub fn tasks(&self) -> Vec<(u64, String, bool)> {
        self.list.tasks()
    }

    fn turn(&self, id: Uuid) -> Option<&Turn> {
        self.turns.iter().find(|turn| turn.id == id)
    }

    fn turn_mut(&mut self, id: Uuid) -> Option<&mut Turn> {
        self.turns.iter_mut().find(|turn| turn.id == id)
    }

    fn lives(&self, process: Uuid, now: Duration) -> bool {
        self.beats
            .get(&process)
            .is_some_and(|beat| now < *beat + LIVES)
    }

    /// Whether an attempt may take effect now.
    fn may_act(&self, lease: &Lease, now: Duration) -> bool {
        self.turn(lease.turn).is_some_and(|turn| {
            let holds = self.holder(turn.conversation) == Some(turn.id);
            let beats = self.beats.get(&turn.process);
            holds
                && turn.attempt == lease.attempt
                && turn.state == State::Running
                && beats.is_some_and(|beat| now < *beat + ACTS)
        })
    }
}

/// What a call gave, and by which name it is known.
type Outcome = ToolResult;
