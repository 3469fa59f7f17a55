//! Tests of the store's promises.

use super::schema::{MIGRATIONS, Migration, migrate_with};
use super::*;
use rusqlite::params;
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Barrier, mpsc};

fn scratch() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("site.db")).unwrap();
    store
        .write_blocking(|connection| -> Result<(), StoreError> {
            Ok(connection.execute_batch(
                "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
                 CREATE TABLE child (note INTEGER REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED);",
            )?)
        })
        .unwrap();
    (folder, store)
}

fn add(connection: &Connection, text: &str) -> Result<(), StoreError> {
    connection.execute("INSERT INTO note (text) VALUES (?1)", [text])?;
    Ok(())
}

fn notes(store: &Store) -> Vec<String> {
    store
        .read_blocking(|connection| -> Result<_, StoreError> {
            let mut statement = connection.prepare("SELECT text FROM note ORDER BY id")?;
            Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
        })
        .unwrap()
}

type BoxedJob<T> = Box<dyn FnOnce(&Connection) -> Result<T, StoreError> + Send>;

/// Holds the writer in a first job, so that all jobs submitted meanwhile share the next batch.
fn together<T: Send + 'static>(store: &Store, jobs: Vec<BoxedJob<T>>) -> Vec<Result<T, StoreError>> {
    let (open, gate) = mpsc::channel::<()>();
    let started = Arc::new(Barrier::new(2));
    let inside = Arc::clone(&started);
    let first = store
        .shared
        .writer
        .submit(move |_| {
            inside.wait();
            let _ = gate.recv();
            Ok::<(), StoreError>(())
        })
        .unwrap();
    started.wait();
    let replies: Vec<_> = jobs.into_iter().map(|job| store.shared.writer.submit(job).unwrap()).collect();
    open.send(()).unwrap();
    first.blocking_recv().unwrap().unwrap();
    replies.into_iter().map(|reply| reply.blocking_recv().unwrap()).collect()
}

#[test]
fn waiting_jobs_share_one_transaction() {
    let (_folder, store) = scratch();
    // Inside one transaction a later job sees what an earlier one wrote, and the WAL's frame count
    // grows only once for all of them; the visible proof is the change counter of the connection.
    let results = together(
        &store,
        (0..50)
            .map(|number| {
                Box::new(move |connection: &Connection| {
                    add(connection, &number.to_string())?;
                    Ok(connection.query_row("SELECT count(*) FROM note", [], |row| row.get::<_, i64>(0))?)
                }) as BoxedJob<i64>
            })
            .collect(),
    );
    let seen: Vec<i64> = results.into_iter().map(Result::unwrap).collect();
    assert_eq!(seen, (1..=50).collect::<Vec<_>>());
}

#[test]
fn a_failing_job_undoes_only_itself() {
    let (_folder, store) = scratch();
    let results = together(
        &store,
        vec![
            Box::new(|connection: &Connection| add(connection, "before")),
            Box::new(|connection: &Connection| {
                add(connection, "half-done")?;
                add(connection, "half-done")?;
                Ok(connection.execute_batch("INSERT INTO nowhere VALUES (1)")?)
            }),
            Box::new(|connection: &Connection| add(connection, "after")),
        ],
    );
    assert!(results[0].is_ok() && results[2].is_ok());
    assert!(matches!(results[1], Err(StoreError::Sqlite(_))));
    assert_eq!(notes(&store), ["before", "after"]);
}

#[test]
fn a_panicking_job_undoes_only_itself_and_the_writer_goes_on() {
    let (_folder, store) = scratch();
    let results = together(
        &store,
        vec![
            Box::new(|connection: &Connection| add(connection, "before")),
            Box::new(|connection: &Connection| {
                add(connection, "half-done")?;
                panic!("a job's fault");
            }),
            Box::new(|connection: &Connection| add(connection, "after")),
        ],
    );
    assert!(matches!(results[1], Err(StoreError::JobPanicked)));
    store.write_blocking(|connection| add(connection, "later")).unwrap();
    assert_eq!(notes(&store), ["before", "after", "later"]);
}

#[test]
fn a_failing_commit_acknowledges_nobody() {
    let (_folder, store) = scratch();
    let results = together(
        &store,
        vec![
            Box::new(|connection: &Connection| add(connection, "neighbour")),
            // A deferred constraint is checked by the commit only.
            Box::new(|connection: &Connection| {
                connection.execute("INSERT INTO child VALUES (99)", [])?;
                Ok(())
            }),
        ],
    );
    for result in results {
        assert!(matches!(result, Err(StoreError::Unavailable)), "{result:?}");
    }
    assert!(notes(&store).is_empty());
    store.write_blocking(|connection| add(connection, "later")).unwrap();
    assert_eq!(notes(&store), ["later"]);
}

