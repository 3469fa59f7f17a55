//! Forms for one building, unit or customer. A refused form keeps what was typed and marks what is wrong.

use super::super::html::Html;
use super::super::look::{Look, Viewer};
use super::super::words::directory as words;
use super::super::{Fields, shell, value};
use super::parts;
use crate::directory::{self, Change, DirectoryError, Expect, exchange};
use crate::http::directory::{Written, load_party, load_unit, require, write};
use crate::http::{AppState, Problem, ProblemKind};
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use client_core::domain::calendar::Day;
use client_core::domain::directory::{Building, CustomerKind, Party, Relation, Unit, UnitKind};
use client_core::domain::policy::Action;

/// What a form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Building,
    Unit,
    Party,
}

/// A form as it is shown.
struct Sheet {
    kind: Kind,
    /// A new row; the fields that name a row are open only here.
    new: bool,
    action: String,
    fields: Fields,
    /// What is wrong with which field.
    faults: Vec<(String, String)>,
    notice: Option<&'static str>,
    changes: Vec<Change>,
    /// The key of the unit that the form came from.
    unit: Option<String>,
}

impl Sheet {
    fn new(kind: Kind, new: bool, action: &str, fields: Fields) -> Self {
        let action = action.to_owned();
        Self { kind, new, action, fields, faults: Vec::new(), notice: None, changes: Vec::new(), unit: None }
    }
}

fn pair(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}

fn refused(viewer: &Viewer, problem: &Problem) -> Response {
    shell::problem(&viewer.look, Some(viewer), problem)
}

/// The empty form of a building.
pub(in crate::http::pages) async fn new_building(viewer: Viewer) -> Response {
    empty(&viewer, Kind::Building, "/directory/new-building", Vec::new(), None)
}

/// The empty form of a unit.
pub(in crate::http::pages) async fn new_unit(viewer: Viewer, Query(fields): Query<Fields>) -> Response {
    let building = pair("building", value(&fields, "building"));
    empty(&viewer, Kind::Unit, "/directory/new-unit", vec![building], None)
}

/// The empty form of a customer, in the unit that the address names.
pub(in crate::http::pages) async fn new_party(
    State(state): State<AppState>,
    viewer: Viewer,
    Query(fields): Query<Fields>,
) -> Response {
    let (mut typed, mut key) = (Vec::new(), None);
    if !value(&fields, "unit").is_empty() && require(&viewer.who, Action::ReadDirectory).is_ok() {
        match load_unit(&state, value(&fields, "unit").to_owned()).await {
            Ok(answer) => {
                typed = vec![
                    pair("building", answer.unit.unit.building),
                    pair("unit_no", answer.unit.unit.unit_no),
                ];
                key = Some(answer.unit.key);
            }
            Err(problem) => return refused(&viewer, &problem),
        }
    }
    empty(&viewer, Kind::Party, "/directory/new-customer", typed, key)
}

fn empty(viewer: &Viewer, kind: Kind, action: &str, fields: Fields, unit: Option<String>) -> Response {
    match require(&viewer.who, Action::EditDirectory) {
        Ok(()) => render(viewer, StatusCode::OK, &Sheet { unit, ..Sheet::new(kind, true, action, fields) }),
        Err(problem) => refused(viewer, &problem),
    }
}

/// The form of a building.
pub(in crate::http::pages) async fn building(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(code): Path<String>,
) -> Response {
    match building_sheet(&state, &viewer, code).await {
        Ok(sheet) => render(&viewer, StatusCode::OK, &sheet),
        Err(problem) => refused(&viewer, &problem),
    }
}

async fn building_sheet(state: &AppState, viewer: &Viewer, code: String) -> Result<Sheet, Problem> {
    require(&viewer.who, Action::EditDirectory)?;
    let found = state
        .store
        .read(move |connection| -> Result<_, DirectoryError> {
            let Some(kept) = directory::building(connection, &code)? else { return Ok(None) };
            let changes = directory::history(connection, directory::Subject::Building, &kept.value.code, 50)?;
            Ok(Some((kept, changes)))
        })
        .await?;
    let (kept, changes) = found.ok_or_else(|| Problem::new(ProblemKind::NotFound, "no such building"))?;
    let fields = vec![
        pair("building", kept.value.code),
        pair("building_name", kept.value.name),
        pair("version", kept.version.to_string()),
    ];
    Ok(Sheet { changes, ..Sheet::new(Kind::Building, false, &viewer.look.here, fields) })
}

