//! What every request that writes has in common: who, from where, when, once.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{FromRef, FromRequest, FromRequestParts, MatchedPath, Request},
    http::request::Parts,
    response::{IntoResponse, Response},
};
use clock::Clock;
use language::Zone;
use serde::de::DeserializeOwned;
use shared::{
    Error, Result,
    auth::{UserId, Verifier},
    db::{self, Database, Kind, Write as Transaction, idempotency},
    http::{IdempotencyKey, IfMatch, Path, Problem, Quotas, RawBody, TimeZone},
    task::{Context, Expected, Source},
};
use tokio::time::Instant;

use crate::{again::Again, answer::Answer};

/// The header with the caller's key.
pub(crate) const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// A request that writes: its caller, its body, and what it asks for in headers.
pub(crate) struct Write<T> {
    /// Whose tasks.
    pub(crate) user: UserId,
    /// What the event says of where the change came from.
    pub(crate) source: Source,
    /// In which states of the task the change is welcome.
    pub(crate) expected: Expected,
    /// The body, or [`NoBody`].
    pub(crate) body: T,
    zone: Option<Zone>,
    once: Option<idempotency::Request>,
    quotas: Option<Quotas>,
    /// When all of it had arrived.
    since: Instant,
    clock: Arc<dyn Clock>,
}

/// How much a request writes, and what it needs for it.
#[derive(Clone, Copy)]
pub(crate) struct Extent {
    /// How long it may take.
    pub(crate) kind: Kind,
    /// So many things are counted (FR-118).
    pub(crate) writes: u32,
    /// Whether it means something else in another zone.
    pub(crate) needs_zone: bool,
}

impl Extent {
    /// One thing, the same in all zones.
    pub(crate) const ONE: Self = Self {
        kind: Kind::Request,
        writes: 1,
        needs_zone: false,
    };

    /// One thing that a zone may be needed for.
    pub(crate) fn one(needs_zone: bool) -> Self {
        Self {
            needs_zone,
            ..Self::ONE
        }
    }

    /// So many things.
    pub(crate) fn many(writes: u32) -> Self {
        Self {
            kind: Kind::writing(writes),
            writes,
            needs_zone: true,
        }
    }
}

/// How a write begins.
#[expect(
    clippy::large_enum_variant,
    reason = "one for each request, taken apart where it is made"
)]
pub(crate) enum Begun {
    /// With a transaction for it.
    New(Transaction),
    /// It was done before; this was the answer.
    Done(Answer),
}

impl<T> Write<T> {
    /// The transaction to write in, unless this was done before.
    pub(crate) async fn begin(&self, database: &Database, extent: Extent) -> Result<Begun> {
        let Extent {
            kind,
            writes,
            needs_zone,
        } = extent;
        let transaction = database
            .write_since(self.since, &self.user, kind, writes)
            .await?;
        let mut transaction = transaction.asking_zone(needs_zone && self.zone.is_none());
        let Some(once) = &self.once else {
            return Ok(Begun::New(transaction));
        };
        match idempotency::before(&mut transaction, &self.user, once).await {
            Ok(None) => Ok(Begun::New(transaction)),
            Ok(Some(kept)) => {
                transaction.commit().await?;
                Answer::again(kept).map(Begun::Done)
            }
            Err(error) => {
                self.tell_of(&error);
                transaction.end(Err(error)).await
            }
        }
    }

    /// When and where the change is made.
    pub(crate) async fn context(
        &self,
        transaction: &mut Transaction,
        needs_zone: bool,
    ) -> Result<Context> {
        let (zone, now) = (self.zone.clone(), self.clock.now());
        db::settings::context(transaction, &self.user, zone, needs_zone, now).await
    }

    /// When and where the request is made, for one that in the end writes nothing.
    pub(crate) async fn place(&self, database: &Database, needs_zone: bool) -> Result<Context> {
        let now = self.clock.now();
        if let Some(zone) = self.zone.clone() {
            return Ok(Context::at(now, zone));
        }
        let mut transaction = database.read(&self.user).await?;
        let at = db::settings::context(&mut transaction, &self.user, None, needs_zone, now).await;
        transaction.end(at).await
    }

    /// Whether the change is all that there is to write.
    pub(crate) fn keeps_no_answer(&self) -> bool {
        self.once.is_none()
    }

    /// Keeps the answer and makes the change last; or takes all of it back.
    pub(crate) async fn end(
        &self,
        mut transaction: Transaction,
        done: Result<Answer>,
    ) -> Result<Answer> {
        let kept = match (&done, &self.once) {
            (Ok(answer), Some(once)) => {
                transaction.commit_with_next();
                idempotency::keep(&mut transaction, &self.user, once, &answer.kept()).await
            }
            _ => Ok(()),
        };
        self.tell(&transaction);
        let done = kept.and(done);
        if let Err(error) = &done {
            self.tell_of(error);
        }
        transaction.end(done).await
    }

