//! Five hundred seeds of the fleet, every push: a server, three to twelve phones and their copies, one to three months, and
//! everything that goes wrong.

#![allow(clippy::panic, reason = "a failing seed prints its story and how to run it again")]

use undercroft_tests::sim::{Options, Summary, run};

/// Worlds whose server is put back to a backup.
const PUT_BACK: u64 = 60;

/// Seeds of one test; ten tests share the fleet so that they run side by side.
const PER_TEST: u64 = 50;

#[track_caller]
fn one(seed: u64, options: Options) -> Summary {
    match run(seed, options) {
        Ok(summary) => summary,
        Err(failure) => panic!("{failure}"),
    }
}

/// Attacks that need nothing of a world but an order.
const ATTACKS: [&str; 5] =
    ["flood of orphans", "deep entry", "deep request", "replay of another's change", "long entry"];

/// Runs the seeds of part `part`; the first one twice, and both stories must be the same.
fn part(part: u64) {
    let mut total = Summary::default();
    for seed in part * PER_TEST..(part + 1) * PER_TEST {
        let summary = one(seed, Options::default());
        if seed % PER_TEST == 0 {
            assert_eq!(summary, one(seed, Options::default()), "seed {seed} tells two stories");
        }
        for (name, count) in &summary.counts {
            *total.counts.entry(name).or_default() += count;
        }
    }
    println!("part {part}: {:?}", total.counts);
    for name in [
        "commands",
        "matter commands",
        "answers taken",
        "server kills",
        "phone kills",
        "orders signed",
        "attacks",
        "matters",
        "movements of goods",
        "tools that somebody has",
        "bills added up",
        "phones removed",
        "requests of removed phones",
        "phones with an empty disk",
        "partitions",
        "clocks of no time",
        "reads failed",
        "requests without room",
        "procedures published",
    ]
    .into_iter()
    .chain(ATTACKS)
    {
        assert!(total.of(name) > 0, "part {part} never saw: {name}");
    }
}

macro_rules! parts {
    ($($name:ident = $number:literal,)*) => {
        $(#[test]
        fn $name() {
            part($number);
        })*
    };
}

parts! {
    fleet_500_seeds_part_0 = 0,
    fleet_500_seeds_part_1 = 1,
    fleet_500_seeds_part_2 = 2,
    fleet_500_seeds_part_3 = 3,
    fleet_500_seeds_part_4 = 4,
    fleet_500_seeds_part_5 = 5,
    fleet_500_seeds_part_6 = 6,
    fleet_500_seeds_part_7 = 7,
    fleet_500_seeds_part_8 = 8,
    fleet_500_seeds_part_9 = 9,
}

/// The server is put back to a backup in the middle, which knows nothing of two of the phones and one of the people: the fleet
/// gives back what it has.
#[test]
fn fleet_gives_back_after_a_restore() {
    let mut total = Summary::default();
    for seed in 0..PUT_BACK {
        for (name, count) in one(seed, Options::put_back()).counts {
            *total.counts.entry(name).or_default() += count;
        }
    }
    println!("{:?}", total.counts);
    assert!(total.of("commands") > 1_000);
    // Of each world's two newcomers at least one was there when the server was put back.
    for count in ["phones let in again", "people added again"] {
        assert!(total.of(count) >= PUT_BACK / 2, "{count}: {}", total.of(count));
    }
}

/// Seeds that broke a promise once, and the first one that no part above runs.
#[test]
fn fleet_seeds_that_once_failed() {
    let failed = include_str!("../ledgers/failed_seeds.txt").lines();
    for seed in failed.map(|line| line.parse().expect("a seed in each line")).chain([10 * PER_TEST]) {
        one(seed, Options::default());
    }
    for line in include_str!("../ledgers/failed_put_back.txt").lines() {
        one(line.parse().expect("a seed in each line"), Options::put_back());
    }
}

/// `cargo xtask simulate --seed 17 --trace` tells one seed's story; so does this test with `UNDERCROFT_SEED=17`.
#[test]
fn fleet_one_seed() {
    let seed =
        std::env::var("UNDERCROFT_SEED").ok().map(|text| text.parse().expect("UNDERCROFT_SEED is a number"));
    let summary = one(seed.unwrap_or(1_000_000), Options { loud: seed.is_some(), ..Options::default() });
    println!("{summary:?}");
}