/// The form of a unit.
pub(in crate::http::pages) async fn edit_unit(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(address): Path<String>,
) -> Response {
    match unit_sheet(&state, &viewer, address).await {
        Ok(sheet) => render(&viewer, StatusCode::OK, &sheet),
        Err(problem) => refused(&viewer, &problem),
    }
}

async fn unit_sheet(state: &AppState, viewer: &Viewer, address: String) -> Result<Sheet, Problem> {
    require(&viewer.who, Action::EditDirectory)?;
    let answer = load_unit(state, address).await?;
    let unit = answer.unit.unit;
    let fields = vec![
        pair("building", unit.building),
        pair("unit_no", unit.unit_no),
        pair("unit_kind", unit.kind.as_str()),
        pair("area_m2", unit.area_dm2.map(exchange::square_metres).unwrap_or_default()),
        pair("version", answer.unit.version.to_string()),
    ];
    let sheet = Sheet::new(Kind::Unit, false, &viewer.look.here, fields);
    Ok(Sheet { changes: answer.history, unit: Some(answer.unit.key), ..sheet })
}

/// A customer: a form for those who may change him, with his past.
pub(in crate::http::pages) async fn party(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(number): Path<String>,
) -> Response {
    match party_sheet(&state, &viewer, number).await {
        Ok(sheet) => render(&viewer, StatusCode::OK, &sheet),
        Err(problem) => refused(&viewer, &problem),
    }
}

async fn party_sheet(state: &AppState, viewer: &Viewer, number: String) -> Result<Sheet, Problem> {
    require(&viewer.who, Action::ReadDirectory)?;
    let answer = load_party(state, number).await?;
    let party = answer.party.value;
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let fields = vec![
        pair("number", party.number),
        pair("name", party.name),
        pair("relation", party.relation.as_str()),
        pair("customer_kind", party.customer_kind.as_str()),
        pair("building", party.building),
        pair("unit_no", party.unit_no),
        pair("phones", exchange::joined_phones(&party.phones)),
        pair("since", day(party.since)),
        pair("until", day(party.until)),
        pair("area_assistant", party.area_assistant.unwrap_or_default()),
        pair("note", party.note),
        pair("version", answer.party.version.to_string()),
    ];
    let sheet = Sheet::new(Kind::Party, false, &viewer.look.here, fields);
    Ok(Sheet { changes: answer.history, unit: answer.unit.map(|unit| unit.key), ..sheet })
}

type Sent = Result<Form<Fields>, FormRejection>;

/// Adds a building.
pub(in crate::http::pages) async fn add_building(
    State(state): State<AppState>,
    viewer: Viewer,
    sent: Sent,
) -> Response {
    save(&state, &viewer, sent, Sheet::new(Kind::Building, true, "/directory/new-building", Vec::new())).await
}

/// Adds a unit.
pub(in crate::http::pages) async fn add_unit(
    State(state): State<AppState>,
    viewer: Viewer,
    sent: Sent,
) -> Response {
    save(&state, &viewer, sent, Sheet::new(Kind::Unit, true, "/directory/new-unit", Vec::new())).await
}

/// Adds a customer.
pub(in crate::http::pages) async fn add_party(
    State(state): State<AppState>,
    viewer: Viewer,
    sent: Sent,
) -> Response {
    save(&state, &viewer, sent, Sheet::new(Kind::Party, true, "/directory/new-customer", Vec::new())).await
}

/// Changes a building.
pub(in crate::http::pages) async fn change_building(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(code): Path<String>,
    sent: Sent,
) -> Response {
    match building_sheet(&state, &viewer, code).await {
        Ok(sheet) => save(&state, &viewer, sent, sheet).await,
        Err(problem) => refused(&viewer, &problem),
    }
}

