//! What the reader may do with an account: one form for each command that the one door for writing would let pass now.

use super::super::html::Html;
use super::super::look::Look;
use super::super::store::hidden;
use super::super::words::{Text, fees as words, labels, rejections};
use super::super::{Fields, percent, value};
use super::account::{Page, fact};
use super::may;
use crate::office::fee::to_prepare;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::Kind;
use client_core::domain::entry::fee::{ArrearsCause, ArrearsMeasure, ContactBy, Recovery, SentBy};
use client_core::domain::entry::finance::PaymentMethod;
use client_core::domain::fee::{FeeNotice, FeePlan, FeeVisit};
use client_core::domain::id::EntryId;
use client_core::domain::words::{fee as core, office};

/// A form that was refused.
pub(super) struct Refused {
    /// Why.
    pub(super) words: String,
    /// What was typed: nothing of it is lost.
    pub(super) fields: Fields,
}

/// Why the last form was refused, with what was typed.
pub(super) fn refusal(h: &mut Html, page: &Page<'_>) {
    let Some(refused) = page.refused else { return };
    let look = page.look;
    h.el("p", &[("class", "fault"), ("role", "alert")], |h| h.text(&refused.words));
    h.of("section", "card", |h| {
        h.word("h2", "", look.say(labels::YOU_TYPED));
        h.of("dl", "facts", |h| {
            for (name, text) in &refused.fields {
                if !["command", "etag", "notice", "visit"].contains(&name.as_str()) && !text.trim().is_empty()
                {
                    fact(h, look, field(name), text);
                }
            }
        });
    });
}

/// What a field is called.
pub(super) fn field(name: &str) -> Text {
    match name {
        "plan" => words::PLAN,
        "monthly" => words::MONTHLY,
        "from" => words::FROM,
        "trusteeship" => words::TRUSTEESHIP,
        "since" => words::SINCE,
        "period" => words::PERIOD,
        "by" => words::HOW,
        "tracking" => words::TRACKING,
        "on" => words::RECEIVED,
        "receipt" => words::RECEIPT,
        "late_fee" => words::LATE_FEE,
        "method" => words::METHOD,
        "paid_at" => words::PAID_AT,
        "collector" => words::COLLECTOR,
        "visit_at" => words::VISIT_AT,
        "contact_name" => words::CONTACT_NAME,
        "owner_name" => words::OWNER_NAME,
        "address" => words::ADDRESS,
        "pay_by" => words::PAY_BY,
        "cause" => words::CAUSE,
        "measure" => words::MEASURE,
        "result" => words::RESULT,
        "recovery" => words::RECOVERY,
        "waived" => words::WAIVED,
        "reason" => words::REASON,
        _ => words::AMOUNT,
    }
}

/// A form with its button; what was typed before it was refused stands in it again.
struct Form<'f> {
    look: &'f Look,
    typed: Option<&'f Fields>,
}

impl Form<'_> {
    fn put(
        h: &mut Html,
        page: &Page<'_>,
        kind: Kind,
        of: Option<(&str, EntryId)>,
        inner: impl FnOnce(&mut Html, &Form<'_>),
    ) {
        let typed = page.refused.map(|refused| &refused.fields);
        let same = |fields: &&Fields| {
            value(fields, "command") == kind.as_str()
                && of.is_none_or(|(name, id)| value(fields, name) == id.to_string())
        };
        let form = Form { look: page.look, typed: typed.filter(same) };
        let title = words::action(kind).map_or(kind.as_str(), |title| page.look.say(title));
        let action = format!("/fees/accounts/{}/commands", percent(page.number));
        let closed = [("data-kind", kind.as_str())];
        let opened = [("data-kind", kind.as_str()), ("open", "")];
        h.el("details", if form.typed.is_some() { &opened[..] } else { &closed[..] }, |h| {
            h.word("summary", "", title);
            h.el("form", &[("class", "command"), ("method", "post"), ("action", &action)], |h| {
                hidden(h, "etag", page.etag);
                hidden(h, "command", kind.as_str());
                if let Some((name, id)) = of {
                    hidden(h, name, &id.to_string());
                }
                inner(h, &form);
                h.word("button", "main", title);
            });
        });
    }

    fn typed(&self, name: &str) -> &str {
        self.typed.map_or("", |fields| value(fields, name))
    }

    fn labelled(&self, h: &mut Html, name: &str, inner: impl FnOnce(&mut Html)) {
        h.of("label", "field", |h| {
            h.word("span", "", self.look.say(field(name)));
            inner(h);
        });
    }

    fn line(&self, h: &mut Html, name: &str, kind: &str, known: &str, required: bool) {
        let shown = if self.typed.is_some() { self.typed(name) } else { known };
        self.labelled(h, name, |h| {
            let attributes = [
                ("type", kind),
                ("name", name),
                ("value", shown),
                ("maxlength", "200"),
                ("autocomplete", "off"),
            ];
            h.void_flagged("input", &attributes, &[("required", required)]);
        });
    }

    fn select<'o>(&self, h: &mut Html, name: &str, options: impl Iterator<Item = (String, &'o str)>) {
        self.labelled(h, name, |h| {
            h.el("select", &[("name", name), ("required", "")], |h| {
                h.el("option", &[("value", "")], |h| h.text("–"));
                for (value, text) in options {
                    let selected = [("value", value.as_str()), ("selected", "")];
                    let chosen = value == self.typed(name);
                    let attributes = if chosen { &selected[..] } else { &selected[..1] };
                    h.el("option", attributes, |h| h.typed(text));
                }
            });
        });
    }

    fn check(&self, h: &mut Html, name: &str, label: Text, required: bool) {
        h.of("label", "check", |h| {
            let attributes = [("type", "checkbox"), ("name", name), ("value", "yes")];
            let checked = self.typed(name) == "yes";
            h.void_flagged("input", &attributes, &[("required", required), ("checked", checked)]);
            h.word("span", "", self.look.say(label));
        });
    }
}

