//! The dispatcher's board: counts per state, filters that are links, orders that wait for somebody first.

use super::html::Html;
use super::look::{Look, Viewer, code, percent};
use super::tables::sheet;
use super::words::{desk, figures, labels, states};
use super::{Fields, directory, incidents, shell, value};
use crate::board::{BoardQuery, BoardRow, BoardSummary, Clock, Queue, page, summary};
use crate::feed::EngineError;
use crate::http::orders::{clock, require_reader};
use crate::http::{AppState, Problem, ProblemKind};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use client_core::domain::entry::DocumentKind;
use client_core::domain::entry::office::Urgency;
use client_core::domain::id::DocumentId;
use client_core::domain::order::{MoneyTrack, OrderState};
use client_core::domain::policy::{Action, ReadScope, Role, may_read};
use client_core::domain::text::Language;
use std::collections::BTreeMap;

/// Lines of one page of the list of those that wait for nobody.
const LINES: u32 = 100;
/// Lines that wait for somebody are all shown, up to this many.
const WAITING_LINES: u32 = 300;

/// What the address asks for.
#[derive(Debug, Clone, Default)]
struct Filter {
    state: String,
    holder: String,
    conflicts: bool,
    open: bool,
    mine: bool,
    queue: Option<Queue>,
    class: String,
    unit: String,
    after: Option<DocumentId>,
}

impl Filter {
    fn read(fields: &[(String, String)]) -> Result<Self, Problem> {
        let wrong = |name: &'static str| {
            Problem::new(ProblemKind::InvalidParameter, "not a filter of the board").with("parameter", name)
        };
        let flag = |name: &'static str| match value(fields, name) {
            "" | "0" | "false" => Ok(false),
            "1" | "true" | "on" => Ok(true),
            _ => Err(wrong(name)),
        };
        let after = match value(fields, "after") {
            "" => None,
            text => Some(text.parse().map_err(|_| wrong("after"))?),
        };
        let state = value(fields, "state");
        if !state.is_empty() && !states::STATES.iter().any(|known| known.as_str() == state) {
            return Err(wrong("state"));
        }
        let queue = match value(fields, "queue") {
            "" => None,
            name => Some(Queue::parse(name).ok_or_else(|| wrong("queue"))?),
        };
        Ok(Self {
            queue,
            class: value(fields, "class").to_owned(),
            unit: value(fields, "unit").trim().chars().take(40).collect(),
            state: state.to_owned(),
            holder: value(fields, "holder").to_owned(),
            conflicts: flag("conflicts")?,
            open: flag("open")?,
            mine: flag("mine")?,
            after,
        })
    }

    fn query(&self, clock: Clock) -> Result<BoardQuery, Problem> {
        let holder = (!self.holder.is_empty()).then(|| self.holder.parse()).transpose().map_err(|_| {
            Problem::new(ProblemKind::InvalidParameter, "a user id").with("parameter", "holder")
        })?;
        Ok(BoardQuery {
            state: (!self.state.is_empty()).then(|| self.state.clone()),
            holder,
            conflicts: self.conflicts,
            open: self.open,
            mine: self.mine,
            queue: self.queue.map(|queue| (queue, clock)),
            class: (!self.class.is_empty()).then(|| self.class.clone()),
            unit: (!self.unit.is_empty()).then(|| self.unit.clone()),
            tasks: Some(false),
            after: self.after,
            limit: LINES,
        })
    }

    /// The address of the board with this filter.
    fn address(&self) -> String {
        let mut parts = Vec::new();
        if !self.state.is_empty() {
            parts.push(format!("state={}", percent(&self.state)));
        }
        if !self.holder.is_empty() {
            parts.push(format!("holder={}", percent(&self.holder)));
        }
        if self.conflicts {
            parts.push("conflicts=1".to_owned());
        }
        if let Some(queue) = self.queue {
            parts.push(format!("queue={}", queue.as_str()));
        }
        for (name, text) in [("class", &self.class), ("unit", &self.unit)] {
            if !text.is_empty() {
                parts.push(format!("{name}={}", percent(text)));
            }
        }
        if self.open {
            parts.push("open=1".to_owned());
        }
        if self.mine {
            parts.push("mine=1".to_owned());
        }
        if let Some(after) = self.after {
            parts.push(format!("after={after}"));
        }
        if parts.is_empty() { "/".to_owned() } else { format!("/?{}", parts.join("&")) }
    }
}

