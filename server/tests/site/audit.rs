//! The audit: every act on the site that is no entry of a document leaves one line, and no line goes away.

use crate::pages_admin::{page_of, staffed};
use crate::support::browser::*;
use crate::support::*;
use serde_json::Value;
use undercroft_server::alarms::{self, AlarmKind};
use undercroft_server::audit::{self, AuditQuery, Verdict};
use undercroft_server::ident::Role;
use undercroft_server::store::{StoreError, backup};

/// The newest lines, as `kind actor/origin person matter detail`.
fn lines(server: &Server) -> Vec<String> {
    let query = AuditQuery { limit: 100, ..AuditQuery::default() };
    let found = server.store.read_blocking(move |connection| audit::lines(connection, &query)).unwrap();
    let told = found.iter().map(|line| {
        let name = |who: &Option<(_, String)>| who.as_ref().map_or("-".to_owned(), |(_, name)| name.clone());
        let (actor, person) = (name(&line.actor), name(&line.person));
        format!("{} {actor}/{} {person} {} {}", line.kind, line.origin, line.matter, line.detail)
            .trim_end()
            .to_owned()
    });
    told.collect()
}

fn count(server: &Server, kind: &str) -> usize {
    lines(server).iter().filter(|line| line.starts_with(kind)).count()
}

/// The newest line that begins so.
#[track_caller]
fn newest(server: &Server, expected: &str) {
    let lines = lines(server);
    assert_eq!(lines.first().map(String::as_str), Some(expected), "{lines:#?}");
}

#[test]
fn rol_49_what_an_administrator_does_to_people_names_him_and_them() {
    let server = staffed();
    let root = Browser::signed_in(&server, "root");
    newest(&server, "signed_in ROOT/page -  127.0.0.1");
    let fields =
        [("name", "zhao"), ("display_name", "赵师傅"), ("password", PASSWORD), ("role", "technician")];
    let person = root.post("/people", &fields).headers["location"].clone();
    newest(&server, "role_added ROOT/page 赵师傅 technician");
    assert_eq!(lines(&server)[1], "user_made ROOT/page 赵师傅 zhao");
    // The same roles again are no act; another one in its place is two.
    root.post(&person, &[("command", "roles"), ("role", "technician")]);
    newest(&server, "role_added ROOT/page 赵师傅 technician");
    root.post(&person, &[("command", "roles"), ("role", "storekeeper")]);
    assert_eq!(
        lines(&server)[..2],
        ["role_ended ROOT/page 赵师傅 technician", "role_added ROOT/page 赵师傅 storekeeper"]
    );
    root.post(&person, &[("command", "password"), ("password", "long enough now")]);
    newest(&server, "password_set ROOT/page 赵师傅");
    let heads = [("department", "operation_repair"), ("user", "zhao")];
    assert_eq!(root.post("/people/heads", &heads).status, 303);
    newest(&server, "head_named ROOT/page 赵师傅 operation_repair");
    root.post("/people/heads", &[("department", "operation_repair"), ("user", "")]);
    newest(&server, "head_removed ROOT/page - operation_repair");
    // A refused form changes nothing and leaves no line.
    let before = lines(&server).len();
    assert_eq!(root.post(&person, &[("command", "password"), ("password", "short")]).status, 400);
    assert_eq!(root.post("/people", &fields).status, 409);
    assert_eq!(lines(&server).len(), before);
    root.post(&person, &[("command", "disable")]);
    newest(&server, "user_shut_out ROOT/page 赵师傅");
    root.post(&person, &[("command", "disable")]);
    assert_eq!(count(&server, "user_shut_out"), 1);
    root.post("/sign-out", &[]);
    newest(&server, "signed_out ROOT/page -");
}

