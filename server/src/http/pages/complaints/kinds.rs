//! Kinds of cases: the list with what their complaints come to, and the form that writes one (CMP-7).

use super::super::html::Html;
use super::super::look::{Look, Viewer, percent};
use super::super::store::hidden;
use super::super::tables::sheet;
use super::super::words::{Text, case_kinds as words, figures, labels};
use super::super::{Fields, shell, value};
use crate::complaints::{CaseKindError, CaseKindLine, ComplaintCount};
use crate::http::case_kinds::{Kinds, as_file, list, load, may_edit, write};
use crate::http::files::{Asker, file_kind};
use crate::http::{AppState, Problem, ProblemKind};
use crate::office::complaint::reads_complaints;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use client_core::domain::complaint::{CaseKind, CaseKindFault};
use client_core::domain::entry::incident::Department;
use client_core::domain::text::LocalText;
use client_core::domain::words::incident;

/// The list.
pub(in crate::http::pages) async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Query(fields): Query<Fields>,
) -> Response {
    shell::shown(&viewer, answer(&state, &viewer, &fields).await)
}

async fn answer(state: &AppState, viewer: &Viewer, fields: &Fields) -> Result<Response, Problem> {
    let look = &viewer.look;
    let format = Some(value(fields, "format")).filter(|text| !text.is_empty());
    let kind = file_kind(format, look.language)?;
    let found = load(state, &viewer.who, Some(value(fields, "month"))).await?;
    if let Some(kind) = kind {
        return as_file(Asker::new(state, &viewer.who), state, kind, &found).await;
    }
    let (edits, counts) = (may_edit(&viewer.who), reads_complaints(&viewer.who.roles));
    Ok(shell::page(look, Some(viewer), StatusCode::OK, look.say(words::KINDS), "board", |h| {
        h.of("header", "title", |h| {
            h.word("h1", "", look.say(words::KINDS));
            if edits {
                h.link("button", "/complaints/kinds/new", look.say(words::NEW));
            }
        });
        h.word("p", "soft", look.say(words::KINDS_HINT));
        let month = found.month.to_string();
        if counts {
            h.el("form", &[("class", "filters"), ("method", "get"), ("action", "/complaints/kinds")], |h| {
                h.of("label", "field", |h| {
                    h.word("span", "", look.say(words::MONTH));
                    h.void("input", &[("type", "month"), ("name", "month"), ("value", &month)]);
                });
                h.word("button", "quiet", look.say(labels::FILTER));
            });
        }
        h.of("section", "list", |h| table(h, look, &found, edits, counts));
        if counts {
            h.of("div", "pager", |h| {
                for (format, word) in
                    [("csv", figures::AS_CSV), ("xlsx", figures::AS_XLSX), ("pdf", figures::AS_PDF)]
                {
                    let to = format!("/complaints/kinds?month={month}&format={format}");
                    h.link("button quiet", &to, look.say(word));
                }
            });
        }
    }))
}

fn table(h: &mut Html, look: &Look, found: &Kinds, edits: bool, counts: bool) {
    let mut headings = vec![words::KIND, words::ANSWERS];
    if counts {
        headings.extend([words::HEARD, words::OPEN, words::LATE, words::ALL]);
    }
    if edits {
        headings.push(words::EDIT);
    }
    sheet(h, look, "counts", &headings, |h| {
        let mut total = ComplaintCount::default();
        for one in &found.lines {
            total += one.count;
            line(h, look, found, one, edits, counts);
        }
        if counts {
            h.el("tr", &[("data-case", "total")], |h| {
                h.word("td", "", look.say(words::TOTAL));
                h.el("td", &[], |_| {});
                numbers(h, look, found, None, total);
                if edits {
                    h.el("td", &[], |_| {});
                }
            });
        }
    });
}

fn line(h: &mut Html, look: &Look, found: &Kinds, one: &CaseKindLine, edits: bool, counts: bool) {
    let code = one.code.as_deref().unwrap_or("-");
    let hot = if one.count.late > 0 { "hot" } else { "" };
    h.el("tr", &[("class", hot), ("data-case", code)], |h| {
        h.el("td", &[], |h| {
            match &one.kind {
                Some(kind) => h.typed(kind.label.get(look.language)),
                None if one.code.is_some() => h.typed(code),
                None => h.text(look.say(words::NO_KIND)),
            }
            if one.kind.as_ref().is_some_and(|kind| kind.retired) {
                h.text(" ");
                h.word("span", "badge", look.say(words::NOT_OFFERED));
            }
            if let Some(kind) = &one.kind {
                texts(h, look, kind);
            }
        });
        h.el("td", &[("data-label", look.say(words::ANSWERS))], |h| {
            if let Some(kind) = &one.kind {
                h.text(incident::department(kind.department).get(look.language));
            }
        });
        if counts {
            numbers(h, look, found, Some(code), one.count);
        }
        if edits {
            h.el("td", &[], |h| {
                if one.kind.is_some() {
                    h.link("", &format!("/complaints/kinds/{}", percent(code)), look.say(words::EDIT));
                }
            });
        }
    });
}

