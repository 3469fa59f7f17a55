//! What a virtual disk was told, call by call, and what it may still hold once its power has gone.
//!
//! QEMU's driver `blklogwrites` writes the log in the form of the kernel's `dm-log-writes`: a head of one sector, then for
//! each call a sector with its place, its length in sectors and its flags, followed by what was written. A call stands there
//! before the machine hears of its end.

use super::process::Dice;

const SECTOR: usize = 512;
/// First bytes of a log, as a number.
const MAGIC: u64 = 0x006a_7366_7773_6872;
const FLUSH: u64 = 1;
const FORCED: u64 = 2;
const DISCARD: u64 = 4;

/// One call of the machine to its disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// Bytes for a place; forced ones are on the disk when the call ends.
    Write { at: usize, bytes: Vec<u8>, forced: bool },
    /// Everything written before is on the disk when the call ends.
    Flush,
}

/// How much of what nobody waited for a disk still had time to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Luck {
    Nothing,
    /// Any of its sectors.
    Some,
    Everything,
}

/// The calls of a log up to its end, or up to a call that the killed machine hadn't written down whole.
pub fn read(log: &[u8]) -> Vec<Call> {
    let number = |at: usize| -> Option<u64> { log.get(at..at + 8)?.try_into().ok().map(u64::from_le_bytes) };
    assert_eq!(number(0), Some(MAGIC), "this is no log of a disk");
    let mut calls = Vec::new();
    let mut at = SECTOR;
    while let (Some(sector), Some(sectors), Some(flags)) = (number(at), number(at + 8), number(at + 16)) {
        if sectors == 0 && flags == 0 {
            break;
        }
        assert_eq!(flags & !(FLUSH | FORCED | DISCARD), 0, "a call that this test can't play again");
        at += SECTOR;
        if flags & FLUSH != 0 {
            calls.push(Call::Flush);
        }
        let length = usize::try_from(sectors).unwrap() * SECTOR;
        // What is discarded may be kept: the file system has no more use for it.
        if flags & DISCARD == 0 && length > 0 {
            let Some(bytes) = log.get(at..at + length) else { break };
            let place = usize::try_from(sector).unwrap() * SECTOR;
            calls.push(Call::Write { at: place, bytes: bytes.to_vec(), forced: flags & FORCED != 0 });
            at += length;
        }
    }
    calls
}

/// Brings a disk from where the log began to where the power went.
pub fn replay(disk: &mut [u8], calls: &[Call], luck: Luck, dice: &mut Dice) {
    let waited_for = calls.iter().rposition(|call| *call == Call::Flush).unwrap_or(0);
    for (number, call) in calls.iter().enumerate() {
        let Call::Write { at, bytes, forced } = call else { continue };
        for (sector, written) in bytes.chunks(SECTOR).enumerate() {
            let kept = number < waited_for
                || *forced
                || match luck {
                    Luck::Nothing => false,
                    Luck::Some => dice.below(2) == 0,
                    Luck::Everything => true,
                };
            if kept {
                let place = at + sector * SECTOR;
                disk[place..place + written.len()].copy_from_slice(written);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(calls: &[(u64, u8, u64, u64)]) -> Vec<u8> {
        let mut log = vec![0; SECTOR];
        log[..8].copy_from_slice(&MAGIC.to_le_bytes());
        for (sector, fill, sectors, flags) in calls {
            let mut head = vec![0; SECTOR];
            for (n, value) in [sector, sectors, flags].into_iter().enumerate() {
                head[n * 8..n * 8 + 8].copy_from_slice(&value.to_le_bytes());
            }
            log.extend(head);
            if flags & DISCARD == 0 {
                log.extend(vec![*fill; usize::try_from(*sectors).unwrap() * SECTOR]);
            }
        }
        log
    }

    fn left(log: &[u8], luck: Luck) -> Vec<u8> {
        let mut disk = vec![0; 4 * SECTOR];
        replay(&mut disk, &read(log), luck, &mut Dice(7));
        disk.iter().step_by(SECTOR).copied().collect()
    }

    #[test]
    fn what_was_waited_for_stays_and_the_rest_is_luck() {
        let log = told(&[(0, 1, 1, 0), (0, 0, 0, FLUSH), (0, 2, 1, 0), (1, 3, 1, FORCED), (2, 4, 2, 0)]);
        assert_eq!(left(&log, Luck::Nothing), [1, 3, 0, 0]);
        assert_eq!(left(&log, Luck::Everything), [2, 3, 4, 4]);
        let some = left(&log, Luck::Some);
        assert!(
            [1, 2].contains(&some[0]) && some[1] == 3 && some[2..].iter().all(|byte| [0, 4].contains(byte))
        );
    }

    #[test]
    fn a_log_ends_with_its_last_whole_call() {
        let whole = told(&[(0, 1, 1, 0), (0, 9, 2, DISCARD), (3, 5, 1, 0)]);
        assert_eq!(read(&whole).len(), 2);
        assert_eq!(read(&whole[..whole.len() - 1]).len(), 1);
        let mut grown = whole;
        grown.extend(vec![0; 3 * SECTOR]);
        assert_eq!(read(&grown).len(), 2);
    }
}
