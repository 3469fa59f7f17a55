//! Which functions of a module are alike: parts that they have in common.

use std::collections::{HashMap, HashSet};

/// Length of a part, in bytes.
const PART: usize = 6;
/// So many of a function's parts stand for all of them.
const KEPT: usize = 64;
/// Two functions with fewer parts in common than that aren't alike.
const LEAST: usize = 16;
/// So many functions with one part are looked at: what thousands share says little about any of them.
const LOOKED_AT: usize = 40;

/// The functions in an order in which each stands beside one that is like it. It begins again, in the order that is given,
/// where nothing is left that is like the last one.
pub fn chained(bodies: &[&[u8]], given: &[usize]) -> Vec<usize> {
    let sketches: Vec<Vec<u32>> = bodies.iter().map(|body| sketch(body)).collect();
    let mut with: HashMap<u32, Vec<usize>> = HashMap::new();
    for one in given {
        for part in &sketches[*one] {
            with.entry(*part).or_default().push(*one);
        }
    }
    let mut placed = vec![false; bodies.len()];
    let mut order = Vec::with_capacity(bodies.len());
    for start in given {
        let mut next = Some(*start);
        while let Some(one) = next.filter(|one| !placed[*one]) {
            placed[one] = true;
            order.push(one);
            next = likest(one, bodies, &sketches, &with, &placed);
        }
    }
    order
}

/// The one that has most in common with a function; of several the one that is nearest to it in length.
fn likest(
    one: usize,
    bodies: &[&[u8]],
    sketches: &[Vec<u32>],
    with: &HashMap<u32, Vec<usize>>,
    placed: &[bool],
) -> Option<usize> {
    let mut common: HashMap<usize, usize> = HashMap::new();
    for part in &sketches[one] {
        let others = with.get(part).map_or(&[][..], Vec::as_slice);
        for other in others.iter().filter(|other| !placed[**other]).take(LOOKED_AT) {
            *common.entry(*other).or_default() += 1;
        }
    }
    let alike = common.into_iter().filter(|(_, parts)| *parts >= LEAST);
    let nearest = |(other, parts): &(usize, usize)| {
        (*parts, std::cmp::Reverse((bodies[*other].len().abs_diff(bodies[one].len()), *other)))
    };
    alike.max_by_key(nearest).map(|(other, _)| other)
}

/// The smallest of the numbers that a function's parts have: functions that share parts share such numbers.
fn sketch(body: &[u8]) -> Vec<u32> {
    let parts: HashSet<u32> = body.windows(PART.min(body.len().max(1))).map(number).collect();
    let mut parts: Vec<u32> = parts.into_iter().collect();
    parts.sort_unstable();
    parts.truncate(KEPT);
    parts
}

/// FNV-1a with its bits mixed, so that the smallest numbers are any parts.
fn number(part: &[u8]) -> u32 {
    let sum =
        part.iter().fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    let mixed = (sum ^ (sum >> 15)).wrapping_mul(0x2c1b_3c6d);
    mixed ^ (mixed >> 12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_that_share_parts_stand_side_by_side_and_none_is_lost() {
        let one: Vec<u8> = (0..80).collect();
        let other: Vec<u8> = (100..180).collect();
        let like_one: Vec<u8> = (1..80).collect();
        let bodies = [one.as_slice(), &other, &like_one, &[], &[7]];
        assert_eq!(chained(&bodies, &[0, 1, 2, 3, 4]), [0, 2, 1, 3, 4]);
    }
}
