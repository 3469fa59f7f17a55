//! The disk as `SQLite` sees it: its table of functions for files (`sqlite3_vfs`), made the default of the process.
//!
//! Everything unsafe of this crate is here. `SQLite` promises what its documentation of `sqlite3_vfs` and
//! `sqlite3_io_methods` says: names are C strings, out-pointers may be written, a file is given only to the methods that its
//! own open has set, and by one thread at a time.
#![allow(unsafe_code, reason = "SQLite is C and calls back")]

use crate::locks::{Held, Level, Shm};
use crate::state::Io;
use crate::{Fault, Inner, Shared, locked};
use rusqlite::ffi::{self, sqlite3_file, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs};
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicPtr, Ordering, fence};
use std::sync::{Arc, Mutex, Once, PoisonError, Weak};

/// Disks by the folder that they stand in for.
static MOUNTED: Mutex<Vec<(PathBuf, Weak<Mutex<Inner>>)>> = Mutex::new(Vec::new());
/// The default before this one. Never null once [`mount`] has run, and valid as long as the process.
static SYSTEM: AtomicPtr<sqlite3_vfs> = AtomicPtr::new(std::ptr::null_mut());

/// Lets a disk stand in for a folder.
pub(crate) fn mount(folder: &Path, disk: &Shared) {
    static ONCE: Once = Once::new();
    ONCE.call_once(install);
    let mut mounted = MOUNTED.lock().unwrap_or_else(PoisonError::into_inner);
    mounted.retain(|(other, disk)| other != folder && disk.strong_count() > 0);
    mounted.push((folder.to_owned(), Arc::downgrade(disk)));
}

fn install() {
    // SAFETY: null asks for the default; the answer is null or lives as long as the process.
    let system = unsafe { ffi::sqlite3_vfs_find(std::ptr::null()) };
    assert!(!system.is_null(), "SQLite reaches no files");
    SYSTEM.store(system, Ordering::Release);
    // SAFETY: not null, see above. The functions that are copied along (names, time, chance) use nothing of the table that
    // they are given but `mxPathname`, which is copied too.
    let mut ours = unsafe { *system };
    ours.pNext = std::ptr::null_mut();
    ours.zName = c"faulty-disk".as_ptr();
    let own = c_int::try_from(size_of::<OpenFile>()).unwrap_or(c_int::MAX);
    ours.szOsFile = ours.szOsFile.max(own);
    ours.xOpen = Some(open);
    ours.xDelete = Some(delete);
    ours.xAccess = Some(access);
    // SAFETY: SQLite keeps the pointer, and what it points to is never freed.
    let registered = unsafe { ffi::sqlite3_vfs_register(Box::into_raw(Box::new(ours)), 1) };
    assert_eq!(registered, ffi::SQLITE_OK, "SQLite takes no other way to its files");
}

/// The disk that stands in for this file's folder, and the file's name on it.
fn place(path: &CStr) -> Option<(Shared, String)> {
    let path = Path::new(path.to_str().ok()?);
    let mounted = MOUNTED.lock().unwrap_or_else(PoisonError::into_inner);
    let (folder, disk) = mounted.iter().find(|(folder, _)| path.starts_with(folder))?;
    Some((disk.upgrade()?, path.strip_prefix(folder).ok()?.to_str()?.to_owned()))
}

/// What `SQLite` keeps for an open file; it begins as `sqlite3_file` does.
#[repr(C)]
struct OpenFile {
    base: sqlite3_file,
    handle: *mut Handle,
}

struct Handle {
    disk: Shared,
    name: String,
    file: u32,
    level: Level,
    /// Whether the next sync also makes names durable, as the system's own functions do for journals and logs.
    syncs_folder: bool,
    deletes: bool,
    shm: Option<(Arc<Shm>, Held)>,
}

/// The handle of an open file.
///
/// # Safety
/// `file` was opened by [`open`] on one of our disks and isn't closed yet.
unsafe fn handle<'a>(file: *mut sqlite3_file) -> &'a mut Handle {
    // SAFETY: `open` has stored a pointer from `Box::into_raw`, which `close` alone frees; one thread uses a file at a time.
    unsafe { &mut *(*file.cast::<OpenFile>()).handle }
}

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

