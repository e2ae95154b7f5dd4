//! An issuer with Ed25519 keys of its own, like Better Auth's.

use std::sync::Arc;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use clock::{Clock, SystemClock};
use jsonwebtoken::jwk::JwkSet;
use serde_json::{Value, json};

use crate::{
    auth::Verifier,
    config::{AuthConfig, TrustConfig},
};

/// The `iss` of test tokens.
pub const ISSUER: &str = "https://todo.test";
/// The platform's `aud` of test tokens.
pub const AUDIENCE: &str = "todo-app";
/// The MCP resource of test access tokens.
pub const RESOURCE: &str = "https://todo.test/mcp";

/// Signs tokens for tests.
pub struct Issuer {
    key: Ed25519KeyPair,
    kid: String,
    clock: Arc<dyn Clock>,
}

impl Default for Issuer {
    fn default() -> Self {
        Self::new("key-1")
    }
}

impl Issuer {
    /// An issuer with a new key of this name.
    ///
    /// # Panics
    /// When no key can be made.
    #[must_use]
    pub fn new(kid: &str) -> Self {
        Self {
            key: Ed25519KeyPair::generate().expect("a key"),
            kid: kid.to_owned(),
            clock: Arc::new(SystemClock),
        }
    }

    /// An issuer whose tokens are made by this clock, and verified by it.
    #[must_use]
    pub fn at(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            ..Self::default()
        }
    }

    /// The clock of its tokens.
    #[must_use]
    pub fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }

    /// The public key set, as the issuer serves it.
    ///
    /// # Panics
    /// Never: the set is well formed.
    #[must_use]
    pub fn jwks(&self) -> JwkSet {
        let x = URL_SAFE_NO_PAD.encode(self.key.public_key().as_ref());
        let set = json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "kid": self.kid, "x": x}]});
        serde_json::from_value(set).expect("a key set")
    }

    /// A configuration that knows the keys from the start.
    #[must_use]
    pub fn config(&self) -> AuthConfig {
        AuthConfig {
            jwks_url: None,
            jwks: Some(self.jwks()),
            issuer: ISSUER.to_owned(),
            audience: AUDIENCE.to_owned(),
            trust: TrustConfig::default(),
        }
    }

    /// A verifier of session JWTs alone, as tasks and chat have it.
    ///
    /// # Panics
    /// When TLS cannot be set up.
    #[must_use]
    pub fn verifier(&self) -> Verifier {
        Verifier::new(&self.config(), None, self.clock()).expect("a verifier")
    }

    /// A verifier of session JWTs and access tokens for [`RESOURCE`], as mcp has it.
    ///
    /// # Panics
    /// When TLS cannot be set up.
    #[must_use]
    pub fn mcp_verifier(&self) -> Verifier {
        Verifier::new(&self.config(), Some(RESOURCE), self.clock()).expect("a verifier")
    }

    /// A session JWT of this user, as Better Auth makes it: no `typ`, 15 minutes.
    #[must_use]
    pub fn session_token(&self, user: &str) -> String {
        self.token(
            &json!({"alg": "EdDSA", "kid": self.kid}),
            &claims(user, &*self.clock),
        )
    }

    /// An OAuth access token of this user for [`RESOURCE`] (RFC 9068).
    #[must_use]
    pub fn access_token(&self, user: &str, scope: &str) -> String {
        let mut claims = claims(user, &*self.clock);
        claims["aud"] = json!([RESOURCE, format!("{ISSUER}/userinfo")]);
        claims["client_id"] = json!("client-1");
        claims["client_name"] = json!("Notebook");
        claims["scope"] = json!(scope);
        self.token(
            &json!({"alg": "EdDSA", "typ": "at+jwt", "kid": self.kid}),
            &claims,
        )
    }

    /// A signed token of any header and claims.
    #[must_use]
    pub fn token(&self, header: &Value, claims: &Value) -> String {
        let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let signed = format!("{}.{}", encode(header), encode(claims));
        let signature = URL_SAFE_NO_PAD.encode(self.key.sign(signed.as_bytes()).as_ref());
        format!("{signed}.{signature}")
    }
}

/// The claims of a session JWT of this user.
#[must_use]
pub fn session_claims(user: &str) -> Value {
    claims(user, &SystemClock)
}

fn claims(user: &str, clock: &dyn Clock) -> Value {
    let now = clock.now().as_second();
    json!({"sub": user, "iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + 900})
}
