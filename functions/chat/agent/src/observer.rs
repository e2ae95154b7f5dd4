//! Who learns how models do, for what an operator counts.

use crate::model::{ModelError, Reply};

/// Learns what came of asking models. The default of each method does nothing.
pub trait Observer: Send + Sync {
    /// A model was asked for a reply: the endpoint at this place in their order, or the built-in one.
    fn answered(&self, endpoint: Option<usize>, reply: Result<&Reply, &ModelError>) {
        let _ = (endpoint, reply);
    }

    /// The next model takes a turn over.
    fn taken_over(&self) {}
}

/// Learns nothing.
pub(crate) struct Nobody;

impl Observer for Nobody {}