#[test]
fn a_full_disk_acknowledges_nobody_whose_data_are_not_stored() {
    let (_folder, store) = scratch();
    store
        .write_blocking(|connection| -> Result<(), StoreError> {
            let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
            connection.pragma_update_and_check(None, "max_page_count", pages + 4, |_| Ok(()))?;
            Ok(())
        })
        .unwrap();
    let texts: Vec<String> = (0..40).map(|n| format!("{n:02}{}", "x".repeat(3_000))).collect();
    let results = together(
        &store,
        texts
            .iter()
            .cloned()
            .map(|text| Box::new(move |connection: &Connection| add(connection, &text)) as BoxedJob<()>)
            .collect(),
    );
    let acknowledged: Vec<&String> =
        texts.iter().zip(&results).filter(|(_, result)| result.is_ok()).map(|(text, _)| text).collect();
    let refused =
        results.iter().filter(|result| matches!(result, Err(StoreError::NoSpace | StoreError::Unavailable)));
    assert!(refused.clone().count() > 0);
    assert_eq!(acknowledged.len() + refused.count(), texts.len());
    assert_eq!(notes(&store).iter().collect::<Vec<_>>(), acknowledged);
    // Room again: writes go on without a restart.
    store
        .write_blocking(|connection| -> Result<(), StoreError> {
            connection.pragma_update_and_check(None, "max_page_count", 1_000_000, |_| Ok(()))?;
            Ok(())
        })
        .unwrap();
    store.write_blocking(|connection| add(connection, "later")).unwrap();
    assert_eq!(notes(&store).last().unwrap(), "later");
}

#[test]
fn what_was_submitted_before_the_last_handle_went_is_stored() {
    let (folder, store) = scratch();
    let done = Arc::new(AtomicU32::new(0));
    let replies: Vec<_> = (0..200)
        .map(|number: u32| {
            let done = Arc::clone(&done);
            store
                .shared
                .writer
                .submit(move |connection| {
                    done.fetch_add(1, Ordering::Relaxed);
                    add(connection, &number.to_string())
                })
                .unwrap()
        })
        .collect();
    drop(store);
    assert_eq!(done.load(Ordering::Relaxed), 200);
    for reply in replies {
        reply.blocking_recv().unwrap().unwrap();
    }
    let again = Store::open(&folder.path().join("site.db")).unwrap();
    assert_eq!(notes(&again).len(), 200);
}

#[test]
fn a_read_sees_one_snapshot_and_cannot_write() {
    let (_folder, store) = scratch();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(store.write(|connection| add(connection, "one"))).unwrap();
    let refused = runtime.block_on(store.read(|connection| add(connection, "two")));
    assert!(refused.is_err());
    let writer = store.clone();
    let counts = runtime
        .block_on(store.read(move |connection| -> Result<_, StoreError> {
            let count = || connection.query_row("SELECT count(*) FROM note", [], |row| row.get::<_, i64>(0));
            let before = count()?;
            writer.write_blocking(|connection| add(connection, "meanwhile"))?;
            Ok((before, count()?))
        }))
        .unwrap();
    assert_eq!(counts, (1, 1));
    assert_eq!(notes(&store), ["one", "meanwhile"]);
    let lost = runtime.block_on(store.read(|_| -> Result<(), StoreError> { panic!("a reader's fault") }));
    assert!(matches!(lost, Err(StoreError::JobPanicked)));
    assert_eq!(notes(&store).len(), 2);
}

#[test]
fn attack_48_a_read_without_an_end_is_ended_and_the_next_one_is_served() {
    let (_folder, store) = scratch();
    let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 200000000)
                   SELECT count(*) FROM n";
    let count = |sql: &'static str| {
        store.read_blocking(move |connection| {
            Ok::<i64, StoreError>(connection.query_row(sql, [], |row| row.get(0))?)
        })
    };
    assert!(matches!(count(endless), Err(StoreError::TooLong)));
    // Its connection is used again.
    assert_eq!(count("SELECT count(*) FROM sqlite_master WHERE 0").unwrap(), 0);
}

#[test]
fn attack_64_a_second_server_on_the_file_is_refused() {
    let (folder, store) = scratch();
    let path = folder.path().join("site.db");
    assert!(matches!(Store::open(&path), Err(StoreError::InUse { .. })));
    // An operator's command works beside the server.
    let beside = connect_beside(&path).unwrap();
    beside.execute("INSERT INTO note (text) VALUES ('beside')", []).unwrap();
    assert_eq!(notes(&store), ["beside"]);
    drop(beside);
    drop(store);
    Store::open(&path).unwrap();
}

