//! Notices in words.

use super::NoticeBody;
use crate::wording::Text;
use client_core::domain::calendar::{Day, MonthOf, Zone};
use client_core::domain::deadline::DeadlineId;
use client_core::domain::text::Language;
use client_core::domain::words::incident;
use client_core::domain::words::matter::due_of;
use client_core::domain::words::matter::form_title;

const REPLY_DUE: Text = Text("请尽快回复客户", "請儘快回覆客戶", "Reply to the customer soon");
const REPLY_DUE_TEXT: Text = Text(
    "{}:客户还没有得到回复,须在 {} 前回复。",
    "{}:客戶還沒有得到回覆,須在 {} 前回覆。",
    "{}: the customer has no reply yet; it is due by {}.",
);
const REPLY_LATE: Text = Text("回复客户已超时", "回覆客戶已逾時", "The reply to the customer is late");
const REPLY_LATE_TEXT: Text = Text(
    "{}:客户在 {} 前没有得到回复,请立即回复。",
    "{}:客戶在 {} 前沒有得到回覆,請立即回覆。",
    "{}: the customer got no reply by {}. Reply now.",
);
const ORDER: Text = Text("工单 {}", "工單 {}", "Order {}");
const NEW_REQUEST: Text = Text("新报修", "新報修", "New request");

const DESK_SOON: Text = Text("准备移交前台回单", "準備移交前台回單", "Get the desk's slips ready");
const DESK_SOON_TEXT: Text = Text(
    "{} 的前台回单须在 {} 移交调度。",
    "{} 的前台回單須在 {} 移交調度。",
    "The desk's slips of {} go to dispatch at {}.",
);
const DESK_DUE: Text = Text("移交前台回单", "移交前台回單", "Hand over the desk's slips");
const DESK_DUE_TEXT: Text = Text(
    "{} 的前台回单现在移交,请调度确认收到。以后到的单归次日。",
    "{} 的前台回單現在移交,請調度確認收到。以後到的單歸次日。",
    "The desk's slips of {} are handed over now; dispatch confirms them. What comes later is tomorrow's.",
);

const TASK_SOON: Text = Text("{} 即将到期", "{} 即將到期", "{}: due soon");
const TASK_SOON_TEXT: Text = Text(
    "{} 月的{}须在 {} 24:00 前完成。",
    "{} 月的{}須在 {} 24:00 前完成。",
    "Month {}: {} is due by {}, 24:00.",
);
const TASK_TODAY: Text = Text("{} 今天截止", "{} 今天截止", "{}: last day");
const TASK_TODAY_TEXT: Text =
    Text("{} 月的{}的最后一天是 {}。", "{} 月的{}的最後一天是 {}。", "Month {}: the last day for {} is {}.");

const TASK_LATE: Text = Text("{} 已逾期", "{} 已逾期", "{}: overdue");
const TASK_LATE_TEXT: Text = Text(
    "{} 月的{}在最后一天 {} 24:00 前没有完成。",
    "{} 月的{}在最後一天 {} 24:00 前沒有完成。",
    "Month {}: {} was not done by {}, 24:00.",
);

const INCIDENT: Text = Text("公共区域事件", "公共區域事件", "Incident in a public area");
const INCIDENT_TEXT: Text = Text(
    "{}:{}有情况,发现人在现场等候,请立即派人到场。不需要工单。",
    "{}:{}有情況,發現人在現場等候,請立即派人到場。不需要工單。",
    "{}: something is wrong ({}). The finder waits there; send somebody now. No order is needed.",
);
const MAJOR: Text = Text("重大事件", "重大事件", "Major incident");
const MAJOR_TEXT: Text = Text(
    "{}:{}发生重大事件。已同时通知部门负责人和管理处主任。",
    "{}:{}發生重大事件。已同時通知部門負責人和管理處主任。",
    "{}: a major incident ({}). The head of the department and the office head are told at once.",
);
const UNATTENDED: Text = Text("部门尚未到场", "部門尚未到場", "Nobody has come yet");
const UNATTENDED_TEXT: Text = Text(
    "{}:事件报告后,到 {} 仍没有部门人员到场。",
    "{}:事件報告後,到 {} 仍沒有部門人員到場。",
    "{}: nobody of the department had come to the incident by {}.",
);

