//! Figures of a month, its compliance, and the slips behind each of them.

use super::html::Html;
use super::look::{Look, Viewer, percent};
use super::reports::figures as reports;
use super::store::{amount, label};
use super::tables::sheet;
use super::words::figures as words;
use super::words::{complaints, labels, states};
use super::{Fields, analysis, chart, shell, value};
use crate::figures::{compliance_sheets, month_sheets, slips_sheet};
use crate::http::analysis::load;
use crate::http::figures::{
    Asked, Figures, Kept, Period, Target, load_compliance, load_figures, wrong, zone,
};
use crate::http::files::{Asker, file};
use crate::http::{AppState, Problem};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use client_core::domain::deadline::Outcome;
use client_core::domain::statistics::{ComplaintTimes, Counted, Figure, OrderSummary, Ranked, Times};
use client_core::domain::text::Language;
use client_core::domain::words::office;

/// Outcomes of a deadline in the order of their columns.
pub(super) const COLUMNS: [Outcome; 3] = [Outcome::Kept, Outcome::Late, Outcome::NotDue];

fn period(fields: &Fields, language: Language) -> Period {
    let given = |name: &str| Some(value(fields, name).to_owned()).filter(|text| !text.is_empty());
    let (month, from, to, format) = (given("month"), given("from"), given("to"), given("format"));
    Period { month, from, to, format, language: Some(language) }
}

fn shown(viewer: &Viewer, answer: Result<Response, Problem>) -> Response {
    answer.unwrap_or_else(|problem| shell::problem(&viewer.look, Some(viewer), &problem))
}

/// The summary form.
pub(in crate::http) async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Query(fields): Query<Fields>,
) -> Response {
    shown(&viewer, summary_form(&state, &viewer, &period(&fields, viewer.look.language)).await)
}

async fn summary_form(state: &AppState, viewer: &Viewer, period: &Period) -> Result<Response, Problem> {
    let (kind, asked) = (period.kind()?, period.read(state)?);
    let found = load_figures(state, &viewer.who, &asked).await?;
    // An analysis belongs to a month; other days have none.
    let written = if asked.is_month() { Some(load(state, asked.month).await?) } else { None };
    if let Some(kind) = kind {
        let paper = |language| reports::summary(state, language, &asked, &found, written.as_ref());
        return file(
            Asker::new(state, &viewer.who),
            kind,
            "statistics",
            || month_sheets(&found.month),
            paper,
        )
        .await;
    }
    let Figures { month, catalogue, .. } = found;
    let look = &viewer.look;
    let title = look.say(words::SUMMARY_FORM);
    let target = Target::of(state.jobs.statistics, &month);
    Ok(shell::page(look, Some(viewer), StatusCode::OK, title, "statistics", |h| {
        h.word("h1", "", title);
        choose(h, look, "/statistics", &asked, true);
        let named = [
            ("requests", &month.requests),
            ("business", &month.business),
            ("completed", &month.completed),
            ("first_time", &month.first_time),
            ("reworked", &month.reworked),
            ("followed_up", &month.followed_up),
            ("satisfied", &month.opinions.satisfied),
            ("enterprise_satisfied", &month.opinions.enterprise_satisfied),
        ];
        let named = named.map(|(name, figure)| (name.to_owned(), words::figure(look.language, name), figure));
        card(h, look, words::COUNTS, |h| {
            figures(h, look, &asked, &named, true);
            put_target(h, look, target);
        });
        card(h, look, words::TIMES, |h| {
            let all =
                [("reply", &month.reply), ("arrival", &month.arrival), ("completion", &month.completion)];
            times(h, look, &asked, &all);
        });
        let by: Vec<_> = month
            .by_channel
            .iter()
            .zip(month.named().into_iter().filter(|(name, _)| name.starts_with("channel:")))
            .map(|((kind, channel, _), (name, figure))| {
                let kind = look.say(states::service_kind(*kind));
                (name, format!("{kind} · {}", look.say(states::channel(*channel))), figure)
            })
            .collect();
        card(h, look, words::REQUESTS_BY, |h| figures(h, look, &asked, &by, false));
        let by: Vec<_> = month
            .by_class
            .iter()
            .map(|(class, figure)| (format!("class:{class}"), class.clone(), figure))
            .collect();
        card(h, look, words::BY_CLASS, |h| figures(h, look, &asked, &by, false));
        card(h, look, words::CONTENT, |h| ranked(h, look, &asked, &month.opinions.content, true));
        card(h, look, words::DISCONTENT, |h| ranked(h, look, &asked, &month.opinions.discontent, false));
        card(h, look, words::MATERIALS, |h| {
            table(h, look, &[words::ITEM, words::QUANTITY, words::SLIPS], month.materials.is_empty(), |h| {
                for one in &month.materials {
                    h.el("tr", &[], |h| {
                        h.el("td", &[], |h| h.typed(label(look, &catalogue, &one.item)));
                        h.word("td", "", &amount(look, &catalogue, &one.item, one.quantity));
                        number(h, &asked, &format!("material:{}", one.item), &one.figure);
                    });
                }
            });
        });
        if let Some(written) = &written {
            analysis::section(h, viewer, written, &month);
        }
        downloads(h, look, "/statistics", &asked);
    }))
}

