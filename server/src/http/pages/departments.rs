//! Departments: one page for all of them and the trades, and one for each, whose numbers lead to the lists behind them
//! (ROL-10, ROL-11, ROL-13, ROL-19, ROL-22).

use super::html::Html;
use super::look::{Look, Viewer, percent};
use super::tables::sheet;
use super::words::{Text, departments as words, figures, labels};
use super::{Fields, shell, value};
use crate::departments::{Count, DepartmentLine, DepartmentView, Departments, Subject};
use crate::http::case_kinds::list as kind_list;
use crate::http::departments::{as_file, load, named_department};
use crate::http::files::{Asker, file_kind};
use crate::http::{AppState, Problem};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use client_core::domain::complaint::CaseKinds;
use client_core::domain::entry::incident::{Department, PublicArea};
use client_core::domain::words::incident;

const SUBJECTS: [Subject; 6] = [
    Subject::Incidents,
    Subject::ContractorIncidents,
    Subject::Complaints,
    Subject::Duties,
    Subject::Matters,
    Subject::Given,
];

/// All departments that the viewer may look at.
pub(super) async fn list(
    State(state): State<AppState>,
    viewer: Viewer,
    Query(fields): Query<Fields>,
) -> Response {
    shell::shown(&viewer, answer(&state, &viewer, &fields, None).await)
}

/// One of them.
pub(super) async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(department): Path<String>,
    Query(fields): Query<Fields>,
) -> Response {
    let answer = match named_department(&department) {
        Ok(department) => answer(&state, &viewer, &fields, Some(department)).await,
        Err(problem) => Err(problem),
    };
    shell::shown(&viewer, answer)
}

async fn answer(
    state: &AppState,
    viewer: &Viewer,
    fields: &Fields,
    only: Option<Department>,
) -> Result<Response, Problem> {
    let look = &viewer.look;
    let format = Some(value(fields, "format")).filter(|text| !text.is_empty());
    let kind = file_kind(format, look.language)?;
    let found = load(state, &viewer.who, Some(value(fields, "month")), only).await?;
    if let Some(kind) = kind {
        return as_file(Asker::new(state, &viewer.who), state, kind, &found).await;
    }
    let kinds = kind_list(state).await?;
    let place =
        only.map_or_else(|| "/departments".to_owned(), |one| format!("/departments/{}", one.as_str()));
    let name = only.map_or(look.say(words::DEPARTMENTS), |one| incident::department(one).get(look.language));
    Ok(shell::page(look, Some(viewer), StatusCode::OK, name, "board", |h| {
        h.of("header", "title", |h| {
            h.word("h1", "", name);
            if only.is_some() {
                let to = format!("/departments?month={}", found.month);
                h.link("button quiet", &to, look.say(words::DEPARTMENTS));
            }
        });
        h.word("p", "soft", look.say(words::HINT));
        month_form(h, look, &place, &found);
        if let Some(view) = found.departments.first().filter(|_| only.is_some()) {
            department(h, look, &kinds, &found, view);
        } else {
            overview(h, look, &found);
            trades(h, look, &found);
        }
        h.of("div", "pager", |h| {
            for (format, word) in
                [("csv", figures::AS_CSV), ("xlsx", figures::AS_XLSX), ("pdf", figures::AS_PDF)]
            {
                let to = format!("{place}?month={}&format={format}", found.month);
                h.link("button quiet", &to, look.say(word));
            }
        });
    }))
}

fn month_form(h: &mut Html, look: &Look, place: &str, found: &Departments) {
    h.el("form", &[("class", "filters"), ("method", "get"), ("action", place)], |h| {
        h.of("label", "field", |h| {
            h.word("span", "", look.say(words::OF_MONTH));
            let month = found.month.to_string();
            h.void("input", &[("type", "month"), ("name", "month"), ("value", &month)]);
        });
        h.word("button", "quiet", look.say(labels::FILTER));
    });
}

