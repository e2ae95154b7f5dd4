//! The built-in model: a deterministic reader of plain sentences that needs no key and no network (FR-312 to FR-315).

pub(crate) mod say;

use async_trait::async_trait;

use crate::model::{Model, ModelError, ModelRequest, Reply, TextSink};

/// The built-in model. It keeps nothing: what it knows is in the conversation.
#[derive(Debug, Clone, Copy, Default)]
pub struct BuiltIn;

#[async_trait]
impl Model for BuiltIn {
    fn name(&self) -> &'static str {
        "built-in"
    }

    async fn respond(
        &self,
        _request: ModelRequest<'_>,
        _text: &mut dyn TextSink,
    ) -> Result<Reply, ModelError> {
        Ok(Reply::default())
    }
}