/// Changes a unit.
pub(in crate::http::pages) async fn change_unit(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(address): Path<String>,
    sent: Sent,
) -> Response {
    match unit_sheet(&state, &viewer, address).await {
        Ok(sheet) => save(&state, &viewer, sent, sheet).await,
        Err(problem) => refused(&viewer, &problem),
    }
}

/// Changes a customer.
pub(in crate::http::pages) async fn change_party(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(number): Path<String>,
    sent: Sent,
) -> Response {
    match party_sheet(&state, &viewer, number).await {
        Ok(sheet) => save(&state, &viewer, sent, sheet).await,
        Err(problem) => refused(&viewer, &problem),
    }
}

async fn save(state: &AppState, viewer: &Viewer, sent: Sent, mut sheet: Sheet) -> Response {
    if let Err(problem) = require(&viewer.who, Action::EditDirectory) {
        return refused(viewer, &problem);
    }
    let Ok(Form(mut fields)) = sent else {
        return refused(viewer, &Problem::new(ProblemKind::InvalidRequest, "no form"));
    };
    let expect = match (sheet.new, value(&fields, "version").parse()) {
        (true, _) => Expect::New,
        (false, Ok(version)) => Expect::Version(version),
        (false, Err(_)) => {
            return refused(viewer, &Problem::new(ProblemKind::InvalidRequest, "no version"));
        }
    };
    if !sheet.new {
        // What names the row is that of the page, whatever the form says.
        let naming: &[&str] = match sheet.kind {
            Kind::Building => &["building"],
            Kind::Unit => &["building", "unit_no"],
            Kind::Party => &["number"],
        };
        fields.retain(|(name, _)| !naming.contains(&name.as_str()));
        fields.extend(sheet.fields.iter().filter(|(name, _)| naming.contains(&name.as_str())).cloned());
    }
    let now = sheet.fields.iter().find(|(name, _)| name == "version").cloned();
    let (row, mut faults) = read(&viewer.look, sheet.kind, &fields);
    sheet.fields = fields;
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    sheet.notice = Some(viewer.look.say(words::CHECK_FIELDS));
    if faults.is_empty() {
        match write(state, &viewer.who, row, expect).await {
            Ok(Ok((path, _))) => {
                let path = path.replacen("parties/", "customers/", 1);
                return Redirect::to(&format!("/directory/{path}")).into_response();
            }
            Ok(Err(DirectoryError::Invalid(wrong))) => {
                faults.extend(wrong.iter().map(|one| {
                    let (code, said) = exchange::coded(&one.why);
                    let said: Vec<String> = said.into_iter().collect();
                    let why = words::why(viewer.look.language, code, &said, &one.why.to_string());
                    (one.field.to_owned(), why)
                }));
            }
            Ok(Err(DirectoryError::Exists)) => {
                status = StatusCode::CONFLICT;
                sheet.notice = Some(viewer.look.say(words::EXISTS));
            }
            Ok(Err(DirectoryError::Stale { .. })) => {
                status = StatusCode::PRECONDITION_FAILED;
                sheet.notice = Some(viewer.look.say(words::STALE));
                // Saved again, it is said of the version whose changes stand below.
                sheet.fields.retain(|(name, _)| name != "version");
                sheet.fields.extend(now);
            }
            Ok(Err(other)) => return refused(viewer, &other.into()),
            Err(problem) => return refused(viewer, &problem),
        }
    }
    sheet.faults = faults;
    render(viewer, status, &sheet)
}

