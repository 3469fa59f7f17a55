//! The office's other matters on a phone in memory.

use super::*;

fn offline() -> (Phone, Core<Phone>) {
    let phone = Phone::default();
    let core = phone.start();
    enrol(&core);
    phone.net.0.borrow_mut().offline = true;
    (phone, core)
}

fn does(core: &Core<Phone>, matter: &Value, command: Value) -> Value {
    ok(core, "execute_matter", json!({ "matter": matter, "command": command }))
}

fn section<'a>(page: &'a Value, key: &str) -> &'a Value {
    let all = page["said"]["sections"].as_array().unwrap();
    all.iter().find(|one| one["section"] == key).unwrap()
}

fn open_enquiry(core: &Core<Phone>) -> Value {
    let open = json!({ "command": "open_matter", "form": "enquiry", "title": "问停车月卡" });
    does(core, &Value::Null, open)
}

#[test]
fn rec_02_a_question_is_taken_down_without_a_network_and_asks_for_the_reply_that_was_promised() {
    let (_phone, core) = offline();
    let page = open_enquiry(&core);
    let id = page["id"].clone();
    assert_eq!((&page["said"]["state"], &page["form"]["title"]), (&json!("进行中"), &json!("接待咨询")));
    assert!(section(&page, "entry")["open"].as_bool().unwrap());
    assert_eq!(page["said"]["sections"].as_array().unwrap().len(), 1, "a reply belongs to a promise alone");

    let mut values = json!({ "channel": { "one": "phone" }, "caller": { "one": "resident" },
        "purpose": { "words": "月卡怎么办" }, "answered": { "one": "specialist" } });
    let fill = |values: &Value| json!({ "command": "fill_matter", "section": "entry", "row": null, "values": values });
    let call = json!({ "matter": id, "command": fill(&values) });
    let fault = block_on(core.call("execute_matter", call)).unwrap_err();
    assert_eq!(fault.code(), "rejected");
    let text = core.fault_json(&fault)["text"].as_str().unwrap().to_owned();
    assert!(
        text.contains("接待记录") && text.contains("专业人员") && text.contains("约定答复时间"),
        "{text}"
    );

    values["contact"] = json!({ "private": "韦女士 13800000000" });
    values["specialist"] = json!({ "person": "01010101-0101-0101-0101-010101010101" });
    values["reply_at"] = json!({ "time": NOW - 60_000 });
    let page = does(&core, &id, fill(&values));
    let row = &section(&page, "entry")["rows"][0];
    assert_eq!(row["cells"]["contact"]["held"], json!("韦女士 13800000000"));
    assert_eq!(row["cells"]["answered"]["text"], json!("咨询专业人员后答复"));
    assert_eq!(row["cells"]["reply_at"]["text"], json!("2026-03-02 00:59"));
    assert_eq!(
        (&page["said"]["dues"][0]["late"], &section(&page, "reply")["open"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(page["said"]["course"][1]["unsent"], json!(true));
    let list = ok(&core, "matters", json!({}));
    assert_eq!((&list["matters"][0]["late"], &list["matters"][0]["unsent"]), (&json!(true), &json!(true)));
    assert_eq!(ok(&core, "outbox", json!({}))["items"][0]["matters"][0]["id"], id);

    let reply = json!({ "answer": { "words": "带行驶证到前台" }, "told_at": { "time": NOW } });
    let page = does(
        &core,
        &id,
        json!({ "command": "fill_matter", "section": "reply", "row": null, "values": reply }),
    );
    assert_eq!((&page["said"]["state"], &page["said"]["open"]), (&json!("已完成"), &json!(false)));
    assert_eq!(ok(&core, "matter", json!({ "id": id }))["said"], page["said"]);
    assert_eq!(fails(&core, "matter", json!({ "id": "00".repeat(16) })), "not_found");
}

#[test]
fn mov_07_an_item_that_fails_is_a_defect_and_the_recheck_is_offered_for_it_alone() {
    let (_phone, core) = offline();
    let open =
        json!({ "command": "open_matter", "form": "move_in", "title": "2-1203 入住", "unit_no": "2-1203" });
    let id = does(&core, &Value::Null, open)["id"].clone();
    let confirmed = json!({ "is": true });
    let papers = json!({ "applicant": { "one": "owner" }, "owner_name": { "private": "何女士" },
        "contact": { "private": "13800000001" }, "id_card_owner": confirmed, "move_in_notice": confirmed,
        "purchase_deed": confirmed });
    let fill = |section: &str, values: Value| {
        let command = json!({ "command": "fill_matter", "section": section, "row": null, "values": values });
        does(&core, &id, command)
    };
    let page = fill("applicant", papers);
    assert!(section(&page, "applicant")["complete"].as_bool().unwrap());
    assert_eq!(section(&page, "register")["first"], Value::Null);
    assert_eq!(section(&page, "handover")["first"], json!("登记与签约"));
    let room = |item: &str, passed: bool| {
        let mut values =
            json!({ "room": { "words": "厨房" }, "item": { "one": item }, "passed": { "is": passed } });
        if !passed {
            values["defect"] = json!({ "words": "台盆下漏水" });
        }
        values
    };
    fill("inspection", room("gas", true));
    let page = fill("inspection", room("drainage", false));
    let defect = &page["said"]["defects"][0];
    assert_eq!((&defect["name"], &defect["state"]), (&json!("厨房 · 排水"), &json!("未开单")));
    assert_eq!(page["said"]["alarms"], json!(["缺陷尚未开单:台盆下漏水"]));
    let offered = &section(&page, "recheck")["offered"];
    assert_eq!(offered, &json!([{ "row": defect["row"], "name": "厨房 · 排水" }]));
    let strike =
        json!({ "command": "strike_row", "section": "inspection", "row": defect["row"], "reason": "看错" });
    let page = does(&core, &id, strike);
    assert_eq!(page["said"]["defects"], json!([]));
    assert_eq!(section(&page, "inspection")["rows"][1]["struck"], json!("看错"));
}

#[test]
fn rol_28_duties_are_offered_with_their_period_and_one_that_is_here_is_named() {
    let (_phone, core) = offline();
    let all = ok(&core, "matter_forms", json!({}));
    let forms = all["forms"].as_array().unwrap();
    let form = |key: &str| forms.iter().find(|one| one["key"] == key);
    assert_eq!(form("enquiry").unwrap()["periods"], json!([]));
    assert_eq!(form("visit").unwrap()["planned"], json!(true));
    let Some(survey) = form("survey") else { panic!("the desk opens the survey") };
    assert_eq!(survey["periods"][0], json!({ "period": "2026", "here": null }));
    let open =
        json!({ "command": "open_matter", "form": "survey", "title": "年度意见征询", "period": "2026" });
    let call = json!({ "matter": null, "command": open });
    let id = ok(&core, "execute_matter", call.clone())["id"].clone();
    let all = ok(&core, "matter_forms", json!({}));
    let survey = all["forms"].as_array().unwrap().iter().find(|one| one["key"] == "survey").unwrap();
    assert_eq!(survey["periods"][0]["here"], id);
    let fault = block_on(core.call("execute_matter", call)).unwrap_err();
    assert_eq!(core.fault_json(&fault)["text"], "已经立项");
}

#[test]
fn whoever_leads_a_matter_gives_it_up_with_a_reason_and_takes_it_up_again() {
    let (_phone, core) = offline();
    let page = open_enquiry(&core);
    let id = page["id"].clone();
    assert_eq!(page["said"]["ending"]["by_hand"], json!(false));
    assert!(page["said"]["ending"]["missing"].as_str().unwrap().contains("接待记录"));
    does(&core, &id, json!({ "command": "note_matter", "words": "下午再来" }));
    let page = does(&core, &id, json!({ "command": "close_matter", "done": false, "words": "本人已办妥" }));
    assert_eq!(page["said"]["state"], json!("已作罢"));
    let command = |page: &Value, action: &str| {
        let all = page["said"]["commands"].as_array().unwrap().clone();
        all.into_iter().find(|one| one["action"] == action).unwrap()["refused"].clone()
    };
    assert_eq!(command(&page, "matter_assigned"), json!("已经结束"));
    assert_eq!(command(&page, "matter_reopened"), Value::Null);
    let page = does(&core, &id, json!({ "command": "reopen_matter", "reason": "又来问" }));
    assert_eq!((&page["said"]["open"], page["said"]["course"].as_array().unwrap().len()), (&json!(true), 4));
}
