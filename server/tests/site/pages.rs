//! The consoles' pages over real HTTP: sign in, board, registration, orders, conflicts, and what keeps them safe.

use crate::support::browser::*;
use crate::support::*;
use undercroft_server::ident::Role;

const PAYLOAD: &str = "<img src=x onerror=alert(1)>'\"&{{7*7}}";
const ESCAPED: &str = "&lt;img src=x onerror=alert(1)&gt;&#39;&quot;&amp;{{7*7}}";

#[test]
fn a_dispatcher_signs_in_registers_a_request_and_finds_it_on_the_board() {
    let server = server();
    let stranger = Browser::new(&server);
    let reply = stranger.get("/?state=requested");
    assert_eq!(
        (reply.status, reply.headers["location"].as_str()),
        (303, "/login?next=/%3Fstate%3Drequested")
    );
    has(&stranger.page("/login?next=/%3Fstate%3Drequested"), &["登录", "value=\"/?state=requested\""]);

    let desk = Browser::signed_in(&server, "wang");
    let order = desk.register("陈女士", "客厅灯不亮");
    let board = desk.page("/");
    has(&board, &["陈女士", "3栋0702", "已登记", "LMP", "待处理", &format!("href=\"{order}\"")]);
    // The time is that of the site, whatever the machine's zone.
    has(&board, &["2026-09-22 14:30", "+08:00"]);
    has(&desk.page("/board/rows?state=requested"), &["陈女士", "data-seq"]);
    assert!(!desk.page("/?state=signed").contains("陈女士"));
    has(&desk.page(&order), &["客厅灯不亮", "13800000046", "判别是否受理", "来电"]);
    assert_eq!(desk.get("/?state=nonsense").status, 400);

    let etag = hidden(&desk.page(&order), "etag");
    desk.post("/sign-out", &[]);
    assert_eq!(desk.get("/").status, 303);
    assert_eq!(
        desk.command_with(&order, &etag, &[("command", "issue_slip")]).status,
        303,
        "asked to sign in"
    );
}

#[test]
fn pri_02_the_board_is_sorted_by_time_waiting_open_orders_first_and_goes_on_by_pages() {
    let server = server();
    let desk = Browser::signed_in(&server, "wang");
    let mut orders = Vec::new();
    for number in 0..4 {
        orders.push(desk.register(&format!("客户{number}"), "客厅灯不亮"));
        server.advance(MINUTE);
    }
    // What happens to an order says nothing of how long its customer has waited; one that is over waits no more.
    desk.command(&orders[2], &[("command", "judge"), ("accepted", "yes")]);
    desk.command(&orders[1], &[("command", "request_cancel"), ("cancelled_by", "customer"), ("reason", "x")]);
    desk.command(&orders[1], &[("command", "confirm_cancel")]);
    let ids = |query: &str| -> (Vec<String>, serde_json::Value) {
        let page = desk.get(&format!("/api/v1/orders{query}")).ok();
        let lines = page["orders"].as_array().unwrap();
        let paths = lines.iter().map(|line| format!("/orders/{}", line["id"].as_str().unwrap()));
        (paths.collect(), page["next"].clone())
    };
    let sorted = [orders[0].clone(), orders[2].clone(), orders[3].clone(), orders[1].clone()];
    assert_eq!(ids("").0, sorted);
    let (first, next) = ids("?limit=3");
    assert_eq!(first, sorted[..3]);
    let (second, end) = ids(&format!("?limit=3&after={}", next.as_str().unwrap()));
    assert_eq!((second, end), (sorted[3..].to_vec(), serde_json::Value::Null));
    desk.get("/api/v1/orders?after=7").expect(400, "invalid-parameter");
    let board = desk.page("/");
    let place = |order: &str| board.find(&format!("href=\"{order}\"")).unwrap();
    assert!(place(&orders[0]) < place(&orders[2]) && place(&orders[2]) < place(&orders[3]));
}

#[test]
fn a_wrong_password_and_too_many_of_them_are_said_in_words() {
    let server = server();
    let browser = Browser::new(&server);
    let try_it = || browser.post("/login", &[("user", "wang"), ("password", "not this one"), ("next", "/")]);
    let reply = try_it();
    assert_eq!(reply.status, 401);
    has(&reply.text, &["用户名或密码不对", "value=\"wang\""]);
    assert!(!reply.text.contains("not this one"));
    let last = (0..20).map(|_| try_it()).find(|reply| reply.status == 429).unwrap();
    has(&last.text, &["尝试次数太多"]);
    assert!(last.headers.contains_key("retry-after"));
}

