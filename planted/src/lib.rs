//! Bugs that are planted on purpose, one at a time, to see whether the tests find them (`cargo xtask planted`).
//!
//! Without the feature `bugs` every question is answered with a constant "no", and nothing of a bug is left in a
//! program. With it the variable `UNDERCROFT_PLANTED` names the one that is awake in this process.
//!
//! The same for sudden deaths ([`point`]): with the feature `points`, in a build with debug assertions, the variable
//! `UNDERCROFT_KILL_AT` names the place at which this process kills itself. Without it nothing of them is left either.

#[macro_use]
mod names;
mod point;

pub use point::{KILL_AT, Point, point};

#[cfg(all(feature = "bugs", not(debug_assertions)))]
compile_error!("planted bugs belong into no released program");

/// The variable that names the bug.
pub const VARIABLE: &str = "UNDERCROFT_PLANTED";

/// Whether bugs can be woken in this build: whoever builds the programs again has to build them so.
pub const CAN_BE_WOKEN: bool = cfg!(feature = "bugs");

names! {
    /// A bug that can be planted.
    Bug =>
    /// The server takes changes of another device's actor.
    ForeignActor,
    /// An entry may name another author than its sender.
    ForeignAuthor,
    /// An entry may name a role that its author doesn't hold.
    RoleNotHeld,
    /// What the policy table forbids is taken.
    ForbiddenIsTaken,
    /// Somebody who was never given a document writes into it.
    WritesOutOfScope,
    /// An entry's id may be used a second time.
    EntryIdAgain,
    /// A change need not follow its own actor's last one.
    OwnPastForgotten,
    /// An entry of a kind that the server doesn't know is taken at once.
    UnknownKindIsTaken,
    /// Work that its author was no longer assigned to is taken without a mark.
    ClaimUnmarked,
    /// A run's hash isn't compared with that of the rebuilt change.
    HashNotCompared,
    /// Another change under a number that is taken is answered as a duplicate.
    ForkIsDuplicate,
    /// A change is taken although one before it is missing.
    GapIsTaken,
    /// The parts of a command that touches several documents enter one by one.
    GroupInParts,
    /// What follows a refused change in a later request is judged by itself.
    RefusalForgotten,
    /// A refused change holds up the other documents of its request.
    OneRefusalStopsAll,
    /// Refused changes aren't kept.
    QuarantineLoses,
    /// The last change of a batch is acknowledged and not stored.
    LastOfBatchLost,
    /// A database put back to a backup goes on under its old epoch.
    RestoreUnnoticed,
    /// What lies on a device can be read by whoever finds it.
    Unsealed,
    /// A refused change that was let in is let in again.
    ReleasedTwice,
    /// A refused change is let in whoever wrote it.
    ReleaseUnjudged,
    /// A database put back to a backup isn't noticed once it has grown past a device's cursor.
    ChainIgnored,
    /// Collisions across orders are left unsaid.
    NotSettled,
    /// A blob is stored for whoever sends it.
    BlobOfAnybody,
    /// What doesn't fit on a page is skipped.
    PageSkips,
    /// News of every document go to every device.
    PullLeaks,
    /// A document that left somebody's view stays on his device.
    RemovalUntold,
    /// Any receipt is believed.
    ReceiptOfAnybody,
    /// A receipt doesn't cover when the changes arrived.
    ReceiptWithoutTimes,
    /// What comes back after a restore has arrived now.
    ReturnedIsNew,
    /// A restored server goes on with the actors of its earlier life.
    ActorOfEarlierLife,
    /// A device takes a change off its outbox that the server is still waiting with.
    PendingIsDone,
    /// A device believes an answer to another request.
    AnyNonce,
    /// A device follows a cursor that goes back.
    CursorBack,
    /// A device remembers the cursor of a page and not its documents.
    CursorBeforeNews,
    /// After a restore a device doesn't send its own changes again.
    OwnWorkStaysDown,
    /// A document that left the device's view stays on its list.
    RemovedIsShown,
    /// What follows a refused change is given up.
    ReissueLoses,
    /// A change that is built again claims to have seen all that is known by now.
    ReissueSawAll,
    /// A refused change vanishes from the device.
    StuckForgotten,
    /// A run that doesn't fit yet is dropped.
    HeldIsDropped,
    /// A copied phone goes on writing as the actor of its twin.
    CopyUnnoticed,
    /// Nobody is told that a phone lives twice.
    CopyUntold,
    /// A program that is started again goes on writing as the actor of its last run.
    ActorOutlivesRun,
    /// A device keeps no receipts of others' changes.
    ReceiptDropped,
    /// A command isn't listed in the outbox.
    OutboxForgotten,
    /// A device gives a slip number out twice.
    SlipNumberAgain,
    /// A photo isn't queued for its upload.
    PhotoForgotten,
    /// Entries are read in the order in which they came.
    OrderOfArrival,
    /// Decisions that didn't know of each other are taken for one after the other.
    NothingIsConcurrent,
    /// Of concurrent decisions the last one wins, and nobody is told.
    LastOneWins,
    /// A clock that nobody has measured decides.
    WrongClockCounts,
    /// Work of a technician who was reassigned meanwhile counts no more.
    WorkIsDropped,
    /// More is billed than stood above the signature.
    MoreThanAgreed,
    /// What changed after the signature isn't said.
    ChangeAfterSignature,
    /// A signature stands although the customer has complained since.
    ReworkIsForgotten,
    /// A ticket's code fits any goods.
    CodeOfOtherGoods,
    /// Nobody is asked when two storekeepers gave out the same goods.
    TwoStorekeepers,
    /// A technician writes what dispatchers write into his orders.
    TechnicianAssigns,
    /// A month ends eight hours late.
    MonthEndsLate,
    /// A removed device gets new tokens.
    RemovedDeviceServed,
    /// A refresh token that was replaced still works.
    RefreshTokenAgain,
    /// An access token never expires.
    TokenNeverEnds,
    /// Wrong passwords are never slowed down.
    GuessingIsFree,
    /// A repeat with the same Idempotency-Key is carried out again.
    KeyForgotten,
    /// A command on what its author saw long ago is carried out without a word.
    StaleIsTaken,
    /// A page of another site may send forms.
    FormsOfOtherSites,
    /// A cell that begins like a formula is exported as it is.
    FormulasLeave,
    /// A read may take as long as it likes.
    EndlessReads,
    /// Lines of the audit don't build on each other.
    AuditUnchained,
    /// The server doesn't wait for its disk.
    DiskNotAwaited,
    /// A clock that stands still while the machine sleeps is believed after it.
    SleepIsNoTime,
    /// The server's time in an answer counts however long that was under way.
    LateAnswerTellsTime,
    /// The server never gives back the memory of a request.
    RequestsAreKept,
    /// Nothing says when the server received what was written by a clock that nobody knows.
    ArrivalUntold,
    /// Anybody's word that a phone was enrolled is believed.
    EnrolmentOfAnybody,
    /// Nobody asks how large a picture is when it is opened.
    PixelsUncounted,
    /// A start after a failure of the disk goes on with a log of which nobody knows what is on the disk.
    DiskFailureForgotten,
    /// A phone that is handed on shows the next person what the last one could read.
    HandedOnKeeps,
    /// A device sends everything that waits in one request.
    RequestOfAnyLength,
    /// The server answers under any name.
    AnyName,
    /// What somebody without a post has given back stays on his phone where he wrote in it.
    GivenBackStays,
}

/// Whether this bug is awake in this process.
#[cfg(feature = "bugs")]
pub fn is(bug: Bug) -> bool {
    static AWAKE: std::sync::OnceLock<Option<Bug>> = std::sync::OnceLock::new();
    let awake = AWAKE.get_or_init(|| {
        let name = std::env::var(VARIABLE).ok()?;
        Bug::ALL.iter().copied().find(|bug| bug.as_str() == name)
    });
    *awake == Some(bug)
}

/// Whether this bug is awake in this process: never.
#[cfg(not(feature = "bugs"))]
pub const fn is(_: Bug) -> bool {
    false
}