const WAITS: Text = Text("有投诉待受理", "有投訴待受理", "A complaint waits for acceptance");
const WAITS_TEXT: Text = Text(
    "有人登记了一宗投诉,请查看并受理。",
    "有人登記了一宗投訴,請查看並受理。",
    "Somebody has taken a complaint down. Look at it and accept it.",
);
const HARM: Text = Text("投诉:侵害仍在继续", "投訴:侵害仍在繼續", "Complaint: somebody is being harmed");
const HARM_TEXT: Text = Text(
    "登记投诉时侵害仍在继续。先制止,记录即时措施,再处理投诉。",
    "登記投訴時侵害仍在繼續。先制止,記錄即時措施,再處理投訴。",
    "The harm went on when the complaint was taken down. Stop it first, write down what was done, then deal with the complaint.",
);
const ASSIGNED: Text = Text("投诉已归口", "投訴已歸口", "A complaint is assigned");
const ASSIGNED_TEXT: Text = Text(
    "{}:投诉已归口。直接责任人请第一时间联系投诉人。",
    "{}:投訴已歸口。直接責任人請第一時間聯繫投訴人。",
    "{}: a complaint is assigned. The person directly responsible speaks with the complainant first thing.",
);
const SHARED: Text = Text("投诉涉及多个部门", "投訴涉及多個部門", "Several departments share a complaint");
const SHARED_TEXT: Text = Text(
    "投诉涉及:{}。请各部门主管立即到场,共同商议补救,控制局面,安抚住户。",
    "投訴涉及:{}。請各部門主管立即到場,共同商議補救,控制局面,安撫住戶。",
    "A complaint concerns: {}. The heads go to the spot at once, agree on what mends it, keep it under control and calm the resident.",
);
const SUPERVISOR: Text =
    Text("请主管接待投诉人", "請主管接待投訴人", "The supervisor is called to receive somebody");
const SUPERVISOR_TEXT: Text = Text(
    "有住户情绪激动,请到投诉中写明的会议室单独接待。",
    "有住戶情緒激動,請到投訴中寫明的會議室單獨接待。",
    "A resident is very upset. Receive him alone in the meeting room that the complaint names.",
);
const SERIOUS: Text = Text("重大投诉", "重大投訴", "Serious complaint");
const SERIOUS_TEXT: Text = Text(
    "一宗投诉定为重大投诉:当日上呈管理处主任,并按期答复和解决。",
    "一宗投訴定為重大投訴:當日上呈管理處主任,並按期答覆和解決。",
    "A complaint is a serious one: it is delivered to the office head the same day, answered and solved in time.",
);
const DUE: Text = Text("投诉即将到期:{}", "投訴即將到期:{}", "Complaint, due soon: {}");
const DUE_TEXT: Text = Text(
    "投诉的{}须在 {} 前完成。",
    "投訴的{}須在 {} 前完成。",
    "Still to be done of a complaint: {}, by {}.",
);
const LATE: Text = Text("投诉已逾期:{}", "投訴已逾期:{}", "Complaint, overdue: {}");
const LATE_TEXT: Text = Text(
    "投诉的{}在 {} 前没有完成。",
    "投訴的{}在 {} 前沒有完成。",
    "Not done in time of a complaint: {}, due by {}.",
);

const MATTER_DUE: Text = Text("事务即将到期:{}", "事務即將到期:{}", "Matter, due soon: {}");
const MATTER_DUE_TEXT: Text =
    Text("{}须在 {} 前完成。", "{}須在 {} 前完成。", "Still to be done: {}, by {}.");
const MATTER_LATE: Text = Text("事务已逾期:{}", "事務已逾期:{}", "Matter, overdue: {}");
const MATTER_LATE_TEXT: Text =
    Text("{}在 {} 前没有完成。", "{}在 {} 前沒有完成。", "Not done in time: {}, due by {}.");
