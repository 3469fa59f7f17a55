//! What the desks did with an order: the reply and its clock, the pool, what came back, batch, copies, related requests,
//! unmet demand, archive; with the forms for it.

use super::super::html::Html;
use super::super::words::{Text, desk as words, labels, rejections, states};
use super::forms::{Form, PutForm, plain};
use super::{Page, origin};
use client_core::domain::deadline::{Stands, reply};
use client_core::domain::entry::Kind;
use client_core::domain::entry::desk::{Desk, SlipCopy};
use client_core::domain::id::UserId;
use client_core::domain::order::{Kinship, OrderState};

/// Everything that the desks recorded.
pub(super) fn section(h: &mut Html, page: &Page<'_>) {
    let (order, look) = (page.order(), page.look);
    let desk = &order.desk;
    let signed = order.signatures.iter().any(|signature| signature.counts);
    let nothing = desk.agreed.is_none()
        && desk.replies.is_empty()
        && desk.handed_back.is_empty()
        && desk.returned.is_empty()
        && desk.batch.is_none()
        && desk.copies.is_empty()
        && desk.told.is_none()
        && desk.archive.is_none()
        && desk.twins.is_empty()
        && desk.printed_number.is_none()
        && !signed;
    if nothing && page.order().registered.is_none() {
        return;
    }
    h.el("section", &[("class", "card"), ("id", "desk")], |h| {
        h.word("h2", "", look.say(words::DESK));
        h.of("dl", "facts", |h| {
            if let Some(number) = &desk.printed_number {
                origin::term(h, look.say(words::PRINTED_NUMBER), |h| h.typed(number));
            }
            came(h, page);
            replies(h, page);
            if let Some(agreed) = &desk.agreed {
                origin::term(h, look.say(words::AGREED), |h| {
                    h.typed(&page.name(&agreed.technician));
                    h.text(" · ");
                    look.put_time(h, agreed.appointment_at, false);
                    h.text(" ");
                    origin::short(h, page, &agreed.origin);
                });
            }
            for back in &desk.handed_back {
                origin::term(h, look.say(words::HANDED_BACK), |h| {
                    h.typed(&back.reason);
                    if let Some(colleague) = &back.proposed {
                        h.text(" · ");
                        h.typed(&look.with(words::PROPOSES, &[&page.name(colleague)]));
                    }
                    h.text(" ");
                    origin::short(h, page, &back.origin);
                });
            }
            for returned in &desk.returned {
                origin::term(h, look.say(words::RETURNED), |h| {
                    h.text(look.say(words::desk(returned.return_place)));
                    h.text(" ");
                    origin::short(h, page, &returned.origin);
                });
            }
            if let Some(batch) = &desk.batch {
                origin::term(h, look.say(words::BATCH), |h| {
                    h.text(&batch.day);
                    let (class, word) = if batch.taken.is_some() {
                        ("badge good", words::TAKEN)
                    } else {
                        ("badge uncertain", words::NOT_TAKEN)
                    };
                    h.word("span", class, look.say(word));
                    origin::short(h, page, batch.taken.as_ref().unwrap_or(&batch.origin));
                });
            }
            if signed {
                origin::term(h, look.say(words::COPIES), |h| copies(h, page));
            }
            if let Some(told) = &desk.told {
                origin::term(h, look.say(words::TOLD), |h| {
                    h.typed(&told.said);
                    h.text(" ");
                    origin::short(h, page, &told.origin);
                });
            }
            if let Some(archive) = &desk.archive {
                origin::term(h, look.say(words::ARCHIVED), |h| origin::short(h, page, &archive.origin));
                for late in &archive.late {
                    origin::term(h, look.say(words::LATE_FACTS), |h| origin::short(h, page, late));
                }
            }
            twins(h, page);
        });
    });
}

/// REG-2: when the request came, and how long it lay until it was saved.
fn came(h: &mut Html, page: &Page<'_>) {
    let (order, look) = (page.order(), page.look);
    let Some(registered) = &order.registered else { return };
    origin::term(h, look.say(words::REQUEST_CAME), |h| {
        look.put_time(h, registered.received_at, true);
        h.text(" · ");
        h.text(&look.with(words::SAVED_AFTER, &[&(registered.lay_for() / 60_000).to_string()]));
    });
}

/// DSP-2: what was said, and whether it was said in time.
fn replies(h: &mut Html, page: &Page<'_>) {
    let (order, look) = (page.order(), page.look);
    let Some(registered) = &order.registered else { return };
    let clock = reply(registered.received_at, &look.settings.deadlines);
    for (place, one) in order.desk.replies.iter().enumerate() {
        origin::term(h, look.say(words::REPLIES), |h| {
            h.typed(&one.said);
            h.text(" · ");
            look.put_time(h, one.replied_at, true);
            // The earliest one stops the clock.
            if place == 0 {
                let (class, word) = if clock.kept_by(one.replied_at) {
                    ("badge good", words::IN_TIME)
                } else {
                    ("badge alarm", words::LATE)
                };
                h.word("span", class, look.say(word));
            }
            origin::short(h, page, &one.origin);
        });
    }
}

