//! The demo's folder: what lies in it, whether it is finished, and how it is emptied.
//!
//! A set-up that was interrupted leaves the mark "making" and is begun again; a folder without the demo's mark is
//! never touched.

use crate::error::DemoError;
use crate::server;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

const MARK: &str = "undercroft-demo.txt";
const LOCK: &str = "demo.lock";
const MAKING: &str = "making";
/// Grows when an older demo's data no longer fit this program.
const READY: &str = "ready 2";

/// What the folder held when it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing: the site must be made.
    Nothing,
    /// A set-up that was interrupted, or a demo of another version; it has been removed.
    Unfinished,
    /// A finished site.
    Site,
}

/// The demo's folder, locked for this process.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Opens or makes the folder; with `reset` what an earlier demo left is removed first.
    pub(crate) fn open(path: &Path, reset: bool) -> Result<(Self, Found), DemoError> {
        let mark = path.join(MARK);
        let marked = mark.exists();
        if path.exists() && !marked {
            let strangers = fs::read_dir(path)
                .map_err(DemoError::file(path))?
                .any(|entry| entry.map_or(true, |entry| entry.file_name() != LOCK));
            if strangers {
                return Err(DemoError::NotOurs(path.to_owned()));
            }
        }
        private_dir(path)?;
        let file = path.join(LOCK);
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(&file);
        let lock = lock.map_err(DemoError::file(&file))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(DemoError::Busy(path.to_owned())),
            Err(TryLockError::Error(error)) => return Err(DemoError::file(&file)(error)),
        }
        let folder = Self { path: path.to_owned(), _lock: lock };
        if let Some(pid) = server::survivor(&folder.server_pid()) {
            return Err(DemoError::StillRunning(pid));
        }
        let state =
            if marked { fs::read_to_string(&mark).map_err(DemoError::file(&mark))? } else { String::new() };
        if state.trim() == READY && !reset {
            return Ok((folder, Found::Site));
        }
        if marked {
            folder.clear()?;
        }
        write_private(&mark, MAKING)?;
        Ok((folder, if marked && !reset { Found::Unfinished } else { Found::Nothing }))
    }

    /// Removes what a demo makes, and nothing else. The mark stays until the end, so that this can be interrupted too.
    fn clear(&self) -> Result<(), DemoError> {
        write_private(&self.path.join(MARK), MAKING)?;
        for folder in [self.site(), self.devices()] {
            if folder.exists() {
                fs::remove_dir_all(&folder).map_err(DemoError::file(&folder))?;
            }
        }
        for file in [self.logins(), self.password(), self.server_log(), self.fees(), self.units()] {
            if file.exists() {
                fs::remove_file(&file).map_err(DemoError::file(&file))?;
            }
        }
        Ok(())
    }

    /// The set-up is complete.
    pub(crate) fn finish(&self) -> Result<(), DemoError> {
        write_private(&self.path.join(MARK), READY)
    }

    /// The site's folder, for `undercroft --data`.
    pub(crate) fn site(&self) -> PathBuf {
        self.path.join("site")
    }

    /// The site's database.
    pub(crate) fn database(&self) -> PathBuf {
        self.site().join("undercroft.db")
    }

    /// Folders of `field` devices.
    pub(crate) fn devices(&self) -> PathBuf {
        self.path.join("devices")
    }

    /// Who can sign in, and with what.
    pub(crate) fn logins(&self) -> PathBuf {
        self.path.join("logins.txt")
    }

    /// The one password of all invented people, for `--password-file`.
    pub(crate) fn password(&self) -> PathBuf {
        self.path.join("password")
    }

    /// The server's log.
    pub(crate) fn server_log(&self) -> PathBuf {
        self.path.join("server.log")
    }

    /// The process id of the running server.
    pub(crate) fn server_pid(&self) -> PathBuf {
        self.path.join("server.pid")
    }

    /// The fee standard, for `undercroft reference import`.
    pub(crate) fn fees(&self) -> PathBuf {
        self.path.join("fees.toml")
    }

    /// Buildings, units and residents.
    pub(crate) fn units(&self) -> PathBuf {
        self.path.join("units.csv")
    }
}

/// Makes a folder for its owner alone.
pub(crate) fn private_dir(path: &Path) -> Result<(), DemoError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(DemoError::file(path))
}

/// Writes a file for its owner alone, in place of an older one.
pub(crate) fn write_private(path: &Path, text: &str) -> Result<(), DemoError> {
    let new = path.with_extension("new");
    let mut options = OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let write = || -> std::io::Result<()> {
        let mut file = options.open(&new)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&new, path)
    };
    write().map_err(DemoError::file(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interrupted_set_up_begins_again_and_a_finished_one_stays() {
        let outer = tempfile::tempdir().unwrap();
        let path = outer.path().join("demo");
        let (folder, found) = Folder::open(&path, false).unwrap();
        assert_eq!(found, Found::Nothing);
        assert!(matches!(Folder::open(&path, false), Err(DemoError::Busy(_))), "one demo at a time");
        fs::create_dir(folder.site()).unwrap();
        drop(folder);

        let (folder, found) = Folder::open(&path, false).unwrap();
        assert_eq!(found, Found::Unfinished);
        assert!(!folder.site().exists());
        fs::create_dir(folder.site()).unwrap();
        folder.finish().unwrap();
        drop(folder);

        let (folder, found) = Folder::open(&path, false).unwrap();
        assert_eq!(found, Found::Site);
        assert!(folder.site().exists());
        fs::write(path.join("notes.txt"), "mine").unwrap();
        drop(folder);

        let (folder, found) = Folder::open(&path, true).unwrap();
        assert_eq!(found, Found::Nothing);
        assert!(!folder.site().exists());
        assert!(path.join("notes.txt").exists(), "only what a demo makes is removed");
    }

    #[test]
    fn a_folder_of_somebody_else_is_left_alone() {
        let outer = tempfile::tempdir().unwrap();
        fs::write(outer.path().join("letter.txt"), "mine").unwrap();
        assert!(matches!(Folder::open(outer.path(), true), Err(DemoError::NotOurs(_))));
        assert!(outer.path().join("letter.txt").exists());
    }
}