const MATTER_ALARM: Text = Text("事务需立即查看", "事務需立即查看", "A matter has to be looked at");
const MATTER_ALARM_TEXT: Text = Text(
    "有超出限额、物品不符、违规或填写不一的情况,请查看。",
    "有超出限額、物品不符、違規或填寫不一的情況,請查看。",
    "A limit is passed, goods don't agree, rules are broken, or people wrote different things. Look at it.",
);
const DUTY_MISSING: Text = Text("职责未履行:{}", "職責未履行:{}", "Duty not done: {}");
const DUTY_MISSING_TEXT: Text =
    Text("{}({})没有完成记录。", "{}({})沒有完成記錄。", "Nothing says that it was done: {}, {}.");

/// What a deadline asks for.
pub(crate) const fn task(deadline: DeadlineId) -> Text {
    match deadline {
        DeadlineId::FollowUpMonth => Text("全部回访", "全部回訪", "follow-up of all orders"),
        DeadlineId::OnSiteShare => Text("上门回访比例", "上門回訪比例", "share of follow-ups on site"),
        DeadlineId::SpotChecks => Text("回访抽查", "回訪抽查", "spot checks of follow-ups"),
        DeadlineId::MonthCheck => {
            Text("收费核对与报表送审", "收費核對與報表送審", "check of charges and report for review")
        }
        DeadlineId::HandOver => Text("工单整理移交", "工單整理移交", "hand-over of the slips"),
        DeadlineId::NoticeLines => {
            Text("服务费列入管理费通知", "服務費列入管理費通知", "service fees in the fee notice")
        }
        DeadlineId::Statistics => Text("统计分析", "統計分析", "statistics and analysis"),
        DeadlineId::Reply => Text("回复客户", "回覆客戶", "reply to the customer"),
        DeadlineId::Arrival => Text("到场", "到場", "arrival"),
        DeadlineId::DeskBatch => Text("前台移交", "前台移交", "hand-over of the desk"),
        DeadlineId::FollowUpSafety | DeadlineId::FollowUpLeak | DeadlineId::FollowUpOther => {
            Text("维修回访", "維修回訪", "follow-up of the repair")
        }
        DeadlineId::ImportantForward => {
            Text("转交部门主管", "轉交部門主管", "delivery to the head of the department")
        }
        DeadlineId::ImportantFinish | DeadlineId::SeriousSolved | DeadlineId::Minor => {
            Text("解决", "解決", "the solution")
        }
        DeadlineId::SeriousForward => Text("上呈管理处主任", "上呈管理處主任", "delivery to the office head"),
        DeadlineId::SeriousAnswer => Text("明确答复", "明確答覆", "a clear answer"),
        DeadlineId::ResultNotice => Text("通报投诉人", "通報投訴人", "word to the complainant"),
    }
}

