//! Notices from the deadline to the reader, over the page, the interface, real SMTP and a real webhook.

mod complaints;
mod incidents;
mod matters;

use crate::support::browser::*;
use crate::support::sinks::{Call, smtp, webhook};
use crate::support::*;
use client_core::domain::text::Language;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;
use undercroft_server::accounts::find_user;
use undercroft_server::audit::By;
use undercroft_server::jobs::{JobState, Runner, list};
use undercroft_server::notify::{
    Channels, Contact, DeliveryError, Encryption, Message, Notifier, Secret, Smtp, SmtpConfig, Webhook,
    set_contact,
};
use undercroft_server::store::StoreError;

const SECRET: &str = "a secret of the site's";
/// What a notice must never carry: the customer's name, unit, telephone number and words.
const PERSONAL: [&str; 4] = ["陈女士", "3栋0702", "13800000046", "客厅灯不亮"];

fn hook(address: SocketAddr) -> Arc<dyn Notifier> {
    let secret = Secret::new(SECRET.to_owned());
    Arc::new(Webhook::new(format!("http://{address}/notices"), secret, Duration::from_secs(5)))
}

fn mail(address: SocketAddr) -> Arc<dyn Notifier> {
    let config = SmtpConfig {
        host: address.ip().to_string(),
        port: address.port(),
        encryption: Encryption::None,
        from: "Garden Court <site@example.org>".parse().unwrap(),
        login: None,
        authority: None,
        timeout: Duration::from_secs(5),
    };
    Arc::new(Smtp::new(config).unwrap())
}

fn reach(server: &Server, user: &'static str, channel: &str, address: &str, language: Language) {
    let contact = Contact { channel: channel.to_owned(), address: address.to_owned(), language };
    server.write(move |connection| {
        let user = find_user(connection, user)?;
        set_contact(connection, &By::operator(START), user, &contact).unwrap();
        Ok(())
    });
}

fn round(server: &Server, channels: &Channels) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(Runner::new(&server.state, channels.clone()).round()).unwrap();
}

/// A site whose dispatcher `wang` has a request for which the time of the reply runs out now.
fn warned(server: &Server, channels: &Channels) -> String {
    round(server, channels);
    let order = Browser::signed_in(server, "wang").register("陈女士", "客厅灯不亮");
    round(server, channels);
    server.advance(10 * MINUTE);
    order
}

fn deliveries(server: &Server) -> Vec<(JobState, u32, Option<String>)> {
    let jobs = server.store.read_blocking(|connection| list(connection, true, 1_000)).unwrap();
    jobs.into_iter()
        .filter(|job| job.kind == "deliver")
        .map(|job| (job.state, job.tries, job.last_error))
        .collect()
}