/// The compliance of a month.
pub(in crate::http) async fn compliance(
    State(state): State<AppState>,
    viewer: Viewer,
    Query(fields): Query<Fields>,
) -> Response {
    shown(&viewer, kept(&state, &viewer, &period(&fields, viewer.look.language)).await)
}

async fn kept(state: &AppState, viewer: &Viewer, period: &Period) -> Result<Response, Problem> {
    let (kind, asked) = (period.kind()?, period.read(state)?);
    let kept = load_compliance(state, &viewer.who, asked.month).await?;
    if let Some(kind) = kind {
        let sheets = || compliance_sheets(&kept.compliance, &kept.complaints);
        let paper = |language| reports::compliance(state, language, &asked, &kept);
        return file(Asker::new(state, &viewer.who), kind, "compliance", sheets, paper).await;
    }
    let Kept { managers, compliance, complaints, .. } = kept;
    let look = &viewer.look;
    let title = look.say(words::COMPLIANCE);
    Ok(shell::page(look, Some(viewer), StatusCode::OK, title, "statistics", |h| {
        h.word("h1", "", title);
        choose(h, look, "/compliance", &asked, false);
        let all: Vec<_> = compliance
            .named()
            .into_iter()
            .filter(|(name, _)| !name.starts_with("spot_checks:"))
            .map(|(name, figure)| {
                let words = words::figure(look.language, &name);
                (name, words, figure)
            })
            .collect();
        card(h, look, words::COMPLIANCE, |h| figures(h, look, &asked, &all, true));
        let on_site = &compliance.on_site;
        card(h, look, words::ON_SITE, |h| {
            h.el("p", &[], |h| {
                let whole = on_site.figure.whole().unwrap_or_default();
                h.text(&format!("{} / {whole} ", on_site.figure.number()));
                if on_site.missing > 0 {
                    let last = asked.month.last_day().to_string();
                    let words = look.with(words::ON_SITE_MISSING, &[&last, &on_site.missing.to_string()]);
                    h.word("span", "badge alarm", &words);
                } else {
                    h.word("span", "badge good", look.say(words::ENOUGH));
                }
            });
        });
        card(h, look, words::SPOT_CHECKS, |h| {
            table(h, look, &[labels::WHO, words::NUMBER, words::LEFT], managers.is_empty(), |h| {
                for one in &compliance.spot_checks {
                    h.el("tr", &[], |h| {
                        let name = managers.iter().find(|(id, _)| *id == one.manager);
                        let name = name.map(|(_, name)| name.as_str()).unwrap_or_default();
                        h.el("td", &[], |h| h.typed(name));
                        number(h, &asked, &format!("spot_checks:{}", one.manager), &one.figure);
                        let class = if one.missing > 0 { "late" } else { "" };
                        h.word("td", class, &one.missing.to_string());
                    });
                }
            });
        });
        card(h, look, words::COMPLAINT_TIMES, |h| complaint_times(h, look, &asked, &complaints));
        downloads(h, look, "/compliance", &asked);
    }))
}

