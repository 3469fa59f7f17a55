//! The office's other matters: an owner who moves in, an empty home, a renovation, questions at the desk, goods at the gate,
//! visits, an event, a notice board, a convenience service, duties done and not done.

use super::{World, progress};
use crate::error::DemoError;
use crate::office::Office;
use crate::text::ZONE;
use chrono::{DateTime, NaiveDate};
use client_core::domain::calendar::Day;
use client_core::domain::command::{MatterCommand, MatterInput};
use client_core::domain::entry::incident::Department;
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::matter::{Every, MatterPeriod};
use std::collections::BTreeMap;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

fn yes() -> MatterInput {
    MatterInput::Is(true)
}

fn one(key: &str) -> MatterInput {
    MatterInput::One(key.to_owned())
}

fn words(text: &str) -> MatterInput {
    MatterInput::Words(text.to_owned())
}

fn private(text: &str) -> MatterInput {
    MatterInput::Private(text.to_owned())
}

const fn number(number: i64) -> MatterInput {
    MatterInput::Number(number)
}

fn without(reason: &str) -> MatterInput {
    MatterInput::Without(reason.to_owned())
}

fn fill(section: &str, values: &[(&str, MatterInput)]) -> MatterCommand {
    let values: BTreeMap<String, MatterInput> =
        values.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect();
    MatterCommand::FillMatter { section: section.to_owned(), row: None, values }
}

/// Somebody who opens matters and fills them in.
struct Desk<'w> {
    office: Office,
    world: &'w World,
}

impl Desk<'_> {
    fn open(&self, form: &str, title: &str, unit_no: Option<&str>) -> Result<DocumentId, DemoError> {
        self.plan(form, title, unit_no, None, None)
    }

    fn plan(
        &self,
        form: &str,
        title: &str,
        unit_no: Option<&str>,
        person: Option<UserId>,
        due: Option<Day>,
    ) -> Result<DocumentId, DemoError> {
        self.office.open_matter(&MatterCommand::OpenMatter {
            form: form.to_owned(),
            title: title.to_owned(),
            unit_no: unit_no.map(str::to_owned),
            period: None,
            person,
            due,
        })
    }

    fn fill(
        &self,
        matter: DocumentId,
        section: &str,
        values: &[(&str, MatterInput)],
    ) -> Result<(), DemoError> {
        self.office.matter(matter, &fill(section, values))
    }

    fn day(&self, days: i64) -> Result<Day, DemoError> {
        let at = DateTime::from_timestamp_millis(self.world.now + days * DAY).unwrap_or_default();
        day(at.with_timezone(&ZONE).date_naive())
    }

    fn on(&self, days: i64) -> Result<MatterInput, DemoError> {
        self.day(days).map(MatterInput::Day)
    }

    fn at(&self, hours: i64) -> MatterInput {
        MatterInput::Time(self.world.now + hours * HOUR)
    }
}

/// A day as the core has it.
fn day(date: NaiveDate) -> Result<Day, DemoError> {
    use chrono::Datelike;
    Day::new(date.year(), date.month(), date.day())
        .ok_or_else(|| DemoError::Unexpected(format!("{date} is no day")))
}

/// Fills the matters.
pub(super) fn fill_in(world: &World, url: &str, password: &str) -> Result<(), DemoError> {
    progress("move-in, trusteeship, renovation, visits, events and duties");
    let desk = Desk { office: Office::login(url, "helin", password)?, world };
    let head = Desk { office: Office::login(url, "huangjianguo", password)?, world };
    let repair = Office::login(url, "liqiang", password)?;
    let gate = Office::login(url, "caoyang", password)?;
    let technician = desk.office.user_of("liqiang", password)?;
    let assistant = desk.office.user_of("fengxue", password)?;
    move_in(&desk, &repair, technician)?;
    trusteeship(&desk, assistant)?;
    renovation(&desk, &gate)?;
    at_the_desk(&desk, &gate, technician)?;
    community(&desk, &head, assistant)?;
    duties(&head, assistant)
}

