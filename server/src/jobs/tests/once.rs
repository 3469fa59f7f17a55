//! Whatever happens in whatever order, each notice comes once.

use super::kit::Site;
use crate::jobs::{plan, run_due};
use crate::notify::NoticeBody;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, Copy)]
enum Step {
    /// Time goes on, by so many seconds.
    Wait(u32),
    /// A request comes in.
    Request,
    /// A customer is given a reply.
    Reply(prop::sample::Index),
    /// The jobs are planned.
    Plan,
    /// What is due is done.
    Run,
    /// The process is killed while it plans and runs: nothing of its transaction stays.
    Crash,
    /// Somebody plans again from the beginning of the board, as after a restore of an older copy of its mark.
    Forget,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0_u32..40_000).prop_map(Step::Wait),
        2 => (0_u32..700).prop_map(Step::Wait),
        2 => Just(Step::Request),
        1 => any::<prop::sample::Index>().prop_map(Step::Reply),
        3 => Just(Step::Plan),
        4 => Just(Step::Run),
        1 => Just(Step::Crash),
        1 => Just(Step::Forget),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn dsp_02_any_sequence_of_planning_running_and_crashing_gives_each_notice_once(
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let mut site = Site::new("Asia/Shanghai");
        site.set("2026-03-28 07:00");
        site.round();
        let mut requests = Vec::new();
        let mut replied = BTreeMap::new();
        for step in steps {
            match step {
                Step::Wait(seconds) => site.now += i64::from(seconds) * 1_000,
                Step::Request => {
                    let document = site.request(site.now);
                    requests.push((document, site.now));
                }
                Step::Reply(which) => {
                    if !requests.is_empty() {
                        let (document, _) = *which.get(&requests);
                        site.reply(document);
                        replied.entry(document).or_insert(site.now);
                    }
                }
                Step::Plan => {
                    plan(&site.connection, &site.context, site.now).unwrap();
                }
                Step::Run => while run_due(&site.connection, &site.context, site.now).unwrap().more {},
                Step::Crash => {
                    site.connection.execute_batch("SAVEPOINT crash").unwrap();
                    site.round();
                    site.connection.execute_batch("ROLLBACK TO crash; RELEASE crash").unwrap();
                }
                Step::Forget => {
                    site.connection.execute("UPDATE job_plan SET planned_seq = 0", []).unwrap();
                }
            }
        }
        site.round();
        let told = site.told();
        let mut seen = BTreeSet::new();
        for one in &told {
            prop_assert!(seen.insert((one.user.clone(), one.body.kind(), one.body.key())), "twice: {:?}", one);
            if let Some(document) = one.body.subject().document()
                && let Some(replied_at) = replied.get(&document)
            {
                prop_assert!(one.at <= *replied_at, "told after the reply");
            }
        }
        // Who waited to the end without a reply was told of as late, and exactly the two people whose business it is.
        for (document, requested_at) in &requests {
            let late = told
                .iter()
                .filter(|one| matches!(&one.body, NoticeBody::ReplyLate { document: of, .. } if of == document))
                .count();
            let minute = requested_at - requested_at.rem_euclid(60_000);
            let overdue = site.now > minute + 15 * 60_000 + 1_000;
            match replied.get(document) {
                None if overdue => prop_assert_eq!(late, 2),
                None => prop_assert!(late == 0 || site.now == minute + 15 * 60_000 + 1_000),
                Some(_) => prop_assert!(late == 0 || late == 2),
            }
        }
        let waiting_and_due: i64 = site.connection
            .query_row("SELECT count(*) FROM job WHERE state = 'waiting' AND next_try_at <= ?1", [site.now], |row| row.get(0))
            .unwrap();
        prop_assert_eq!(waiting_and_due, 0);
    }
}