fn copies(h: &mut Html, page: &Page<'_>) {
    let (order, look) = (page.order(), page.look);
    h.of("ul", "plain", |h| {
        for copy in SlipCopy::ALL {
            h.el("li", &[], |h| {
                h.text(look.say(words::copy(*copy)));
                h.text(" ");
                match order.desk.copies.iter().find(|one| one.copy == *copy) {
                    Some(one) => {
                        h.typed(&one.received_by);
                        h.text(" ");
                        origin::short(h, page, &one.origin);
                    }
                    None => h.word("span", "badge uncertain", look.say(words::COPY_MISSING)),
                }
            });
        }
    });
}

/// COL-07: other orders that may be this request.
fn twins(h: &mut Html, page: &Page<'_>) {
    let look = page.look;
    for twin in &page.order().desk.twins {
        origin::term(h, look.say(words::TWINS), |h| {
            h.link("", &format!("/orders/{}", twin.order), look.say(words::OTHER_ORDER));
            let class = if twin.kinship == Kinship::Open { "badge alarm" } else { "badge" };
            h.word("span", class, look.say(words::kinship(twin.kinship)));
            if let Some(since) = twin.since {
                h.text(&look.with(words::DEADLINES_SINCE, &[&look.time(since)]));
            }
        });
    }
}

/// The form of the reply, with its clock.
pub(super) fn reply_form(h: &mut Html, page: &Page<'_>) {
    let look = page.look;
    if let Some(registered) =
        page.order().registered.as_ref().filter(|_| page.order().desk.replies.is_empty())
    {
        let clock = reply(registered.received_at, &look.settings.deadlines);
        h.el("p", &[], |h| {
            h.text(&look.with(words::REPLY_DUE, &[&look.time(clock.due)]));
            let sign = match clock.stands(look.now) {
                Stands::Ahead => None,
                Stands::Soon => Some(("badge uncertain", words::RUNS_OUT)),
                Stands::Late => Some(("badge alarm", words::LATE)),
            };
            if let Some((class, word)) = sign {
                h.word("span", class, look.say(word));
            }
        });
    }
    let form = Form { page, id: "reply_customer", command: "reply_customer" };
    form.put(h, words::REPLY, |h, form| {
        form.area(h, "said", 500);
        form.time(h, "replied_at", false);
    });
}

/// The archive's form, with what came after the last word.
pub(super) fn archive_form(h: &mut Html, page: &Page<'_>) {
    let (order, look) = (page.order(), page.look);
    if order.archive_blocked_by.is_empty() {
        plain(h, page, "archive", words::ARCHIVE);
        return;
    }
    let blocks: Vec<String> =
        order.archive_blocked_by.iter().map(|word| states::blocks(look.language, word)).collect();
    h.word("p", "soft", &super::super::words::list(look.language, &blocks));
}

/// A choice of people.
fn people(h: &mut Html, page: &Page<'_>, form: &Form<'_>, name: &str, required: bool) {
    h.of("label", "field", |h| {
        h.word("span", "", &rejections::field(page.look.language, name));
        let options = |h: &mut Html| {
            h.el("option", &[("value", "")], |h| h.text(page.look.say(labels::CHOOSE)));
            for (user, shown) in &page.sheet.technicians {
                form.option(h, name, &user.to_string(), shown);
            }
        };
        if required {
            h.el("select", &[("name", name), ("required", "")], options);
        } else {
            h.el("select", &[("name", name)], options);
        }
    });
}

/// Content and time, agreed with whoever comes (REG-5).
pub(super) fn agree(h: &mut Html, page: &Page<'_>) {
    let form = Form { page, id: "agree_content_time", command: "agree_content_time" };
    form.put(h, words::AGREE, |h, form| {
        people(h, page, form, "technician", true);
        form.time(h, "appointment_at", false);
    });
}

fn give_back(h: &mut Html, page: &Page<'_>) {
    let form = Form { page, id: "return_assignment", command: "return_assignment" };
    form.put(h, words::GIVE_BACK, |h, form| {
        form.text(h, "reason", true);
        people(h, page, form, "proposed", false);
    });
}

fn slip_back(h: &mut Html, page: &Page<'_>) {
    let form = Form { page, id: "return_slip", command: "return_slip" };
    form.put(h, words::SLIP_BACK, |h, form| {
        h.of("div", "choices", |h| {
            for desk in Desk::ALL {
                form.radio(h, "return_place", desk.as_str(), page.look.say(words::desk(*desk)));
            }
        });
    });
}

