//! What must hold before the database may be used: file modes, file system, pragmas.

use super::StoreError;
use planted::Bug;
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The oldest `SQLite` that is free of the WAL-reset race that could lose committed writes.
const OLDEST_SQLITE: i32 = 3_051_003;

/// Refuses an `SQLite` that is known to lose committed data (attack 64).
pub(super) fn check_version(number: i32, found: &'static str) -> Result<(), StoreError> {
    if number < OLDEST_SQLITE { Err(StoreError::SqliteTooOld { found }) } else { Ok(()) }
}

/// Creates an empty file that only its owner can read; an existing file is left as it is.
pub fn create_private(path: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(StoreError::io(path, error)),
    }
}

/// Refuses a file that anybody but its owner can read or write (attack 62).
#[cfg(unix)]
pub fn check_mode(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = std::fs::metadata(path).map_err(|e| StoreError::io(path, e))?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(StoreError::TooOpen { path: path.to_owned(), mode });
    }
    Ok(())
}

/// Where the system has no such modes there is nothing to check.
#[cfg(not(unix))]
pub fn check_mode(_path: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// Refuses a file on a network file system, as far as the system tells (Linux).
pub fn check_file_system(path: &Path) -> Result<(), StoreError> {
    let Ok(mounts) = std::fs::read_to_string("/proc/self/mountinfo") else { return Ok(()) };
    check_mounts(&mounts, path)
}

/// The same for these mounts, in the words of `mountinfo`.
fn check_mounts(mounts: &str, path: &Path) -> Result<(), StoreError> {
    let full = path.canonicalize().map_err(|e| StoreError::io(path, e))?;
    match network_file_system(mounts, &full) {
        Some(kind) => Err(StoreError::NetworkFileSystem { path: path.to_owned(), kind }),
        None => Ok(()),
    }
}

/// Bytes that are free for this process on the file system of `path`; `None` where the system doesn't say.
#[cfg(unix)]
pub fn free_bytes(path: &Path) -> Option<u64> {
    let about = rustix::fs::statvfs(path).ok()?;
    about.f_bavail.checked_mul(about.f_frsize)
}

/// Bytes that are free for this process on the file system of `path`; `None` where the system doesn't say.
#[cfg(not(unix))]
pub fn free_bytes(_: &Path) -> Option<u64> {
    None
}

/// The kind of network file system that holds `path`, read from the text of `mountinfo`.
fn network_file_system(mounts: &str, path: &Path) -> Option<String> {
    // A line: id parent major:minor root MOUNT-POINT options [tags] - KIND source options.
    let holder = mounts
        .lines()
        .filter_map(|line| {
            let (left, right) = line.split_once(" - ")?;
            // The kernel writes a space in a path as \040.
            let point = left.split(' ').nth(4)?.replace("\\040", " ");
            let kind = right.split(' ').next()?;
            path.starts_with(&point).then(|| (point.len(), kind.to_owned()))
        })
        // Of equal mount points the later one hides the earlier.
        .max_by_key(|(length, _)| *length)?;
    let kind = holder.1;
    ["nfs", "cifs", "smb", "afs", "ceph", "glusterfs", "fuse.sshfs", "fuse.glusterfs", "lustre"]
        .iter()
        .any(|network| kind.starts_with(network))
        .then_some(kind)
}

/// Sets the pragmas that the promises rest on and reads each one back. A file that `fits` refuses stays as it is (attack 67).
pub(super) fn set_pragmas(
    connection: &Connection,
    read_only: bool,
    fits: impl FnOnce(&Connection) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    set(connection, "synchronous", awaited(), awaited())?;
    set(connection, "foreign_keys", "1", "1")?;
    set(connection, "trusted_schema", "0", "0")?;
    set(connection, "cell_size_check", "1", "1")?;
    if read_only {
        set(connection, "query_only", "1", "1")?;
    }
    // The last connection that closes would bring the log into the file.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    fits(connection)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    if !read_only {
        // WAL is a property of the file; setting it again is free.
        set(connection, "journal_mode", "wal", "wal")?;
        // The writer checkpoints by itself, because SQLite's automatic checkpoint hides its errors.
        set(connection, "wal_autocheckpoint", "0", "0")?;
    }
    verify(connection, read_only)
}

/// How much of a commit has to be on the disk before it is over: all of it, so that power takes none (P2).
fn awaited() -> &'static str {
    if planted::is(Bug::DiskNotAwaited) { "0" } else { "2" }
}

/// Copies what a process that died has left in the log into the database file, and begins the log anew. After a sync that
/// failed the system may know commits that are not on the disk, and power would take them, and with them everything behind
/// them in the log: so nothing is written before this is done. [`StoreError::NoSpace`] and [`StoreError::Busy`] say: not yet.
///
/// Whoever reads the log for long (Litestream always, a backup for a while) keeps it from beginning anew. Then it is gone on
/// with, unless a call of the disk had failed when it was written: what a killed process has left, the next sync writes too.
pub(super) fn settle(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let mark = mark_of_failure(path);
    let read_by_others: bool =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if read_by_others {
        if mark.exists() {
            tracing::error!(
                "the disk has failed, and another program reads the database: nothing is written until it lets go"
            );
            return Err(StoreError::Busy);
        }
        tracing::info!("another program reads the database; its log goes on");
        return Ok(());
    }
    match std::fs::remove_file(&mark) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(StoreError::io(&mark, error)),
        _ => Ok(()),
    }
}