struct Board {
    filter: Filter,
    summary: BoardSummary,
    waiting: Vec<BoardRow>,
    others: Vec<BoardRow>,
    /// Service classes, with their names.
    classes: Vec<(String, String)>,
    /// The viewer may know customers.
    personal: bool,
    /// The viewer's roles.
    roles: Vec<Role>,
}

async fn load(state: &AppState, viewer: &Viewer, fields: &[(String, String)]) -> Result<Board, Problem> {
    require_reader(&viewer.who)?;
    let filter = Filter::read(fields)?;
    let clock = clock(state);
    let query = filter.query(clock)?;
    let waiting_query = BoardQuery { tasks: Some(true), after: None, limit: WAITING_LINES, ..query.clone() };
    // On later pages the list goes on; what waits was on the first one.
    let first = filter.after.is_none();
    let (user, roles) = (viewer.who.user, viewer.who.roles.clone());
    let personal = roles.iter().any(|role| may_read(*role, DocumentKind::Customer) != ReadScope::Nothing);
    let procedures = state.procedures.clone();
    let language = viewer.look.language;
    let (summary, waiting, others, classes) = state
        .store
        .read(move |connection| -> Result<_, EngineError> {
            let waiting = if first { page(connection, user, &roles, &waiting_query)? } else { Vec::new() };
            let library = procedures.at(connection)?;
            let classes: BTreeMap<String, String> = library
                .iter()
                .map(|procedure| (procedure.id.clone(), procedure.label.get(language).to_owned()))
                .collect();
            let others = page(connection, user, &roles, &query)?;
            Ok((summary(connection, user, &roles, &clock)?, waiting, others, classes))
        })
        .await?;
    let classes = classes.into_iter().collect();
    Ok(Board { filter, summary, waiting, others, classes, personal, roles: viewer.who.roles.clone() })
}

/// The board.
pub(super) async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Query(fields): Query<Fields>,
) -> Response {
    let look = &viewer.look;
    if let Some(place) = elsewhere(&viewer) {
        return Redirect::to(place).into_response();
    }
    let board = match load(&state, &viewer, &fields).await {
        Ok(board) => board,
        Err(problem) => return shell::problem(look, Some(&viewer), &problem),
    };
    shell::page(look, Some(&viewer), StatusCode::OK, look.say(labels::BOARD), "board", |h| {
        h.word("h1", "unseen", look.say(labels::BOARD));
        filters(h, look, &board);
        h.el("div", &[("id", "rows"), ("data-rows", "/board/rows")], |h| rows_of(h, look, &board));
    })
}

/// Where somebody begins who reads no orders, so that signing in doesn't end with a refusal.
fn elsewhere(viewer: &Viewer) -> Option<&'static str> {
    if is_open_to(viewer) {
        None
    } else if incidents::is_open_to(viewer) {
        Some("/incidents")
    } else {
        directory::may(viewer, Action::ManageAccounts).then_some("/people")
    }
}

/// Whether the viewer's roles read orders.
pub(super) fn is_open_to(viewer: &Viewer) -> bool {
    require_reader(&viewer.who).is_ok()
}

/// The part of the board that moves, for the script.
pub(super) async fn rows(
    State(state): State<AppState>,
    viewer: Viewer,
    Query(fields): Query<Fields>,
) -> Response {
    match load(&state, &viewer, &fields).await {
        Ok(board) => shell::fragment(&viewer.look, |h| rows_of(h, &viewer.look, &board)),
        Err(problem) => shell::problem(&viewer.look, Some(&viewer), &problem),
    }
}

