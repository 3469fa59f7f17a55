//! What waits for somebody, with its form, and what else can be done.

use super::super::html::Html;
use super::super::rights;
use super::super::words::{Text, figures, labels, rejections, states, store};
use super::{Page, cases, desk, follow_up, judge};
use client_core::domain::entry::Kind;
use client_core::domain::entry::course::WaitingFor;
use client_core::domain::order::{Claim, OrderState, Task};
use client_core::domain::policy::Role;

/// A form that sends a command.
pub(super) struct Form<'f> {
    /// The page.
    pub(super) page: &'f Page<'f>,
    /// Tells this form from others of the page, so that what was typed comes back to it.
    pub(super) id: &'f str,
    /// The command.
    pub(super) command: &'f str,
}

impl Form<'_> {
    /// The form with its button.
    pub(super) fn put(&self, h: &mut Html, button: Text, inner: impl FnOnce(&mut Html, &Self)) {
        self.with_button(h, button, false, inner);
    }

    /// The same, with a button that has the focus where the work on a page begins with it.
    fn with_button(&self, h: &mut Html, button: Text, begins: bool, inner: impl FnOnce(&mut Html, &Self)) {
        let action = format!("/orders/{}/commands", self.page.order().id);
        h.el("form", &[("class", "command"), ("method", "post"), ("action", &action)], |h| {
            for (name, value) in
                [("etag", self.page.etag.as_str()), ("form", self.id), ("command", self.command)]
            {
                h.void("input", &[("type", "hidden"), ("name", name), ("value", value)]);
            }
            inner(h, self);
            let focused = [("class", "main"), ("autofocus", "")];
            let attributes = if begins { &focused[..] } else { &focused[..1] };
            h.el("button", attributes, |h| h.text(self.page.look.say(button)));
        });
    }

    /// What was typed before the form was refused.
    pub(super) fn typed(&self, field: &str) -> &str {
        self.page.typed(self.id, field)
    }

    /// A choice of several.
    pub(super) fn radio(&self, h: &mut Html, name: &str, value: &str, words: &str) {
        h.of("label", "check", |h| {
            let attributes = [("type", "radio"), ("name", name), ("value", value)];
            let checked = self.typed(name) == value;
            h.void_flagged("input", &attributes, &[("required", true), ("checked", checked)]);
            h.el("span", &[], |h| h.typed(words));
        });
    }

    /// The same, where the work on a page begins: a keyboard needs no way to it.
    pub(super) fn first_radio(&self, h: &mut Html, name: &str, value: &str, words: &str) {
        h.of("label", "check", |h| {
            let attributes = [("type", "radio"), ("name", name), ("value", value)];
            let checked = self.typed(name) == value;
            let flags = [("required", true), ("checked", checked), ("autofocus", true)];
            h.void_flagged("input", &attributes, &flags);
            h.el("span", &[], |h| h.typed(words));
        });
    }

    /// One choice of a list.
    pub(super) fn option(&self, h: &mut Html, name: &str, value: &str, words: &str) {
        if self.typed(name) == value {
            h.el("option", &[("value", value), ("selected", "")], |h| h.text(words));
        } else {
            h.el("option", &[("value", value)], |h| h.text(words));
        }
    }

    /// A local time of the site.
    pub(super) fn time(&self, h: &mut Html, name: &str, required: bool) {
        let look = self.page.look;
        h.of("label", "field", |h| {
            h.el("span", &[], |h| {
                h.text(&rejections::field(look.language, name));
                h.word("small", "soft", &look.with(labels::IN_ZONE, &[look.zone.name()]));
            });
            let attributes = [("type", "datetime-local"), ("name", name), ("value", self.typed(name))];
            h.void_flagged("input", &attributes, &[("required", required)]);
        });
    }

    /// A day.
    pub(super) fn day(&self, h: &mut Html, name: &str) {
        h.of("label", "field", |h| {
            h.word("span", "", &rejections::field(self.page.look.language, name));
            h.void("input", &[("type", "date"), ("name", name), ("value", self.typed(name))]);
        });
    }

    /// Several lines of text.
    pub(super) fn area(&self, h: &mut Html, name: &str, most: u32) {
        h.of("label", "field", |h| {
            h.word("span", "", &rejections::field(self.page.look.language, name));
            let most = most.to_string();
            let attributes = [("name", name), ("rows", "3"), ("maxlength", most.as_str()), ("required", "")];
            h.el("textarea", &attributes, |h| h.text(self.typed(name)));
        });
    }

    /// An amount in yuan.
    pub(super) fn amount(&self, h: &mut Html) {
        h.of("label", "field", |h| {
            h.word("span", "", self.page.look.say(labels::YUAN));
            let attributes = [
                ("type", "text"),
                ("inputmode", "decimal"),
                ("name", "amount"),
                ("value", self.typed("amount")),
            ];
            h.void_flagged("input", &attributes, &[("required", true)]);
        });
    }

    /// A line of text.
    pub(super) fn text(&self, h: &mut Html, name: &str, required: bool) {
        h.of("label", "field", |h| {
            h.word("span", "", &rejections::field(self.page.look.language, name));
            let attributes = [
                ("type", "text"),
                ("name", name),
                ("value", self.typed(name)),
                ("maxlength", "500"),
                ("autocomplete", "off"),
            ];
            h.void_flagged("input", &attributes, &[("required", required)]);
        });
    }
}

