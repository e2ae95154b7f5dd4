//! The secret in a feed's address (FR-907).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

const BYTES: usize = 32;

/// 256 random bits that let whoever knows them read one person's feed, and do nothing else.
pub struct FeedSecret([u8; BYTES]);

impl FeedSecret {
    /// A new one.
    ///
    /// # Errors
    /// [`Error::Internal`] when the system has no randomness to give.
    pub fn generate() -> Result<Self> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).map_err(Error::internal)?;
        Ok(Self(bytes))
    }

    /// The secret in this text; none when it cannot be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// As text for an address: for the one answer that tells it.
    #[must_use]
    pub fn expose(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What is stored of it. It is random, so that a plain hash tells nothing and needs no salt.
    pub(crate) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-907.
    #[test]
    fn secrets_are_random_and_read_back() {
        let (one, two) = (
            FeedSecret::generate().unwrap(),
            FeedSecret::generate().unwrap(),
        );
        assert_ne!(one.0, two.0);
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
}