/// What became of complaints' deadlines; each number leads to its complaints in the register.
fn complaint_times(h: &mut Html, look: &Look, asked: &Asked, all: &[ComplaintTimes]) {
    h.word("p", "soft", look.say(words::COMPLAINT_TIMES_OF));
    let [kept, late, not_due] = COLUMNS.map(complaints::outcome);
    table(h, look, &[words::ITEM, kept, late, not_due, words::RATE], false, |h| {
        for one in all {
            h.el("tr", &[("data-deadline", one.deadline.as_str())], |h| {
                h.word("td", "", look.say(words::deadline(one.deadline)));
                for outcome in COLUMNS {
                    let (deadline, outcome, month) = (one.deadline, outcome, asked.month);
                    let to = format!(
                        "/complaints?received_month={month}&deadline={deadline}&outcome={}",
                        outcome.as_str()
                    );
                    h.el("td", &[("data-outcome", outcome.as_str())], |h| {
                        h.link("", &to, &one.with(outcome).len().to_string());
                    });
                }
                h.el("td", &[], |h| {
                    h.text(&rate(one.per_mille()));
                    chart::gauge(h, one.kept.len(), one.kept.len() + one.late.len());
                });
            });
        }
    });
}

/// The slips behind a figure; with `rest=1` those that it left out of its whole.
pub(in crate::http) async fn slips(
    State(state): State<AppState>,
    viewer: Viewer,
    Query(fields): Query<Fields>,
) -> Response {
    shown(&viewer, behind(&state, &viewer, &fields).await)
}

async fn behind(state: &AppState, viewer: &Viewer, fields: &Fields) -> Result<Response, Problem> {
    let period = period(fields, viewer.look.language);
    let (kind, asked) = (period.kind()?, period.read(state)?);
    let (name, rest) = (value(fields, "figure"), value(fields, "rest") == "1");
    let wanted = |named: Vec<(String, &Figure)>| -> Option<Vec<Counted>> {
        let (_, figure) = named.into_iter().find(|(one, _)| one == name)?;
        Some(if rest { figure.rest() } else { figure.slips.clone() })
    };
    let figures = load_figures(state, &viewer.who, &asked).await?;
    let (orders, slips) = if let Some(slips) = wanted(figures.month.named()) {
        (figures.orders, slips)
    } else {
        let kept = load_compliance(state, &viewer.who, asked.month).await?;
        let slips = wanted(kept.compliance.named()).ok_or_else(|| wrong("figure", "the name of a figure"))?;
        (kept.orders, slips)
    };
    let found: Vec<&OrderSummary> =
        slips.iter().filter_map(|slip| orders.iter().find(|one| one.order == slip.order)).collect();
    let look = &viewer.look;
    let title = words::figure(look.language, name);
    let rest_word = if rest { format!(" · {}", look.say(words::LEFT)) } else { String::new() };
    let heading = format!("{title}{rest_word} ({})", found.len());
    if let Some(kind) = kind {
        let sheets = || vec![slips_sheet(&found, zone(state))];
        let paper =
            |language| reports::slips(state, language, format!("{heading} {}", asked.shown()), &found);
        return file(Asker::new(state, &viewer.who), kind, "slips", sheets, paper).await;
    }
    Ok(shell::page(look, Some(viewer), StatusCode::OK, &title, "statistics", |h| {
        h.word("h1", "", &heading);
        if found.is_empty() {
            h.word("p", "empty", look.say(words::NO_SLIPS));
            return;
        }
        h.of("section", "list", |h| rows(h, look, &found));
        let here = format!("figure={}&{}", percent(name), asked.address);
        let here = if rest { format!("{here}&rest=1") } else { here };
        files(h, look, &format!("/statistics/slips?{here}"));
    }))
}