/// Leaves the mark that [`settle`] asks for: a call of the disk has failed, so what the system knows of the log may not be on
/// the disk. It need not outlive the machine, which forgets with its memory what the disk doesn't have.
pub(super) fn mark_failure(path: &Path) {
    if planted::is(Bug::DiskFailureForgotten) {
        return;
    }
    if let Err(error) = create_private(&mark_of_failure(path)) {
        tracing::error!(%error, "stop what reads the database (Litestream, a backup) before the next start");
    }
}

fn mark_of_failure(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".disk-failed");
    PathBuf::from(name)
}

fn set(connection: &Connection, name: &'static str, value: &str, wanted: &str) -> Result<(), StoreError> {
    // Some pragmas answer with a row when they are set and some don't.
    connection.pragma_update_and_check(None, name, value, |_| Ok(())).or_else(|error| match error {
        rusqlite::Error::QueryReturnedNoRows => Ok(()),
        other => Err(other),
    })?;
    expect(connection, name, wanted)
}

/// Reads back the pragmas that decide about durability (attack 64).
pub(super) fn verify(connection: &Connection, read_only: bool) -> Result<(), StoreError> {
    expect(connection, "journal_mode", "wal")?;
    expect(connection, "synchronous", awaited())?;
    expect(connection, "foreign_keys", "1")?;
    if read_only { expect(connection, "query_only", "1") } else { Ok(()) }
}

fn expect(connection: &Connection, name: &'static str, wanted: &str) -> Result<(), StoreError> {
    let found = connection.pragma_query_value(None, name, |row| {
        row.get_ref(0).map(|value| match value {
            rusqlite::types::ValueRef::Integer(number) => number.to_string(),
            other => other.as_str().unwrap_or_default().to_lowercase(),
        })
    })?;
    if found == wanted { Ok(()) } else { Err(StoreError::Pragma { name, wanted: wanted.to_owned(), found }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_mount_point_decides() {
        let mounts = "22 1 0:20 / / rw - ext4 /dev/sda1 rw\n\
                      30 22 0:40 / /srv/my\\040data rw shared:1 - nfs4 host:/x rw\n\
                      31 30 0:41 / /srv/my\\040data/local rw - xfs /dev/sdb rw";
        let at = |path: &str| network_file_system(mounts, Path::new(path));
        assert_eq!(at("/srv/my data/site.db"), Some("nfs4".to_owned()));
        assert_eq!(at("/srv/my data/local/site.db"), None);
        assert_eq!(at("/srv/other/site.db"), None);
    }

    #[test]
    fn attack_64_an_sqlite_that_loses_commits_is_refused_by_its_number() {
        for (number, found) in [(3_051_002, "3.51.2"), (3_050_999, "3.50.999"), (3_007_000, "3.7.0")] {
            let refused = check_version(number, found).unwrap_err().to_string();
            assert!(refused.contains(found) && refused.contains("older than 3.51.3"), "{refused}");
        }
        check_version(3_051_003, "3.51.3").unwrap();
        check_version(rusqlite::version_number(), rusqlite::version()).unwrap();
    }

    #[test]
    fn attack_64_a_database_on_a_network_file_system_is_refused_and_the_kind_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("site.db");
        create_private(&path).unwrap();
        let real = folder.path().canonicalize().unwrap();
        let real = real.to_str().unwrap().replace(' ', "\\040");
        let mounts = |point: &str, kind: &str| {
            format!(
                "22 1 0:20 / / rw,relatime - ext4 /dev/sda1 rw\n\
                 30 22 0:40 / {point} rw,relatime shared:1 - {kind} host:/export rw"
            )
        };
        for kind in ["nfs", "nfs4", "cifs", "smb3", "afs", "ceph", "fuse.sshfs", "fuse.glusterfs", "lustre"] {
            let refused = check_mounts(&mounts(&real, kind), &path).unwrap_err();
            let told = refused.to_string();
            assert!(told.contains("site.db") && told.contains(kind) && told.contains("network"), "{told}");
            assert!(matches!(refused, StoreError::NetworkFileSystem { .. }), "{told}");
        }
        for kind in ["ext4", "xfs", "btrfs", "tmpfs", "overlay", "zfs"] {
            check_mounts(&mounts(&real, kind), &path).unwrap();
        }
        // Another folder's network is nobody's trouble here.
        check_mounts(&mounts("/srv/shared", "nfs4"), &path).unwrap();
        // A link leads where the file lies.
        #[cfg(unix)]
        {
            let link = tempfile::tempdir().unwrap();
            let near = link.path().join("near.db");
            std::os::unix::fs::symlink(&path, &near).unwrap();
            check_mounts(&mounts(&real, "nfs4"), &near).unwrap_err();
        }
    }

    #[test]
    fn attack_64_a_pragma_that_does_not_read_back_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let connection = Connection::open(folder.path().join("x.db")).unwrap();
        set_pragmas(&connection, false, |_| Ok(())).unwrap();
        connection.pragma_update(None, "synchronous", 1).unwrap();
        let refused = verify(&connection, false).unwrap_err();
        assert!(matches!(refused, StoreError::Pragma { name: "synchronous", .. }), "{refused}");
    }
}
