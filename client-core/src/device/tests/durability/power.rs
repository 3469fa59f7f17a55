//! Power goes before any input or output of a script.

use super::*;
use faulty_disk::Loss;

/// Of a script's inputs and outputs so many are looked at in every run; all of them with `UNDERCROFT_DEEP`.
const LOOKS: usize = 40;

/// About two thousand inputs and outputs of work, syncs, a lost answer and restarts.
fn script() -> (History, Shown) {
    let mut scene = Scene::new();
    scene.sync();
    let first = scene.order();
    scene.others_write();
    scene.sync();
    scene.start();
    let second = scene.order();
    scene.run(Some(second), photo(60_000));
    scene.lose_answer();
    scene.run(Some(first), note("下午再来"));
    scene.others_write();
    scene.sync();
    scene.start();
    // Enough for the log to be copied back while the app runs.
    for _ in 0..4 {
        scene.run(Some(second), photo(500_000));
    }
    let third = scene.order();
    scene.lose_answer();
    scene.sync();
    scene.start();
    scene.order();
    scene.run(Some(first), photo(60_000));
    scene.others_write();
    scene.sync();
    scene.run(Some(third), note("还没有发送"));
    scene.end()
}

/// The device that a start after the loss finds: nothing shown is missing, nothing is half there, and it goes on.
fn check(after: State, before: usize, shown: &Shown) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("device.db");
    let _disk = FaultyDisk::holding(folder.path(), after).unwrap();
    let store = SqliteStore::open(&file).unwrap();
    let done = shown.commits.partition_point(|(at, _)| *at <= before);
    let allowed = &shown.commits[done - 1..shown.commits.len().min(done + 1)];
    let found = fingerprint(&store);
    assert!(
        allowed.iter().any(|(_, commit)| *commit == found),
        "the last commit, or the next one, and no other"
    );
    assert_eq!(integrity(&file), "ok");

    let mut device = open_on(store, 200).unwrap();
    let (_, server) = &shown.servers[shown.servers.partition_point(|(at, _)| *at <= before) - 1];
    let mut server = server.clone();
    let saved = || shown.saved.iter().filter(|(at, ..)| *at <= before);
    for (_, document, id, bytes) in saved() {
        assert_eq!(entries(&device, *document).get(id), Some(bytes), "what was shown as saved is there");
    }
    for (_, document, digest) in shown.photos.iter().filter(|(at, ..)| *at <= before) {
        assert!(block(device.blob(*document, digest)).unwrap().is_some(), "its photos too");
    }
    if let Some(cursor) = device.cursor() {
        for (document, hash) in server.logged(usize::try_from(cursor.seq).unwrap()) {
            let replica = block(device.replica(document)).unwrap().unwrap();
            assert!(
                replica.rows().any(|(_, built)| built.hash == hash),
                "the cursor is behind what is stored"
            );
        }
    }
    if device.identity().is_none() {
        enrol(&mut device);
    }
    let order = block(device.list()).unwrap().first().map(|row| row.id);
    let command = if order.is_some() { note("停电以后") } else { registration() };
    let view = block(device.execute(order, command)).unwrap();
    block(device.sync(&mut server)).unwrap();
    assert_eq!(block(device.outbox()).unwrap(), [], "it goes on working and syncing");
    let new = view.pending.iter().map(|entry| (view.order.id, *entry));
    for (document, entry) in saved().map(|(_, document, entry, _)| (*document, *entry)).chain(new) {
        let rows = server.find(document).into_iter().flat_map(crate::replica::Replica::rows);
        let times = rows.flat_map(|(row, _)| &row.entries).filter(|(id, _)| *id == entry).count();
        assert_eq!(times, 1, "the server has each once");
    }
}

#[test]
fn p1_power_lost_before_any_io_costs_nothing_that_was_shown_as_saved() {
    let (history, shown) = script();
    assert!(history.len() > 1_800, "{} inputs and outputs", history.len());
    let step = if every_place() { 1 } else { history.len() / LOOKS };
    let mut crashes = 0;
    history.before_each(|before, state| {
        let seed = u64::try_from(before).unwrap();
        for (number, loss) in [Loss::All, Loss::Some(seed), Loss::Torn(seed)].into_iter().enumerate() {
            // Each kind of loss at places of its own.
            if (before + number * step / 3).is_multiple_of(step) {
                check(state.after(loss), before, &shown);
                crashes += 1;
            }
        }
    });
    println!("{} inputs and outputs, {crashes} losses of power", history.len());
}