unsafe extern "C" fn open(
    _vfs: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: a name that isn't null is a C string.
    let place = (!name.is_null()).then(|| place(unsafe { CStr::from_ptr(name) })).flatten();
    let system = SYSTEM.load(Ordering::Acquire);
    let Some((disk, on_disk)) = place else {
        // SAFETY: the system's table is valid, and the room behind `file` is large enough for its files (`szOsFile`).
        return unsafe {
            (*system).xOpen.map_or(ffi::SQLITE_CANTOPEN, |open| open(system, name, file, flags, out_flags))
        };
    };
    // SAFETY: `file` has room for an `OpenFile`. Without methods SQLite won't close what couldn't be opened.
    unsafe { (*file).pMethods = std::ptr::null() };
    let creates = flags & ffi::SQLITE_OPEN_CREATE != 0;
    let mut inner = locked(&disk);
    let known = match inner.state.file(&on_disk) {
        Some(_) if creates && flags & ffi::SQLITE_OPEN_EXCLUSIVE != 0 => return ffi::SQLITE_CANTOPEN,
        Some(known) => Some(known),
        None if creates => {
            inner.apply(Io::Create { name: on_disk.clone() });
            inner.state.file(&on_disk)
        }
        // SAFETY: as above.
        None if is_on_the_system(unsafe { CStr::from_ptr(name) }) => {
            inner.apply(Io::Found { name: on_disk.clone() });
            inner.state.file(&on_disk)
        }
        None => None,
    };
    drop(inner);
    let Some(known) = known else { return ffi::SQLITE_CANTOPEN };
    let journals = ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_SUPER_JOURNAL | ffi::SQLITE_OPEN_WAL;
    let handle = Handle {
        disk,
        name: on_disk,
        file: known,
        level: Level::None,
        syncs_folder: creates && flags & journals != 0,
        deletes: flags & ffi::SQLITE_OPEN_DELETEONCLOSE != 0,
        shm: None,
    };
    let opened = OpenFile {
        base: sqlite3_file { pMethods: &raw const METHODS },
        handle: Box::into_raw(Box::new(handle)),
    };
    // SAFETY: there is room for it, and SQLite aligns that room to 8 bytes; a null out-pointer isn't written.
    unsafe {
        file.cast::<OpenFile>().write(opened);
        if !out_flags.is_null() {
            *out_flags = flags;
        }
    }
    ffi::SQLITE_OK
}

/// Whether a program has made this file without `SQLite`, to give it its permissions.
fn is_on_the_system(path: &CStr) -> bool {
    path.to_str().is_ok_and(|path| Path::new(path).exists())
}

unsafe extern "C" fn delete(_vfs: *mut sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    // SAFETY: a C string.
    let Some((disk, on_disk)) = place(unsafe { CStr::from_ptr(name) }) else {
        let system = SYSTEM.load(Ordering::Acquire);
        // SAFETY: the system's table is valid.
        return unsafe {
            (*system).xDelete.map_or(ffi::SQLITE_ERROR, |delete| delete(system, name, sync_folder))
        };
    };
    let mut inner = locked(&disk);
    if inner.state.file(&on_disk).is_none() {
        return ffi::SQLITE_IOERR_DELETE_NOENT;
    }
    inner.apply(Io::Delete { name: on_disk, folder: sync_folder != 0 });
    ffi::SQLITE_OK
}