/// Each number leads to the complaints behind it.
fn numbers(h: &mut Html, look: &Look, found: &Kinds, code: Option<&str>, count: ComplaintCount) {
    let of_kind = code.map(|code| format!("case_kind={}", percent(code)));
    let cells = [
        (words::HEARD, count.heard, format!("month={}", found.month)),
        (words::OPEN, count.open, "state=open".to_owned()),
        (words::LATE, count.late, "state=late".to_owned()),
        (words::ALL, count.all, String::new()),
    ];
    for (label, number, which) in cells {
        h.el("td", &[("data-label", look.say(label))], |h| {
            let parts = of_kind.iter().chain(Some(&which).filter(|which| !which.is_empty()));
            let parts: Vec<&str> = parts.map(String::as_str).collect();
            let to = if parts.is_empty() {
                "/complaints".to_owned()
            } else {
                format!("/complaints?{}", parts.join("&"))
            };
            h.link("", &to, &number.to_string());
        });
    }
}

/// Steps and duties of a kind, below its name.
pub(super) fn texts(h: &mut Html, look: &Look, kind: &CaseKind) {
    let all = [(words::STEPS, &kind.steps), (words::DUTIES, &kind.duties)];
    for (label, text) in all {
        let text = text.get(look.language);
        if !text.is_empty() {
            h.of("p", "soft", |h| {
                h.text(look.say(label));
                h.text(": ");
                h.typed(text);
            });
        }
    }
}

/// The form of a new kind.
pub(in crate::http::pages) async fn new(State(state): State<AppState>, viewer: Viewer) -> Response {
    form_of(&state, &viewer, None).await
}

/// The form of a kind.
pub(in crate::http::pages) async fn edit(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(code): Path<String>,
) -> Response {
    form_of(&state, &viewer, Some(&code)).await
}

async fn form_of(state: &AppState, viewer: &Viewer, code: Option<&str>) -> Response {
    let shown = async {
        if !may_edit(&viewer.who) {
            return Err(Problem::new(ProblemKind::Forbidden, "none of your roles writes kinds of cases"));
        }
        let list = list(state).await?;
        let known = match code {
            Some(code) => {
                let missing = || Problem::new(ProblemKind::NotFound, "no such kind of case");
                known_fields(list.get(code).ok_or_else(missing)?)
            }
            None => Vec::new(),
        };
        Ok(form(viewer, StatusCode::OK, list.version, code, &known, None))
    };
    shell::shown(viewer, shown.await)
}

/// The texts of a kind, each with the name of its field.
const TEXTS: [(&str, Text); 3] =
    [("label", words::LABEL), ("steps", words::STEPS), ("duties", words::DUTIES)];

fn known_fields(kind: &CaseKind) -> Fields {
    let mut fields = vec![
        ("code".to_owned(), kind.code.clone()),
        ("department".to_owned(), kind.department.as_str().to_owned()),
    ];
    for (name, text) in [("label", &kind.label), ("steps", &kind.steps), ("duties", &kind.duties)] {
        let tongues = [("zh_hans", &text.zh_hans), ("zh_hant", &text.zh_hant), ("en", &text.en)];
        fields.extend(tongues.map(|(tongue, words)| (format!("{name}_{tongue}"), words.clone())));
    }
    if kind.retired {
        fields.push(("retired".to_owned(), "1".to_owned()));
    }
    fields
}

/// Writes a new kind.
pub(in crate::http::pages) async fn add(
    State(state): State<AppState>,
    viewer: Viewer,
    fields: Result<Form<Fields>, FormRejection>,
) -> Response {
    carry(&state, viewer, None, fields).await
}

/// Writes a kind anew.
pub(in crate::http::pages) async fn change(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(code): Path<String>,
    fields: Result<Form<Fields>, FormRejection>,
) -> Response {
    carry(&state, viewer, Some(&code), fields).await
}

async fn carry(
    state: &AppState,
    mut viewer: Viewer,
    code: Option<&str>,
    fields: Result<Form<Fields>, FormRejection>,
) -> Response {
    "/complaints/kinds".clone_into(&mut viewer.look.here);
    let viewer = &viewer;
    shell::shown(viewer, written(state, viewer, code, fields).await)
}