#[test]
fn attack_06_the_life_of_a_phone_can_be_followed() {
    let server = staffed();
    let root = Browser::signed_in(&server, "root");
    let phone = Phone::enrol(&server, 3);
    assert_eq!(count(&server, "code_made"), 1);
    assert_eq!(
        lines(&server)[..2],
        ["recovery_key_given LI/device LI".to_owned(), "device_enrolled LI/device LI A1".to_owned()]
    );
    phone.login(&server, "wrong password").expect(401, "invalid-credentials");
    newest(&server, "sign_in_failed LI/device LI");
    phone.login(&server, PASSWORD).ok();
    newest(&server, "signed_in LI/device -");
    let li = page_of(&root.page("/people"), "LI");
    let device = root.page(&li);
    let device = device.split("name=\"device\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    root.post(&li, &[("command", "remove"), ("device", device)]);
    root.post(&li, &[("command", "remove"), ("device", device)]);
    newest(&server, "device_removed ROOT/page LI");
    assert_eq!(count(&server, "device_removed"), 1, "a second time is no act");
    root.post(&li, &[("command", "code")]);
    newest(&server, "code_made ROOT/page LI");
}

#[test]
fn attack_11_failed_sign_ins_are_counted_and_cannot_fill_the_table() {
    let server = staffed();
    let failed = || count(&server, "sign_in_failed");
    for n in 0..4 {
        server.login("li", "wrong password").expect(401, "invalid-credentials");
        server.login(&format!("stranger {n}"), "hunter2 hunter2").expect(401, "invalid-credentials");
    }
    assert_eq!(failed(), 2, "one line for li, one for all names that nobody has");
    assert_eq!(server.count("SELECT count FROM sign_in_failure WHERE length(person) = 16"), 4);
    assert_eq!(server.count("SELECT count FROM sign_in_failure WHERE length(person) = 0"), 4);
    server.advance(16 * MINUTE);
    server.login("li", "wrong password").expect(401, "invalid-credentials");
    assert_eq!(failed(), 3, "another quarter of an hour is another line");
    // Neither the names nor the passwords that were typed are kept anywhere in it.
    let dump = format!(
        "{:?}",
        server.store.read_blocking(|connection| {
            audit::lines(connection, &AuditQuery { limit: 500, ..AuditQuery::default() })
        })
    );
    for secret in ["stranger", "hunter2", "wrong password"] {
        assert!(!dump.contains(secret), "{secret}");
    }
    let root = Browser::signed_in(&server, "root");
    let page = root.page("/audit?kind=sign_in_failed");
    has(&page, &["登录失败(4 次)", "登录失败、不存在的登录名(4 次)", "127.0.0.1", "LI"]);
}

#[test]
fn attack_12_a_shut_out_person_who_tries_is_counted_as_himself() {
    let server = staffed();
    let root = Browser::signed_in(&server, "root");
    let li = page_of(&root.page("/people"), "LI");
    root.post(&li, &[("command", "disable")]);
    server.login("li", PASSWORD).expect(401, "invalid-credentials");
    newest(&server, "sign_in_failed -/api LI  127.0.0.1");
}

#[test]
fn rol_49_every_list_that_leaves_as_a_file_names_who_took_it() {
    let server = staffed();
    let manager = Browser::signed_in(&server, "chen");
    let wang = Browser::signed_in(&server, "wang");
    wang.register("陈女士", "客厅灯不亮");
    for (path, told) in [
        ("/api/v1/orders?format=csv", "data_exported WANG/page - orders csv · 1"),
        ("/follow-up?format=xlsx", "data_exported WANG/page - follow-ups xlsx · 0"),
        ("/incidents?format=pdf", "data_exported WANG/page - incidents pdf · 0"),
    ] {
        assert_eq!(wang.get(path).status, 200, "{path}");
        newest(&server, told);
    }
    let reading = lines(&server).len();
    assert_eq!(wang.get("/api/v1/orders").status, 200);
    wang.get("/api/v1/directory/export?format=csv").expect(403, "forbidden");
    assert_eq!(lines(&server).len(), reading, "reading a page is no export, and neither is a refusal");
    assert_eq!(manager.get("/api/v1/directory/export?format=csv").status, 200);
    newest(&server, "data_exported CHEN/page - directory csv · 0");
    let token = server.login("chen", PASSWORD).ok()["access_token"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str())];
    assert_eq!(server.send("GET", "/api/v1/statistics?format=csv", &headers, "").status, 200);
    assert!(
        lines(&server)[0].starts_with("data_exported CHEN/api - statistics csv"),
        "{:?}",
        lines(&server)[0]
    );
    let root = Browser::signed_in(&server, "root");
    has(&root.page("/audit"), &["导出文件:业主、单元与楼栋", "含业主资料", "接口", "网页"]);
}