/// What a notice is of, in a few words.
pub fn title(body: &NoticeBody, language: Language) -> String {
    let plain = |text: Text| text.get(language).to_owned();
    match body {
        NoticeBody::ReplyDue { .. } => plain(REPLY_DUE),
        NoticeBody::ReplyLate { .. } => plain(REPLY_LATE),
        NoticeBody::DeskBatchSoon { .. } => plain(DESK_SOON),
        NoticeBody::DeskBatchDue { .. } => plain(DESK_DUE),
        NoticeBody::MonthTaskSoon { deadline, .. } => {
            TASK_SOON.with(language, &[task(*deadline).get(language)])
        }
        NoticeBody::MonthTaskLastDay { deadline, .. } => {
            TASK_TODAY.with(language, &[task(*deadline).get(language)])
        }
        NoticeBody::MonthTaskLate { deadline, .. } => {
            TASK_LATE.with(language, &[task(*deadline).get(language)])
        }
        NoticeBody::IncidentReported { .. } => plain(INCIDENT),
        NoticeBody::IncidentMajor { .. } => plain(MAJOR),
        NoticeBody::IncidentUnattended { .. } => plain(UNATTENDED),
        NoticeBody::ComplaintWaits { .. } => plain(WAITS),
        NoticeBody::ComplaintHarm { .. } => plain(HARM),
        NoticeBody::ComplaintAssigned { .. } => plain(ASSIGNED),
        NoticeBody::ComplaintShared { .. } => plain(SHARED),
        NoticeBody::ComplaintSupervisor { .. } => plain(SUPERVISOR),
        NoticeBody::ComplaintSerious { .. } => plain(SERIOUS),
        NoticeBody::ComplaintDue { deadline, .. } => DUE.with(language, &[task(*deadline).get(language)]),
        NoticeBody::ComplaintLate { deadline, .. } => LATE.with(language, &[task(*deadline).get(language)]),
        NoticeBody::MatterDue { of, .. } => MATTER_DUE.with(language, &[due_of(*of).get(language)]),
        NoticeBody::MatterLate { of, .. } => MATTER_LATE.with(language, &[due_of(*of).get(language)]),
        NoticeBody::MatterAlarm { .. } => plain(MATTER_ALARM),
        NoticeBody::DutyMissing { form, .. } => DUTY_MISSING.with(language, &[form_title(language, form)]),
    }
}

/// A moment in the site's time; midnight is the end of the day before.
fn until(at: i64, zone: Zone) -> String {
    let day = zone.day_of(at.saturating_sub(1));
    if zone.end_of(day) == at { format!("{day} 24:00") } else { zone.shown(at) }
}

fn said(text: Text, language: Language, words: &[String; 3]) -> String {
    text.with(language, &words.each_ref().map(String::as_str))
}

/// The words that a sentence about a task of the month has places for.
fn of_month(deadline: DeadlineId, month: MonthOf, last_day: Day, language: Language) -> [String; 3] {
    [month.to_string(), task(deadline).get(language).to_owned(), last_day.to_string()]
}

