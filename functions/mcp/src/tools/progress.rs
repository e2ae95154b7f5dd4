//! Telling a client how far a call is (FR-252).

use std::time::Duration;

use rmcp::{
    Peer, RoleServer,
    model::{ProgressNotificationParam, ProgressToken},
};

/// How long a call waits for a client to listen: its transaction is open meanwhile.
const PATIENCE: Duration = Duration::from_millis(100);

/// A client that asked to be told.
pub(crate) struct Progress {
    pub(crate) peer: Peer<RoleServer>,
    pub(crate) token: ProgressToken,
}

impl Progress {
    /// So many entries of all are done. Gives whether the client listens.
    pub(super) async fn tell(&self, done: usize, of: usize) -> bool {
        let number = |count: usize| u32::try_from(count).map_or(f64::MAX, f64::from);
        let told =
            ProgressNotificationParam::new(self.token.clone(), number(done)).with_total(number(of));
        let telling = tokio::time::timeout(PATIENCE, self.peer.notify_progress(told));
        matches!(telling.await, Ok(Ok(())))
    }
}