#[test]
fn rol_02_a_file_of_customers_that_is_taken_in_is_one_line_and_a_refused_one_none() {
    let server = staffed();
    let manager = Browser::signed_in(&server, "chen");
    let file = "row,building,building_name\nbuilding,3,三号楼\n";
    manager.upload("/api/v1/directory/import?dry_run=true", "text/csv", file.as_bytes()).ok();
    assert_eq!(count(&server, "directory_imported"), 0);
    manager.upload("/api/v1/directory/import", "text/csv", file.as_bytes()).ok();
    newest(&server, "directory_imported CHEN/page - directory +1 ~0");
    let wrong = manager.upload("/api/v1/directory/import", "text/csv", b"row,building\nunit,\n");
    assert_eq!(wrong.status, 422);
    assert_eq!(count(&server, "directory_imported"), 1);
}

#[test]
fn attack_65_who_dealt_with_an_alarm_is_named_once() {
    let server = staffed();
    server.write(|connection| {
        alarms::raise(connection, START, AlarmKind::Receipt, None, None, "x").unwrap();
        Ok(())
    });
    let (chen, root) = (Browser::signed_in(&server, "chen"), Browser::signed_in(&server, "root"));
    chen.post("/watch/alarms/1", &[]);
    newest(&server, "alarm_settled CHEN/page - receipt 1");
    root.post("/watch/alarms/1", &[]);
    assert_eq!(count(&server, "alarm_settled"), 1);
}

#[test]
fn rol_17_a_published_procedure_names_its_version_and_leads_to_it() {
    let server = staffed();
    let chen = Browser::signed_in(&server, "chen");
    let page = chen.page("/procedures/LMP/edit");
    let text = page.split("<textarea").nth(1).unwrap().split_once('>').unwrap().1;
    let text = text.split("</textarea>").next().unwrap().replace("&quot;", "\"").replace("&#39;", "'");
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let reply = chen.post("/procedures/draft", &[("command", "publish"), ("text", &text)]);
    assert_eq!(reply.status, 303, "{reply:?}");
    let to = reply.headers["location"].clone();
    let version = to.split("version=").nth(1).unwrap().to_owned();
    newest(&server, &format!("procedure_published CHEN/page - LMP {version}"));
    has(&Browser::signed_in(&server, "root").page("/audit"), &[&format!("href=\"{to}\"")]);
}

#[test]
fn attack_39_only_administrator_and_office_head_read_the_audit() {
    let server = staffed();
    for user in ["wang", "li", "chen"] {
        let other = Browser::signed_in(&server, user);
        assert_eq!(other.get("/audit").status, 403, "{user}");
        other.get("/api/v1/audit").expect(403, "forbidden");
        assert!(!other.page("/procedures").contains("href=\"/audit\""));
    }
    let root = Browser::signed_in(&server, "root");
    has(&root.page("/watch"), &["href=\"/audit\""]);
    let chen = page_of(&root.page("/people"), "CHEN");
    root.post(&chen, &[("command", "roles"), ("role", Role::OfficeHead.as_str())]);
    let head = Browser::signed_in(&server, "chen");
    let page = head.page("/audit");
    has(&page, &["授予角色:管理处主任", "ROOT"]);
    assert!(!page.contains("href=\"/people/"), "people's pages are the administrator's");
}

