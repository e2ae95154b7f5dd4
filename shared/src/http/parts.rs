//! Bodies that are made while they are read.

use std::{io, time::Duration};

use axum::body::Body;
use bytes::Bytes;
use futures::stream;
use tokio::sync::mpsc;
use tracing::Instrument;

use crate::error::{Error, Result};

/// Where the parts of a body go, each when the one before it was taken.
#[derive(Debug, Clone)]
pub struct Parts(mpsc::Sender<Option<Bytes>>);

impl Parts {
    /// Hands a part over.
    ///
    /// # Errors
    /// When nobody reads the body any more.
    pub async fn send(&self, part: Bytes) -> Result<()> {
        self.give(Some(part)).await
    }

    async fn give(&self, part: Option<Bytes>) -> Result<()> {
        let given = self.0.send(part).await;
        given.map_err(|_| Error::internal("the reader went away"))
    }
}

/// A body in the parts that `write` hands over. Where it fails, or takes longer than `patience` with its reader, the answer is
/// seen to break off, so that nobody takes a piece for all of it.
pub fn in_parts<W, F>(patience: Duration, write: W) -> Body
where
    W: FnOnce(Parts) -> F,
    F: Future<Output = Result<()>> + Send + 'static,
{
    let (sender, receiver) = mpsc::channel(1);
    let parts = Parts(sender);
    let writing = write(parts.clone());
    let written = async move {
        writing.await?;
        parts.give(None).await
    };
    let bounded = async move {
        match tokio::time::timeout(patience, written).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "an export broke off"),
            Err(_) => tracing::warn!("an export was read too slowly"),
        }
    };
    tokio::spawn(bounded.in_current_span());
    // A channel that closes without an end is a body that lacks something: the answer has to break off, too.
    Body::from_stream(stream::try_unfold(receiver, |mut receiver| async move {
        match receiver.recv().await {
            Some(Some(part)) => Ok(Some((part, receiver))),
            Some(None) => Ok(None),
            None => Err(io::Error::other("the export broke off")),
        }
    }))
}
