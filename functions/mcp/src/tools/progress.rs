//! Telling a client how far a call is (FR-252).

use rmcp::{
    Peer, RoleServer,
    model::{ProgressNotificationParam, ProgressToken},
};

/// A client that asked to be told.
pub(crate) struct Progress {
    pub(crate) peer: Peer<RoleServer>,
    pub(crate) token: ProgressToken,
}

impl Progress {
    /// So many entries of all are done. Whoever does not listen any more misses it.
    pub(super) async fn tell(&self, done: usize, of: usize) {
        let number = |count: usize| u32::try_from(count).map_or(f64::MAX, f64::from);
        let told =
            ProgressNotificationParam::new(self.token.clone(), number(done)).with_total(number(of));
        if let Err(error) = self.peer.notify_progress(told).await {
            tracing::debug!(%error, "nobody is told of the progress");
        }
    }
}