/// The forms of the account as a whole. What comes later is named with the reason.
pub(super) fn put(h: &mut Html, page: &Page<'_>) {
    let look = page.look;
    h.el("section", &[("class", "card"), ("id", "act")], |h| {
        h.word("h2", "", look.say(words::ACT));
        let Some(view) = page.view else {
            if may(page.viewer, Kind::FeeTermsSet) {
                form(h, page, Kind::FeeTermsSet);
            }
            return;
        };
        if may(page.viewer, Kind::FeeNoticePrepared) {
            prepare(h, page);
        }
        for action in &view.commands {
            match &action.refused {
                None => form(h, page, action.action),
                Some(rejection) => later(h, look, action.action, rejection),
            }
        }
    });
}

fn later(h: &mut Html, look: &Look, kind: Kind, rejection: &Rejection) {
    h.el("details", &[("data-kind", kind.as_str())], |h| {
        h.word("summary", "", words::action(kind).map_or(kind.as_str(), |title| look.say(title)));
        let why = rejections::rejection(look.language, rejection);
        h.word("p", "soft", &look.with(words::NOT_YET, &[&why]));
    });
}

/// One button for each notice that finance may make ready by today.
fn prepare(h: &mut Html, page: &Page<'_>) {
    let Some(view) = page.view else { return };
    let look = page.look;
    let action = format!("/fees/accounts/{}/commands", percent(page.number));
    for (stage, period) in to_prepare(&view.statement, page.today) {
        h.el("form", &[("class", "command"), ("method", "post"), ("action", &action)], |h| {
            hidden(h, "etag", page.etag);
            hidden(h, "command", Kind::FeeNoticePrepared.as_str());
            hidden(h, "stage", stage.as_str());
            hidden(h, "period", &period.to_string());
            let label =
                format!("{} · {} {period}", look.say(words::PREPARED), core::stage(stage).get(look.language));
            h.word("button", "", &label);
        });
    }
}

fn form(h: &mut Html, page: &Page<'_>, kind: Kind) {
    let language = page.look.language;
    let today = page.today.to_string();
    Form::put(h, page, kind, None, |h, form| match kind {
        Kind::FeeTermsSet => {
            let plans = FeePlan::ALL.iter();
            form.select(
                h,
                "plan",
                plans.map(|one| (one.as_str().to_owned(), core::plan(*one).get(language))),
            );
            form.line(h, "monthly", "text", "", true);
            form.line(h, "from", "month", "", true);
            form.check(h, "trusteeship", words::TRUSTEESHIP, false);
        }
        Kind::FeeOpeningSet => {
            form.line(h, "amount", "text", "", true);
            form.line(h, "since", "date", "", true);
        }
        Kind::FeePaid => {
            form.line(h, "receipt", "text", "", true);
            form.line(h, "amount", "text", "", true);
            form.line(h, "late_fee", "text", "0", false);
            let methods = PaymentMethod::ALL.iter();
            let methods = methods.map(|one| (one.as_str().to_owned(), office::method(*one).get(language)));
            form.select(h, "method", methods);
            form.line(h, "paid_at", "datetime-local", "", false);
            form.check(h, "confirmed", words::CONFIRM, true);
        }
        Kind::FeeVisitPlanned => {
            let people = page.collectors.iter();
            form.select(h, "collector", people.map(|(id, name)| (id.to_string(), name.as_str())));
            form.line(h, "visit_at", "datetime-local", "", true);
            form.line(h, "amount", "text", "", true);
            form.line(h, "receipt", "text", "", true);
            form.line(h, "contact_name", "text", "", true);
            let payer = page.view.map(|view| &view.payer);
            form.line(h, "owner_name", "text", payer.map_or("", |payer| &payer.name), true);
            form.line(h, "address", "text", payer.map_or("", |payer| &payer.unit_no), true);
        }
        Kind::FeeContacted => {
            let ways = ContactBy::ALL.iter();
            form.select(
                h,
                "by",
                ways.map(|one| (one.as_str().to_owned(), core::contact_by(*one).get(language))),
            );
            form.line(h, "pay_by", "date", "", true);
            let causes = ArrearsCause::ALL.iter();
            form.select(
                h,
                "cause",
                causes.map(|one| (one.as_str().to_owned(), core::cause(*one).get(language))),
            );
            let measures = ArrearsMeasure::ALL.iter();
            let measures = measures.map(|one| (one.as_str().to_owned(), core::measure(*one).get(language)));
            form.select(h, "measure", measures);
            form.line(h, "result", "text", "", false);
        }
        Kind::FeeLetterSent => form.line(h, "tracking", "text", "", true),
        Kind::FeeRecoveryDecided => {
            let ways = Recovery::ALL.iter();
            let ways = ways.map(|one| (one.as_str().to_owned(), core::recovery(*one).get(language)));
            form.select(h, "recovery", ways);
            form.line(h, "reason", "text", "", true);
        }
        Kind::FeeDisputed => {
            periods(h, form, page, |bill| !bill.disputed && bill.unpaid_fen() > 0);
            form.line(h, "reason", "text", "", true);
        }
        Kind::FeeDisputeSettled => {
            periods(h, form, page, |bill| bill.disputed);
            form.line(h, "waived", "text", "0", true);
            form.line(h, "reason", "text", "", true);
        }
        _ => form.line(h, "on", "date", &today, true),
    });
}