fn deliver(h: &mut Html, page: &Page<'_>) {
    let form = Form { page, id: "deliver_copy", command: "deliver_copy" };
    form.put(h, words::DELIVER, |h, form| {
        h.of("div", "choices", |h| {
            let delivered = |copy: &SlipCopy| page.order().desk.copies.iter().any(|one| one.copy == *copy);
            for copy in SlipCopy::ALL.iter().filter(|copy| !delivered(copy)) {
                form.radio(h, "copy", copy.as_str(), page.look.say(words::copy(*copy)));
            }
        });
        form.text(h, "received_by", true);
    });
}

fn tell(h: &mut Html, page: &Page<'_>) {
    let form = Form { page, id: "tell_demand", command: "tell_demand" };
    form.put(h, words::TELL, |h, form| form.text(h, "said", true));
}

/// What the desks and technicians can do here without being asked for.
pub(super) fn actions(page: &Page<'_>) -> Vec<(bool, &'static str, Text, PutForm)> {
    let order = page.order();
    let missing = SlipCopy::ALL.iter().any(|copy| !order.desk.copies.iter().any(|one| one.copy == *copy));
    // What is asked for stands among the tasks.
    let asked = |id: &str| order.tasks.iter().any(|task| task.id == id);
    vec![
        (page.may(Kind::PoolTaken), "take_from_pool", words::TAKE, |h, page| {
            plain(h, page, "take_from_pool", words::TAKE);
        }),
        (page.may(Kind::AssignmentReturned), "return_assignment", words::GIVE_BACK, give_back),
        (
            page.may(Kind::ContentTimeAgreed) && !asked("agree_service"),
            "agree_content_time",
            words::AGREE,
            agree,
        ),
        (page.may(Kind::CustomerReplied) && !asked("reply"), "reply_customer", words::REPLY, reply_form),
        (page.may(Kind::SlipReturned), "return_slip", words::SLIP_BACK, slip_back),
        (page.may(Kind::CopyDelivered) && missing, "deliver_copy", words::DELIVER, deliver),
        (page.may(Kind::DemandTold), "tell_demand", words::TELL, tell),
        (
            page.may(Kind::Archived) && order.state != OrderState::Reopened,
            "archive",
            words::ARCHIVE,
            archive_form,
        ),
    ]
}

/// The technician who is preselected, with the words that say why: whom the last holder proposed, else whose turn it is.
pub(super) fn proposed(page: &Page<'_>) -> Option<(UserId, String)> {
    let (order, look) = (page.order(), page.look);
    let present = |user: &UserId| page.sheet.technicians.iter().any(|(known, _)| known == user);
    let wished = order.desk.handed_back.last().filter(|_| order.holder.is_none());
    if let Some(colleague) = wished.and_then(|back| back.proposed).filter(present) {
        return Some((colleague, look.with(words::PROPOSES, &[&page.name(&colleague)])));
    }
    let turn = page.sheet.turn.filter(|load| Some(load.technician) != order.holder)?;
    let last = turn.last_given_at.map_or_else(|| look.say(words::NEVER).to_owned(), |at| look.soon(at));
    let why = look.with(words::ROTATION_WHY, &[&turn.open.to_string(), &last]);
    let name = page.name(&turn.technician);
    let name = page
        .sheet
        .technicians
        .iter()
        .find(|(known, _)| *known == turn.technician)
        .map_or(name, |(_, shown)| shown.clone());
    Some((turn.technician, format!("{} ({why})", look.with(words::ROTATION, &[&name]))))
}

/// One click to whom the last holder proposed, or to whose turn it is.
pub(super) fn assign_proposed(h: &mut Html, page: &Page<'_>) {
    let Some((user, why)) = proposed(page) else { return };
    let name = page
        .sheet
        .technicians
        .iter()
        .find(|(known, _)| *known == user)
        .map_or_else(|| page.name(&user), |(_, name)| name.clone());
    h.of("p", "soft", |h| h.typed(&why));
    let action = format!("/orders/{}/commands", page.order().id);
    h.el("form", &[("class", "command"), ("method", "post"), ("action", &action)], |h| {
        let id = user.to_string();
        for (field, value) in [
            ("etag", page.etag.as_str()),
            ("form", "assign_proposed"),
            ("command", "assign"),
            ("technician", id.as_str()),
        ] {
            h.void("input", &[("type", "hidden"), ("name", field), ("value", value)]);
        }
        h.of("button", "quiet", |h| h.typed(&page.look.with(words::ASSIGN_PROPOSED, &[&name])));
    });
}
