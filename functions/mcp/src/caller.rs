//! Who is calling, on the way from the HTTP side to the tools.

use shared::auth::Identity;

/// Who is calling, as the tools see it. The span ties their log lines to the request.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) identity: Identity,
    pub(crate) span: tracing::Span,
}
