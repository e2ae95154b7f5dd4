//! Small things with files.

use std::{
    fs::{self, OpenOptions, Permissions},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt, lchown},
    path::Path,
};

use crate::failure::{At, Outcome};

/// Replaces a file's content in one step, so that no reader sees half of it. Only the owner may read it.
///
/// # Errors
/// When it cannot be written.
pub fn replace(path: &Path, content: &str) -> Outcome<()> {
    let draft = path.with_extension("draft");
    let _ = fs::remove_file(&draft);
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)
        .and_then(|mut file| file.write_all(content.as_bytes()))
        .at(&draft)?;
    fs::rename(&draft, path).at(path)
}

/// Makes a folder that others may pass through, whatever the umask.
///
/// # Errors
/// When it cannot be made.
pub fn open_folder(path: &Path) -> Outcome<()> {
    if !path.is_dir() {
        fs::create_dir_all(path).at(path)?;
        fs::set_permissions(path, Permissions::from_mode(0o755)).at(path)?;
    }
    Ok(())
}

/// Removes a folder if it is there.
///
/// # Errors
/// When it is there and stays.
pub fn remove_folder(path: &Path) -> Outcome<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error).at(path),
        _ => Ok(()),
    }
}

/// Gives a tree to another user.
///
/// # Errors
/// When that is refused.
pub fn give(path: &Path, owner: u32) -> Outcome<()> {
    lchown(path, Some(owner), Some(owner)).at(path)?;
    if path.is_symlink() || !path.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(path).at(path)? {
        give(&entry.at(path)?.path(), owner)?;
    }
    Ok(())
}

/// Copies a tree, symbolic links as they are.
///
/// # Errors
/// When something cannot be read or written.
pub fn copy_tree(from: &Path, to: &Path) -> Outcome<()> {
    fs::create_dir_all(to).at(to)?;
    for entry in fs::read_dir(from).at(from)? {
        let source = entry.at(from)?.path();
        let Some(name) = source.file_name() else {
            continue;
        };
        let target = to.join(name);
        if source.is_symlink() {
            let link = fs::read_link(&source).at(&source)?;
            std::os::unix::fs::symlink(link, &target).at(&target)?;
        } else if source.is_dir() {
            copy_tree(&source, &target)?;
        } else {
            fs::copy(&source, &target).at(&target)?;
        }
    }
    Ok(())
}

/// The last lines of a text file, for showing why something failed.
#[must_use]
pub fn tail(path: &Path, lines: usize) -> String {
    let text = fs::read(path)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default();
    let all: Vec<&str> = text.lines().collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}

/// A stable 64-bit hash (FNV-1a) of bytes.
#[must_use]
pub fn hash<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> u64 {
    chunks
        .into_iter()
        .flatten()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_the_end_of_the_file() {
        let file = std::env::temp_dir().join(format!("xtask-tail-{}", std::process::id()));
        fs::write(&file, "one\ntwo\nthree\n").unwrap();
        assert_eq!(tail(&file, 2), "two\nthree");
        assert_eq!(tail(&file, 9), "one\ntwo\nthree");
        fs::remove_file(&file).unwrap();
        assert_eq!(tail(&file, 9), "");
    }

    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(hash([]), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash([b"foo".as_slice(), b"bar"]), 0x8594_4171_f739_67e8);
    }
}
