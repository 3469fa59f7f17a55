//! The disk keeps what it must, forgets what it may, and `SQLite` lives on it.

use super::*;
use rusqlite::Connection;

fn write(file: u32, offset: usize, bytes: &[u8]) -> Io {
    Io::Write { file, offset, bytes: bytes.to_vec() }
}

fn state(ios: &[Io]) -> State {
    let mut state = State::default();
    for io in ios {
        state.apply(io);
    }
    state
}

fn content(state: &State, name: &str) -> Option<Vec<u8>> {
    state.file(name).map(|file| state.content(file).to_vec())
}

#[test]
fn only_what_was_synced_is_sure_to_be_there() {
    let create = Io::Create { name: "a".into() };
    let disk = state(&[
        create,
        write(0, 0, &[1; 1024]),
        Io::Sync { file: 0, folder: true },
        write(0, 0, &[2; 1024]),
    ]);
    assert_eq!(content(&disk, "a").unwrap(), [2; 1024]);
    assert_eq!(content(&disk.after(Loss::All), "a").unwrap(), [1; 1024]);
    let (mut mixed, mut torn) = (0, 0);
    for seed in 0..100 {
        let some = content(&disk.after(Loss::Some(seed)), "a").unwrap();
        assert!(
            some.chunks(SECTOR).all(|sector| sector.iter().all(|byte| *byte == sector[0])),
            "whole sectors"
        );
        mixed += usize::from(some[0] != some[SECTOR]);
        let cut = content(&disk.after(Loss::Torn(seed)), "a").unwrap();
        let new = cut.iter().take_while(|byte| **byte == 2).count();
        assert!(cut[new..].iter().all(|byte| *byte == 1), "the beginning of the write, then what was there");
        torn += usize::from(!new.is_multiple_of(SECTOR));
    }
    assert!(mixed > 20 && torn > 90, "{mixed} {torn}");
}

#[test]
fn names_are_durable_with_their_folder_only() {
    let disk = state(&[
        Io::Create { name: "old".into() },
        Io::Sync { file: 0, folder: true },
        Io::Delete { name: "old".into(), folder: false },
        Io::Create { name: "new".into() },
        write(1, 0, b"x"),
        Io::Sync { file: 1, folder: false },
    ]);
    let lost = disk.after(Loss::All);
    assert_eq!((content(&lost, "old"), content(&lost, "new")), (Some(Vec::new()), None));
    let both: std::collections::BTreeSet<_> = (0..50)
        .map(|seed| disk.after(Loss::Some(seed)))
        .map(|state| (content(&state, "old").is_some(), content(&state, "new").is_some()))
        .collect();
    assert_eq!(both.len(), 4, "any of the two");
}

#[test]
fn a_sync_that_failed_is_not_made_good_by_the_next_one() {
    let disk = state(&[
        Io::Create { name: "a".into() },
        write(0, 0, &[1; 512]),
        Io::SyncFails { file: 0 },
        write(0, 512, &[2; 512]),
        Io::Sync { file: 0, folder: true },
    ]);
    assert_eq!(content(&disk, "a").unwrap()[..512], [1; 512]);
    assert_ne!(content(&disk.after(Loss::All), "a").unwrap()[..512], [1; 512]);
    assert_eq!(content(&disk.after(Loss::All), "a").unwrap()[512..], [2; 512]);
}

/// A database of one table in WAL mode.
fn database(folder: &Path, synchronous: &str) -> Connection {
    let connection = Connection::open(folder.join("x.db")).unwrap();
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).unwrap();
    connection.execute_batch(&format!("PRAGMA synchronous = {synchronous}")).unwrap();
    connection
}

/// Rows that the next process finds.
fn rows_in(state: State) -> rusqlite::Result<i64> {
    let folder = tempfile::tempdir().unwrap();
    let _disk = FaultyDisk::holding(folder.path(), state).unwrap();
    let connection = Connection::open(folder.path().join("x.db"))?;
    connection.query_row("SELECT count(*) FROM t", [], |row| row.get(0))
}

#[test]
fn sqlite_lives_on_it_and_loses_what_it_does_not_sync() {
    let folder = tempfile::tempdir().unwrap();
    for (synchronous, kept) in [("FULL", 200), ("OFF", 0)] {
        let disk = FaultyDisk::at(folder.path()).unwrap();
        let connection = database(folder.path(), synchronous);
        connection.execute_batch("CREATE TABLE t (x)").unwrap();
        for n in 0..200 {
            connection.execute("INSERT INTO t VALUES (?1)", [format!("{n}{}", "x".repeat(500))]).unwrap();
        }
        let reader = Connection::open(folder.path().join("x.db")).unwrap();
        assert_eq!(reader.query_row("SELECT count(*) FROM t", [], |row| row.get(0)), Ok(200));
        assert_eq!(rows_in(disk.state()), Ok(200));
        assert_eq!(rows_in(disk.state().after(Loss::All)).unwrap_or(0), kept, "{synchronous}");
        assert!(!folder.path().join("x.db").exists(), "it lies in memory");
    }
    let elsewhere = tempfile::tempdir().unwrap();
    Connection::open(elsewhere.path().join("y.db")).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    assert!(elsewhere.path().join("y.db").exists(), "other folders keep the system's disk");
}

#[test]
fn each_fault_comes_when_it_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let disk = FaultyDisk::at(folder.path()).unwrap();
    let connection = database(folder.path(), "FULL");
    connection.execute_batch("CREATE TABLE t (x)").unwrap();
    let insert = || {
        connection
            .execute("INSERT INTO t VALUES (1)", [])
            .map_err(|e| e.sqlite_error().unwrap().extended_code)
    };
    for (fault, code) in [
        (Fault::FullOnce, rusqlite::ffi::SQLITE_FULL),
        (Fault::Write, rusqlite::ffi::SQLITE_IOERR_WRITE),
        (Fault::Sync, rusqlite::ffi::SQLITE_IOERR_FSYNC),
    ] {
        disk.fail(fault, 1);
        assert_eq!(insert(), Err(code), "{fault:?}");
        assert!(disk.has_failed());
        insert().unwrap();
    }
    disk.fail(Fault::Full, 1);
    for _ in 0..3 {
        assert_eq!(insert(), Err(rusqlite::ffi::SQLITE_FULL));
    }
    disk.free();
    insert().unwrap();
    disk.fail(Fault::Read, 1);
    let other = Connection::open(folder.path().join("x.db"));
    let read = other.and_then(|other| other.query_row("SELECT count(*) FROM t", [], |_| Ok(())));
    assert!(read.is_err() && disk.has_failed());
}