unsafe extern "C" fn access(
    _vfs: *mut sqlite3_vfs,
    name: *const c_char,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: a C string.
    let Some((disk, on_disk)) = place(unsafe { CStr::from_ptr(name) }) else {
        let system = SYSTEM.load(Ordering::Acquire);
        // SAFETY: the system's table is valid.
        return unsafe {
            (*system).xAccess.map_or(ffi::SQLITE_ERROR, |access| access(system, name, flags, out))
        };
    };
    let inner = locked(&disk);
    // As on Unix, an empty file doesn't exist for who asks for existence.
    let there = inner
        .state
        .file(&on_disk)
        .is_some_and(|file| flags != ffi::SQLITE_ACCESS_EXISTS || !inner.state.content(file).is_empty());
    // SAFETY: an out-pointer.
    unsafe { *out = c_int::from(there) };
    ffi::SQLITE_OK
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: an open file of ours; it isn't used after this.
    let mut handle = unsafe { Box::from_raw((*file.cast::<OpenFile>()).handle) };
    give_shm_back(&mut handle);
    let Handle { disk, name, file, level, deletes, .. } = &mut *handle;
    let mut inner = locked(disk);
    if let Some(lock) = inner.locks.get_mut(file) {
        lock.lower(level, Level::None);
    }
    if *deletes && inner.state.file(name) == Some(*file) {
        inner.apply(Io::Delete { name: name.clone(), folder: false });
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn read(
    file: *mut sqlite3_file,
    into: *mut c_void,
    amount: c_int,
    offset: sqlite3_int64,
) -> c_int {
    // SAFETY: an open file of ours, and room for `amount` bytes; SQLite lends them for this call.
    let (handle, into) =
        unsafe { (handle(file), std::slice::from_raw_parts_mut(into.cast::<u8>(), size(amount))) };
    let mut inner = locked(&handle.disk);
    inner.counts.reads += 1;
    let at = inner.counts.reads;
    if inner.goes_wrong(at, &[Fault::Read]).is_some() {
        return ffi::SQLITE_IOERR_READ;
    }
    let content = inner.state.content(handle.file);
    let rest = usize::try_from(offset).ok().and_then(|offset| content.get(offset..)).unwrap_or(&[]);
    let found = rest.len().min(into.len());
    into[..found].copy_from_slice(&rest[..found]);
    into[found..].fill(0);
    if found < into.len() { ffi::SQLITE_IOERR_SHORT_READ } else { ffi::SQLITE_OK }
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    from: *const c_void,
    amount: c_int,
    offset: sqlite3_int64,
) -> c_int {
    // SAFETY: an open file of ours, and `amount` bytes that SQLite lends for this call.
    let (handle, bytes) =
        unsafe { (handle(file), std::slice::from_raw_parts(from.cast::<u8>(), size(amount))) };
    let Ok(offset) = usize::try_from(offset) else { return ffi::SQLITE_IOERR_WRITE };
    let mut inner = locked(&handle.disk);
    inner.counts.writes += 1;
    let at = inner.counts.writes;
    let fault = inner.goes_wrong(at, &[Fault::Full, Fault::FullOnce, Fault::Write]);
    inner.full |= fault == Some(Fault::Full);
    let fails = inner.full || fault.is_some();
    let written = if fails { &bytes[..bytes.len() / 2] } else { bytes };
    inner.apply(Io::Write { file: handle.file, offset, bytes: written.to_vec() });
    match fault {
        Some(Fault::Write) => ffi::SQLITE_IOERR_WRITE,
        _ if fails => ffi::SQLITE_FULL,
        _ => ffi::SQLITE_OK,
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, length: sqlite3_int64) -> c_int {
    // SAFETY: an open file of ours.
    let handle = unsafe { handle(file) };
    let Ok(length) = usize::try_from(length) else { return ffi::SQLITE_IOERR_TRUNCATE };
    locked(&handle.disk).apply(Io::Truncate { file: handle.file, length });
    ffi::SQLITE_OK
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, _flags: c_int) -> c_int {
    // SAFETY: an open file of ours.
    let handle = unsafe { handle(file) };
    let mut inner = locked(&handle.disk);
    inner.counts.syncs += 1;
    let at = inner.counts.syncs;
    if inner.goes_wrong(at, &[Fault::Sync]).is_some() {
        inner.apply(Io::SyncFails { file: handle.file });
        return ffi::SQLITE_IOERR_FSYNC;
    }
    let folder = std::mem::take(&mut handle.syncs_folder);
    inner.apply(Io::Sync { file: handle.file, folder });
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_size(file: *mut sqlite3_file, out: *mut sqlite3_int64) -> c_int {
    // SAFETY: an open file of ours.
    let handle = unsafe { handle(file) };
    let length = locked(&handle.disk).state.content(handle.file).len();
    // SAFETY: an out-pointer.
    unsafe { *out = sqlite3_int64::try_from(length).unwrap_or(sqlite3_int64::MAX) };
    ffi::SQLITE_OK
}

fn level(of: c_int) -> Level {
    match of {
        ffi::SQLITE_LOCK_NONE => Level::None,
        ffi::SQLITE_LOCK_SHARED => Level::Shared,
        ffi::SQLITE_LOCK_RESERVED => Level::Reserved,
        ffi::SQLITE_LOCK_PENDING => Level::Pending,
        _ => Level::Exclusive,
    }
}

unsafe extern "C" fn lock(file: *mut sqlite3_file, wanted: c_int) -> c_int {
    // SAFETY: an open file of ours.
    let handle = unsafe { handle(file) };
    let mut inner = locked(&handle.disk);
    let lock = inner.locks.entry(handle.file).or_default();
    if lock.raise(&mut handle.level, level(wanted)) { ffi::SQLITE_OK } else { ffi::SQLITE_BUSY }
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, wanted: c_int) -> c_int {
    // SAFETY: an open file of ours.
    let handle = unsafe { handle(file) };
    locked(&handle.disk).locks.entry(handle.file).or_default().lower(&mut handle.level, level(wanted));
    ffi::SQLITE_OK
}

unsafe extern "C" fn check_reserved_lock(file: *mut sqlite3_file, out: *mut c_int) -> c_int {
    // SAFETY: an open file of ours.
    let handle = unsafe { handle(file) };
    let reserved = locked(&handle.disk).locks.get(&handle.file).is_some_and(crate::FileLock::is_reserved);
    // SAFETY: an out-pointer.
    unsafe { *out = c_int::from(reserved) };
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_control(_file: *mut sqlite3_file, _code: c_int, _argument: *mut c_void) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn sector_size(_file: *mut sqlite3_file) -> c_int {
    // What the system's functions say of every disk.
    4096
}

unsafe extern "C" fn device_characteristics(_file: *mut sqlite3_file) -> c_int {
    // As the system's functions: a write that is cut spoils no byte beside it.
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

unsafe extern "C" fn shm_map(
    file: *mut sqlite3_file,
    region: c_int,
    bytes: c_int,
    make: c_int,
    out: *mut *mut c_void,
) -> c_int {
    // SAFETY: an open file of ours.
    let handle = unsafe { handle(file) };
    let (shm, _) = shm_of(handle);
    let address = shm.region(size(region), size(bytes), make != 0);
    // SAFETY: an out-pointer. The region lives as long as the handle's `Arc`, which goes in `shm_unmap` or `close`.
    unsafe { *out = address.cast() };
    ffi::SQLITE_OK
}

fn shm_of(handle: &mut Handle) -> &mut (Arc<Shm>, Held) {
    let Handle { disk, file, shm, .. } = handle;
    shm.get_or_insert_with(|| {
        let mut inner = locked(disk);
        let known = inner.shared.get(file).and_then(Weak::upgrade);
        let shared = known.unwrap_or_default();
        inner.shared.insert(*file, Arc::downgrade(&shared));
        (shared, Held::default())
    })
}

unsafe extern "C" fn shm_lock(file: *mut sqlite3_file, offset: c_int, count: c_int, flags: c_int) -> c_int {
    // SAFETY: an open file of ours.
    let handle = unsafe { handle(file) };
    let (shm, held) = shm_of(handle);
    let bits =
        (0..count).fold(0_u8, |bits, slot| bits | 1_u8.checked_shl(slot_of(offset + slot)).unwrap_or(0));
    if flags & ffi::SQLITE_SHM_UNLOCK != 0 {
        shm.give_back(held, bits);
        return ffi::SQLITE_OK;
    }
    let alone = flags & ffi::SQLITE_SHM_EXCLUSIVE != 0;
    if shm.take(held, bits, alone) { ffi::SQLITE_OK } else { ffi::SQLITE_BUSY }
}

fn slot_of(number: c_int) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

unsafe extern "C" fn shm_barrier(_file: *mut sqlite3_file) {
    fence(Ordering::SeqCst);
}

unsafe extern "C" fn shm_unmap(file: *mut sqlite3_file, _delete: c_int) -> c_int {
    // SAFETY: an open file of ours.
    give_shm_back(unsafe { handle(file) });
    ffi::SQLITE_OK
}

fn give_shm_back(handle: &mut Handle) {
    if let Some((shm, mut held)) = handle.shm.take() {
        shm.give_back(&mut held, u8::MAX);
    }
}

/// A count from C, which is never negative.
fn size(count: c_int) -> usize {
    usize::try_from(count).unwrap_or(0)
}