fn rows(h: &mut Html, look: &Look, found: &[&OrderSummary]) {
    sheet(
        h,
        look,
        "orders",
        &[labels::NUMBER, labels::STATE, labels::CLASS, words::FROM, words::COMPLETED],
        |h| {
            for one in found {
                h.el("tr", &[("data-slip", "")], |h| {
                    h.of("td", "number", |h| {
                        let number = one.number.as_deref().unwrap_or(look.say(labels::NO_NUMBER));
                        h.link("", &format!("/orders/{}", one.order), number);
                    });
                    h.of("td", "state", |h| {
                        h.word(
                            "span",
                            &format!("chip s-{}", one.state.as_str()),
                            look.say(states::state(one.state)),
                        );
                    });
                    h.of("td", "class", |h| h.text(&one.service_class));
                    h.of("td", "appointment", |h| look.put_time(h, one.requested_at, false));
                    h.of("td", "changed", |h| {
                        if let Some(at) = one.signed_at {
                            look.put_time(h, at, false);
                        }
                    });
                });
            }
        },
    );
}

fn choose(h: &mut Html, look: &Look, action: &'static str, asked: &Asked, days: bool) {
    h.el("form", &[("class", "filters"), ("method", "get"), ("action", action)], |h| {
        h.of("label", "check", |h| {
            h.text(look.say(words::MONTH));
            let month = asked.month.to_string();
            h.void("input", &[("type", "month"), ("name", "month"), ("value", &month)]);
        });
        for (name, word) in [("from", words::FROM), ("to", words::TO)].into_iter().filter(|_| days) {
            h.of("label", "check", |h| {
                h.text(look.say(word));
                h.void("input", &[("type", "date"), ("name", name)]);
            });
        }
        h.word("button", "quiet", look.say(words::SHOW));
        if action == "/statistics" {
            h.link(
                "button quiet",
                &format!("/compliance?month={}", asked.month),
                look.say(words::COMPLIANCE),
            );
        } else {
            h.link(
                "button quiet",
                &format!("/statistics?month={}", asked.month),
                look.say(words::STATISTICS),
            );
        }
    });
}

fn downloads(h: &mut Html, look: &Look, path: &str, asked: &Asked) {
    files(h, look, &format!("{path}?{}", asked.address));
}

/// Links to a list as files; `address` has a query.
fn files(h: &mut Html, look: &Look, address: &str) {
    h.of("div", "pager", |h| {
        for (format, word) in [("csv", words::AS_CSV), ("xlsx", words::AS_XLSX), ("pdf", words::AS_PDF)] {
            h.link("button quiet", &format!("{address}&format={format}"), look.say(word));
        }
    });
}

/// The targets of satisfaction and whether they were reached; nothing where the site has set none (STA-8, ROL-14).
fn put_target(h: &mut Html, look: &Look, target: Target) {
    for (name, words, met) in target_lines(look, target) {
        h.el("p", &[("data-target", name)], |h| {
            h.text(&words);
            h.text(" ");
            match met {
                Some(true) => h.word("span", "badge good", look.say(words::TARGET_MET)),
                Some(false) => h.word("span", "badge alarm", look.say(words::TARGET_MISSED)),
                None => {}
            }
        });
    }
}

/// Each target that the site has set: its figure, its words, and whether it was reached.
pub(super) fn target_lines(
    look: &Look,
    target: Target,
) -> impl Iterator<Item = (&'static str, String, Option<bool>)> {
    let all = [
        ("satisfied", words::TARGET, target.satisfaction_target_percent, target.satisfaction_target_met),
        (
            "enterprise_satisfied",
            words::ENTERPRISE_TARGET,
            target.enterprise_target_percent,
            target.enterprise_target_met,
        ),
    ];
    all.into_iter().filter_map(|(name, words, percent, met)| {
        Some((name, look.with(words, &[&percent?.to_string()]), met))
    })
}

fn card(h: &mut Html, look: &Look, title: super::words::Text, inner: impl FnOnce(&mut Html)) {
    h.of("section", "card", |h| {
        h.word("h2", "", look.say(title));
        inner(h);
    });
}

