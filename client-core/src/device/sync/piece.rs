//! How much of a photo one request carries. Pure: times are the environment's `boot_ms`.

use crate::protocol::BLOB_CHUNK_BYTES;

/// A change that is written while a piece is on the line waits for its end, and is to be acknowledged within 15 seconds
/// (P14): pieces grow while they are quick and shrink when they are not, on whatever line.
/// 2026-11-26: three seconds on a line of 20 kbit/s, a quarter of a second on one of 256. With twice as much, a line that
/// loses every twentieth packet as well held up a change for 15 to 21 seconds.
const FIRST_BYTES: usize = 8 * 1024;
/// Less would cost more headers than bytes.
const SMALLEST_BYTES: usize = 4 * 1024;
/// A whole piece within so long may be followed by one of twice its size.
const QUICK_MS: i64 = 2_500;
/// A piece that took longer is followed by a smaller one, of at most half its size,
const SLOW_MS: i64 = 5_500;
/// which at the same speed takes about so long.
const FITTING_MS: i64 = 4_000;

/// Bytes of the next piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece(usize);

impl Default for Piece {
    fn default() -> Self {
        Self(FIRST_BYTES)
    }
}

impl Piece {
    pub(super) fn bytes(self) -> usize {
        self.0
    }

    /// So many bytes took so many milliseconds, the answer included.
    pub(super) fn took(&mut self, bytes: usize, ms: i64) {
        if ms > SLOW_MS {
            // What was sent last may have been the short rest of a photo.
            let fitting = i64::try_from(bytes).unwrap_or(i64::MAX).saturating_mul(FITTING_MS) / ms;
            let fitting = usize::try_from(fitting).unwrap_or(0).min(self.0 / 2);
            self.0 = fitting.max(SMALLEST_BYTES);
        } else if ms <= QUICK_MS && bytes >= self.0 {
            self.0 = (self.0 * 2).min(BLOB_CHUNK_BYTES);
        }
    }

    /// A piece brought no answer.
    pub(super) fn lost(&mut self) {
        self.0 = (self.0 / 2).max(SMALLEST_BYTES);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sizes of so many pieces on a line that carries so many bits in a second, with this long until an answer.
    fn on_a_line(
        piece: &mut Piece,
        pieces: usize,
        bits_per_second: i64,
        round_trip_ms: i64,
    ) -> Vec<(usize, i64)> {
        let mut sent = Vec::new();
        for _ in 0..pieces {
            let bytes = piece.bytes();
            let ms = round_trip_ms + i64::try_from(bytes).unwrap() * 8_000 / bits_per_second;
            piece.took(bytes, ms);
            sent.push((bytes, ms));
        }
        sent
    }

    #[test]
    fn p14_pieces_grow_on_a_good_line_and_never_hold_up_a_bad_one_for_long() {
        const KIB: usize = 1024;
        let mut piece = Piece::default();
        let sizes: Vec<usize> = on_a_line(&mut piece, 4, 1_000_000, 200).iter().map(|(b, _)| *b).collect();
        assert_eq!(sizes, [8 * KIB, 16 * KIB, 32 * KIB, 64 * KIB]);
        // The same phone in the basement: one piece is still large, and then none takes long.
        let sent = on_a_line(&mut piece, 12, 20_000, 600);
        assert_eq!(sent[0].0, 64 * KIB);
        assert!(sent[1..].iter().all(|(bytes, ms)| *bytes >= 8 * KIB && *ms < SLOW_MS), "{sent:?}");
        assert!(on_a_line(&mut piece, 4, 1_000_000, 200).iter().any(|(bytes, _)| *bytes == 64 * KIB));

        // From the start on a bad line a change waits for less than half of its 15 seconds.
        for bits_per_second in [16_000, 20_000, 32_000, 64_000] {
            let sent = on_a_line(&mut Piece::default(), 20, bits_per_second, 600);
            assert!(sent.iter().all(|(_, ms)| *ms < 9_000), "{bits_per_second}: {sent:?}");
            assert!(sent[1..].iter().all(|(_, ms)| *ms < 7_500), "{bits_per_second}: {sent:?}");
        }
    }

    #[test]
    fn a_short_rest_says_nothing_of_a_good_line_and_something_of_a_bad_one() {
        let mut piece = Piece::default();
        piece.took(100, 300);
        assert_eq!(piece.bytes(), FIRST_BYTES);
        piece.took(100, SLOW_MS + 1);
        assert_eq!(piece.bytes(), SMALLEST_BYTES);
        piece.lost();
        assert_eq!(piece.bytes(), SMALLEST_BYTES);
        let mut piece = Piece::default();
        piece.lost();
        assert_eq!(piece.bytes(), FIRST_BYTES / 2);
    }
}
