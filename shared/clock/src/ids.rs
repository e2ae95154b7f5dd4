//! New ids and secrets.

use uuid::Uuid;

/// Where new ids and secrets come from. A process asks the machine's randomness; a simulation counts.
pub trait Ids: Send + Sync {
    /// An id that nothing had before: a UUID of version 7, so that later ones sort behind earlier ones, to the millisecond.
    fn next(&self) -> Uuid;

    /// Fills `secret` with bytes that nobody can guess.
    ///
    /// # Errors
    /// When the machine has no randomness to give.
    fn fill(&self, secret: &mut [u8]) -> Result<(), getrandom::Error>;
}

/// Ids and secrets from the randomness of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one user of the machine's randomness"
)]
impl Ids for SystemIds {
    fn next(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn fill(&self, secret: &mut [u8]) -> Result<(), getrandom::Error> {
        getrandom::fill(secret)
    }
}
