//! Settlement over HTTP: who reads and writes months, which state a step names, tables and pages.

use crate::support::browser::*;
use crate::support::*;
use serde_json::json;
use undercroft_server::ident::Role;

/// The month of the server's clock, and the one before it.
const NOW: &str = "2026-09";
const BEFORE: &str = "2026-08";

fn office() -> Server {
    let server = server();
    user(&server, "cai", "财务甲", Role::Finance);
    user(&server, "zhu", "主任", Role::OfficeHead);
    server
}

fn steps(month: &str) -> String {
    format!("/api/v1/months/{month}/commands")
}

#[test]
fn fee_05_a_month_goes_from_the_check_to_the_approval_by_role_and_state() {
    let server = office();
    let (cai, zhu) = (Browser::signed_in(&server, "cai"), Browser::signed_in(&server, "zhu"));
    let month = cai.get(&format!("/api/v1/months/{BEFORE}"));
    assert_eq!((month.status, month.headers["etag"].as_str()), (200, "\"none\""));
    assert_eq!(
        (&month.body["month"]["state"], &month.body["report"]["total_fen"]),
        (&json!("draft"), &json!(0))
    );

    let check = json!({ "command": "check", "remark": "nothing to settle" });
    zhu.json(&steps(BEFORE), "none", &check).expect(403, "forbidden");
    cai.json(&steps(BEFORE), "soon", &check).expect(400, "invalid-request");
    let done = cai.json(&steps(BEFORE), "none", &check).ok();
    cai.json(&steps(BEFORE), "none", &check).expect(412, "stale");
    let tag = done["etag"].as_str().unwrap().to_owned();
    zhu.json(&steps(BEFORE), &tag, &json!({ "command": "approve" })).expect(422, "command-refused");
    let refused =
        cai.json(&steps(NOW), "none", &json!({ "command": "submit" })).expect(422, "command-refused");
    assert_eq!(refused.body["refusal"], json!({ "refusal": "not_over", "month": NOW }));

    let done = cai.json(&steps(BEFORE), &tag, &json!({ "command": "submit" })).ok();
    let tag = done["etag"].as_str().unwrap().to_owned();
    let page = zhu.page(&format!("/finance/{BEFORE}?lang=zh-Hans"));
    has(&page, &["已送审", "审核通过", "退回", "财务甲"]);
    assert!(!cai.page(&format!("/finance/{BEFORE}")).contains("value=\"approve\""));
    let etag = hidden(&page, "etag");
    let back = zhu.post(&format!("/finance/{BEFORE}/commands"), &[("command", "send_back"), ("etag", &etag)]);
    assert_eq!(back.status, 422, "a reason is needed");
    let done = zhu.json(&steps(BEFORE), &tag, &json!({ "command": "approve" })).ok();
    let tag = done["etag"].as_str().unwrap().to_owned();
    zhu.json(&steps(BEFORE), &tag, &json!({ "command": "approve" })).expect(422, "command-refused");
    cai.json(&steps(BEFORE), &tag, &json!({ "command": "submit" })).expect(422, "command-refused");
    let months = cai.get("/api/v1/months").ok();
    let state = |month: &str| {
        months.as_array().unwrap().iter().find(|one| one["month"] == month).unwrap()["state"].clone()
    };
    assert_eq!((state(BEFORE), state(NOW)), (json!("approved"), json!("draft")));
}

#[test]
fn attack_27_only_roles_of_the_office_read_months() {
    let server = office();
    let li = Browser::signed_in(&server, "li");
    for path in ["/api/v1/months", "/api/v1/months/2026-08", "/api/v1/months/2026-09/notice"] {
        li.get(path).expect(403, "forbidden");
    }
    for path in ["/finance", "/finance/2026-08", "/finance/2026-09/notice"] {
        assert_eq!(li.get(path).status, 403, "{path}");
    }
    li.json(&steps(BEFORE), "none", &json!({ "command": "submit" })).expect(403, "forbidden");
    assert!(!li.page("/").contains("/finance"));
    let cai = Browser::signed_in(&server, "cai");
    assert!(cai.page("/").contains("/finance"));
    for path in ["/api/v1/months/2026-13", "/api/v1/months/soon"] {
        cai.get(path).expect(404, "not-found");
    }
    assert_eq!(cai.get("/finance/2026-13").status, 404);
}

#[test]
fn fee_05_every_table_is_a_file_too() {
    let server = office();
    let cai = Browser::signed_in(&server, "cai");
    for path in ["/api/v1/months", "/api/v1/months/2026-08", "/api/v1/months/2026-09/notice"] {
        let csv = cai.get(&format!("{path}?format=csv"));
        assert_eq!((csv.status, csv.headers["content-type"].as_str()), (200, "text/csv; charset=utf-8"));
        let xlsx = cai.get(&format!("{path}?format=xlsx"));
        assert!(xlsx.status == 200 && xlsx.headers["content-type"].contains("spreadsheetml"), "{path}");
        cai.get(&format!("{path}?format=doc")).expect(400, "invalid-parameter");
    }
    for language in ["zh-Hans", "zh-Hant", "en"] {
        for path in ["/finance", "/finance/2026-08", "/finance/2026-09/notice"] {
            cai.page(&format!("{path}?lang={language}"));
        }
    }
}
