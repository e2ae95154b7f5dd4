//! A model that says what a test wrote.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use agent::{Entry, Model, ModelError, ModelRequest, Reply, RequestedCall, TextSink};
use async_trait::async_trait;
use serde_json::{Value, json};

/// Gives the same replies in order; the last one for ever.
pub struct Scripted {
    replies: Vec<(&'static str, Vec<RequestedCall>)>,
    pub at: AtomicUsize,
    pub seen: Mutex<Vec<Vec<Entry>>>,
}

pub fn scripted(replies: Vec<(&'static str, Vec<RequestedCall>)>) -> Arc<Scripted> {
    Arc::new(Scripted {
        replies,
        at: AtomicUsize::new(0),
        seen: Mutex::default(),
    })
}

pub fn call(name: &str, arguments: Value) -> RequestedCall {
    RequestedCall {
        name: name.to_owned(),
        arguments,
    }
}

#[async_trait]
impl Model for Scripted {
    fn name(&self) -> &'static str {
        "scripted"
    }

    async fn respond(
        &self,
        request: ModelRequest<'_>,
        text: &mut dyn TextSink,
    ) -> Result<Reply, ModelError> {
        self.seen.lock().unwrap().push(request.history.to_vec());
        let at = self
            .at
            .fetch_add(1, Ordering::SeqCst)
            .min(self.replies.len() - 1);
        let (words, calls) = &self.replies[at];
        if !text.text(words).await {
            return Err(ModelError::Cancelled);
        }
        Ok(Reply {
            calls: calls.clone(),
            raw: Some(json!({"at": at})),
            ..Reply::default()
        })
    }
}