/// Open tasks, each with the form that does it where the viewer may.
pub(super) fn tasks(h: &mut Html, page: &Page<'_>) {
    let order = page.order();
    // Conflicts stand above with their forms, claims below with theirs.
    let elsewhere = |task: &Task| task.id.starts_with("settle:") || task.id.starts_with("review:");
    let tasks: Vec<&Task> = order.tasks.iter().filter(|task| !elsewhere(task)).collect();
    if tasks.is_empty() {
        return;
    }
    h.of("section", "card tasks", |h| {
        h.word("h2", "", page.look.say(labels::TASKS));
        for task in tasks {
            h.of("div", "task", |h| {
                h.word("h3", "", &states::task(page.look.language, &task.id));
                if !form_of(h, page, &task.id) {
                    let roles = states::roles(page.look.language, &task.roles);
                    h.word("p", "soft", &page.look.with(labels::WHOSE, &[&roles]));
                }
            });
        }
    });
}

fn is_manager(page: &Page<'_>) -> bool {
    page.viewer.who.roles.iter().any(|role| matches!(role, Role::CscManager | Role::OfficeHead))
}

/// Whether the viewer belongs to those whose word sets times, cancels and dispatches.
fn is_dispatch(page: &Page<'_>) -> bool {
    page.viewer.who.roles.iter().any(|role| matches!(role, Role::Dispatcher | Role::FrontDesk))
}

/// The form of a task; false when the viewer may not do it.
fn form_of(h: &mut Html, page: &Page<'_>, task: &str) -> bool {
    match task {
        "judge" if page.may(Kind::Judged) => judge::form(h, page),
        "issue_slip" if page.may(Kind::SlipIssued) => issue_slip(h, page),
        "assign" if page.may(Kind::Assigned) => {
            desk::assign_proposed(h, page);
            assign(h, page);
        }
        "agree_service" if page.may(Kind::ContentTimeAgreed) => desk::agree(h, page),
        "reply" if page.may(Kind::CustomerReplied) => desk::reply_form(h, page),
        "late_facts" if page.may(Kind::Archived) => desk::archive_form(h, page),
        "confirm_cancel" => {
            let confirms = page.may(Kind::CancelConfirmed);
            if confirms {
                plain(h, page, "confirm_cancel", labels::CONFIRM_CANCEL);
            }
            return withdraw_cancel(h, page) || confirms;
        }
        "write_off" if page.may(Kind::DispatchWrittenOff) => plain(h, page, "write_off", labels::WRITE_OFF),
        "escalation" if page.may(Kind::EscalationDecided) => cases::decide_escalation(h, page),
        "agree_time" if page.may(Kind::AppointmentConfirmed) => confirm_appointment(h, page),
        "follow_up" if page.may(Kind::FollowUp) => follow_up::form(h, page),
        "leak_test" if page.may(Kind::LeakTested) => follow_up::test(h, page),
        _ if task.starts_with("corrective:") && page.may(Kind::CorrectiveClosed) => {
            follow_up::close(h, page, task.trim_start_matches("corrective:"));
        }
        "store_write_off" if page.may(Kind::StoreWrittenOff) => {
            plain(h, page, "write_off_store", store::WRITE_OFF);
        }
        "price_refused" if is_dispatch(page) => {
            h.word("p", "soft", page.look.say(labels::PRICE_REFUSED_HINT));
        }
        "signature_unbound" | "changed_after_signature" if is_dispatch(page) => {
            h.word("p", "soft", page.look.say(labels::SIGNATURE_HINT));
            h.link("", "#acceptance", page.look.say(labels::SIGNATURES));
        }
        _ if task.starts_with("damage:") && page.may(Kind::DamageSettled) => {
            h.link("", "#damages", page.look.say(labels::DEALT_WITH_BELOW));
        }
        _ => return false,
    }
    true
}

/// The slip, with one key: the work of whoever has just judged the request goes on here.
fn issue_slip(h: &mut Html, page: &Page<'_>) {
    let form = Form { page, id: "issue_slip", command: "issue_slip" };
    form.with_button(h, labels::ISSUE_SLIP, true, |_, _| {});
}

pub(super) fn plain(h: &mut Html, page: &Page<'_>, command: &str, button: Text) {
    Form { page, id: command, command }.put(h, button, |_, _| {});
}

