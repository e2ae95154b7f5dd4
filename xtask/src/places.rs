//! Where things are: the checkout, what its runs share, and what one run keeps.

use std::{
    fs::{self, File},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    env,
    failure::{At, Outcome},
    files, say, signals,
};

/// A git checkout.
#[derive(Debug, Clone)]
pub struct Checkout {
    /// Its top folder.
    pub root: PathBuf,
}

impl Checkout {
    /// The checkout that this tool was built from.
    #[must_use]
    pub fn find() -> Self {
        let manifest = env::variable("CARGO_MANIFEST_DIR")
            .unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").to_owned());
        let root = Path::new(&manifest).parent().unwrap_or(Path::new("."));
        Self {
            root: root.to_owned(),
        }
    }

    /// The web app.
    #[must_use]
    pub fn frontend(&self) -> PathBuf {
        self.root.join("frontend")
    }

    /// What all runs in this checkout share: tools, binaries, stamps.
    #[must_use]
    pub fn cache(&self) -> PathBuf {
        self.root.join(".dev")
    }

    /// Where cargo puts what it builds.
    #[must_use]
    pub fn target(&self) -> PathBuf {
        env::variable("CARGO_TARGET_DIR")
            .map_or_else(|| self.root.join("target"), |target| self.root.join(target))
    }

    /// Keeps other runs in this checkout from preparing the same things until it is dropped.
    ///
    /// # Errors
    /// When a signal comes while waiting.
    pub fn preparing(&self) -> Outcome<File> {
        let cache = self.cache();
        files::open_folder(&cache)?;
        let path = cache.join("prepare.lock");
        let file = File::create(&path).at(&path)?;
        if file.try_lock().is_err() {
            say::line("waiting for another run in this checkout to finish preparing");
            while file.try_lock().is_err() {
                signals::pause(Duration::from_millis(200))?;
            }
        }
        Ok(file)
    }
}

/// What one platform keeps: data, logs, addresses. `.dev` unless asked for another.
#[derive(Debug, Clone)]
pub struct State {
    /// Its folder.
    pub folder: PathBuf,
}

impl State {
    /// Opens the folder, making it if needed.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(folder: &Path) -> Outcome<Self> {
        files::open_folder(folder)?;
        files::open_folder(&folder.join("logs"))?;
        let folder = folder.canonicalize().at(folder)?;
        Ok(Self { folder })
    }

    /// A file or folder in it.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The log of one child.
    #[must_use]
    pub fn log(&self, name: &str) -> PathBuf {
        self.folder.join("logs").join(format!("{name}.log"))
    }
}

/// The user whom Postgres runs as when this tool is root, which Postgres refuses.
pub const OTHER_USER: u32 = 65534;

/// Whether this tool is root.
#[must_use]
pub fn root_user() -> bool {
    rustix::process::geteuid().is_root()
}

/// `name` inside `folder`, or, when Postgres must run as another user who cannot pass through the folders above it
/// (a checkout below root's home, say), a lasting place outside.
///
/// # Errors
/// When it cannot be made.
pub fn for_postgres(folder: &Path, name: &str) -> Outcome<PathBuf> {
    let place = match outside(folder) {
        None => folder.join(name),
        Some(own) => {
            files::open_folder(&own)?;
            own.join(name)
        }
    };
    files::open_folder(&place)?;
    Ok(place)
}

/// Removes what [`for_postgres`] made outside of `folder`, if it did.
///
/// # Errors
/// When something stays.
pub fn forget(folder: &Path) -> Outcome<()> {
    outside(folder).map_or(Ok(()), |own| files::remove_folder(&own))
}

fn outside(folder: &Path) -> Option<PathBuf> {
    if !root_user() || passable(folder) {
        return None;
    }
    let hash = files::hash([folder.as_os_str().as_encoded_bytes()]);
    let lasting = ["/var/lib", "/var/tmp"]
        .map(Path::new)
        .into_iter()
        .find(|lasting| lasting.is_dir() && passable(lasting))
        .unwrap_or(Path::new("/tmp"));
    Some(lasting.join(format!("todo-app-{hash:016x}")))
}

/// Whether anybody may pass through this folder and all above it.
fn passable(folder: &Path) -> bool {
    folder.ancestors().all(|ancestor| {
        fs::metadata(ancestor).is_ok_and(|meta| meta.permissions().mode() & 0o001 != 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::Permissions;

    #[test]
    fn a_closed_folder_above_makes_a_place_impassable() {
        let top = std::env::temp_dir().join(format!("xtask-places-{}", std::process::id()));
        let inner = top.join("inner");
        fs::create_dir_all(&inner).unwrap();
        fs::set_permissions(&top, Permissions::from_mode(0o755)).unwrap();
        assert!(passable(&inner));
        fs::set_permissions(&top, Permissions::from_mode(0o700)).unwrap();
        assert!(!passable(&inner));
        fs::remove_dir_all(&top).unwrap();
    }
}