fn move_in(desk: &Desk<'_>, repair: &Office, technician: UserId) -> Result<(), DemoError> {
    let home = desk.open("move_in", "入住 5栋1203", Some("5栋1203"))?;
    let papers = [
        ("applicant", one("owner")),
        ("owner_name", private("陆女士")),
        ("contact", private("13900000121")),
        ("id_card_owner", yes()),
        ("move_in_notice", yes()),
        ("purchase_deed", yes()),
    ];
    desk.fill(home, "applicant", &papers)?;
    desk.fill(home, "register", &[("resident_register", yes()), ("signed_agreement", yes())])?;
    let handed = [
        ("keys", number(3)),
        ("keys_confirmed", yes()),
        ("resident_handbook", yes()),
        ("utility_plan", yes()),
    ];
    desk.fill(home, "handover", &handed)?;
    // Repair looks at the home together with the owner: it answers for the matter while it does.
    let ask = MatterCommand::AssignMatter {
        person: technician,
        department: Some(Department::OperationRepair),
        due: Some(desk.day(3)?),
        words: "请陪同业主验房".into(),
    };
    desk.office.matter(home, &ask)?;
    for (room, item, defect) in [
        ("客厅", "floor", None),
        ("主卧", "doors_windows", None),
        ("卫生间", "water", Some("洗手盆龙头滴水")),
        ("厨房", "electricity", Some("插座无电")),
    ] {
        let mut row =
            vec![("room", words(room)), ("item", one(item)), ("passed", MatterInput::Is(defect.is_none()))];
        row.extend(defect.map(|defect| ("defect", words(defect))));
        repair.matter(home, &fill("inspection", &row))?;
    }
    let meters = [
        ("water", number(312)),
        ("electricity", number(45)),
        ("gas", number(108)),
        ("owner_confirmed", yes()),
        ("staff_confirmed", yes()),
    ];
    repair.matter(home, &fill("meters", &meters))?;
    desk.office.open_repair(home, "TAP")
}

fn trusteeship(desk: &Desk<'_>, assistant: UserId) -> Result<(), DemoError> {
    for (n, (unit, water)) in [("2栋0901", 180), ("3栋0302", 640)].into_iter().enumerate() {
        let home = desk.open("trusteeship", &format!("托管 {unit}"), Some(unit))?;
        let agreement = [
            ("number", words(&format!("TG-{:03}", n + 1))),
            ("owner_name", private("沈先生")),
            ("contact", private("13900000122")),
            ("from", desk.on(-17)?),
            ("limit_per", one("term")),
            ("signed", yes()),
        ];
        desk.fill(home, "agreement", &agreement)?;
        let start = [("read_on", desk.on(-17)?), ("water", number(10_000)), ("electricity", number(52_000))];
        desk.fill(home, "meters", &start)?;
        let assign = MatterCommand::AssignMatter {
            person: assistant,
            department: None,
            due: None,
            words: "每周巡查".into(),
        };
        desk.office.matter(home, &assign)?;
        let patrol = [("at", desk.at(-15 * 24)), ("round", one("weekly")), ("found", one("in_order"))];
        desk.fill(home, "patrols", &patrol)?;
        let read =
            [("read_on", desk.on(-3)?), ("water", number(10_000 + water)), ("electricity", number(52_090))];
        desk.fill(home, "readings", &read)?;
    }
    desk.office.declare_rain(&desk.day(1)?.to_string(), desk.world.now + 20 * HOUR)
}

fn renovation(desk: &Desk<'_>, gate: &Office) -> Result<(), DemoError> {
    let home = desk.open("renovation", "装修 4栋0602", Some("4栋0602"))?;
    let applied = [
        ("applicant", one("owner")),
        ("owner_name", private("郭先生")),
        ("contact", private("13900000123")),
        ("id_card_owner", yes()),
        ("copies_filed", yes()),
    ];
    desk.fill(home, "applicant", &applied)?;
    let terms = [
        ("works", words("厨卫翻新,不动承重墙")),
        ("from", desk.on(-2)?),
        ("until", desk.on(58)?),
        ("contractor", private("安居装饰 王师傅")),
        ("owner_confirmed", yes()),
        ("contractor_confirmed", yes()),
        ("agreement_signed", yes()),
        ("plan_examined", yes()),
    ];
    desk.fill(home, "terms", &terms)?;
    desk.fill(home, "structure", &[("changes_structure", MatterInput::Is(false))])?;
    desk.fill(home, "waste_fee", &[("amount", number(40_000)), ("receipt", words("ZX-0031"))])?;
    let permit =
        [("number", words("ZX-2026-12")), ("holder", private("郭先生")), ("issued_on", desk.on(-2)?)];
    desk.fill(home, "permit", &permit)?;
    for worker in ["王师傅", "赵师傅"] {
        let pass = [("number", words("LS-101")), ("holder", private(worker)), ("issued_on", desk.on(-2)?)];
        desk.fill(home, "passes", &pass)?;
    }
    desk.fill(home, "told", &[("repair", yes()), ("security", yes())])?;
    let breach = [("at", desk.at(-4)), ("found", one("breach")), ("words", words("午休时间施工,已劝停"))];
    gate.matter(home, &fill("inspections", &breach))
}