fn assign(h: &mut Html, page: &Page<'_>) {
    let order = page.order();
    let again = order.holder.is_some();
    let button = if again { labels::REASSIGN } else { labels::ASSIGN };
    let preselected = if again { None } else { desk::proposed(page).map(|(user, _)| user) };
    Form { page, id: "assign", command: "assign" }.put(h, button, |h, form| {
        h.of("label", "field", |h| {
            h.word("span", "", &rejections::field(page.look.language, "technician"));
            h.el("select", &[("name", "technician"), ("required", "")], |h| {
                h.el("option", &[("value", "")], |h| h.text(page.look.say(labels::CHOOSE)));
                for (user, name) in &page.sheet.technicians {
                    if order.holder == Some(*user) {
                        continue;
                    }
                    let id = user.to_string();
                    let typed = form.typed("technician");
                    let chosen = typed == id || (typed.is_empty() && preselected == Some(*user));
                    if chosen {
                        h.el("option", &[("value", &id), ("selected", "")], |h| h.text(name));
                    } else {
                        h.el("option", &[("value", &id)], |h| h.text(name));
                    }
                }
            });
        });
        if again {
            form.text(h, "reason", true);
        }
    });
}

fn write_off_as_manager(h: &mut Html, page: &Page<'_>) {
    let form = Form { page, id: "write_off_manager", command: "write_off_manager" };
    form.put(h, labels::WRITE_OFF_MANAGER, |h, form| form.text(h, "manager_reason", true));
}

fn confirm_appointment(h: &mut Html, page: &Page<'_>) {
    let form = Form { page, id: "confirm_appointment", command: "confirm_appointment" };
    form.put(h, labels::CONFIRM_TIME, |h, form| {
        form.time(h, "appointment_at", true);
        form.text(h, "confirmed_by", true);
    });
}

fn with_reason(h: &mut Html, page: &Page<'_>, command: &str, button: Text) {
    Form { page, id: command, command }.put(h, button, |h, form| form.text(h, "reason", true));
}

fn wait(h: &mut Html, page: &Page<'_>) {
    Form { page, id: "wait", command: "wait" }.put(h, labels::WAIT, |h, form| {
        h.of("label", "field", |h| {
            h.word("span", "", &rejections::field(page.look.language, "waiting_for"));
            h.el("select", &[("name", "waiting_for"), ("required", "")], |h| {
                h.el("option", &[("value", "")], |h| h.text(page.look.say(labels::CHOOSE)));
                for one in WaitingFor::ALL {
                    form.option(h, "waiting_for", one.as_str(), page.look.say(states::waiting_for(*one)));
                }
            });
        });
        form.text(h, "detail", false);
        form.time(h, "until", false);
    });
}

fn request_rework(h: &mut Html, page: &Page<'_>) {
    let form = Form { page, id: "request_rework", command: "request_rework" };
    form.put(h, labels::REQUEST_REWORK, |h, form| form.area(h, "words", 2000));
}