#[test]
fn attack_60_nothing_leads_away_and_nothing_is_kept() {
    let server = server();
    let browser = Browser::new(&server);
    for next in ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"] {
        assert_eq!(browser.get(&format!("/login?next={}", encode(next))).status, 400, "{next}");
        let reply = browser.post("/login", &[("user", "wang"), ("password", PASSWORD), ("next", next)]);
        assert_eq!(reply.status, 400, "{next}");
    }
    let page = browser.get("/login");
    assert_eq!(page.headers["cache-control"], "no-store");
    assert!(page.headers["content-security-policy"].contains("frame-ancestors 'none'"));
    assert!(
        !page.text.contains("<style") && !page.text.contains(" style=") && !page.text.contains("<script>")
    );
}

#[test]
fn the_missing_field_is_named_and_nothing_typed_is_lost() {
    let server = server();
    let desk = Browser::signed_in(&server, "wang");
    for (field, words) in [
        ("customer_name", "请填写:客户姓名"),
        ("unit_no", "请填写:栋房号"),
        ("contact", "请填写:联系方式"),
        ("content", "请填写:服务内容"),
        ("appointment_at", "请填写:预约服务时间"),
        ("service_class", "请填写:服务类别"),
    ] {
        let fields: Vec<_> = registration("陈女士", "厨房灯不亮")
            .into_iter()
            .map(|(name, value)| (name, if name == field { "  " } else { value }))
            .collect();
        let reply = desk.post("/orders/new", &fields);
        assert_eq!(reply.status, 422, "{field}");
        has(&reply.text, &[words]);
        assert_eq!(reply.text.contains("厨房灯不亮"), field != "content");
    }
    assert_eq!(server.count("SELECT count(*) FROM board"), 0);
}

#[test]
fn a_collision_shows_both_values_who_when_and_the_rule_and_is_settled_with_a_form() {
    let server = server();
    let liu = user(&server, "liu", "刘师傅", Role::Technician);
    user(&server, "zhou", "周调度", Role::Dispatcher);
    let li = server.technician.to_string();
    let (wang, zhou) = (Browser::signed_in(&server, "wang"), Browser::signed_in(&server, "zhou"));
    let order = wang.dispatched_until_slip();
    let (seen_by_wang, seen_by_zhou) = (wang.page(&order), zhou.page(&order));
    server.advance(MINUTE);
    let assign = |technician: &'static str| vec![("command", "assign"), ("technician", technician)];
    let (li, liu): (&'static str, &'static str) = (li.leak(), liu.leak());
    assert_eq!(wang.command_with(&order, &hidden(&seen_by_wang, "etag"), &assign(li)).status, 303);
    server.advance(MINUTE);
    let mut second = assign(liu);
    second.push(("reason", "离得近"));
    assert_eq!(zhou.command_with(&order, &hidden(&seen_by_zhou, "etag"), &second).status, 303);

    has(&wang.page("/?conflicts=1"), &["1 处冲突"]);
    let page = wang.page(&order);
    let (_, card) = page.split_once("id=\"conflicts\"").unwrap();
    let (card, _) = card.split_once("class=\"columns\"").unwrap();
    has(card, &["COL-04", "同时派给两人", "LI", "刘师傅", "离得近", "WANG", "周调度", "调度员", "办公室"]);
    // Both happened a minute apart, in the site's zone; both arrived.
    has(
        card,
        &["2026-09-21 22:14", "2026-09-21 22:15", "到达服务器", "以较早的派工为准", "现以此为准", "未被采用"],
    );

    let conflict = hidden(card, "conflict");
    let choice = card.split_once("value=\"entry:").unwrap().1.split_once('"').unwrap().0.to_owned();
    let entry = format!("entry:{choice}");
    let settle = |reason: &'static str| {
        vec![
            ("command", "decide"),
            ("conflict", conflict.as_str()),
            ("choice", entry.as_str()),
            ("reason", reason),
        ]
    };
    let etag = hidden(&page, "etag");
    let reply = wang.command_with(&order, &etag, &settle(" "));
    assert_eq!(reply.status, 422);
    has(&reply.text, &["请填写:原因"]);
    wang.command(&order, &settle("刘师傅已在楼下"));
    let page = wang.page(&order);
    has(&page, &["已裁定", "刘师傅已在楼下", "WANG 裁定"]);
    assert!(!wang.page("/").contains("1 处冲突"));
}

