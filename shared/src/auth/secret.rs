//! Secrets that the database knows by their hash: a feed's address (FR-907), a personal access token (FR-220).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use clock::Ids;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

const BYTES: usize = 32;

/// What a personal access token begins with, so that people, and programs that look for secrets, know one when they see it.
const TOKEN_PREFIX: &str = "todo_pat_";

/// 256 random bits.
struct Secret([u8; BYTES]);

impl Secret {
    fn generate(ids: &dyn Ids) -> Result<Self> {
        let mut bytes = [0; BYTES];
        ids.fill(&mut bytes).map_err(Error::internal)?;
        Ok(Self(bytes))
    }

    fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    fn expose(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What is stored of it. It is random, so that a plain hash tells nothing and needs no salt.
    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

/// Lets whoever knows it read one person's feed, and do nothing else.
pub struct FeedSecret(Secret);

impl FeedSecret {
    /// A new one.
    ///
    /// # Errors
    /// [`Error::Internal`] when the system has no randomness to give.
    pub fn generate(ids: &dyn Ids) -> Result<Self> {
        Secret::generate(ids).map(Self)
    }

    /// The secret in this text; none when it cannot be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Secret::parse(text).map(Self)
    }

    /// As text for an address: for the one answer that tells it.
    #[must_use]
    pub fn expose(&self) -> String {
        self.0.expose()
    }

    pub(crate) fn hash(&self) -> [u8; 32] {
        self.0.hash()
    }
}

/// Lets whoever knows it act for one person at mcp, within the token's scopes, until it expires.
pub struct TokenSecret(Secret);

impl TokenSecret {
    /// A new one.
    ///
    /// # Errors
    /// [`Error::Internal`] when the system has no randomness to give.
    pub fn generate(ids: &dyn Ids) -> Result<Self> {
        Secret::generate(ids).map(Self)
    }

    /// Whether this bearer token calls itself a personal access token: no JWT does.
    #[must_use]
    pub fn is_meant(bearer: &str) -> bool {
        bearer.starts_with(TOKEN_PREFIX)
    }

    /// The secret in this bearer token; none when it cannot be one.
    #[must_use]
    pub fn parse(bearer: &str) -> Option<Self> {
        bearer
            .strip_prefix(TOKEN_PREFIX)
            .and_then(Secret::parse)
            .map(Self)
    }

    /// As a bearer token: for the one answer that tells it.
    #[must_use]
    pub fn expose(&self) -> String {
        format!("{TOKEN_PREFIX}{}", self.0.expose())
    }

    pub(crate) fn hash(&self) -> [u8; 32] {
        self.0.hash()
    }
}

#[cfg(test)]
mod tests {
    use clock::SystemIds;

    use super::*;

    /// FR-907.
    #[test]
    fn secrets_are_random_and_read_back() {
        let (one, two) = (
            FeedSecret::generate(&SystemIds).unwrap(),
            FeedSecret::generate(&SystemIds).unwrap(),
        );
        assert_ne!(one.hash(), two.hash());
        assert_eq!(one.expose().len(), 43);
        let again = FeedSecret::parse(&one.expose()).unwrap();
        assert_eq!(again.hash(), one.hash());
        for none in [
            "",
            "x",
            "=",
            &one.expose()[1..],
            &format!("{}A", one.expose()),
        ] {
            assert!(FeedSecret::parse(none).is_none(), "{none}");
        }
    }

    /// FR-220.
    #[test]
    fn tokens_say_what_they_are() {
        let token = TokenSecret::generate(&SystemIds).unwrap();
        let text = token.expose();
        assert!(text.starts_with("todo_pat_") && text.len() == 9 + 43);
        assert!(TokenSecret::is_meant(&text));
        assert_eq!(TokenSecret::parse(&text).unwrap().hash(), token.hash());
        for none in [
            "todo_pat_",
            text.trim_start_matches("todo_pat_"),
            &text[..50],
        ] {
            assert!(TokenSecret::parse(none).is_none(), "{none}");
        }
        assert!(!TokenSecret::is_meant("eyJhbGciOiJFZERTQSJ9.e30.AA"));
    }
}