async fn written(
    state: &AppState,
    viewer: &Viewer,
    code: Option<&str>,
    fields: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Problem> {
    let no_form = || Problem::new(ProblemKind::InvalidRequest, "no form of a kind of case");
    let Form(fields) = fields.map_err(|_| no_form())?;
    let seen: u32 = value(&fields, "version").parse().map_err(|_| no_form())?;
    let text = |name: &str| {
        let words = |tongue: &str| value(&fields, &format!("{name}_{tongue}")).trim().replace("\r\n", "\n");
        LocalText { zh_hans: words("zh_hans"), zh_hant: words("zh_hant"), en: words("en") }
    };
    let kind = CaseKind {
        code: code.unwrap_or(value(&fields, "code").trim()).to_owned(),
        label: text("label"),
        department: Department::parse(value(&fields, "department")).ok_or_else(no_form)?,
        steps: text("steps"),
        duties: text("duties"),
        retired: value(&fields, "retired") == "1",
    };
    let look = &viewer.look;
    let again = |status, fault: Text| form(viewer, status, seen, code, &fields, Some(fault));
    if may_edit(&viewer.who) && code.is_none() && list(state).await?.get(&kind.code).is_some() {
        let twice = words::fault(CaseKindFault::CodeTwice);
        return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, twice));
    }
    match write(state, &viewer.who, seen, kind).await? {
        Ok(_) => Ok(Redirect::to(&look.here).into_response()),
        Err(CaseKindError::Fault(fault)) => Ok(again(StatusCode::UNPROCESSABLE_ENTITY, words::fault(fault))),
        Err(CaseKindError::Stale) => {
            // The next attempt is against the list as it is now.
            let seen = list(state).await?.version;
            Ok(form(viewer, StatusCode::PRECONDITION_FAILED, seen, code, &fields, Some(words::STALE)))
        }
        Err(CaseKindError::Engine(error)) => Err(error.into()),
    }
}

fn form(
    viewer: &Viewer,
    status: StatusCode,
    version: u32,
    code: Option<&str>,
    fields: &Fields,
    fault: Option<Text>,
) -> Response {
    let look = &viewer.look;
    let title = look.say(if code.is_some() { words::KIND } else { words::NEW });
    let action = format!("/complaints/kinds/{}", code.map_or_else(|| "new".to_owned(), percent));
    shell::page(look, Some(viewer), status, title, "complaint", |h| {
        h.el("form", &[("class", "card form"), ("method", "post"), ("action", &action)], |h| {
            h.word("h1", "", title);
            if let Some(fault) = fault {
                h.el("p", &[("class", "fault"), ("role", "alert")], |h| h.text(look.say(fault)));
            }
            hidden(h, "version", &version.to_string());
            match code {
                Some(code) => h.of("p", "soft", |h| {
                    h.text(look.say(words::CODE));
                    h.text(": ");
                    h.typed(code);
                }),
                None => labelled(h, look.say(words::CODE), Some(look.say(words::CODE_HINT)), |h| {
                    let attributes = [
                        ("type", "text"),
                        ("name", "code"),
                        ("value", value(fields, "code")),
                        ("maxlength", "32"),
                        ("pattern", "[a-z0-9_]+"),
                        ("required", ""),
                        ("autocomplete", "off"),
                    ];
                    h.void("input", &attributes);
                }),
            }
            labelled(h, look.say(words::ANSWERS), None, |h| departments(h, look, fields));
            for (name, label) in TEXTS {
                for (tongue, of) in words::TONGUES {
                    let field = format!("{name}_{tongue}");
                    let label = format!("{} ({})", look.say(label), look.say(of));
                    labelled(h, &label, None, |h| text(h, name, &field, value(fields, &field)));
                }
            }
            h.of("label", "check", |h| {
                let attributes = [("type", "checkbox"), ("name", "retired"), ("value", "1")];
                h.void_flagged("input", &attributes, &[("checked", value(fields, "retired") == "1")]);
                h.word("span", "", look.say(words::RETIRED));
            });
            h.el("button", &[("class", "main"), ("accesskey", "s")], |h| h.text(look.say(words::SAVE)));
        });
        h.link("", "/complaints/kinds", look.say(words::KINDS));
    })
}

fn labelled(h: &mut Html, label: &str, hint: Option<&str>, inner: impl FnOnce(&mut Html)) {
    h.of("label", "field", |h| {
        h.el("span", &[], |h| {
            h.text(label);
            if let Some(hint) = hint {
                h.word("small", "soft", hint);
            }
        });
        inner(h);
    });
}

fn text(h: &mut Html, name: &str, field: &str, words: &str) {
    if name == "label" {
        let attributes = [
            ("type", "text"),
            ("name", field),
            ("value", words),
            ("maxlength", "60"),
            ("required", ""),
            ("autocomplete", "off"),
        ];
        h.void("input", &attributes);
    } else {
        h.el("textarea", &[("name", field), ("rows", "3"), ("maxlength", "1000")], |h| h.text(words));
    }
}

fn departments(h: &mut Html, look: &Look, fields: &Fields) {
    h.el("select", &[("name", "department"), ("required", "")], |h| {
        h.el("option", &[("value", "")], |h| h.text(look.say(labels::CHOOSE)));
        for one in Department::ALL {
            let selected = [("value", one.as_str()), ("selected", "")];
            let chosen = value(fields, "department") == one.as_str();
            h.el("option", if chosen { &selected[..] } else { &selected[..1] }, |h| {
                h.text(incident::department(*one).get(look.language));
            });
        }
    });
}

/// The way from the register to the list.
pub(super) fn way(h: &mut Html, look: &Look) {
    h.link("button quiet", "/complaints/kinds", look.say(words::KINDS));
}