#[test]
fn a_stale_form_shows_what_was_seen_and_what_is_and_loses_nothing() {
    let server = server();
    user(&server, "zhou", "周调度", Role::Dispatcher);
    let (wang, zhou) = (Browser::signed_in(&server, "wang"), Browser::signed_in(&server, "zhou"));
    let order = wang.register("陈女士", "客厅灯不亮");
    let etag = hidden(&zhou.page(&order), "etag");
    wang.command(&order, &[("command", "judge"), ("accepted", "yes")]);
    let decline = [("command", "judge"), ("accepted", "no"), ("explanation", "没有配件,周五再来")];
    let reply = zhou.command_with(&order, &etag, &decline);
    assert_eq!(reply.status, 412, "{reply:?}");
    let (_, stale) = reply.text.split_once("class=\"card stale\"").unwrap();
    has(
        stale,
        &["您看到的", "已登记", "现在", "已受理", "WANG", "您填写的", "没有配件,周五再来", "暂不受理"],
    );
    // The page's own forms name the version of now.
    assert_ne!(hidden(&reply.text, "etag"), etag);
    // A version that nobody can have seen.
    let reply = zhou.command_with(&order, &"ab".repeat(32), &decline);
    assert_eq!(reply.status, 412);
    has(&reply.text, &["服务器没有这个版本"]);
    assert_eq!(zhou.command_with(&order, "nonsense", &decline).status, 400);
}

#[test]
fn a_refused_command_says_why_in_words_and_keeps_what_was_typed() {
    let server = server();
    let desk = Browser::signed_in(&server, "wang");
    let order = desk.register("陈女士", "客厅灯不亮");
    let etag = hidden(&desk.page(&order), "etag");
    let reply = desk.command_with(&order, &etag, &[("command", "judge"), ("accepted", "no")]);
    assert_eq!(reply.status, 422);
    has(&reply.text, &["没有保存", "请填写:解释说明", "value=\"no\" required checked"]);
    let reply = desk.command_with(&order, &etag, &[("command", "issue_slip")]);
    has(&reply.text, &["须先受理"]);
    assert_eq!(desk.command_with(&order, &etag, &[("command", "sign")]).status, 422);
}

#[test]
fn attack_58_payloads_in_every_text_field_are_shown_as_text() {
    let server = server();
    let desk = Browser::signed_in(&server, "wang");
    user(&server, "evil", "<script>alert(2)</script>", Role::Technician);
    let fields: Vec<_> = registration(PAYLOAD, PAYLOAD)
        .into_iter()
        .map(|(name, value)| (name, if matches!(name, "unit_no" | "contact") { PAYLOAD } else { value }))
        .collect();
    let reply = desk.post("/orders/new", &fields);
    let order = reply.headers["location"].clone();
    desk.command(&order, &[("command", "note"), ("text", PAYLOAD)]);
    desk.command(&order, &[("command", "judge"), ("accepted", "yes"), ("explanation", PAYLOAD)]);
    desk.command(&order, &[("command", "issue_slip")]);
    desk.command(&order, &[("command", "request_cancel"), ("cancelled_by", "customer"), ("reason", PAYLOAD)]);
    let etag = hidden(&desk.page(&order), "etag");
    let refused = [("command", "decide"), ("conflict", PAYLOAD), ("choice", "confirm"), ("reason", PAYLOAD)];
    let pages = [
        desk.page("/"),
        desk.page(&order),
        desk.command_with(&order, &etag, &refused).text,
        desk.post("/orders/new", &[("customer_name", PAYLOAD)]).text,
        desk.get(&format!("/login?next=/{}", encode(PAYLOAD))).text,
    ];
    for page in &pages {
        assert!(!page.contains("<img src=x") && !page.contains("<script>"), "{page}");
    }
    for page in &pages[..4] {
        has(page, &[ESCAPED]);
    }
    assert!(pages[1].matches(ESCAPED).count() >= 8, "{}", pages[1]);
    let evil = Browser::signed_in(&server, "evil");
    has(&evil.page("/"), &["&lt;script&gt;alert(2)&lt;/script&gt;"]);
}

#[test]
fn attack_59_a_form_of_another_site_changes_nothing() {
    let server = server();
    let desk = Browser::signed_in(&server, "wang");
    let order = desk.register("陈女士", "客厅灯不亮");
    let etag = hidden(&desk.page(&order), "etag");
    let fields = [("etag", etag.as_str()), ("form", "judge"), ("command", "judge"), ("accepted", "yes")];
    for (path, fields) in [
        (format!("{order}/commands"), &fields[..]),
        ("/orders/new".to_owned(), &registration("陈女士", "客厅灯不亮")[..]),
        ("/sign-out".to_owned(), &[]),
        ("/login".to_owned(), &[("user", "wang"), ("password", PASSWORD)]),
    ] {
        let reply = desk.post_from("https://evil.example", &path, fields);
        assert_eq!(reply.status, 403, "{path}");
        has(&reply.text, &["请求来自别的网站"]);
    }
    assert!(desk.page(&order).contains("判别是否受理"));
    assert_eq!(server.count("SELECT count(*) FROM board"), 1);
}

