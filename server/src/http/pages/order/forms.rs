//! What waits for somebody, with its form, and what else can be done.

use super::super::html::Html;
use super::super::rights;
use super::super::words::{Text, labels, rejections, states};
use super::Page;
use client_core::domain::entry::Kind;
use client_core::domain::order::{Order, OrderState, Task};
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
        let action = format!("/orders/{}/commands", self.page.order().id);
        h.el("form", &[("class", "command"), ("method", "post"), ("action", &action)], |h| {
            for (name, value) in
                [("etag", self.page.etag.as_str()), ("form", self.id), ("command", self.command)]
            {
                h.void("input", &[("type", "hidden"), ("name", name), ("value", value)]);
            }
            inner(h, self);
            h.word("button", "main", self.page.look.say(button));
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
    let tasks: Vec<&Task> = order.tasks.iter().filter(|task| !task.id.contains(':')).collect();
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

fn may(page: &Page<'_>, kind: Kind) -> bool {
    rights::may(page.order(), &page.viewer.who.user, &page.viewer.who.roles, kind)
}

fn is_manager(page: &Page<'_>) -> bool {
    page.viewer.who.roles.iter().any(|role| matches!(role, Role::CscManager | Role::OfficeHead))
}

/// The form of a task; false when the viewer may not do it.
fn form_of(h: &mut Html, page: &Page<'_>, task: &str) -> bool {
    match task {
        "judge" if may(page, Kind::Judged) => judge(h, page),
        "issue_slip" if may(page, Kind::SlipIssued) => plain(h, page, "issue_slip", labels::ISSUE_SLIP),
        "assign" if may(page, Kind::Assigned) => assign(h, page),
        "confirm_cancel" if may(page, Kind::CancelConfirmed) => {
            plain(h, page, "confirm_cancel", labels::CONFIRM_CANCEL);
        }
        "write_off" if may(page, Kind::DispatchWrittenOff) => plain(h, page, "write_off", labels::WRITE_OFF),
        "escalation" if is_manager(page) => write_off_as_manager(h, page),
        _ => return false,
    }
    true
}

fn plain(h: &mut Html, page: &Page<'_>, command: &str, button: Text) {
    Form { page, id: command, command }.put(h, button, |_, _| {});
}

fn judge(h: &mut Html, page: &Page<'_>) {
    Form { page, id: "judge", command: "judge" }.put(h, labels::SAVE, |h, form| {
        h.of("div", "choices", |h| {
            form.radio(h, "accepted", "yes", page.look.say(labels::ACCEPT));
            form.radio(h, "accepted", "no", page.look.say(labels::DECLINE));
        });
        form.text(h, "explanation", false);
    });
}

fn assign(h: &mut Html, page: &Page<'_>) {
    let order = page.order();
    let again = order.holder.is_some();
    let button = if again { labels::REASSIGN } else { labels::ASSIGN };
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
                    if form.typed("technician") == id {
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

fn can_reassign(order: &Order) -> bool {
    use OrderState as S;
    let open = [
        S::Accepted,
        S::Dispatched,
        S::Received,
        S::OnSite,
        S::PriceAgreed,
        S::InWork,
        S::Inspection,
        S::Rework,
        S::Escalated,
    ];
    order.slip.is_some() && order.holder.is_some() && open.contains(&order.state)
}

fn can_cancel(order: &Order) -> bool {
    use OrderState as S;
    let ended = [S::Unknown, S::Declined, S::Signed, S::WrittenOff, S::CancelOpen, S::Cancelled];
    !ended.contains(&order.state)
}

/// What can be done without being asked for: reassign, cancel, a manager's write-off.
pub(super) fn actions(h: &mut Html, page: &Page<'_>) {
    let order = page.order();
    let reassign = can_reassign(order) && may(page, Kind::Assigned);
    let cancel = can_cancel(order) && may(page, Kind::CancelRequested);
    let write_off = is_manager(page) && matches!(order.state, OrderState::Inspection | OrderState::Signed);
    if !(reassign || cancel || write_off) {
        return;
    }
    h.of("section", "card actions", |h| {
        h.word("h2", "", page.look.say(labels::ACTIONS));
        if reassign {
            fold(h, page, "assign", labels::REASSIGN, |h| assign(h, page));
        }
        if cancel {
            fold(h, page, "request_cancel", labels::CANCEL_ORDER, |h| request_cancel(h, page));
        }
        if write_off {
            fold(h, page, "write_off_manager", labels::WRITE_OFF_MANAGER, |h| write_off_as_manager(h, page));
        }
    });
}

/// A form that is seen when it is asked for, or when it was just refused.
fn fold(h: &mut Html, page: &Page<'_>, form: &str, title: Text, inner: impl FnOnce(&mut Html)) {
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
    if !may(page, Kind::Note) {
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

/// The form by which a claim is reviewed.
pub(super) fn review(h: &mut Html, page: &Page<'_>, conflict: &str) {
    if !may(page, Kind::Decision) {
        return;
    }
    let id = format!("review:{conflict}");
    Form { page, id: &id, command: "decide" }.put(h, labels::REVIEW, |h, form| {
        h.void("input", &[("type", "hidden"), ("name", "conflict"), ("value", conflict)]);
        h.void("input", &[("type", "hidden"), ("name", "choice"), ("value", "confirm")]);
        form.text(h, "reason", true);
    });
}
