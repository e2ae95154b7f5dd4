//! The secrets of a local run, made once and kept beside the data that needs them.

use std::{fs, path::Path};

use serde::{Deserialize, Serialize};

use crate::{
    failure::{Failure, Outcome},
    files, random,
};

/// Passwords and keys. The web app's signing keys lie in the database encrypted with `auth`, so these must live and
/// die with the data.
#[derive(Serialize, Deserialize)]
pub struct Secrets {
    /// The functions' database password.
    pub app: String,
    /// The web app's database password.
    pub web: String,
    /// `BETTER_AUTH_SECRET`.
    pub auth: String,
}

impl Secrets {
    /// Reads them from a folder, or makes them.
    ///
    /// # Errors
    /// When they cannot be read or written.
    pub fn of(folder: &Path) -> Outcome<Self> {
        let path = folder.join("secrets.json");
        if let Ok(text) = fs::read_to_string(&path) {
            return serde_json::from_str(&text)
                .map_err(|error| Failure::Told(format!("{}: {error}", path.display())));
        }
        let secrets = Self {
            app: random::hex(24)?,
            web: random::hex(24)?,
            auth: random::hex(32)?,
        };
        let text =
            serde_json::to_string(&secrets).map_err(|error| Failure::Told(error.to_string()))?;
        files::replace(&path, &text)?;
        Ok(secrets)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn secrets_are_made_once_and_are_nobody_elses_business() {
        let folder = std::env::temp_dir().join(format!("xtask-secrets-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let first = Secrets::of(&folder).unwrap();
        let again = Secrets::of(&folder).unwrap();
        assert_eq!(first.auth, again.auth);
        assert_ne!(first.app, first.web);
        let mode = fs::metadata(folder.join("secrets.json")).unwrap();
        assert_eq!(mode.permissions().mode() & 0o777, 0o600);
        fs::remove_dir_all(&folder).unwrap();
    }
}