#[test]
fn roles_see_and_do_only_what_the_policy_allows() {
    let server = server();
    user(&server, "sun", "孙仓管", Role::Storekeeper);
    user(&server, "luo", "罗财务", Role::Finance);
    user(&server, "lin", "林经理", Role::CscManager);
    user(&server, "guan", "关管理员", Role::Administrator);
    let desk = Browser::signed_in(&server, "wang");
    let order = desk.dispatched_until_slip();

    let store = Browser::signed_in(&server, "sun");
    // A storekeeper reads orders with goods only. A request is taken by everybody (PRI-1), and shows nobody else's.
    assert!(!store.page("/").contains(&order) && !store.page("/board/rows").contains(&order));
    assert_eq!(store.get(&order).status, 404);
    assert_eq!((store.get("/orders/new").status, store.get("/orders/new?q=3栋0702").status), (200, 403));
    let software = Browser::signed_in(&server, "guan");
    let reply = software.get("/orders/new");
    assert_eq!(reply.status, 403);
    has(&reply.text, &["您的岗位不能使用这个页面"]);
    assert_eq!(software.post("/orders/new", &registration("陈女士", "x")).status, 403);

    // Finance reads orders, but no customers, and is offered no form.
    let finance = Browser::signed_in(&server, "luo");
    let pages = finance.page("/") + &finance.page(&order);
    assert!(
        !pages.contains("陈女士") && !pages.contains("13800000046") && !pages.contains("3栋0702"),
        "{pages}"
    );
    assert!(!pages.contains("name=\"command\""));

    // A technician sees what is assigned to him, of the pool the slip without its customer, and nothing else; and he
    // does nothing of the office's.
    let li = Browser::signed_in(&server, "li");
    assert!(!li.page("/").contains("陈女士"));
    let pool = li.page(&order);
    assert!(!pool.contains("陈女士") && !pool.contains("13800000046") && !pool.contains("3栋0702"), "{pool}");
    assert_eq!(li.get(&desk.register("何先生", "水龙头漏水")).status, 404);
    let technician = server.technician.to_string();
    desk.command(&order, &[("command", "assign"), ("technician", &technician)]);
    has(&li.page("/"), &["陈女士"]);
    let page = li.page(&order);
    assert!(!page.contains("value=\"assign\"") && page.contains("value=\"request_cancel\""), "{page}");
    let forged = [("command", "assign"), ("technician", technician.as_str()), ("reason", "x")];
    let reply = li.command_with(&order, &hidden(&page, "etag"), &forged);
    assert_eq!(reply.status, 403);
    has(&reply.text, &["您的岗位无权:派工"]);

    assert!(Browser::signed_in(&server, "lin").page(&order).contains("陈女士"));
    assert_eq!(desk.get("/orders/00000000-0000-4000-8000-000000000000").status, 404);
    assert_eq!(desk.get("/orders/nonsense").status, 404);
}

#[test]
fn the_language_is_chosen_by_link_cookie_and_browser() {
    let server = server();
    let desk = Browser::signed_in(&server, "wang");
    desk.register("陈女士", "客厅灯不亮");
    has(&desk.page("/"), &["lang=\"zh-Hans\"", "已登记", "调度看板"]);
    has(
        &desk.page("/?open=1&lang=en"),
        &["lang=\"en\"", "registered", "Dispatch board", "/?open=1&amp;lang=zh-Hant"],
    );
    has(&desk.page("/"), &["Dispatch board"]);
    has(&desk.page("/?lang=zh-Hant"), &["已登記", "調度看板"]);
    let ask = |accept: &str| server.send("GET", "/login", &[("Accept-Language", accept)], "").text;
    has(&ask("en-GB,en;q=0.9"), &["Sign in"]);
    has(&ask("zh-TW"), &["登入"]);
    has(&ask("fi"), &["登录"]);
}

#[test]
fn assets_are_kept_for_a_year_under_a_name_of_their_content() {
    let server = server();
    let page = Browser::signed_in(&server, "wang").page("/");
    for (start, kind) in [("href=\"/assets/pages.", "text/css"), ("src=\"/assets/live.", "text/javascript")] {
        let rest = page.split_once(start).unwrap().1;
        let path = format!("{}{}", start.split_once('"').unwrap().1, rest.split_once('"').unwrap().0);
        let reply = server.send("GET", &path, &[], "");
        assert_eq!(reply.status, 200, "{path}");
        assert!(reply.headers["content-type"].starts_with(kind));
        assert!(reply.headers["cache-control"].contains("immutable"));
    }
    assert_eq!(server.send("GET", "/assets/pages.css", &[], "").status, 404);
}