/// The row of a form, and what of it can't be read.
fn read(look: &Look, kind: Kind, fields: &Fields) -> (Written, Vec<(String, String)>) {
    let mut faults = Vec::new();
    let of = |name: &str| value(fields, name).trim().to_owned();
    let mut wrong = |name: &str, code: &str, typed: &str| {
        faults.push((name.to_owned(), words::why(look.language, code, &[typed.to_owned()], code)));
    };
    let row = match kind {
        Kind::Building => Written::Building(Building { code: of("building"), name: of("building_name") }),
        Kind::Unit => {
            let (kind, typed) = (UnitKind::parse(&of("unit_kind")), of("area_m2"));
            let area_dm2 = exchange::area(&typed);
            if area_dm2.is_none() && !typed.is_empty() {
                wrong("area_m2", "area", &typed);
            }
            if kind.is_none() {
                wrong("unit_kind", "missing", "");
            }
            let kind = kind.unwrap_or(UnitKind::Other);
            Written::Unit(Unit { building: of("building"), unit_no: of("unit_no"), kind, area_dm2 })
        }
        Kind::Party => {
            let relation = Relation::parse(&of("relation"));
            if relation.is_none() {
                wrong("relation", "missing", "");
            }
            let customer_kind = match of("customer_kind").as_str() {
                "" => Some(CustomerKind::default()),
                name => CustomerKind::parse(name),
            };
            if customer_kind.is_none() {
                wrong("customer_kind", "missing", "");
            }
            let mut day = |name: &str| {
                let typed = of(name);
                let day = typed.parse::<Day>().ok();
                if day.is_none() && !typed.is_empty() {
                    wrong(name, "day", &typed);
                }
                day
            };
            let (since, until) = (day("since"), day("until"));
            let assistant = of("area_assistant");
            Written::Party(Party {
                number: of("number"),
                name: of("name"),
                relation: relation.unwrap_or(Relation::User),
                customer_kind: customer_kind.unwrap_or_default(),
                building: of("building"),
                unit_no: of("unit_no"),
                phones: exchange::phones(&of("phones")),
                since,
                until,
                area_assistant: (!assistant.is_empty()).then_some(assistant),
                note: of("note"),
            })
        }
    };
    (row, faults)
}

fn render(viewer: &Viewer, status: StatusCode, sheet: &Sheet) -> Response {
    let look = &viewer.look;
    let title = match (sheet.kind, sheet.new) {
        (Kind::Building, true) => words::NEW_BUILDING,
        (Kind::Building, false) => words::EDIT_BUILDING,
        (Kind::Unit, true) => words::NEW_UNIT,
        (Kind::Unit, false) => words::EDIT_UNIT,
        (Kind::Party, true) => words::NEW_CUSTOMER,
        (Kind::Party, false) => words::CUSTOMER,
    };
    let edits = super::may(viewer, Action::EditDirectory);
    shell::page(look, Some(viewer), status, look.say(title), "directory", |h| {
        h.of("nav", "offers", |h| {
            h.link("button quiet", "/directory", look.say(words::BACK));
            if let Some(key) = &sheet.unit {
                h.link("button quiet", &parts::unit_page(key), look.say(words::UNIT));
            }
            if sheet.kind == Kind::Party
                && !sheet.new
                && super::super::rights::may_register(&viewer.who.roles)
            {
                let number = super::super::look::percent(value(&sheet.fields, "number"));
                let to = format!("/orders/new?customer={number}");
                h.link("button quiet", &to, look.say(words::REGISTER_FOR));
            }
        });
        h.el("form", &[("class", "card form"), ("method", "post"), ("action", &sheet.action)], |h| {
            h.word("h1", "", look.say(title));
            if let Some(notice) = sheet.notice {
                h.el("p", &[("class", "fault"), ("role", "alert")], |h| h.text(notice));
            }
            h.el("fieldset", if edits { &[] } else { &[("disabled", "")] }, |h| match sheet.kind {
                Kind::Building => building_fields(h, look, sheet),
                Kind::Unit => unit_fields(h, look, sheet),
                Kind::Party => party_fields(h, look, sheet),
            });
            if edits {
                super::super::store::hidden(h, "version", value(&sheet.fields, "version"));
                h.el("button", &[("class", "main"), ("accesskey", "s")], |h| h.text(look.say(words::SAVE)));
            }
        });
        if !sheet.changes.is_empty() {
            parts::history(h, look, &sheet.changes);
        }
    })
}

fn building_fields(h: &mut Html, look: &Look, sheet: &Sheet) {
    h.of("div", "pair", |h| {
        input(h, look, sheet, "building", Entry { fixed: !sheet.new, needed: true, ..TEXT });
        input(h, look, sheet, "building_name", Entry { needed: true, ..TEXT });
    });
}

