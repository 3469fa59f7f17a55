//! Refresh tokens through every wait, with answers that were lost, from several requests at once, and in a thief's hands.

use crate::support::*;
use serde_json::Value;

const WAITS: [i64; 7] = [SECOND, MINUTE, 60 * MINUTE, DAY, 30 * DAY, 60 * DAY, 90 * DAY];

fn text(answer: &Value, name: &str) -> String {
    answer[name].as_str().unwrap().to_owned()
}

/// Renews in several requests at once.
fn at_once(server: &Server, phone: &Phone, token: &str, requests: usize) -> Vec<Value> {
    let renewals: Vec<Value> = (0..requests).map(|_| phone.renewal(&server.nonce(), token)).collect();
    std::thread::scope(|scope| {
        let threads: Vec<_> = renewals
            .iter()
            .map(|renewal| scope.spawn(|| server.post("/api/v1/token", renewal).ok()))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn attack_08_and_10_whatever_was_lost_and_however_long_it_took_the_phone_goes_on() {
    let server = server();
    let mut seed = 10;
    for wait in WAITS {
        for lost in 0..3 {
            for requests in [1, 3] {
                seed += 1;
                let phone = Phone::enrol(&server, seed);
                let mut answers = Vec::new();
                for _ in 0..=lost {
                    server.advance(wait);
                    answers.extend(at_once(&server, &phone, &phone.refresh, requests));
                }
                let place = format!("{wait} ms, {lost} lost, {requests} at once");
                let successors: Vec<String> = answers.iter().map(|one| text(one, "refresh_token")).collect();
                assert!(successors.iter().all(|one| *one == successors[0]), "{place}");
                server.get_as(&text(answers.last().unwrap(), "access_token")).ok();
                server.advance(wait);
                let next = text(&phone.renew(&server, &successors[0]).ok(), "refresh_token");
                assert_ne!(next, successors[0], "{place}");
            }
        }
    }
    assert_eq!(server.count("SELECT count(*) FROM alarm"), 0, "nobody did anything wrong");
}

#[test]
fn attack_07_and_09_a_stolen_token_gives_its_thief_nothing_at_any_time() {
    let server = server();
    let thief = Phone::enrol(&server, 1);
    let mut seed = 100;
    for wait in WAITS {
        for turned in [false, true] {
            seed += 1;
            let phone = Phone::enrol(&server, seed);
            let stolen = phone.refresh.clone();
            let mut own = stolen.clone();
            if turned {
                own = text(&phone.renew(&server, &own).ok(), "refresh_token");
                own = text(&phone.renew(&server, &own).ok(), "refresh_token");
            }
            server.advance(wait);
            // The token alone: its device's key is missing, so the owner's family isn't even touched.
            thief.renew(&server, &stolen).expect(401, "invalid-grant");
            for _ in 0..2 {
                own = text(&phone.renew(&server, &own).ok(), "refresh_token");
            }
            // With a copy of the whole phone an old token ends the family for both, and the owner's password
            // begins another one.
            let copied = phone.renew(&server, &stolen);
            assert_eq!(copied.status, 401, "after {wait} ms, turned: {turned}");
            phone.renew(&server, &own).expect(401, "invalid-grant");
            let fresh = phone.login(&server, PASSWORD).ok();
            phone.renew(&server, &text(&fresh, "refresh_token")).ok();
        }
    }
    assert!(server.count("SELECT count(*) FROM alarm WHERE kind = 'token_of_another_device'") > 0);
    assert!(server.count("SELECT count(*) FROM alarm WHERE kind = 'token_reused'") > 0);
}