fn table(
    h: &mut Html,
    look: &Look,
    columns: &[super::words::Text],
    empty: bool,
    rows: impl FnOnce(&mut Html),
) {
    if empty {
        h.word("p", "soft", look.say(words::NO_FIGURES));
        return;
    }
    sheet(h, look, "amounts", columns, rows);
}

fn slips_of(asked: &Asked, name: &str) -> String {
    format!("/statistics/slips?figure={}&{}", percent(name), asked.address)
}

/// A figure's number with the way to its slips.
fn number(h: &mut Html, asked: &Asked, name: &str, figure: &Figure) {
    h.el("td", &[("data-figure", name)], |h| {
        h.link("", &slips_of(asked, name), &figure.number().to_string());
    });
}

/// Per mille as a percentage with one decimal.
pub(super) fn rate(per_mille: Option<u32>) -> String {
    per_mille.map_or_else(|| "–".to_owned(), |rate| format!("{}.{} %", rate / 10, rate % 10))
}

fn figures(h: &mut Html, look: &Look, asked: &Asked, all: &[(String, String, &Figure)], rated: bool) {
    let plain = [words::ITEM, words::NUMBER];
    let full = [words::ITEM, words::NUMBER, words::WHOLE, words::RATE, words::LEFT];
    let most = all.iter().map(|(_, _, figure)| figure.number()).max().unwrap_or(0);
    table(h, look, if rated { &full[..] } else { &plain[..] }, all.is_empty(), |h| {
        for (name, words, figure) in all {
            h.el("tr", &[], |h| {
                h.word("td", "", words);
                if !rated {
                    h.el("td", &[("data-figure", name)], |h| {
                        h.link("", &slips_of(asked, name), &figure.number().to_string());
                        chart::gauge(h, figure.number(), most);
                    });
                    return;
                }
                number(h, asked, name, figure);
                let whole = figure.whole().map(|whole| whole.to_string()).unwrap_or_default();
                h.word("td", "", &whole);
                h.el("td", &[], |h| {
                    if let Some(whole) = figure.whole() {
                        h.text(&rate(figure.per_mille()));
                        chart::gauge(h, figure.number(), whole);
                    }
                });
                h.el("td", &[], |h| {
                    let left = figure.rest().len();
                    if left > 0 {
                        let to = format!("{}&rest=1", slips_of(asked, name));
                        h.link("", &to, &left.to_string());
                    }
                });
            });
        }
    });
}

/// Milliseconds as hours and minutes.
pub(super) fn duration(ms: Option<i64>) -> String {
    ms.map_or_else(|| "–".to_owned(), |ms| format!("{}:{:02}", ms / 3_600_000, ms / 60_000 % 60))
}

fn times(h: &mut Html, look: &Look, asked: &Asked, all: &[(&str, &Times)]) {
    table(h, look, &[words::ITEM, words::NUMBER, words::MEDIAN, words::NINTH], false, |h| {
        for (name, times) in all {
            h.el("tr", &[], |h| {
                h.word("td", "", &words::figure(look.language, name));
                number(h, asked, name, &times.figure);
                h.word("td", "", &duration(times.median_ms));
                h.word("td", "", &duration(times.ninth_decile_ms));
            });
        }
    });
}

fn ranked(h: &mut Html, look: &Look, asked: &Asked, all: &[Ranked], satisfied: bool) {
    let columns = [words::CLASS, words::CAUSE, words::NUMBER, words::BEFORE];
    table(h, look, &columns, all.is_empty(), |h| {
        for one in all {
            h.el("tr", &[], |h| {
                h.word("td", "", &one.service_class);
                let cause = one
                    .cause
                    .map_or(look.say(words::NO_CAUSE), |cause| office::cause(cause).get(look.language));
                h.word("td", "", cause);
                number(h, asked, &one.key(satisfied), &one.figure);
                let before: Vec<String> = one.before.iter().map(usize::to_string).collect();
                h.el("td", &[], |h| {
                    h.text(&before.join(" · "));
                    let now = std::iter::once(one.figure.number());
                    chart::trend(h, &one.before.iter().rev().copied().chain(now).collect::<Vec<_>>());
                });
            });
        }
    });
}