fn unit_fields(h: &mut Html, look: &Look, sheet: &Sheet) {
    h.of("div", "pair", |h| {
        input(h, look, sheet, "building", Entry { fixed: !sheet.new, needed: true, ..TEXT });
        input(h, look, sheet, "unit_no", Entry { fixed: !sheet.new, needed: true, ..TEXT });
    });
    h.of("div", "pair", |h| {
        let kinds = UnitKind::ALL.iter().map(|kind| (kind.as_str(), look.say(words::unit_kind(*kind))));
        select(h, look, sheet, "unit_kind", kinds);
        input(h, look, sheet, "area_m2", Entry { hint: look.say(words::AREA_UNIT), ..TEXT });
    });
}

fn party_fields(h: &mut Html, look: &Look, sheet: &Sheet) {
    h.of("div", "pair", |h| {
        input(h, look, sheet, "name", Entry { needed: true, ..TEXT });
        let relations =
            Relation::ALL.iter().map(|relation| (relation.as_str(), look.say(words::relation(*relation))));
        select(h, look, sheet, "relation", relations);
    });
    h.of("div", "pair", |h| {
        input(h, look, sheet, "building", Entry { needed: true, ..TEXT });
        input(h, look, sheet, "unit_no", Entry { needed: true, ..TEXT });
    });
    h.of("div", "pair", |h| {
        input(h, look, sheet, "phones", Entry { hint: look.say(words::PHONES_HINT), kind: "tel", ..TEXT });
        let hint = if sheet.new { look.say(words::GIVEN_BY_ITSELF) } else { "" };
        input(h, look, sheet, "number", Entry { hint, fixed: !sheet.new, ..TEXT });
    });
    h.of("div", "pair", |h| {
        input(h, look, sheet, "since", Entry { kind: "date", ..TEXT });
        input(h, look, sheet, "until", Entry { hint: look.say(words::UNTIL_HINT), kind: "date", ..TEXT });
    });
    h.of("div", "pair", |h| {
        let kinds = CustomerKind::ALL;
        let kinds = kinds.iter().map(|kind| (kind.as_str(), look.say(words::customer_kind(*kind))));
        select(h, look, sheet, "customer_kind", kinds);
        input(h, look, sheet, "area_assistant", TEXT);
    });
    h.of("div", "pair", |h| {
        input(h, look, sheet, "note", TEXT);
    });
}

/// How a field is typed in.
#[derive(Clone, Copy)]
struct Entry<'a> {
    kind: &'static str,
    hint: &'a str,
    needed: bool,
    fixed: bool,
}

const TEXT: Entry<'static> = Entry { kind: "text", hint: "", needed: false, fixed: false };

fn labelled(h: &mut Html, look: &Look, sheet: &Sheet, name: &str, hint: &str, inner: impl FnOnce(&mut Html)) {
    let fault = sheet.faults.iter().find(|(field, _)| field == name).map(|(_, why)| why);
    h.of("label", if fault.is_some() { "field wrong" } else { "field" }, |h| {
        h.el("span", &[], |h| {
            h.text(&words::field(look.language, name));
            if let Some(text) = fault.map(String::as_str).or(Some(hint)).filter(|text| !text.is_empty()) {
                h.word("small", "soft", text);
            }
        });
        inner(h);
    });
}

fn input(h: &mut Html, look: &Look, sheet: &Sheet, name: &'static str, entry: Entry<'_>) {
    labelled(h, look, sheet, name, entry.hint, |h| {
        let attributes = [
            ("type", entry.kind),
            ("name", name),
            ("value", value(&sheet.fields, name)),
            ("maxlength", "200"),
            ("autocomplete", "off"),
        ];
        h.void_flagged("input", &attributes, &[("required", entry.needed), ("readonly", entry.fixed)]);
    });
}

fn select<'o>(
    h: &mut Html,
    look: &Look,
    sheet: &Sheet,
    name: &'static str,
    options: impl Iterator<Item = (&'static str, &'o str)>,
) {
    labelled(h, look, sheet, name, "", |h| {
        h.el("select", &[("name", name)], |h| {
            for (id, text) in options {
                if value(&sheet.fields, name) == id {
                    h.el("option", &[("value", id), ("selected", "")], |h| h.text(text));
                } else {
                    h.el("option", &[("value", id)], |h| h.text(text));
                }
            }
        });
    });
}