#[test]
fn pri_02_filters_and_pages_stand_in_the_address() {
    let server = staffed();
    let root = Browser::signed_in(&server, "root");
    let wang = page_of(&root.page("/people"), "WANG");
    let id = wang.rsplit('/').next().unwrap().to_owned();
    let all: Value = root.get("/api/v1/audit?limit=3").ok();
    let numbers = |page: &Value| -> Vec<i64> {
        page["lines"].as_array().unwrap().iter().map(|line| line["number"].as_i64().unwrap()).collect()
    };
    let (first, next) = (numbers(&all), all["next"].as_i64().unwrap());
    assert_eq!((first.len(), first[2]), (3, next));
    let rest: Value = root.get(&format!("/api/v1/audit?before={next}")).ok();
    assert_eq!(numbers(&rest)[0], next - 1);
    assert_eq!(*numbers(&rest).last().unwrap(), 1, "numbers have no gap");
    assert!(rest.get("next").is_none_or(Value::is_null));
    // A person's lines are what he did and what was done about him.
    let about: Value = root.get(&format!("/api/v1/audit?person={id}")).ok();
    let kinds: Vec<&str> =
        about["lines"].as_array().unwrap().iter().map(|line| line["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["role_added", "user_made"]);
    let by_command: Value = root.get("/api/v1/audit?person=operator&kind=user_made").ok();
    assert_eq!(numbers(&by_command).len(), 4);
    // Days are those of the site's zone.
    let today = "2026-09-21";
    assert_eq!(
        numbers(&root.get(&format!("/api/v1/audit?from={today}&to={today}")).ok()).len(),
        lines(&server).len()
    );
    assert!(numbers(&root.get("/api/v1/audit?from=2026-09-22").ok()).is_empty());
    assert!(numbers(&root.get("/api/v1/audit?to=2026-09-20").ok()).is_empty());
    for wrong in
        ["person=x", "kind=x", "from=x", "limit=0", "limit=501", "format=doc", "colour=red", "before=x"]
    {
        root.get(&format!("/api/v1/audit?{wrong}")).expect(400, "invalid-parameter");
    }
    let page = root.page(&format!("/audit?person={id}&kind=role_added"));
    has(&page, &["授予角色:调度员", &format!("/audit?person={id}&amp;kind=role_added&amp;format=csv")]);
    assert!(!page.contains("新增账户:wang"));
    for bad in ["person=x", "before=x", "to=2026-13-01"] {
        assert_eq!(root.get(&format!("/audit?{bad}")).status, 400, "{bad}");
    }
    let csv = root.get("/audit?format=csv&kind=user_made");
    assert!(csv.headers["content-disposition"].contains("audit.csv"));
    has(&csv.text, &["number,at,kind,origin,actor_name", ",user_made,command,,,WANG,"]);
    assert!(lines(&server)[0].starts_with("data_exported ROOT/page - audit csv · 4"));
}

#[test]
fn attack_58_what_people_are_called_cannot_become_a_page() {
    let server = staffed();
    let root = Browser::signed_in(&server, "root");
    let name = "<script>alert(1)</script>";
    let fields = [("name", name), ("display_name", name), ("password", PASSWORD)];
    assert_eq!(root.post("/people", &fields).status, 303);
    let page = root.page("/audit");
    has(&page, &["&lt;script&gt;alert(1)&lt;/script&gt;"]);
    assert!(!page.contains("<script>alert"));
}

#[test]
fn p17_no_line_is_changed_or_deleted_and_a_forged_one_is_found() {
    let server = staffed();
    Browser::signed_in(&server, "root");
    server.login("li", "wrong password").expect(401, "invalid-credentials");
    let attempt = |sql: &'static str| {
        let done = server
            .store
            .write_blocking(move |connection| connection.execute_batch(sql).map_err(StoreError::from));
        done.is_ok()
    };
    for sql in [
        "DELETE FROM audit",
        "UPDATE audit SET detail = ''",
        "INSERT INTO audit SELECT number + 5, at, kind, origin, actor, place, person, device, matter, detail, chain
         FROM audit WHERE number = 1",
        "DELETE FROM sign_in_failure",
        "UPDATE sign_in_failure SET count = 0",
        "UPDATE sign_in_failure SET person = x''",
    ] {
        assert!(!attempt(sql), "{sql}");
    }
    let verdict =
        || server.store.read_blocking(|connection| audit::check(connection).map_err(StoreError::from));
    let whole = lines(&server).len();
    assert!(
        matches!(verdict().unwrap(), Verdict::Whole { lines, .. } if usize::try_from(lines) == Ok(whole))
    );
    // Whoever can write the file can drop the triggers; the chain still tells.
    assert!(attempt("DROP TRIGGER audit_is_final; UPDATE audit SET matter = 'gate_guard' WHERE number = 2"));
    assert_eq!(verdict().unwrap(), Verdict::Broken { number: 2 });
}

#[test]
fn p17_the_audit_outlives_a_rebuild_and_a_backup_that_is_put_back() {
    let server = staffed();
    drop(Browser::signed_in(&server, "root"));
    let before = lines(&server);
    server
        .store
        .write_blocking(|connection| {
            let library = client_core::domain::procedure::Library::built_in().unwrap();
            let scratch = undercroft_server::feed::rebuild::derive(connection, &library, |_| ())?;
            undercroft_server::feed::rebuild::replace(connection, &scratch)
        })
        .unwrap();
    assert_eq!(lines(&server), before);
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    server
        .store
        .read_blocking(|connection| {
            backup(connection, &copy, |_| ()).unwrap();
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let restored = undercroft_server::store::connect_beside(&copy).unwrap();
    let query = AuditQuery { limit: 500, ..AuditQuery::default() };
    assert_eq!(audit::lines(&restored, &query).unwrap().len(), before.len());
    assert!(matches!(audit::check(&restored).unwrap(), Verdict::Whole { .. }));
}