/// The lists that the numbers of a line come from.
struct Behind {
    path: &'static str,
    /// What narrows the list down to the line.
    only: Vec<(&'static str, String)>,
    subject: Subject,
}

impl Behind {
    #[allow(clippy::option_option, reason = "all kinds together, those without a kind, or one kind")]
    fn new(subject: Subject, department: Option<Department>, of: Option<Option<&str>>) -> Self {
        let path = match subject {
            Subject::Incidents | Subject::ContractorIncidents => "/incidents",
            Subject::Complaints => "/complaints",
            Subject::Duties => "/duties",
            Subject::Matters | Subject::Given => "/matters",
        };
        let mut only = Vec::new();
        // The list of matters knows the department by what was given to it, not by the form.
        if let Some(department) = department.filter(|_| subject != Subject::Matters) {
            only.push(("department", department.as_str().to_owned()));
        }
        match (subject, of) {
            (Subject::Incidents, Some(Some(area))) => only.push(("area", area.to_owned())),
            (Subject::ContractorIncidents, _) => only.push(("of_contractor", "1".to_owned())),
            (Subject::Complaints, Some(kind)) => only.push(("case_kind", kind.unwrap_or("-").to_owned())),
            (Subject::Duties | Subject::Matters, Some(Some(form))) => only.push(("form", form.to_owned())),
            _ => {}
        }
        Self { path, only, subject }
    }