/// Writes the form of an action.
pub(super) type PutForm = fn(&mut Html, &Page<'_>);

/// What can be done without being asked for, as far as the order and the viewer's roles let it be.
pub(super) fn actions(h: &mut Html, page: &Page<'_>) {
    let order = page.order();
    let asked = |task: &str| order.tasks.iter().any(|one| one.id == task);
    let unsigned = [OrderState::Inspection, OrderState::Signed, OrderState::Escalated];
    let write_off = is_manager(page) && unsigned.contains(&order.state);
    let all: [(bool, &str, Text, PutForm); 13] = [
        (page.may(Kind::FollowUp) && !asked("follow_up"), "follow_up", figures::FOLLOW_UPS, follow_up::form),
        (page.may(Kind::FollowUpAssigned), "assign_follow_up", figures::ASSIGN, follow_up::assign),
        (page.may(Kind::RepairClassified), "classify_repair", figures::CLASSIFY, follow_up::classify),
        (page.may(Kind::LeakTested) && !asked("leak_test"), "test_leak", figures::TEST, follow_up::test),
        (page.may(Kind::CorrectiveOpened), "open_corrective", figures::OPEN_CORRECTIVE, follow_up::open),
        (order.holder.is_some() && page.may(Kind::Assigned), "assign", labels::REASSIGN, assign),
        (
            page.may(Kind::AppointmentConfirmed) && !(asked("agree_time") && is_dispatch(page)),
            "confirm_appointment",
            labels::CONFIRM_TIME,
            confirm_appointment,
        ),
        (page.may(Kind::CannotKeepTime), "cannot_keep_time", labels::CANNOT_KEEP_TIME, |h, page| {
            with_reason(h, page, "cannot_keep_time", labels::CANNOT_KEEP_TIME);
        }),
        (page.may(Kind::Waiting), "wait", labels::WAIT, wait),
        (page.may(Kind::Resumed), "resume", labels::RESUME, |h, page| {
            plain(h, page, "resume", labels::RESUME);
        }),
        (page.may(Kind::ReworkRequested), "request_rework", labels::REQUEST_REWORK, request_rework),
        (page.may(Kind::CancelRequested), "request_cancel", labels::CANCEL_ORDER, request_cancel),
        (
            write_off && page.may(Kind::DispatchWrittenOff),
            "write_off_manager",
            labels::WRITE_OFF_MANAGER,
            write_off_as_manager,
        ),
    ];
    let mut all = Vec::from(all);
    all.extend(desk::actions(page));
    if !all.iter().any(|(offered, ..)| *offered) {
        return;
    }
    h.of("section", "card actions", |h| {
        h.word("h2", "", page.look.say(labels::ACTIONS));
        for (_, id, title, form) in all.into_iter().filter(|(offered, ..)| *offered) {
            fold(h, page, id, title, |h| form(h, page));
        }
    });
}

/// A form that is seen when it is asked for, or when it was just refused.
pub(super) fn fold(h: &mut Html, page: &Page<'_>, form: &str, title: Text, inner: impl FnOnce(&mut Html)) {
    let open = !page.typed(form, "command").is_empty();
    let inside = |h: &mut Html| {
        h.word("summary", "", page.look.say(title));
        inner(h);
    };
    if open {
        h.el("details", &[("open", "")], inside);
    } else {
        h.el("details", &[], inside);
    }
}

fn request_cancel(h: &mut Html, page: &Page<'_>) {
    let form = Form { page, id: "request_cancel", command: "request_cancel" };
    form.put(h, labels::CANCEL_ORDER, |h, form| {
        h.of("div", "choices", |h| {
            use client_core::domain::entry::office::CancelledBy::{Customer, Office};
            form.radio(h, "cancelled_by", "customer", page.look.say(states::cancelled_by(Customer)));
            form.radio(h, "cancelled_by", "office", page.look.say(states::cancelled_by(Office)));
        });
        form.text(h, "reason", true);
    });
}

/// The form of a note.
pub(super) fn note(h: &mut Html, page: &Page<'_>) {
    if !page.may(Kind::Note) {
        return;
    }
    Form { page, id: "note", command: "note" }.put(h, labels::ADD_NOTE, |h, form| {
        h.of("label", "field", |h| {
            h.word("span", "unseen", &rejections::field(page.look.language, "text"));
            let attributes = [("name", "text"), ("rows", "2"), ("maxlength", "2000"), ("required", "")];
            h.el("textarea", &attributes, |h| h.text(form.typed("text")));
        });
    });
}

/// Whose word withdraws a cancellation; managers' too.
const WITHDRAWS: &[Role] = &[Role::Dispatcher, Role::FrontDesk];

/// The form by which dispatch or a manager withdraws a mistaken cancellation (DSP-6); false when there is none.
fn withdraw_cancel(h: &mut Html, page: &Page<'_>) -> bool {
    let who = &page.viewer.who;
    let counts = who.roles.iter().any(|role| WITHDRAWS.contains(role) || role.rank() > 1);
    if !counts || !rights::may(page.order(), &who.user, &who.roles, Kind::Decision) {
        return false;
    }
    for cancellation in page.order().withdrawable() {
        let conflict = format!("CANCEL:{}", cancellation.origin.entry);
        Form { page, id: &conflict, command: "decide" }.put(h, labels::WITHDRAW_CANCEL, |h, form| {
            h.void("input", &[("type", "hidden"), ("name", "conflict"), ("value", &conflict)]);
            h.void("input", &[("type", "hidden"), ("name", "choice"), ("value", "continue")]);
            form.text(h, "reason", true);
        });
    }
    page.order().withdrawable().next().is_some()
}

/// The form by which a claim is reviewed, for those whose review counts.
pub(super) fn review(h: &mut Html, page: &Page<'_>, claim: &Claim) {
    let who = &page.viewer.who;
    let counts = who.roles.iter().any(|role| claim.audience().contains(role) || role.rank() > 1);
    if !counts || !rights::may(page.order(), &who.user, &who.roles, Kind::Decision) {
        return;
    }
    let conflict = format!("CLAIM:{}", claim.entry);
    let id = format!("review:{conflict}");
    Form { page, id: &id, command: "decide" }.put(h, labels::REVIEW, |h, form| {
        h.void("input", &[("type", "hidden"), ("name", "conflict"), ("value", &conflict)]);
        h.of("div", "choices", |h| {
            form.radio(h, "choice", "confirm", page.look.say(labels::CLAIM_HOLDS));
            form.radio(h, "choice", "reject", page.look.say(labels::CLAIM_REJECTED));
        });
        form.text(h, "reason", true);
    });
}