fn filters(h: &mut Html, look: &Look, board: &Board) {
    let filter = &board.filter;
    h.el("form", &[("class", "filters"), ("method", "get"), ("action", "/"), ("data-auto", "1")], |h| {
        h.el("select", &[("name", "state"), ("aria-label", look.say(labels::STATE))], |h| {
            option(h, "", look.say(labels::ANY_STATE), filter.state.is_empty());
            for state in states::STATES {
                option(h, state.as_str(), look.say(states::state(*state)), filter.state == state.as_str());
            }
        });
        h.el("select", &[("name", "holder"), ("aria-label", look.say(labels::HOLDER))], |h| {
            option(h, "", look.say(labels::ANYBODY), filter.holder.is_empty());
            for (user, name, count) in &board.summary.holders {
                let id = user.to_string();
                option(h, &id, &format!("{name} ({count})"), filter.holder == id);
            }
        });
        h.el("select", &[("name", "class"), ("aria-label", look.say(labels::CLASS))], |h| {
            option(h, "", look.say(desk::ANY_CLASS), filter.class.is_empty());
            for (class, name) in &board.classes {
                option(h, class, &format!("{class} {name}"), filter.class == *class);
            }
        });
        h.el("select", &[("name", "queue"), ("aria-label", look.say(desk::QUEUE))], |h| {
            option(h, "", look.say(desk::ANY_QUEUE), filter.queue.is_none());
            for queue in Queue::ALL {
                option(h, queue.as_str(), look.say(desk::queue(*queue)), filter.queue == Some(*queue));
            }
        });
        if board.personal {
            let attributes = [
                ("type", "search"),
                ("name", "unit"),
                ("value", filter.unit.as_str()),
                ("maxlength", "40"),
                ("placeholder", look.say(labels::UNIT)),
                ("aria-label", look.say(labels::UNIT)),
            ];
            h.void("input", &attributes);
        }
        check(h, "open", look.say(labels::ONLY_OPEN), filter.open);
        check(h, "mine", look.say(labels::ONLY_MINE), filter.mine);
        check(h, "conflicts", look.say(labels::ONLY_CONFLICTS), filter.conflicts);
        h.word("button", "quiet", look.say(labels::FILTER));
    });
}

fn option(h: &mut Html, value: &str, text: &str, selected: bool) {
    if selected {
        h.el("option", &[("value", value), ("selected", "")], |h| h.text(text));
    } else {
        h.el("option", &[("value", value)], |h| h.text(text));
    }
}

fn check(h: &mut Html, name: &str, text: &str, checked: bool) {
    h.of("label", "check", |h| {
        let attributes = [("type", "checkbox"), ("name", name), ("value", "1")];
        h.void_flagged("input", &attributes, &[("checked", checked)]);
        h.text(text);
    });
}

fn rows_of(h: &mut Html, look: &Look, board: &Board) {
    counts(h, look, board);
    if board.waiting.is_empty() && board.others.is_empty() {
        h.word("p", "empty", look.say(labels::NO_ORDERS));
    }
    list(h, look, board, labels::WAITING.get(look.language), &board.waiting);
    list(h, look, board, labels::OTHERS.get(look.language), &board.others);
    h.of("div", "pager", |h| {
        let own = board.filter.address();
        let (joint, query) = own.split_once('?').map_or(("", ""), |(_, query)| ("&", query));
        let files = [
            (figures::AS_CSV, "csv".to_owned()),
            (figures::AS_XLSX, "xlsx".to_owned()),
            (figures::AS_PDF, format!("pdf&language={}", code(look.language))),
        ];
        // The interface's words for a set box.
        let query = ["open", "mine", "conflicts"].iter().fold(query.to_owned(), |query, name| {
            query.replace(&format!("{name}=1"), &format!("{name}=true"))
        });
        for (word, form) in files {
            h.link("button quiet", &format!("/api/v1/orders?{query}{joint}format={form}"), look.say(word));
        }
        if board.filter.after.is_some() {
            let first = Filter { after: None, ..board.filter.clone() };
            h.link("button quiet", &first.address(), look.say(labels::FIRST_PAGE));
        }
        let full = u32::try_from(board.others.len()).is_ok_and(|count| count == LINES);
        if let Some(last) = board.others.last().filter(|_| full) {
            let next = Filter { after: Some(last.id), ..board.filter.clone() };
            h.link("button quiet", &next.address(), look.say(labels::NEXT_PAGE));
        }
    });
}