fn at_the_desk(desk: &Desk<'_>, gate: &Office, technician: UserId) -> Result<(), DemoError> {
    let question = desk.open("enquiry", "充电桩能否加装", None)?;
    let promise = [
        ("channel", one("phone")),
        ("caller", one("resident")),
        ("contact", private("13900000124")),
        ("purpose", words("地下车位加装充电桩的条件")),
        ("answered", one("specialist")),
        ("specialist", MatterInput::Person(technician)),
        ("reply_at", desk.at(5)),
    ];
    desk.fill(question, "entry", &promise)?;
    for (title, mismatch) in [("搬家放行 1栋0402", false), ("携物放行 6栋0801", true)] {
        let goods = desk.open("goods_release", title, None)?;
        let applied = [
            ("from", one("resident")),
            ("name", private("周女士")),
            ("contact", private("13900000125")),
            ("reason", one("moving_out")),
        ];
        desk.fill(goods, "application", &applied)?;
        desk.fill(goods, "goods", &[("what", words("双门冰箱")), ("quantity", number(1))])?;
        let pass = [("number", words("FX-0207")), ("valid_from", desk.at(-3)), ("valid_until", desk.at(6))];
        desk.fill(goods, "pass", &pass)?;
        if mismatch {
            let seen = [("at", desk.at(-1)), ("result", one("mismatch")), ("words", words("多出一台电视机"))];
            gate.matter(goods, &fill("gate", &seen))?;
        }
    }
    let service = desk.open("convenience", "擦窗 2栋0703", None)?;
    let asked = [
        ("service", one("convenience")),
        ("name", private("孙阿姨")),
        ("address", private("2栋0703")),
        ("contact", private("13900000126")),
        ("content", words("外窗六扇")),
        ("wished_at", desk.at(28)),
    ];
    desk.fill(service, "request", &asked)
}

fn community(desk: &Desk<'_>, head: &Desk<'_>, assistant: UserId) -> Result<(), DemoError> {
    let visit = desk.plan("visit", "冬季走访", Some("1栋0501"), Some(assistant), Some(desk.day(6)?))?;
    let plan = [("way", one("visit")), ("name", private("李阿姨")), ("about", words("供暖与电梯"))];
    desk.fill(visit, "plan", &plan)?;
    let event = desk.open("event", "迎新年游园会", None)?;
    let plan = [
        ("occasion", one("festival")),
        ("theme", words("迎新年")),
        ("items", words("猜灯谜、写春联")),
        ("cost", number(300_000)),
        ("venue", one("central_square")),
        ("starts_at", desk.at(20 * 24)),
        ("participants", words("全体住户")),
        ("number", number(200)),
        ("schedule", words("14:00 开场,16:00 抽奖")),
        ("cooperation", words("维修部 2 人,安护部 4 人")),
        ("prizes", words("春联礼盒 50 份")),
    ];
    desk.fill(event, "plan", &plan)?;
    head.fill(event, "approval", &[("approved", yes())])?;
    let stage = [
        ("department", MatterInput::Department(Department::OperationRepair)),
        ("what", words("舞台电源")),
        ("due_at", desk.at(19 * 24)),
    ];
    desk.fill(event, "set_up", &stage)?;
    let post = [
        ("post", words("签到台")),
        ("person", MatterInput::Person(assistant)),
        ("duty", words("签到表两份")),
    ];
    desk.fill(event, "posts", &post)?;
    let board = desk.open("notice_board", "南门宣传栏", None)?;
    let change =
        [("changed_on", desk.on(-12)?), ("theme", one("community_news")), ("content", words("冬季用电安全"))];
    desk.fill(board, "changes", &change)
}

/// Last month's duties, one of them done; the rest stands on the page of what was not done.
fn duties(head: &Desk<'_>, assistant: UserId) -> Result<(), DemoError> {
    let today = head.day(0)?;
    let period = MatterPeriod::of(Every::Week, today.add_days(-7)).to_string();
    let meeting = head.office.open_matter(&MatterCommand::OpenMatter {
        form: "weekly_meeting".into(),
        title: "工作例会".into(),
        unit_no: None,
        period: Some(period),
        person: None,
        due: None,
    })?;
    let minutes = [
        ("held_on", head.on(-6)?),
        ("present", number(11)),
        ("policy", words("冬季防火")),
        ("coordination", words("电梯困人处置流程")),
        ("training", without("下周安排")),
        ("minutes", words("见会议纪要")),
    ];
    head.fill(meeting, "minutes", &minutes)?;
    let task = head.plan("task", "地下车库标识更新", None, Some(assistant), Some(head.day(9)?))?;
    head.fill(task, "ask", &[("what", words("更换破损标识,拍照存档"))])
}