#[test]
#[cfg(unix)]
fn attack_62_a_database_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, store) = scratch();
    store.write_blocking(|connection| add(connection, "secret")).unwrap();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", entry.path().display());
    }
    drop(store);
    let path = folder.path().join("site.db");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    for refused in [Store::open(&path).err().unwrap(), connect_beside(&path).err().unwrap()] {
        let text = refused.to_string();
        assert!(text.contains("site.db") && text.contains("644"), "{text}");
    }
}

#[test]
fn attack_67_an_older_program_leaves_a_newer_database_alone() {
    let (folder, store) = scratch();
    drop(store);
    let path = folder.path().join("site.db");
    let newer = schema::newest() + 1;
    Connection::open(&path).unwrap().pragma_update(None, "user_version", newer).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let refused = Store::open(&path).err().unwrap();
    assert!(matches!(refused, StoreError::NewerSchema { .. }), "{refused}");
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

/// Length and digest of each of these files as it is now; nothing for one that isn't there.
fn contents(files: &[PathBuf]) -> Vec<Option<(usize, Vec<u8>)>> {
    let of = |bytes: Vec<u8>| (bytes.len(), Sha256::digest(&bytes).to_vec());
    files.iter().map(|file| std::fs::read(file).ok().map(of)).collect()
}

#[test]
fn attack_67_a_refused_database_is_not_changed_whatever_journal_it_has() {
    let newest = MIGRATIONS.len();
    for journal in ["delete", "truncate", "persist", "wal"] {
        // A newer program's, one that lacks a migration, and one that got another migration.
        for (applied, change) in [
            (newest, format!("PRAGMA user_version = {}", newest + 1)),
            (newest - 1, "CREATE TABLE more (x)".to_owned()),
            (newest, "UPDATE migration SET sha256 = x'00' WHERE number = 1".to_owned()),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("site.db");
            create_private(&path).unwrap();
            let mut connection = Connection::open(&path).unwrap();
            connection.pragma_update_and_check(None, "journal_mode", journal, |_| Ok(())).unwrap();
            migrate_with(&mut connection, &MIGRATIONS[..applied]).unwrap();
            // What comes now stays in the log, where there is one, as after kill -9.
            connection.pragma_update_and_check(None, "wal_checkpoint", "TRUNCATE", |_| Ok(())).unwrap();
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).unwrap();
            connection.execute_batch(&change).unwrap();
            drop(connection);
            let files = ["site.db", "site.db-wal", "site.db-journal"].map(|name| folder.path().join(name));
            let before = contents(&files);
            assert_eq!(before[1].as_ref().is_some_and(|log| log.0 > 0), journal == "wal");
            let refused = connect_beside(&path).err().unwrap();
            assert_eq!(contents(&files), before, "{journal}: {refused}");
            if matches!(refused, StoreError::OlderSchema { .. }) {
                continue;
            }
            let refused = Store::open(&path).err().unwrap();
            let known =
                matches!(refused, StoreError::NewerSchema { .. } | StoreError::MigrationChanged { .. });
            assert!(known, "{refused}");
            assert_eq!(contents(&files), before, "{journal}: {refused}");
        }
    }
}

#[test]
fn attack_67_a_migration_that_stops_half_way_is_repeated_whole() {
    let mut connection = Connection::open_in_memory().unwrap();
    let good = Migration { name: "a", sql: "CREATE TABLE a (x)" };
    let broken = Migration { name: "b", sql: "CREATE TABLE b (x); CREATE TABLE a (x)" };
    let mended = Migration { name: "b", sql: "CREATE TABLE b (x); CREATE TABLE c (x)" };
    migrate_with(&mut connection, &[good, broken]).unwrap_err();
    let version =
        |c: &Connection| c.pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0)).unwrap();
    assert_eq!(version(&connection), 1);
    migrate_with(&mut connection, &[good, mended]).unwrap();
    assert_eq!(version(&connection), 2);
    let changed = Migration { name: "a", sql: "CREATE TABLE a (y)" };
    let refused = migrate_with(&mut connection, &[changed, mended]).unwrap_err();
    assert!(matches!(refused, StoreError::MigrationChanged { number: 1 }), "{refused}");
}

#[test]
fn attack_67_what_an_older_program_left_is_kept_whole_before_it_is_migrated() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("site.db");
    let kept = |number: u32| folder.path().join(format!("site.db.before-migration-{number}"));
    create_private(&path).unwrap();
    let old = MIGRATIONS.len() - 2;
    let mut connection = Connection::open(&path).unwrap();
    migrate_with(&mut connection, &MIGRATIONS[..old]).unwrap();
    connection.execute_batch("CREATE TABLE note (text TEXT); INSERT INTO note VALUES ('of before')").unwrap();
    drop(connection);
    // A start that was killed while it copied has left half a file, which is no copy.
    std::fs::write(folder.path().join("site.db.before-migration"), "half").unwrap();
    for _ in 0..2 {
        drop(Store::open(&path).unwrap());
    }
    assert!(!kept(2).exists(), "there was one migration");
    assert_eq!(notes_in(&kept(1)), ["of before"]);
    check_mode(&kept(1)).unwrap();
    // The older program goes on with the copy; its next upgrade keeps that one too.
    std::fs::copy(kept(1), &path).unwrap();
    let older = Connection::open(&path).unwrap();
    older.execute("INSERT INTO note VALUES ('and after')", []).unwrap();
    drop(older);
    drop(Store::open(&path).unwrap());
    assert_eq!(notes_in(&kept(2)), ["of before", "and after"]);
    assert_eq!(notes_in(&kept(1)), ["of before"]);
}

