//! Where turns are kept: who may go on with one, and what was recorded of it (FR-343 to FR-350, FR-358).

use async_trait::async_trait;
use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::entry::Entry;

/// One attempt at one turn: what it records and calls is good as long as it is the newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lease {
    /// The conversation.
    pub conversation: Uuid,
    /// The turn.
    pub turn: Uuid,
    /// Which attempt, from 1.
    pub attempt: u32,
}

impl Lease {
    /// That of a turn that is over: nothing begins with it, but what its calls did can be asked.
    pub(crate) fn over(conversation: Uuid, turn: Uuid) -> Self {
        Self {
            conversation,
            turn,
            attempt: 1,
        }
    }
}

/// What a person says.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// The conversation to go on with; without one, another begins.
    pub conversation: Option<Uuid>,
    /// What the caller names the turn by.
    pub key: Option<String>,
    /// The person's entry.
    pub entry: Entry,
}

/// How a turn begins.
#[derive(Debug)]
pub enum Begun {
    /// As a new attempt: of a new turn, or of one that was taken over.
    Attempt {
        /// The attempt.
        lease: Lease,
        /// The conversation: the turns that began before, then the person's entry, then what earlier attempts recorded.
        history: Vec<Entry>,
        /// Where the person is.
        zone: TimeZone,
    },
    /// Not at all: it is over, and this is what there is of it.
    Over {
        /// Its last attempt.
        lease: Lease,
        /// As above.
        history: Vec<Entry>,
        /// Whether it was stopped.
        stopped: bool,
    },
}

/// Why something was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such conversation.
    #[error("no such conversation")]
    NotFound,
    /// Another turn of the conversation is being answered.
    #[error("another turn is being answered")]
    TurnInProgress,
    /// The key names another turn.
    #[error("the key names another turn")]
    KeyReused,
    /// Another attempt has the turn, or the conversation is gone.
    #[error("another attempt has the turn")]
    Replaced,
    /// The turn was stopped: what was said and done may be recorded, nothing may begin.
    #[error("the turn was stopped")]
    Stopped,
    /// The store is away.
    #[error("the conversation could not be recorded")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The turns of one person. Every method is one transaction: done wholly, or not at all.
#[async_trait]
pub trait Store: Send + Sync {
    /// Begins a turn, takes one over, or finds it over (FR-343). Of one that is taken over, words of a reply that broke off are
    /// forgotten, and results that say that a call did not run, or that nobody knows: it runs now.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::TurnInProgress`], [`StoreError::KeyReused`], [`StoreError::Failed`].
    async fn begin(&self, said: &Said) -> Result<Begun, StoreError>;

    /// Records an entry. In a turn that was stopped only one that begins nothing.
    ///
    /// # Errors
    /// [`StoreError::Replaced`], [`StoreError::Stopped`], [`StoreError::Failed`]; the entry is not recorded then.
    async fn append(&self, lease: &Lease, entry: &Entry) -> Result<(), StoreError>;

    /// Ends a turn, with its last entry if that is not recorded yet, and gives the conversation free.
    ///
    /// # Errors
    /// As for [`Store::append`].
    async fn end(&self, lease: &Lease, last: Option<&Entry>) -> Result<(), StoreError>;

    /// Stops a turn whose caller went away, and gives the conversation free. One that is over stays as it is.
    ///
    /// # Errors
    /// [`StoreError::Replaced`], [`StoreError::Failed`].
    async fn leave(&self, lease: &Lease) -> Result<(), StoreError>;

    /// Stops the conversation's running turn, or this one, as the person wants it (FR-349), and waits until no effect of it is
    /// under way.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Failed`].
    async fn stop(&self, conversation: Uuid, turn: Option<Uuid>) -> Result<(), StoreError>;

    /// Records what became of a call of a turn that is over, unless that is known already (FR-347).
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    async fn settle(
        &self,
        conversation: Uuid,
        turn: Uuid,
        result: &Entry,
    ) -> Result<(), StoreError>;
}