    /// The address behind each of the four numbers: open, late, begun in the month, done of these.
    fn addresses(&self, found: &Departments) -> [String; 4] {
        let month = ("month", found.month.to_string());
        let state = |state: &str| ("state", state.to_owned());
        let days =
            [("from", found.month.first_day().to_string()), ("until", found.month.last_day().to_string())];
        let which = match self.subject {
            Subject::Incidents | Subject::ContractorIncidents => [
                vec![state("open")],
                vec![state("nobody_on_site")],
                vec![month.clone()],
                vec![state("decided"), month],
            ],
            Subject::Complaints => {
                [vec![state("open")], vec![state("late")], vec![month.clone()], vec![state("closed"), month]]
            }
            Subject::Duties => ["open", "missing", "", "kept"].map(|stands| {
                let stands = Some(("stands", stands.to_owned())).filter(|(_, stands)| !stands.is_empty());
                days.iter().cloned().chain(stands).collect()
            }),
            Subject::Matters | Subject::Given => {
                [vec![state("open")], vec![state("late")], vec![month.clone()], vec![state("done"), month]]
            }
        };
        which.map(|which| {
            let parts: Vec<String> = self
                .only
                .iter()
                .chain(&which)
                .map(|(name, value)| format!("{name}={}", percent(value)))
                .collect();
            format!("{}?{}", self.path, parts.join("&"))
        })
    }
}

fn numbers(h: &mut Html, look: &Look, found: &Departments, behind: &Behind, count: Count) {
    let numbers = [count.open, count.late, count.month, count.done];
    let counts = COUNTS.into_iter().zip(numbers).zip(behind.addresses(found));
    for ((label, number), to) in counts {
        h.el("td", &[("data-label", look.say(label))], |h| h.link("", &to, &number.to_string()));
    }
}

const COUNTS: [Text; 4] = [words::OPEN, words::LATE, words::MONTH, words::DONE];

/// One department: a table for each subject.
fn department(h: &mut Html, look: &Look, kinds: &CaseKinds, found: &Departments, view: &DepartmentView) {
    if let Some(head) = &view.head {
        h.of("p", "", |h| {
            h.text(look.say(words::HEAD));
            h.text(": ");
            h.typed(head);
        });
    }
    for subject in SUBJECTS {
        let lines: Vec<&DepartmentLine> = view.lines.iter().filter(|line| line.subject == subject).collect();
        if lines.is_empty() && subject == Subject::ContractorIncidents {
            continue;
        }
        h.el("section", &[("class", "card"), ("id", subject.as_str())], |h| {
            h.word("h2", "", look.say(words::subject(subject)));
            if lines.is_empty() {
                h.word("p", "soft", look.say(words::NOTHING));
                return;
            }
            if subject == Subject::Incidents {
                h.word("p", "soft", look.say(words::UNATTENDED));
            }
            let headings: Vec<Text> = [words::OF].into_iter().chain(COUNTS).collect();
            sheet(h, look, "counts", &headings, |h| {
                for line in &lines {
                    let of = line.of.as_deref();
                    let behind = Behind::new(subject, Some(view.department), Some(of));
                    let hot = if line.count.late > 0 { "hot" } else { "" };
                    h.el("tr", &[("class", hot), ("data-of", of.unwrap_or("-"))], |h| {
                        h.el("td", &[], |h| h.typed(&words::of(look.language, kinds, line)));
                        numbers(h, look, found, &behind, line.count);
                    });
                }
                // Matters of several forms have no list of their own.
                if lines.len() > 1 && subject != Subject::Matters {
                    let behind = Behind::new(subject, Some(view.department), None);
                    h.el("tr", &[("data-of", "all")], |h| {
                        h.word("td", "", look.say(words::TOGETHER));
                        numbers(h, look, found, &behind, view.total(subject));
                    });
                }
            });
        });
    }
}

/// A line for each department: what is open and late of each subject.
fn overview(h: &mut Html, look: &Look, found: &Departments) {
    let subjects = [Subject::Incidents, Subject::Complaints, Subject::Duties, Subject::Given];
    let headings: Vec<Text> =
        [words::DEPARTMENT, words::HEAD].into_iter().chain(subjects.map(words::subject)).collect();
    h.of("section", "list", |h| {
        sheet(h, look, "counts", &headings, |h| {
            for view in &found.departments {
                let late = subjects.iter().any(|subject| view.total(*subject).late > 0);
                let name = view.department.as_str();
                h.el("tr", &[("class", if late { "hot" } else { "" }), ("data-department", name)], |h| {
                    h.el("td", &[], |h| {
                        let to = format!("/departments/{name}?month={}", found.month);
                        h.link("", &to, incident::department(view.department).get(look.language));
                    });
                    h.el("td", &[("data-label", look.say(words::HEAD))], |h| {
                        h.typed(view.head.as_deref().unwrap_or("–"))
                    });
                    for subject in subjects {
                        let count = view.total(subject);
                        let [open, late, ..] =
                            Behind::new(subject, Some(view.department), None).addresses(found);
                        h.el("td", &[("data-label", look.say(words::subject(subject)))], |h| {
                            h.link("", &open, &format!("{} {}", look.say(words::OPEN), count.open));
                            if count.late > 0 {
                                h.text(" ");
                                let class = "badge alarm";
                                h.link(class, &late, &format!("{} {}", look.say(words::LATE), count.late));
                            }
                        });
                    }
                });
            }
        });
    });
}

/// A line for each trade, whatever department it went to.
fn trades(h: &mut Html, look: &Look, found: &Departments) {
    h.el("section", &[("class", "list"), ("id", "trades")], |h| {
        h.word("h2", "", look.say(words::TRADES));
        let headings: Vec<Text> = [words::TRADE].into_iter().chain(COUNTS).collect();
        // Whoever leads one department sees the trades in it.
        let department = match found.departments.as_slice() {
            [only] => Some(only.department),
            _ => None,
        };
        sheet(h, look, "counts", &headings, |h| {
            for (area, count) in &found.trades {
                trade(h, look, found, department, *area, *count);
            }
        });
    });
}

fn trade(
    h: &mut Html,
    look: &Look,
    found: &Departments,
    department: Option<Department>,
    area: PublicArea,
    count: Count,
) {
    let behind = Behind::new(Subject::Incidents, department, Some(Some(area.as_str())));
    let hot = if count.late > 0 { "hot" } else { "" };
    h.el("tr", &[("class", hot), ("data-trade", area.as_str())], |h| {
        h.word("td", "", incident::area(area).get(look.language));
        numbers(h, look, found, &behind, count);
    });
}