fn counts(h: &mut Html, look: &Look, board: &Board) {
    let count_of = |state: &OrderState| {
        board.summary.states.iter().find(|(name, _)| name == state.as_str()).map_or(0, |(_, count)| *count)
    };
    let filter = &board.filter;
    h.el("nav", &[("class", "tally"), ("aria-label", look.say(labels::STATE))], |h| {
        let all: u64 = board.summary.states.iter().map(|(_, count)| *count).sum();
        let every = Filter {
            state: String::new(),
            conflicts: false,
            mine: false,
            queue: None,
            after: None,
            ..filter.clone()
        };
        let current = filter.state.is_empty() && !filter.conflicts && !filter.mine && filter.queue.is_none();
        count(h, "", &every, look.say(labels::ALL), all, current);
        if board.summary.mine > 0 {
            let to =
                Filter { mine: true, state: String::new(), conflicts: false, after: None, ..filter.clone() };
            count(h, "mine", &to, look.say(labels::MY_TASKS), board.summary.mine, filter.mine);
        }
        if board.summary.conflicts > 0 {
            let to = Filter { conflicts: true, state: String::new(), after: None, ..filter.clone() };
            count(h, "alarm", &to, look.say(labels::CONFLICTS), board.summary.conflicts, filter.conflicts);
        }
        // Conflicts have their count already.
        let queues = board.summary.queues.iter().filter(|(queue, _)| *queue != Queue::Conflicts);
        for (queue, number) in queues.filter(|(_, number)| *number > 0) {
            let to = Filter {
                queue: Some(*queue),
                state: String::new(),
                conflicts: false,
                mine: false,
                after: None,
                ..filter.clone()
            };
            let class = if matches!(queue, Queue::Pool | Queue::DueToday) { "" } else { "alarm" };
            count(h, class, &to, look.say(desk::queue(*queue)), *number, filter.queue == Some(*queue));
        }
        for state in states::STATES {
            let number = count_of(state);
            if number > 0 {
                let to = Filter {
                    state: state.as_str().to_owned(),
                    conflicts: false,
                    after: None,
                    ..filter.clone()
                };
                let current = filter.state == state.as_str();
                count(h, state.as_str(), &to, look.say(states::state(*state)), number, current);
            }
        }
    });
}

fn count(h: &mut Html, state: &str, to: &Filter, text: &str, number: u64, current: bool) {
    let class = format!("count s-{state}");
    let attributes = [
        ("class", class.as_str()),
        ("href", &to.address()),
        ("aria-current", if current { "true" } else { "false" }),
    ];
    h.el("a", &attributes, |h| {
        h.word("b", "", &number.to_string());
        h.word("span", "", text);
    });
}

fn list(h: &mut Html, look: &Look, board: &Board, heading: &str, rows: &[BoardRow]) {
    if rows.is_empty() {
        return;
    }
    h.of("section", "list", |h| {
        h.el("h2", &[], |h| {
            h.text(heading);
            h.word("span", "soft", &rows.len().to_string());
        });
        let mut headings = vec![labels::NUMBER, labels::STATE, labels::HOLDER, labels::CLASS];
        if board.personal {
            headings.extend([labels::UNIT, labels::CUSTOMER]);
        }
        headings.extend([labels::APPOINTMENT, labels::TASKS, labels::CHANGED]);
        sheet(h, look, "orders", &headings, |h| {
            for row in rows {
                line(h, look, board, row);
            }
        });
    });
}

