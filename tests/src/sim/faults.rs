//! Which faults a run draws, each with a rate of its own: a random subset is on, so that rare ones aren't drowned.

use super::rng::Rng;

/// Rates per thousand; 0 when the fault is off.
#[derive(Debug, Clone, Copy, Default)]
pub struct Faults {
    /// A request or an answer is lost.
    pub drop: u64,
    /// A request reaches the server twice, or an answer the phone.
    pub duplicate: u64,
    /// A message is delayed by minutes instead of milliseconds; so messages overtake each other.
    pub delay: u64,
    /// A message is cut at a random byte.
    pub cut: u64,
    /// A login page answers instead of the server.
    pub portal: u64,
    /// A phone goes offline for hours.
    pub offline: u64,
    /// A phone's app is killed.
    pub kill_phone: u64,
    /// The server is killed inside a request.
    pub kill_server: u64,
    /// A phone's disk fills up, or dies in a commit.
    pub disk: u64,
    /// A wall clock jumps by up to a year.
    pub clock: u64,
    /// Everybody goes home for a night, or for weeks.
    pub night: u64,
    /// Somebody attacks.
    pub hostile: u64,
    /// A role is withdrawn.
    pub roles: u64,
    /// A phone's image is kept, put back or cloned.
    pub image: u64,
    /// The office works at a console meanwhile.
    pub console: u64,
    /// A phone is lost: it is removed, or only its disk is gone, and its person gets another one.
    pub lost: u64,
    /// No phone has a network for hours.
    pub partition: u64,
    /// A wall clock says 1970, 2038, or a time that nobody will live to see.
    pub calendar: u64,
    /// A phone's disk can't be read for a moment.
    pub unreadable: u64,
    /// The server's disk has no room while a request is handled.
    pub full_server: u64,
    /// The site publishes another version of a procedure.
    pub procedure: u64,
    /// A bit flips in a record of a phone's own.
    pub rot: u64,
}

impl Faults {
    /// A random subset at random rates. `apart`: for a fault that came after seeds had failed, so that those stay the same.
    pub fn draw(rng: &mut Rng, apart: &mut Rng) -> Self {
        let mut rate = |most: i64| if rng.chance(550) { rng.range(1, most) as u64 } else { 0 };
        Self {
            drop: rate(300),
            duplicate: rate(300),
            delay: rate(300),
            cut: rate(200),
            portal: rate(200),
            offline: rate(60),
            kill_phone: rate(80),
            kill_server: rate(120),
            disk: rate(60),
            clock: rate(60),
            night: rate(25),
            hostile: rate(200),
            roles: rate(40),
            image: rate(90),
            console: rate(200),
            lost: rate(30),
            partition: rate(25),
            calendar: rate(40),
            unreadable: rate(60),
            full_server: rate(100),
            procedure: rate(25),
            rot: if apart.chance(550) { apart.range(1, 60) as u64 } else { 0 },
        }
    }
}
