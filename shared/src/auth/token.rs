//! Verifying tokens, and telling session JWTs from OAuth access tokens (FR-401, FR-403).

use std::{collections::HashSet, sync::Arc};

use jsonwebtoken::{Algorithm, Header, Validation};
use serde::Deserialize;

use super::{Refusal, UserId, keys::Keys};
use crate::{
    config::AuthConfig,
    error::{Error, Result},
    http_client,
};

/// The algorithms we accept, whatever a token's header says.
const ALGORITHMS: [Algorithm; 1] = [Algorithm::EdDSA];
/// Clocks may differ by this much, in seconds.
const LEEWAY_SECONDS: u64 = 10;
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
        /// What the person allowed.
        scopes: HashSet<String>,
    },
}

impl Identity {
    /// The person whose rows these are.
    #[must_use]
    pub fn user(&self) -> &UserId {
        match self {
            Self::Session(user) | Self::OAuthClient { user, .. } => user,
        }
    }
}

/// Verifies bearer tokens against the issuer's keys.
pub struct Verifier {
    keys: Keys,
    session: Validation,
    access_token: Option<Validation>,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    client_id: Option<String>,
    scope: Option<String>,
}

impl Verifier {
    /// A verifier of session JWTs and, where `resource` names the MCP resource, of OAuth access tokens for it.
    ///
    /// # Errors
    /// A message for the operator when TLS cannot be set up.
    pub fn new(config: &AuthConfig, resource: Option<&str>) -> std::result::Result<Self, String> {
        let client = http_client::build(&config.trust)?;
        let validation = |audience: &str| {
            let mut validation = Validation::new(ALGORITHMS[0]);
            validation.algorithms = ALGORITHMS.to_vec();
            validation.leeway = LEEWAY_SECONDS;
            validation.validate_nbf = true;
            validation.set_audience(&[audience]);
            validation.set_issuer(&[&config.issuer]);
            validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
            validation
        };
        Ok(Self {
            keys: Keys::new(config.jwks_url.clone(), config.jwks.as_ref(), client),
            session: validation(&config.audience),
            access_token: resource.map(validation),
        })
    }

    /// Fetches the issuer's keys in the background, so that the first request finds them (ADR 0014). Nothing waits for it.
    pub fn warm_up(self: &Arc<Self>) {
        let verifier = self.clone();
        tokio::spawn(async move { verifier.keys.warm_up().await });
    }

    /// The identity behind a token.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for a token that is not good here; [`Error::Unavailable`] when that cannot be told.
    pub async fn verify(&self, token: &str) -> Result<Identity> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(invalid("too long"));
        }
        let header =
            jsonwebtoken::decode_header(token).map_err(|error| invalid(error.to_string()))?;
        if !ALGORITHMS.contains(&header.alg) {
            return Err(invalid("algorithm not accepted"));
        }
        let is_access_token = is_access_token(&header);
        let validation = if is_access_token {
            self.access_token
                .as_ref()
                .ok_or_else(|| invalid("an OAuth access token is not good here"))?
        } else {
            &self.session
        };
        let kid = header.kid.as_deref().ok_or_else(|| invalid("no kid"))?;
        let key = self
            .keys
            .get(kid)
            .await?
            .ok_or_else(|| invalid("unknown kid"))?;
        let claims = jsonwebtoken::decode::<Claims>(token, &key, validation)
            .map_err(|error| invalid(error.to_string()))?
            .claims;
        let user = UserId::from_subject(claims.sub).ok_or_else(|| invalid("unusable sub"))?;
        if !is_access_token {
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
            scopes,
        })
    }
}

/// RFC 9068, section 2.1: the media type `at+jwt`, with or without `application/`, in any letter case.
fn is_access_token(header: &Header) -> bool {
    header.typ.as_deref().is_some_and(|typ| {
        let typ = typ.to_ascii_lowercase();
        typ.strip_prefix("application/").unwrap_or(&typ) == "at+jwt"
    })
}

fn invalid(reason: impl Into<String>) -> Error {
    Refusal::Invalid(reason.into()).into()
}