    /// Takes all of it back and keeps no answer.
    pub(crate) async fn abandon(&self, transaction: Transaction) -> Result<()> {
        self.tell(&transaction);
        transaction.rollback().await
    }

    /// Has the answer tell how many writes are left, where any were counted.
    fn tell(&self, transaction: &Transaction) {
        if let (Some(quotas), Some(quota)) = (&self.quotas, transaction.quota()) {
            quotas.tell(quota);
        }
    }

    /// Has the answer tell that there are none left, if that is what went wrong.
    fn tell_of(&self, error: &Error) {
        if let Some(quotas) = &self.quotas {
            quotas.tell_of(error);
        }
    }
}

impl<S, T> FromRequest<S> for Write<T>
where
    S: Send + Sync,
    T: FromRequest<S, Rejection: IntoResponse>,
    Arc<Verifier>: FromRef<S>,
    Arc<dyn Clock>: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request(
        request: Request,
        state: &S,
    ) -> std::result::Result<Self, Self::Rejection> {
        let (mut parts, body) = request.into_parts();
        let user = UserId::from_request_parts(&mut parts, state)
            .await
            .map_err(Error::into_response)?;
        let refused = Problem::into_response;
        let TimeZone(zone) = TimeZone::from_request_parts(&mut parts, state)
            .await
            .map_err(refused)?;
        let IfMatch(expected) = IfMatch::from_request_parts(&mut parts, state)
            .await
            .map_err(refused)?;
        let source = source(&parts);
        let quotas = Quotas::of(&parts.extensions);
        let again = parts.extensions.get::<Again>().cloned();
        let key = IdempotencyKey::of(&parts.headers).map_err(refused)?.0;
        let request = Request::from_parts(parts.clone(), body);
        let RawBody(bytes) = RawBody::from_request(request, state)
            .await
            .map_err(refused)?;
        let once = key.map(|key| identify(key, &parts, &bytes));
        if let Some(again) = &again {
            again.keep(&bytes);
        }
        let request = Request::from_parts(parts, bytes.into());
        let body = T::from_request(request, state)
            .await
            .map_err(IntoResponse::into_response)?;
        let since = again.map_or_else(Instant::now, |again| again.since());
        Ok(Self {
            user,
            source,
            expected,
            body,
            zone,
            once,
            quotas,
            since,
            clock: FromRef::from_ref(state),
        })
    }
}

/// What is done, under which key, and what would make it another request.
fn identify(key: idempotency::Key, parts: &Parts, body: &Bytes) -> idempotency::Request {
    let route = parts
        .extensions
        .get::<MatchedPath>()
        .map_or(parts.uri.path(), MatchedPath::as_str);
    let query = parts.uri.query().unwrap_or_default();
    let operation = format!("{} {route}", parts.method);
    idempotency::Request::new(
        operation,
        key,
        &[parts.uri.path().as_bytes(), query.as_bytes(), body],
    )
}

/// Which of our own faces the caller says it is; it only labels the event.
fn source(parts: &Parts) -> Source {
    if parts
        .headers
        .get("todo-source")
        .is_some_and(|value| value == "web")
    {
        Source::Web
    } else {
        Source::Api
    }
}

/// What the path names, with the body: read behind the caller's identity, so that 401 comes first.
pub(crate) struct At<P, T> {
    /// Which one.
    pub(crate) place: P,
    /// The body, or [`NoBody`].
    pub(crate) body: T,
}

impl<S, P, T> FromRequest<S> for At<P, T>
where
    S: Send + Sync,
    P: DeserializeOwned + Send,
    T: FromRequest<S, Rejection = Problem>,
{
    type Rejection = Problem;

    async fn from_request(
        request: Request,
        state: &S,
    ) -> std::result::Result<Self, Self::Rejection> {
        let (mut parts, body) = request.into_parts();
        let Path(place) = Path::from_request_parts(&mut parts, state).await?;
        let body = T::from_request(Request::from_parts(parts, body), state).await?;
        Ok(Self { place, body })
    }
}

/// A request without a body; one that is sent is read, for its size, and not looked at.
pub(crate) struct NoBody;

impl<S: Send + Sync> FromRequest<S> for NoBody {
    type Rejection = Problem;

    async fn from_request(
        request: Request,
        state: &S,
    ) -> std::result::Result<Self, Self::Rejection> {
        RawBody::from_request(request, state).await.map(|_| Self)
    }
}
