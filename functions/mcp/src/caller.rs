//! Who is calling: settled before anything else of a request is looked at (FR-204), and carried to the tools.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use shared::{
    Error,
    auth::{Identity, Verifier},
    http::{Quotas, bearer},
};

/// Who is calling, as the tools see it. The span ties their log lines to the request.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) identity: Identity,
    pub(crate) span: tracing::Span,
}

/// Lets requests with a good token pass, with their [`Caller`].
pub(crate) async fn identify(
    State(verifier): State<Arc<Verifier>>,
    mut request: Request,
    next: Next,
) -> Result<Response, Error> {
    let identity = verifier.verify(bearer(request.headers())?).await?;
    if let Some(quotas) = Quotas::of(request.extensions()) {
        quotas.count(identity.user())?;
    }
    request.extensions_mut().insert(Caller {
        identity,
        span: tracing::Span::current(),
    });
    Ok(next.run(request).await)
}