fn line(h: &mut Html, look: &Look, board: &Board, row: &BoardRow) {
    let (id, seq) = (row.id.to_string(), row.last_seq.to_string());
    let class = if row.conflicts > 0 || row.needs_decision { "hot" } else { "" };
    h.el("tr", &[("class", class), ("data-id", &id), ("data-seq", &seq)], |h| {
        h.of("td", "number", |h| {
            let number = row.number.as_deref().unwrap_or(look.say(labels::NO_NUMBER));
            let class = if row.number.is_some() { "" } else { "soft" };
            h.link(class, &format!("/orders/{id}"), number);
        });
        h.of("td", "state", |h| {
            chip(h, look.language, &row.state);
            if row.urgent {
                h.word("span", "badge alarm", look.say(states::urgency(Urgency::Urgent)));
            }
            if row.needs_decision {
                h.word("span", "badge alarm", look.say(labels::NEEDS_DECISION));
            }
            if row.conflicts > 0 {
                h.word("span", "badge alarm", &look.with(labels::CONFLICTS_N, &[&row.conflicts.to_string()]));
            }
            flags(h, look, row);
            if row.claims > 0 {
                h.word("span", "badge", &look.with(labels::CLAIMS_N, &[&row.claims.to_string()]));
            }
        });
        h.of("td", "holder", |h| match &row.holder_name {
            Some(name) => h.typed(name),
            None => h.word("span", "soft", look.say(labels::NOBODY)),
        });
        h.of("td", "class", |h| h.text(row.service_class.as_deref().unwrap_or("–")));
        if board.personal {
            h.of("td", "unit", |h| h.typed(row.unit_no.as_deref().unwrap_or("–")));
            h.of("td", "customer", |h| h.typed(row.customer_name.as_deref().unwrap_or("–")));
        }
        h.of("td", "appointment", |h| {
            if let Some(at) = row.appointment_at {
                let waiting =
                    ["requested", "accepted", "dispatched", "received"].contains(&row.state.as_str());
                let late = waiting && at < look.now;
                let class = if late { "late" } else { "" };
                let title = if late { look.say(labels::OVERDUE) } else { "" };
                h.el("span", &[("class", class), ("title", title)], |h| look.put_time(h, at, true));
            }
        });
        h.of("td", "todo", |h| tasks(h, look, board, row));
        h.of("td", "changed", |h| look.put_time(h, row.updated_at, true));
    });
}

/// What is true of an order beside its state.
fn flags(h: &mut Html, look: &Look, row: &BoardRow) {
    if row.in_pool {
        h.word("span", "badge uncertain", look.say(desk::IN_POOL));
    }
    let nothing = [MoneyTrack::Waived.as_str(), MoneyTrack::NotCharged.as_str()];
    for (set, class, word) in [
        (row.time_open, "badge alarm", labels::TIME_OPEN),
        (row.waiting, "badge uncertain", labels::IS_WAITING),
        (row.disputed && !nothing.contains(&row.money.as_str()), "badge alarm", labels::DISPUTED),
    ] {
        if set {
            h.word("span", class, look.say(word));
        }
    }
    if row.money == MoneyTrack::Waived.as_str() {
        h.word("span", "badge", &states::money_named(look.language, &row.money));
    }
}

/// What waits for somebody, the viewer's own tasks first. Conflicts have their badge beside the state.
fn tasks(h: &mut Html, look: &Look, board: &Board, row: &BoardRow) {
    let mut words: Vec<(bool, String)> = row
        .open_tasks
        .iter()
        .filter(|task| !task.id.starts_with("settle:"))
        .map(|task| {
            let own = task.roles.iter().any(|role| board.roles.contains(role));
            (!own, states::task(look.language, &task.id))
        })
        .collect();
    words.sort();
    words.dedup();
    for (others, text) in words {
        h.word("span", if others { "duty soft" } else { "duty" }, &text);
    }
}

/// A state in colour and words.
pub(super) fn chip(h: &mut Html, language: Language, state: &str) {
    h.word("span", &format!("chip s-{state}"), &states::state_named(language, state));
}
