//! Verifying tokens, and telling session JWTs from OAuth access tokens (FR-401, FR-403).

use std::{collections::HashSet, sync::Arc};

use clock::Clock;
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, Validation};

use super::{
    Refusal, Scope, UserId,
    keys::Keys,
    members::{self, Claims, Kind},
    verified::{self, Entry, Verified},
};
use crate::{
    config::AuthConfig,
    error::{Error, Result},
    http_client,
    task::ClientName,
};

/// The algorithms we accept, whatever a token's header says.
const ALGORITHMS: [Algorithm; 1] = [Algorithm::EdDSA];
/// No token of ours comes near this many bytes.
const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// Who is calling, and with which kind of token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// A person's session on the platform: full rights.
    Session(UserId),
    /// An OAuth client acting for a person, within its scopes, at the MCP resource only (RFC 9068).
    OAuthClient {
        /// The person.
        user: UserId,
        /// The client's identifier.
        client: String,
        /// What it is registered as, which nobody has checked.
        name: Option<ClientName>,
        /// What the person allowed.
        scopes: HashSet<String>,
    },
    /// A program with a personal access token, within its scopes, at mcp only: `crate::db::tokens` makes it (ADR 0023).
    PersonalToken {
        /// The person who made the token.
        user: UserId,
        /// What they call it.
        name: Option<ClientName>,
        /// What it was made for.
        scopes: HashSet<String>,
    },
}

impl Identity {
    /// The person whose rows these are.
    #[must_use]
    pub fn user(&self) -> &UserId {
        match self {
            Self::Session(user)
            | Self::OAuthClient { user, .. }
            | Self::PersonalToken { user, .. } => user,
        }
    }

    /// What the client is known as to the platform; of a session there is none.
    #[must_use]
    pub fn client_name(&self) -> Option<&ClientName> {
        match self {
            Self::Session(_) => None,
            Self::OAuthClient { name, .. } | Self::PersonalToken { name, .. } => name.as_ref(),
        }
    }

    /// Whether this allows it: a session has full rights, everybody else the scopes that they were given.
    #[must_use]
    pub fn has(&self, scope: Scope) -> bool {
        match self {
            Self::Session(_) => true,
            Self::OAuthClient { scopes, .. } | Self::PersonalToken { scopes, .. } => {
                scopes.contains(scope.as_str())
            }
        }
    }
}

/// Verifies bearer tokens against the issuer's keys.
pub struct Verifier {
    keys: Keys,
    verified: Verified,
    clock: Arc<dyn Clock>,
    session: Validation,
    access_token: Option<Validation>,
}

impl Verifier {
    /// A verifier of session JWTs and, where `resource` names the MCP resource, of OAuth access tokens for it, by the
    /// clock that says what has expired.
    ///
    /// # Errors
    /// A message for the operator when TLS cannot be set up.
    pub fn new(
        config: &AuthConfig,
        resource: Option<&str>,
        clock: Arc<dyn Clock>,
    ) -> std::result::Result<Self, String> {
        let client = http_client::build(&config.trust)?;
        let validation = |audience: &str| {
            let mut validation = Validation::new(ALGORITHMS[0]);
            validation.algorithms = ALGORITHMS.to_vec();
            // By our clock, in `Claims::check`.
            validation.validate_exp = false;
            validation.set_audience(&[audience]);
            validation.set_issuer(&[&config.issuer]);
            validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
            validation
        };
        Ok(Self {
            keys: Keys::new(config.jwks_url.clone(), config.jwks.as_ref(), client),
            verified: Verified::default(),
            clock,
            session: validation(&config.audience),
            access_token: resource.map(validation),
        })
    }

    /// Fetches the issuer's keys in the background, so that the first request finds them (ADR 0014). Nothing waits for it.
    pub fn warm_up(self: &Arc<Self>) {
        let verifier = self.clone();
        tokio::spawn(async move { verifier.keys.warm_up().await });
    }

    /// The identity behind a token. One that was found good stays so until it expires or keys are fetched (ADR 0022).
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for a token that is not good here; [`Error::Unavailable`] when that cannot be told.
    pub async fn verify(&self, token: &str) -> Result<Identity> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(invalid("too long"));
        }
        let hash = verified::hash(token);
        if let Some(known) = self.verified.get(&hash, self.clock.now())
            && let Some(key) = self.keys.get(&known.kid).await?
            && key.fetches == known.fetches
        {
            return Ok(known.identity);
        }
        let entry = self.verify_anew(token).await?;
        let identity = entry.identity.clone();
        self.verified.keep(hash, entry, self.clock.now());
        Ok(identity)
    }

    async fn verify_anew(&self, token: &str) -> Result<Entry> {
        let header =
            jsonwebtoken::decode_header(token).map_err(|error| invalid(error.to_string()))?;
        if !ALGORITHMS.contains(&header.alg) {
            return Err(invalid("algorithm not accepted"));
        }
        members::check_header(token).map_err(invalid)?;
        let kind = Kind::of(header.typ.as_deref()).map_err(invalid)?;
        let validation = match kind {
            Kind::Session => &self.session,
            Kind::AccessToken => self
                .access_token
                .as_ref()
                .ok_or_else(|| invalid("an OAuth access token is not good here"))?,
        };
        let name = header.kid.as_deref().ok_or_else(|| invalid("no kid"))?;
        let key = self
            .keys
            .get(name)
            .await?
            .ok_or_else(|| invalid("unknown kid"))?;
        let claims = jsonwebtoken::decode::<Claims>(token, &key.key, validation)
            .map_err(|error| invalid(error.to_string()))?
            .claims;
        let now = self.clock.now().duration_since(Timestamp::UNIX_EPOCH);
        claims.check(now.as_secs_f64()).map_err(invalid)?;
        Ok(Entry {
            kid: name.to_owned(),
            fetches: key.fetches,
            until: verified::end(claims.exp),
            identity: identity(claims, kind)?,
        })
    }
}

/// Who the claims of a verified token name.
fn identity(claims: Claims, kind: Kind) -> Result<Identity> {
    let user = UserId::from_subject(claims.sub).ok_or_else(|| invalid("unusable sub"))?;
    if kind == Kind::Session {
        return Ok(Identity::Session(user));
    }
    let client = claims.client_id.ok_or_else(|| invalid("no client_id"))?;
    let scopes: HashSet<String> = claims
        .scope
        .unwrap_or_default()
        .split_ascii_whitespace()
        .map(str::to_owned)
        .collect();
    if scopes.is_empty() {
        return Err(invalid("no scope"));
    }
    Ok(Identity::OAuthClient {
        user,
        client,
        name: claims.client_name.as_deref().and_then(ClientName::of),
        scopes,
    })
}

fn invalid(reason: impl Into<String>) -> Error {
    Refusal::Invalid(reason.into()).into()
}
