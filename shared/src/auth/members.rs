//! What a token must say beside signature, issuer and audience, and what it must not (FR-440; RFC 7515, 7519, 8725).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::{Map, Value};

/// Clocks may differ by this much, in seconds.
const LEEWAY_SECONDS: u64 = 10;
/// No token is good for longer than a day from now: one that is was not made to be thrown away, and a withdrawn key is the
/// only end that it has.
const LONGEST_LIFE_SECONDS: u64 = 24 * 60 * 60;

/// The two kinds of token (FR-403).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A session JWT.
    Session,
    /// An OAuth access token (RFC 9068).
    AccessToken,
}

impl Kind {
    /// The kind that a header's `typ` says: a media type, in any letter case, with or without `application/`.
    ///
    /// # Errors
    /// For a `typ` that is neither: what was signed for something else is no token.
    pub(super) fn of(typ: Option<&str>) -> Result<Self, &'static str> {
        let typ = typ.unwrap_or("jwt").to_ascii_lowercase();
        match typ.strip_prefix("application/").unwrap_or(&typ) {
            "jwt" => Ok(Self::Session),
            "at+jwt" => Ok(Self::AccessToken),
            _ => Err("a typ that is not for tokens"),
        }
    }
}

/// Members of a header that change how a token is to be read. We understand none of these extensions, and a token of ours
/// holds claims, not another token.
const FOREIGN: [&str; 3] = ["crit", "b64", "cty"];

/// Looks for members that we would have to understand, also ones that say nothing.
///
/// # Errors
/// Which.
pub(super) fn check_header(token: &str) -> Result<(), &'static str> {
    let header = token.split('.').next().unwrap_or_default();
    let header = URL_SAFE_NO_PAD
        .decode(header)
        .map_err(|_| "no base64url header")?;
    let header: Map<String, Value> =
        serde_json::from_slice(&header).map_err(|_| "a header that is no object")?;
    FOREIGN
        .into_iter()
        .find(|name| header.contains_key(*name))
        .map_or(Ok(()), Err)
}

/// The claims that we read, each of the one type that it has.
#[derive(Deserialize)]
pub(super) struct Claims {
    /// A text: a list that has our issuer in it is somebody else's.
    #[serde(rename = "iss")]
    _issuer: String,
    pub(super) sub: String,
    pub(super) exp: f64,
    iat: Option<f64>,
    nbf: Option<f64>,
    pub(super) client_id: Option<String>,
    pub(super) client_name: Option<String>,
    pub(super) scope: Option<String>,
    /// What the token is bound to (RFC 7800): a key that its holder would have to prove.
    cnf: Option<IgnoredAny>,
}

impl Claims {
    /// Looks at what signature, issuer and audience do not say: whether the token is good now, in seconds of the epoch, and
    /// for us.
    ///
    /// # Errors
    /// Why the token is not good.
    pub(super) fn check(&self, now: f64) -> Result<(), &'static str> {
        let seconds = |whole: u64| std::time::Duration::from_secs(whole).as_secs_f64();
        let leeway = seconds(LEEWAY_SECONDS);
        if self.exp < now - leeway {
            return Err("expired");
        }
        if self.nbf.is_some_and(|nbf| nbf > now + leeway) {
            return Err("not good yet");
        }
        if self.iat.is_some_and(|iat| iat > now + leeway) {
            return Err("issued in the future");
        }
        if self.exp > now + seconds(LONGEST_LIFE_SECONDS + LEEWAY_SECONDS) {
            return Err("good for longer than a token may be");
        }
        if self.cnf.is_some() {
            return Err("bound to a key, of which no proof is taken here");
        }
        Ok(())
    }
}
