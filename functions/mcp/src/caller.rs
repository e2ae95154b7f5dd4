//! Who is calling and what they were allowed: settled before anything else of a request is looked at (FR-204, FR-213), and
//! carried to the tools.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use shared::{
    Error,
    auth::{Identity, Refusal, Scope, TokenSecret, Verifier},
    db::{self, Database},
    http::{Quotas, bearer},
};

use crate::{endpoint, resource::ProtectedResource, scope};

/// Who is calling, as the tools see it. The span ties their log lines to the request.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) identity: Identity,
    pub(crate) span: tracing::Span,
}

/// By what callers are known.
#[derive(Clone)]
pub(crate) struct Callers {
    pub(crate) database: Database,
    pub(crate) verifier: Arc<Verifier>,
    pub(crate) resource: Option<Arc<ProtectedResource>>,
}

/// Lets requests with a good token pass, with their [`Caller`].
pub(crate) async fn identify(
    State(callers): State<Callers>,
    mut request: Request,
    next: Next,
) -> Response {
    let quotas = Quotas::of(request.extensions());
    let caller = match callers.caller(request.headers(), quotas).await {
        Ok(caller) => caller,
        Err(error) => {
            let resource = callers.resource(request.headers(), request.uri().path());
            return refuse(error, resource.as_ref());
        }
    };
    if !matches!(caller.identity, Identity::Session(_)) {
        // What a client needs to be allowed is in its message.
        let (parts, body) = request.into_parts();
        let body = match endpoint::read(&parts.headers, body).await {
            Ok(body) => body,
            Err(refusal) => return refusal,
        };
        if let Some(missing) = scope::missing(&caller.identity, &body) {
            let resource = callers.resource(&parts.headers, parts.uri.path());
            return missing.answer(&caller.identity, resource.as_ref());
        }
        request = Request::from_parts(parts, Body::from(body));
    }
    request.extensions_mut().insert(caller);
    next.run(request).await
}

impl Callers {
    async fn caller(&self, headers: &HeaderMap, quotas: Option<Quotas>) -> Result<Caller, Error> {
        let identity = self.identity(bearer(headers)?).await?;
        if let Some(quotas) = quotas {
            quotas.count(identity.user())?;
        }
        Ok(Caller {
            identity,
            span: tracing::Span::current(),
        })
    }

    async fn identity(&self, bearer: &str) -> Result<Identity, Error> {
        if !TokenSecret::is_meant(bearer) {
            return self.verifier.verify(bearer).await;
        }
        // What cannot be a secret does not reach the database.
        let known = match TokenSecret::parse(bearer) {
            Some(secret) => db::tokens::bearer(&self.database, &secret).await?,
            None => None,
        };
        known.ok_or_else(|| {
            Refusal::Invalid("no such personal access token, or no more".to_owned()).into()
        })
    }

    /// The resource as this caller knows it.
    fn resource(&self, headers: &HeaderMap, path: &str) -> Option<ProtectedResource> {
        let resource = self.resource.as_ref();
        resource.map(|resource| resource.as_called(headers, path))
    }
}

/// The refusal of a caller; of one who may sign in, with where to (FR-226).
fn refuse(error: Error, resource: Option<&ProtectedResource>) -> Response {
    let mut response = error.into_response();
    let challenge = response.headers_mut().get_mut(header::WWW_AUTHENTICATE);
    if let (Some(challenge), Some(resource)) = (challenge, resource) {
        let so_far = challenge.to_str().unwrap_or_default();
        let between = if so_far.contains(' ') { ", " } else { " " };
        let asked = resource.challenge(&Scope::OAUTH);
        if let Ok(whole) = HeaderValue::try_from(format!("{so_far}{between}{asked}")) {
            *challenge = whole;
        }
    }
    response
}