fn notes_in(file: &Path) -> Vec<String> {
    let connection = Connection::open(file).unwrap();
    let schema: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(schema, schema::newest() - 2);
    let mut statement = connection.prepare("SELECT text FROM note ORDER BY rowid").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn an_operators_command_never_migrates() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("site.db");
    create_private(&path).unwrap();
    assert!(matches!(connect_beside(&path), Err(StoreError::OlderSchema { .. })));
    assert!(!MIGRATIONS.is_empty());
}

#[test]
fn a_backup_of_a_busy_database_is_whole() {
    let (folder, store) = scratch();
    for number in 0..300 {
        store
            .write_blocking(move |connection| add(connection, &format!("{number}{}", "y".repeat(2_000))))
            .unwrap();
    }
    let copy = folder.path().join("copy.db");
    let from = connect_beside(store.path()).unwrap();
    let mut steps = 0;
    backup(&from, &copy, |progress| {
        steps += 1;
        assert!(progress.remaining <= progress.total);
    })
    .unwrap();
    assert!(steps >= 1);
    check_mode(&copy).unwrap();
    let count: i64 = Connection::open(&copy)
        .unwrap()
        .query_row("SELECT count(*) FROM note WHERE text != ?1", params![""], |row| row.get(0))
        .unwrap();
    assert_eq!(count, 300);
    assert!(matches!(backup(&from, &copy, |_| ()), Err(BackupError::Exists(_))));
}

/// Another program that has begun to read, as Litestream does for as long as it runs.
fn reader(path: &Path) -> Connection {
    let other = Connection::open(path).unwrap();
    other.execute_batch("BEGIN; SELECT count(*) FROM note").unwrap();
    other
}

#[test]
fn p2_another_program_that_reads_for_long_holds_up_no_writes_after_a_restart() {
    let (_folder, store) = scratch();
    store.write_blocking(|connection| add(connection, "before")).unwrap();
    let path = store.path().to_owned();
    let other = reader(&path);
    drop(store);
    let store = Store::open(&path).unwrap();
    store.write_blocking(|connection| add(connection, "beside it")).unwrap();
    let seen: i64 = other.query_row("SELECT count(*) FROM note", [], |row| row.get(0)).unwrap();
    assert_eq!(seen, 1, "it reads on what it has begun with");
    drop(other);
    drop(store);
    let store = Store::open(&path).unwrap();
    assert_eq!(notes(&store), ["before", "beside it"]);
}

#[test]
fn p2_after_a_failure_of_the_disk_nothing_is_written_behind_a_log_that_cannot_begin_anew() {
    let (_folder, store) = scratch();
    store.write_blocking(|connection| add(connection, "before")).unwrap();
    let path = store.path().to_owned();
    let other = reader(&path);
    drop(store);
    guards::mark_failure(&path);
    let store = Store::open(&path).unwrap();
    let refused = store.write_blocking(|connection| add(connection, "too early")).unwrap_err();
    assert!(matches!(refused, StoreError::Busy), "{refused}");
    drop(other);
    store.write_blocking(|connection| add(connection, "after it")).unwrap();
    assert_eq!(notes(&store), ["before", "after it"]);
    // The next start has nothing to fear.
    let other = reader(&path);
    drop(store);
    let store = Store::open(&path).unwrap();
    store.write_blocking(|connection| add(connection, "beside it")).unwrap();
    drop(other);
}

#[test]
fn p2_an_operators_command_settles_what_a_dead_process_left_in_the_log() {
    let (folder, store) = scratch();
    store.write_blocking(|connection| add(connection, "in the log")).unwrap();
    // What stands in the file itself, without its log.
    let on_disk = |name: &str| {
        let alone = folder.path().join(name);
        std::fs::copy(store.path(), &alone).unwrap();
        let count = |connection: Connection| {
            connection.query_row("SELECT count(*) FROM note", [], |row| row.get::<_, i64>(0)).unwrap_or(0)
        };
        count(Connection::open(alone).unwrap())
    };
    let beside = connect_beside(store.path()).unwrap();
    assert_eq!(on_disk("before.db"), 0);
    settle_beside(&beside).unwrap();
    assert_eq!(on_disk("after.db"), 1);
}