fn without_personal_data(text: &str) {
    for word in PERSONAL {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

#[test]
fn dsp_02_a_warning_reaches_the_dispatcher_on_the_page_and_over_the_interface_until_he_has_read_it() {
    let server = server();
    let channels = Channels::default();
    let order = warned(&server, &channels);
    let desk = Browser::signed_in(&server, "wang");
    assert!(!desk.page("/").contains("通知(1)"));
    round(&server, &channels);
    round(&server, &channels);
    has(&desk.page("/"), &["通知(1)", "href=\"/notices\""]);
    has(&desk.page("/notices"), &["请尽快回复客户", "新报修", &format!("href=\"{order}\""), "标为已读"]);
    has(&desk.page("/notices?lang=en"), &["Reply to the customer soon", "the customer has no reply yet"]);
    without_personal_data(&desk.page("/notices"));

    let answer = desk.get("/api/v1/notices?unread=true").ok();
    assert_eq!((answer["unread"].as_u64(), answer["next"].as_u64()), (Some(1), None));
    let notice = &answer["notices"][0];
    assert_eq!(notice["body"]["kind"], "reply_due");
    assert_eq!(notice["link"], order);
    assert_eq!(notice["title"]["en"], "Reply to the customer soon");
    assert_eq!(notice["read_at"], Value::Null);

    // Nobody else's notices are seen or read.
    let other = Browser::signed_in(&server, "li");
    let path = format!("/api/v1/notices/{}/read", notice["id"]);
    assert_eq!(other.get("/api/v1/notices").ok()["notices"], json!([]));
    other.json(&path, "", &json!({})).expect(404, "not-found");

    let left = desk.json(&path, "", &json!({})).ok();
    assert_eq!(left["unread"], 0);
    assert_eq!(desk.json(&path, "", &json!({})).ok()["unread"], 0, "saying it again changes nothing");
    assert_eq!(desk.get("/api/v1/notices?unread=true").ok()["notices"], json!([]));
    assert!(!desk.page("/").contains("通知("));
    assert_eq!(desk.get("/api/v1/notices?limit=0").status, 400);
    assert_eq!(desk.get("/api/v1/notices?since=1").status, 400);
    desk.json("/api/v1/notices/99999/read", "", &json!({})).expect(404, "not-found");
}

#[test]
fn dsp_02_many_notices_come_in_pages_and_are_read_at_once() {
    let server = server();
    let channels = Channels::default();
    round(&server, &channels);
    let desk = Browser::signed_in(&server, "wang");
    for number in 0..5 {
        desk.register(&format!("客户{number}"), "客厅灯不亮");
    }
    round(&server, &channels);
    server.advance(16 * MINUTE);
    round(&server, &channels);
    // The warning's time has passed as well: only that it is late is told.
    let first = desk.get("/api/v1/notices?limit=2").ok();
    let second = desk.get(&format!("/api/v1/notices?limit=2&before={}", first["next"])).ok();
    let third = desk.get(&format!("/api/v1/notices?limit=2&before={}", second["next"])).ok();
    let ids: Vec<u64> = [&first, &second, &third]
        .iter()
        .flat_map(|page| page["notices"].as_array().unwrap())
        .map(|notice| notice["id"].as_u64().unwrap())
        .collect();
    assert_eq!(ids.len(), 5);
    assert!(ids.windows(2).all(|pair| pair[0] > pair[1]), "{ids:?}");
    assert_eq!(third["next"], Value::Null);
    assert!(first["notices"].as_array().unwrap().iter().all(|one| one["body"]["kind"] == "reply_late"));

    // What has come since the page was made stays unread.
    let shown = ids[1].to_string();
    assert_eq!(desk.post("/notices/read", &[("up_to", &shown)]).status, 303);
    assert_eq!(desk.get("/api/v1/notices?unread=true").ok()["unread"], 1);
    assert_eq!(desk.post(&format!("/notices/{}/read", ids[0]), &[]).status, 303);
    assert_eq!(desk.get("/api/v1/notices").ok()["unread"], 0);
    assert_eq!(desk.post("/notices/read", &[]).status, 400);
}

#[test]
fn dsp_02_a_webhook_that_fails_twice_gets_the_same_signed_message_until_it_takes_it() {
    let server = server();
    let (address, calls) = webhook(&[500, 429]);
    let channels = Channels::default().with("wecom", hook(address));
    reach(&server, "wang", "wecom", "WangWei", Language::En);
    reach(&server, "wang", "telegraph", "wang", Language::En);
    let order = warned(&server, &channels);
    round(&server, &channels);
    assert_eq!(calls.all().len(), 1);
    round(&server, &channels);
    assert_eq!(calls.all().len(), 1, "not before its pause is over");
    assert_eq!(deliveries(&server), [(JobState::Waiting, 1, Some("answered with status 500".to_owned()))]);
    for tries in [2, 3] {
        server.advance(MINUTE);
        round(&server, &channels);
        assert_eq!(calls.all().len(), tries);
    }
    server.advance(30 * SECOND);
    round(&server, &channels);
    let calls = calls.all();
    assert_eq!(calls.len(), 3, "taken once is enough");
    assert_eq!(deliveries(&server), [(JobState::Done, 2, None)]);
    let times: Vec<i64> = calls.iter().map(|call| call.signed_at(SECRET.as_bytes())).collect();
    assert_eq!(times, [10, 11, 12].map(|minute| (START + minute * MINUTE) / 1_000));
    assert!(calls.iter().all(|call| call.body == calls[0].body && call.delivery == calls[0].delivery));
    let body = calls[0].json();
    assert_eq!(body["id"], calls[0].delivery.as_str());
    assert_eq!(body["to"], "WangWei");
    assert_eq!(body["kind"], "reply_due");
    assert_eq!(body["language"], "en");
    assert_eq!(body["title"], "Reply to the customer soon");
    assert_eq!(body["link"], format!("http://jobs.example.org{order}"));
    without_personal_data(&body.to_string());
    let named: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(
        named,
        ["channel", "created_at", "id", "kind", "language", "link", "order_number", "text", "title", "to"]
    );
}

#[test]
fn a_webhook_that_redirects_leads_nowhere() {
    let server = server();
    let (address, calls) = webhook(&[302, 307]);
    let channels = Channels::default().with("sms", hook(address));
    reach(&server, "wang", "sms", "+8613900000000", Language::ZhHans);
    warned(&server, &channels);
    round(&server, &channels);
    server.advance(MINUTE);
    round(&server, &channels);
    let paths: Vec<String> = calls.all().into_iter().map(|call| call.path).collect();
    assert_eq!(paths, ["/notices", "/notices"]);
    let [(state, tries, error)] = &deliveries(&server)[..] else { panic!("one delivery") };
    assert_eq!((*state, *tries), (JobState::Waiting, 2));
    assert!(error.as_ref().unwrap().contains("redirects are refused"), "{error:?}");
}

#[test]
fn dsp_02_mail_goes_out_over_smtp_with_an_id_and_is_tried_again_where_the_server_is_busy() {
    let server = server();
    let (address, mails) = smtp(&["451 later, please"]);
    let channels = Channels::default().with("smtp", mail(address));
    reach(&server, "wang", "smtp", "wang@example.org", Language::En);
    let order = warned(&server, &channels);
    round(&server, &channels);
    assert_eq!(
        deliveries(&server),
        [(JobState::Waiting, 1, Some("the mail server answered 451".to_owned()))]
    );
    server.advance(MINUTE);
    round(&server, &channels);
    server.advance(MINUTE);
    round(&server, &channels);
    let mails = mails.all();
    assert_eq!(mails.len(), 2);
    assert_eq!(deliveries(&server), [(JobState::Done, 1, None)]);
    for one in &mails {
        assert!(one.from.contains("<site@example.org>") && one.to.contains("<wang@example.org>"), "{one:?}");
        assert_eq!(one.header("Subject"), "Reply to the customer soon");
        assert_eq!(one.header("Date"), "Mon, 21 Sep 2026 14:23:20 +0000");
        assert!(one.header("Message-ID").ends_with("@example.org>"), "{one:?}");
        assert!(one.text.contains(&format!("http://jobs.example.org{order}")), "{one:?}");
        without_personal_data(&one.text);
    }
    assert_eq!(mails[0].header("Message-ID"), mails[1].header("Message-ID"));
}

#[test]
fn dsp_02_an_address_that_the_mail_server_refuses_for_good_is_given_up() {
    let server = server();
    let (address, mails) = smtp(&["550 no such person"]);
    let channels = Channels::default().with("smtp", mail(address));
    reach(&server, "wang", "smtp", "wang@example.org", Language::ZhHans);
    warned(&server, &channels);
    for _ in 0..3 {
        round(&server, &channels);
        server.advance(MINUTE);
    }
    assert_eq!(mails.all().len(), 1);
    assert_eq!(deliveries(&server), [(JobState::Failed, 1, Some("the mail server answered 550".to_owned()))]);
}

#[test]
fn dsp_02_what_was_read_meanwhile_is_not_sent_any_more() {
    let server = server();
    let (address, calls) = webhook(&[503]);
    let channels = Channels::default().with("sms", hook(address));
    reach(&server, "wang", "sms", "+8613900000000", Language::ZhHans);
    warned(&server, &channels);
    round(&server, &channels);
    let desk = Browser::signed_in(&server, "wang");
    let id = desk.get("/api/v1/notices").ok()["notices"][0]["id"].clone();
    desk.json(&format!("/api/v1/notices/{id}/read"), "", &json!({})).ok();
    server.advance(MINUTE);
    round(&server, &channels);
    assert_eq!(calls.all().len(), 1);
    assert_eq!(deliveries(&server)[0].0, JobState::Done);
}

/// A channel whose other side has taken the message, and which then doesn't come back before the runner is gone.
struct Stuck {
    behind: Arc<dyn Notifier>,
    taken: Mutex<mpsc::Sender<()>>,
    go_on: Mutex<mpsc::Receiver<()>>,
}

impl Notifier for Stuck {
    fn deliver(&self, message: &Message, now: i64) -> Result<(), DeliveryError> {
        let result = self.behind.deliver(message, now);
        self.taken.lock().unwrap().send(()).unwrap();
        let _ = self.go_on.lock().unwrap().recv();
        result
    }
}

#[test]
fn dsp_02_a_runner_that_dies_between_sending_and_noting_it_sends_again_under_the_same_id() {
    let server = server();
    let (address, calls) = webhook(&[]);
    let plain = Channels::default().with("sms", hook(address));
    reach(&server, "wang", "sms", "+8613900000000", Language::ZhHans);
    warned(&server, &plain);

    let (taken, was_taken) = mpsc::channel();
    let (let_go, go_on) = mpsc::channel();
    let stuck = Stuck { behind: hook(address), taken: Mutex::new(taken), go_on: Mutex::new(go_on) };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let runner = Runner::new(&server.state, Channels::default().with("sms", Arc::new(stuck)));
    let task = runtime.spawn(async move { runner.round().await });
    was_taken.recv().unwrap();
    task.abort();
    assert!(runtime.block_on(task).unwrap_err().is_cancelled());
    drop(let_go);
    drop(runtime);
    assert_eq!(deliveries(&server)[0].0, JobState::Waiting, "nobody noted that it was sent");

    round(&server, &plain);
    server.advance(MINUTE);
    round(&server, &plain);
    let calls = calls.all();
    assert_eq!(calls.len(), 2);
    assert_eq!(calls[0].delivery, calls[1].delivery);
    assert_eq!(calls[0].body, calls[1].body);
    assert_eq!(deliveries(&server)[0].0, JobState::Done);
}

#[test]
fn dsp_02_the_running_server_wakes_with_the_commit_and_stops_with_the_server() {
    let mut server = server();
    let mut settings = (*server.state.jobs).clone();
    (settings.deadlines.reply_warning_minutes, settings.deadlines.reply_minutes) = (0, 1);
    server.state.jobs = Arc::new(settings);
    let (stop, stopping) = tokio::sync::watch::channel(false);
    server.state.stopping = stopping;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let runner = runtime.spawn(Runner::new(&server.state, Channels::default()).run());
    let desk = Browser::signed_in(&server, "wang");
    desk.register("陈女士", "客厅灯不亮");
    // The clock of the test stands still; only the commit can have woken the runner within this time.
    let told = (0..100).any(|_| {
        runtime.block_on(async { tokio::time::sleep(Duration::from_millis(100)).await });
        server.count("SELECT count(*) FROM notice") == 1
    });
    assert!(told);
    stop.send_replace(true);
    runtime.block_on(async { tokio::time::timeout(Duration::from_secs(10), runner).await.unwrap().unwrap() });
}

#[test]
fn notices_of_somebody_who_is_shut_out_or_has_no_address_any_more_go_nowhere() {
    let server = server();
    let (address, calls) = webhook(&[503]);
    let channels = Channels::default().with("sms", hook(address));
    reach(&server, "wang", "sms", "+8613900000000", Language::ZhHans);
    warned(&server, &channels);
    round(&server, &channels);
    server.write(|connection| {
        let user = find_user(connection, "wang")?;
        undercroft_server::notify::remove_contact(connection, &By::operator(START), user, "sms").unwrap();
        Ok(())
    });
    server.advance(MINUTE);
    round(&server, &channels);
    let calls: Vec<Call> = calls.all();
    assert_eq!(calls.len(), 1);
    let sent = server
        .store
        .read_blocking(|connection| -> Result<i64, StoreError> {
            let sql = "SELECT count(*) FROM delivery WHERE sent_at IS NOT NULL";
            Ok(connection.query_row(sql, [], |row| row.get(0))?)
        })
        .unwrap();
    assert_eq!((sent, deliveries(&server)[0].0), (0, JobState::Done));
}