/// What a notice says, in a sentence. Times are those of the site.
pub fn text(body: &NoticeBody, order_number: Option<&str>, zone: Zone, language: Language) -> String {
    let order = || match order_number {
        Some(number) => ORDER.with(language, &[number]),
        None => NEW_REQUEST.get(language).to_owned(),
    };
    match body {
        NoticeBody::ReplyDue { due_at, .. } => {
            REPLY_DUE_TEXT.with(language, &[&order(), &zone.shown(*due_at)])
        }
        NoticeBody::ReplyLate { due_at, .. } => {
            REPLY_LATE_TEXT.with(language, &[&order(), &zone.shown(*due_at)])
        }
        NoticeBody::DeskBatchSoon { day, due_at } => {
            DESK_SOON_TEXT.with(language, &[&day.to_string(), &zone.shown(*due_at)])
        }
        NoticeBody::DeskBatchDue { day } => DESK_DUE_TEXT.with(language, &[&day.to_string()]),
        NoticeBody::MonthTaskSoon { deadline, month, last_day } => {
            said(TASK_SOON_TEXT, language, &of_month(*deadline, *month, *last_day, language))
        }
        NoticeBody::MonthTaskLastDay { deadline, month, last_day } => {
            said(TASK_TODAY_TEXT, language, &of_month(*deadline, *month, *last_day, language))
        }
        NoticeBody::MonthTaskLate { deadline, month, last_day } => {
            said(TASK_LATE_TEXT, language, &of_month(*deadline, *month, *last_day, language))
        }
        NoticeBody::IncidentReported { department, area, .. } => INCIDENT_TEXT.with(
            language,
            &[incident::department(*department).get(language), incident::area(*area).get(language)],
        ),
        NoticeBody::IncidentMajor { department, area, .. } => MAJOR_TEXT.with(
            language,
            &[incident::department(*department).get(language), incident::area(*area).get(language)],
        ),
        NoticeBody::IncidentUnattended { department, due_at, .. } => UNATTENDED_TEXT
            .with(language, &[incident::department(*department).get(language), &zone.shown(*due_at)]),
        NoticeBody::ComplaintWaits { .. } => WAITS_TEXT.get(language).to_owned(),
        NoticeBody::ComplaintHarm { .. } => HARM_TEXT.get(language).to_owned(),
        NoticeBody::ComplaintAssigned { department, .. } => {
            ASSIGNED_TEXT.with(language, &[incident::department(*department).get(language)])
        }
        NoticeBody::ComplaintShared { departments, .. } => {
            let names = departments.iter().map(|one| incident::department(*one).get(language).to_owned());
            let names: Vec<String> = names.collect();
            SHARED_TEXT.with(language, &[&undercroft_words::list(language, &names)])
        }
        NoticeBody::ComplaintSupervisor { .. } => SUPERVISOR_TEXT.get(language).to_owned(),
        NoticeBody::ComplaintSerious { .. } => SERIOUS_TEXT.get(language).to_owned(),
        NoticeBody::ComplaintDue { deadline, due_at, .. } => {
            DUE_TEXT.with(language, &[task(*deadline).get(language), &until(*due_at, zone)])
        }
        NoticeBody::ComplaintLate { deadline, due_at, .. } => {
            LATE_TEXT.with(language, &[task(*deadline).get(language), &until(*due_at, zone)])
        }
        NoticeBody::MatterDue { of, due_at, .. } => {
            MATTER_DUE_TEXT.with(language, &[due_of(*of).get(language), &until(*due_at, zone)])
        }
        NoticeBody::MatterLate { of, due_at, .. } => {
            MATTER_LATE_TEXT.with(language, &[due_of(*of).get(language), &until(*due_at, zone)])
        }
        NoticeBody::MatterAlarm { .. } => MATTER_ALARM_TEXT.get(language).to_owned(),
        NoticeBody::DutyMissing { form, period } => {
            DUTY_MISSING_TEXT.with(language, &[form_title(language, form), period])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_put_into_words_in_each_language_with_the_sites_time() {
        let zone = Zone::parse("Asia/Shanghai").unwrap();
        let document = "07070707-0707-0707-0707-070707070707".parse().unwrap();
        let body = NoticeBody::ReplyLate { document, due_at: 1_772_414_100_000 };
        assert_eq!(
            text(&body, Some("LMP26-1"), zone, Language::En),
            "Order LMP26-1: the customer got no reply by 2026-03-02 09:15. Reply now."
        );
        assert!(text(&body, None, zone, Language::ZhHans).starts_with("新报修:"));
        let task = NoticeBody::MonthTaskSoon {
            deadline: DeadlineId::HandOver,
            month: "2026-03".parse().unwrap(),
            last_day: "2026-04-01".parse().unwrap(),
        };
        assert_eq!(title(&task, Language::ZhHant), "工單整理移交 即將到期");
        assert_eq!(
            text(&task, None, zone, Language::En),
            "Month 2026-03: hand-over of the slips is due by 2026-04-01, 24:00."
        );
    }

    #[test]
    fn cmp_13_a_day_that_ends_is_said_as_its_24_00_and_a_moment_as_it_is() {
        let zone = Zone::parse("Asia/Shanghai").unwrap();
        let document = "07070707-0707-0707-0707-070707070707".parse().unwrap();
        let at = |day: &str, time: &str| zone.at(day.parse().unwrap(), time.parse().unwrap());
        let body = |deadline, due_at| NoticeBody::ComplaintLate {
            document,
            about_centre: false,
            deadline,
            due_at,
            again: 0,
        };
        let answer = body(DeadlineId::SeriousAnswer, at("2026-03-06", "00:00"));
        assert_eq!(
            text(&answer, None, zone, Language::En),
            "Not done in time of a complaint: a clear answer, due by 2026-03-05 24:00."
        );
        let forward = body(DeadlineId::ImportantForward, at("2026-03-03", "17:00"));
        assert_eq!(
            text(&forward, None, zone, Language::ZhHans),
            "投诉的转交部门主管在 2026-03-03 17:00 前没有完成。"
        );
        assert_eq!(title(&forward, Language::ZhHant), "投訴已逾期:轉交部門主管");
    }
}
