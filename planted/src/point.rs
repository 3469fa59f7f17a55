//! Places at which a kill hurts most.

/// The variable that names the place and the passage, as in `DeviceBeforeCommit:2`.
pub const KILL_AT: &str = "UNDERCROFT_KILL_AT";

names! {
    /// A place at which a test may kill the process.
    Point =>
    /// A device has written a transaction and not committed it.
    DeviceBeforeCommit,
    /// A device has committed and told nobody.
    DeviceAfterCommit,
    /// A device has stored an answer and not asked for the next one.
    DeviceBetweenRequests,
    /// A device has worked through a page of news and stored neither it nor the cursor.
    DevicePageNotStored,
    /// A device has its new key and hasn't shown its code.
    DeviceKeyWritten,
    /// A device's code is spent and the device has stored nothing of the answer.
    DeviceCodeSpent,
    /// A device has stored who it is and not settled its key.
    DeviceEnrolled,
    /// A device has stored a piece of a photo and not the next one.
    DevicePieceStored,
    /// A device has sent a piece of a photo and heard of it.
    DevicePieceSent,
    /// The server has carried out writes and not committed them.
    ServerBeforeCommit,
    /// The server has committed and answered nobody.
    ServerAfterCommit,
    /// The server has taken a device's changes and not read its news.
    ServerBetweenPushAndPull,
    /// The server has made a migration and not committed it.
    ServerMigrationNotCommitted,
    /// The server has committed a migration and not begun the next one.
    ServerMigrated,
    /// A backup is copied in part.
    ServerBackupStep,
    /// A backup is copied and not checked.
    ServerBackupCopied,
}

/// Kills this process, as power or the system would, where the variable says so.
#[cfg(all(feature = "points", debug_assertions, unix))]
pub fn point(here: Point) {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};
    static CHOSEN: OnceLock<Option<(Point, u32)>> = OnceLock::new();
    static PASSED: AtomicU32 = AtomicU32::new(0);
    let chosen = CHOSEN.get_or_init(|| {
        let text = std::env::var(KILL_AT).ok()?;
        let (name, passage) = text.split_once(':')?;
        let point = Point::ALL.iter().copied().find(|point| point.as_str() == name)?;
        Some((point, passage.parse().ok()?))
    });
    let Some((point, passage)) = *chosen else { return };
    if point == here && PASSED.fetch_add(1, Ordering::SeqCst) + 1 == passage {
        // Where this fails the process goes on, and the test misses its death.
        let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    }
}

/// Kills this process where the variable says so: never.
#[cfg(not(all(feature = "points", debug_assertions, unix)))]
pub const fn point(_: Point) {}