fn periods(
    h: &mut Html,
    form: &Form<'_>,
    page: &Page<'_>,
    fits: impl Fn(&client_core::domain::fee::Bill) -> bool,
) {
    let bills = page.view.into_iter().flat_map(|view| &view.statement.bills).filter(|bill| fits(bill));
    let periods: Vec<String> =
        bills.filter_map(|bill| bill.period).map(|period| period.to_string()).collect();
    form.select(h, "period", periods.iter().map(|period| (period.clone(), period.as_str())));
}

/// What is done with one notice: it goes out, is received, is withdrawn.
pub(super) fn of_notice(h: &mut Html, page: &Page<'_>, notice: &FeeNotice) {
    if notice.withdrawn.is_some() {
        return;
    }
    let (id, language) = (notice.origin.entry, page.look.language);
    let (send, receive) = (notice.sent.is_none(), notice.sent.is_some() && notice.received.is_none());
    let sends = send && may(page.viewer, Kind::FeeNoticeSent);
    let receives = receive && may(page.viewer, Kind::FeeNoticeReceived);
    let withdraws = may(page.viewer, Kind::FeeNoticeWithdrawn);
    if !(sends || receives || withdraws) {
        return;
    }
    h.word("h3", "", &notice.number(page.number));
    if sends {
        Form::put(h, page, Kind::FeeNoticeSent, Some(("notice", id)), |h, form| {
            let ways = SentBy::ALL.iter();
            form.select(
                h,
                "by",
                ways.map(|one| (one.as_str().to_owned(), core::sent_by(*one).get(language))),
            );
            form.line(h, "tracking", "text", "", false);
        });
    }
    if receives {
        let today = page.today.to_string();
        Form::put(h, page, Kind::FeeNoticeReceived, Some(("notice", id)), |h, form| {
            form.line(h, "on", "date", &today, true);
        });
    }
    if withdraws {
        Form::put(h, page, Kind::FeeNoticeWithdrawn, Some(("notice", id)), |h, form| {
            form.line(h, "reason", "text", "", true);
        });
    }
}

/// What is done about a visit that is to be made: the money was taken, or the receipt is voided.
pub(super) fn of_visit(h: &mut Html, page: &Page<'_>, visit: &FeeVisit) {
    let (id, language) = (visit.origin.entry, page.look.language);
    if !may(page.viewer, Kind::FeePaid) {
        return;
    }
    h.el("h3", &[], |h| h.typed(&visit.receipt));
    Form::put(h, page, Kind::FeePaid, Some(("visit", id)), |h, form| {
        form.line(h, "receipt", "text", &visit.receipt, true);
        form.line(h, "amount", "text", &client_core::domain::money::yuan_of(visit.amount_fen), true);
        let methods = PaymentMethod::ALL.iter();
        form.select(
            h,
            "method",
            methods.map(|one| (one.as_str().to_owned(), office::method(*one).get(language))),
        );
        form.check(h, "confirmed", words::CONFIRM, true);
    });
    Form::put(h, page, Kind::FeeReceiptVoided, Some(("visit", id)), |h, form| {
        form.line(h, "reason", "text", "", true);
    });
}
