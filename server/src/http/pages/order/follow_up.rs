//! Follow-ups of an order: whose it is and by when, the columns that were filled, what has to be put right, checks.

use super::super::html::Html;
use super::super::strokes::{pad, script};
use super::super::value;
use super::super::words::{figures as words, labels, rejections};
use super::commands::FormFault;
use super::forms::Form;
use super::{Page, origin, site};
use client_core::domain::calendar::Zone;
use client_core::domain::command::Command;
use client_core::domain::entry::Kind;
use client_core::domain::entry::follow_up::{Cause, FollowUpBy, FollowUpWay, RepairClass};
use client_core::domain::order::{FollowUpTrack, FollowedUp, follow_up_deadlines};
use client_core::domain::words::office;

/// All of it, once somebody signed.
pub(super) fn section(h: &mut Html, page: &Page<'_>) {
    let (look, order) = (page.look, page.order());
    let all = &order.follow_ups;
    let nothing = all.done.is_empty() && all.correctives.is_empty() && all.leak_tests.is_empty();
    if order.follow_up == FollowUpTrack::NotDue && nothing {
        return;
    }
    h.el("section", &[("class", "card"), ("id", "follow-ups")], |h| {
        h.el("h2", &[], |h| {
            h.text(look.say(words::FOLLOW_UPS));
            let class = match order.follow_up {
                FollowUpTrack::Done => "badge good",
                FollowUpTrack::CorrectiveOpen => "badge alarm",
                FollowUpTrack::Due | FollowUpTrack::NotDue => "badge uncertain",
            };
            h.word("span", class, office::follow_up(order.follow_up).get(look.language));
        });
        terms(h, page);
        for one in &all.done {
            h.of("div", "item", |h| done(h, page, one));
        }
        if !all.correctives.is_empty() {
            h.word("h3", "", look.say(words::CORRECTIVES));
        }
        h.of("ul", "plain", |h| {
            for task in &all.correctives {
                h.el("li", &[], |h| {
                    h.typed(&task.demand);
                    h.text(" ");
                    origin::short(h, page, &task.origin);
                    if let Some((by, done)) = &task.closed {
                        h.el("p", &[], |h| {
                            h.typed(&look.with(words::DONE, &[done]));
                            h.text(" ");
                            origin::short(h, page, by);
                        });
                    }
                });
            }
        });
    });
}

fn terms(h: &mut Html, page: &Page<'_>) {
    let (look, order) = (page.look, page.order());
    let all = &order.follow_ups;
    h.of("dl", "facts", |h| {
        if let Some(duty) = &all.duty {
            origin::term(h, look.say(words::WHOSE), |h| {
                h.text(office::follow_up_by(duty.follow_up_by).get(look.language));
                if let Some(person) = &duty.person {
                    h.text(" · ");
                    h.typed(&page.name(person));
                }
                if let Some((by, note)) = &duty.changed {
                    h.el("p", &[], |h| {
                        h.typed(note);
                        h.text(" ");
                        origin::short(h, page, by);
                    });
                }
            });
        }
        origin::term(h, look.say(words::REPAIR_CLASS), |h| {
            h.text(office::repair_class(all.class()).get(look.language));
        });
        if !all.leak_tests.is_empty() {
            origin::term(h, look.say(words::LEAK_TESTS), |h| {
                for trial in &all.leak_tests {
                    h.el("p", &[], |h| {
                        look.put_time(h, trial.tested_at, false);
                        h.text(" ");
                        h.text(look.say(if trial.passed { words::HOLDS } else { words::LEAKS }));
                    });
                }
            });
        }
        let due = follow_up_deadlines(order, Zone::from(look.zone), &look.settings.deadlines);
        let Some(due) = due else { return };
        origin::term(h, look.say(words::DEADLINES), |h| {
            if due.leak_test_missing {
                h.word("span", "badge alarm", look.say(words::TEST_MISSING));
            }
            for deadline in &due.deadlines {
                h.el("p", &[], |h| {
                    // 24:00 of a day is said by its last minute.
                    look.put_time(h, deadline.until - 1, false);
                    h.text(" ");
                    h.word("span", "soft", look.say(words::deadline(deadline.id)));
                    if deadline.breached(all.followed_at(), look.now) {
                        h.word("span", "badge alarm", look.say(words::OVERDUE));
                    }
                });
            }
        });
    });
}

fn done(h: &mut Html, page: &Page<'_>, one: &FollowedUp) {
    let look = page.look;
    let (class, word) =
        if one.satisfied { ("badge good", words::SATISFIED) } else { ("badge alarm", words::DISSATISFIED) };
    h.el("p", &[], |h| {
        h.word("b", "", office::way(one.way).get(look.language));
        h.word("span", class, look.say(word));
        if let Some(cause) = one.cause {
            h.word("span", "badge", office::cause(cause).get(look.language));
        }
        if !one.complete {
            h.word("span", "badge alarm", look.say(words::INCOMPLETE));
        } else if !one.current {
            h.word("span", "badge", look.say(words::EARLIER_ROUND));
        }
        h.text(" ");
        origin::short(h, page, &one.origin);
    });
    h.of("dl", "facts", |h| {
        if let Some(text) = one.opinion.and_then(|opinion| page.sheet.view.texts.get(&opinion)) {
            origin::term(h, look.say(words::OPINION), |h| h.typed(text));
        }
        // FUP-7: what a caller enters never stands where the customer signs.
        origin::term(h, look.say(words::SIGNATURE), |h| match (one.way, &one.signature, &one.refused) {
            (FollowUpWay::OnSite, Some(strokes), _) => {
                site::drawing(h, page, strokes, look.say(words::SIGNATURE));
            }
            (FollowUpWay::OnSite, None, Some(why)) => h.typed(&look.with(words::REFUSED, &[why])),
            (FollowUpWay::Phone, ..) => h.text(look.say(words::BY_PHONE)),
            _ => h.text("–"),
        });
    });
    let checks = page.order().follow_ups.spot_checks.iter();
    for check in checks.filter(|check| check.follow_up == one.origin.entry) {
        h.el("p", &[], |h| {
            h.text(look.say(words::SPOT_CHECKS));
            h.text(" ");
            let said = if check.confirmed { words::CONFIRMED } else { words::NOT_CONFIRMED };
            h.word("span", "badge", look.say(said));
            if !check.counts {
                h.word("span", "badge", look.say(words::NOT_COUNTED));
            }
            h.typed(&check.remark);
            h.text(" ");
            origin::short(h, page, &check.origin);
        });
    }
    if page.may(Kind::SpotCheck) && one.origin.by.user != page.viewer.who.user {
        let entry = one.origin.entry.to_string();
        let id = format!("spot_check:{entry}");
        super::forms::fold(h, page, &id, words::CHECK, |h| {
            Form { page, id: &id, command: "spot_check" }.put(h, words::CHECK, |h, form| {
                h.void("input", &[("type", "hidden"), ("name", "follow_up"), ("value", &entry)]);
                h.of("div", "choices", |h| {
                    form.radio(h, "confirmed", "yes", look.say(words::CONFIRMED));
                    form.radio(h, "confirmed", "no", look.say(words::NOT_CONFIRMED));
                });
                form.text(h, "remark", true);
            });
        });
    }
}

/// A choice of one of these in a list.
fn choose<'w>(
    h: &mut Html,
    form: &Form<'_>,
    name: &str,
    required: bool,
    all: impl Iterator<Item = (impl AsRef<str>, &'w str)>,
) {
    let look = form.page.look;
    h.of("label", "field", |h| {
        h.word("span", "", &rejections::field(look.language, name));
        let need = [("name", name), ("required", "")];
        let attributes = if required { &need[..] } else { &need[..1] };
        h.el("select", attributes, |h| {
            h.el("option", &[("value", "")], |h| h.text(look.say(labels::CHOOSE)));
            for (value, words) in all {
                form.option(h, name, value.as_ref(), words);
            }
        });
    });
}

/// The form of a follow-up with the columns of signature and opinion (FUP-4 to FUP-9).
pub(super) fn form(h: &mut Html, page: &Page<'_>) {
    let language = page.look.language;
    Form { page, id: "follow_up", command: "follow_up" }.put(h, words::SAVE_FOLLOW_UP, |h, form| {
        h.of("div", "choices", |h| {
            for way in [FollowUpWay::Phone, FollowUpWay::OnSite] {
                form.radio(h, "way", way.as_str(), office::way(way).get(language));
            }
        });
        h.of("div", "choices", |h| {
            form.radio(h, "satisfied", "yes", page.look.say(words::SATISFIED));
            form.radio(h, "satisfied", "no", page.look.say(words::DISSATISFIED));
        });
        form.text(h, "opinion", false);
        // FUP-6. Without a script the reason why nobody signed has to be written.
        pad(h, form.page.look, "strokes", form.typed("strokes"));
        script(h);
        form.text(h, "refused", false);
        h.word("p", "soft", page.look.say(words::STROKES_HINT));
        let causes = Cause::ALL.iter().map(|cause| (cause.as_str(), office::cause(*cause).get(language)));
        choose(h, form, "cause", false, causes);
        form.text(h, "corrective", false);
    });
}

/// The form by which somebody else follows up (FUP-2).
pub(super) fn assign(h: &mut Html, page: &Page<'_>) {
    let language = page.look.language;
    let form = Form { page, id: "assign_follow_up", command: "assign_follow_up" };
    form.put(h, words::ASSIGN, |h, form| {
        let all = FollowUpBy::ALL.iter().map(|by| (by.as_str(), office::follow_up_by(*by).get(language)));
        choose(h, form, "follow_up_by", true, all);
        let people = page.sheet.callers.iter().map(|(id, name)| (id.to_string(), name.as_str()));
        choose(h, form, "person", false, people);
        form.text(h, "note", true);
    });
}

/// The form that says what the repair was about.
pub(super) fn classify(h: &mut Html, page: &Page<'_>) {
    let language = page.look.language;
    let form = Form { page, id: "classify_repair", command: "classify_repair" };
    form.put(h, words::CLASSIFY, |h, form| {
        let all = RepairClass::ALL.iter().map(|one| (one.as_str(), office::repair_class(*one).get(language)));
        choose(h, form, "repair_class", true, all);
    });
}

/// The form of a leak test (FUP-12).
pub(super) fn test(h: &mut Html, page: &Page<'_>) {
    Form { page, id: "test_leak", command: "test_leak" }.put(h, words::TEST, |h, form| {
        h.of("div", "choices", |h| {
            form.radio(h, "passed", "yes", page.look.say(words::HOLDS));
            form.radio(h, "passed", "no", page.look.say(words::LEAKS));
        });
        form.time(h, "tested_at", false);
    });
}

/// The form that asks for something to be put right.
pub(super) fn open(h: &mut Html, page: &Page<'_>) {
    let form = Form { page, id: "open_corrective", command: "open_corrective" };
    form.put(h, words::OPEN_CORRECTIVE, |h, form| form.text(h, "demand", true));
}

/// What has to be put right, and the form that says it is.
pub(super) fn close(h: &mut Html, page: &Page<'_>, corrective: &str) {
    let mut all = page.order().follow_ups.correctives.iter();
    if let Some(task) = all.find(|task| task.origin.entry.to_string() == corrective) {
        h.el("p", &[], |h| h.typed(&task.demand));
    }
    let id = format!("close_corrective:{corrective}");
    Form { page, id: &id, command: "close_corrective" }.put(h, words::CLOSE_CORRECTIVE, |h, form| {
        h.void("input", &[("type", "hidden"), ("name", "corrective"), ("value", corrective)]);
        form.text(h, "done", true);
    });
}

/// The command of one of these forms.
pub(super) fn command(
    fields: &[(String, String)],
    time: impl Fn(&str) -> Option<i64>,
) -> Result<Command, FormFault> {
    let text = |name: &'static str| match value(fields, name).trim() {
        "" => Err(FormFault::Missing(name)),
        text => Ok(text.to_owned()),
    };
    let optional = |name: &'static str| text(name).ok();
    let choice = |name: &'static str| FormFault::Invalid(name, "a choice");
    let yes = |name: &'static str| match value(fields, name) {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(FormFault::Missing(name)),
    };
    Ok(match value(fields, "command") {
        "follow_up" => Command::FollowUp {
            way: FollowUpWay::parse(&text("way")?).ok_or(choice("way"))?,
            satisfied: yes("satisfied")?,
            opinion: optional("opinion"),
            strokes: optional("strokes"),
            refused: optional("refused"),
            cause: match optional("cause") {
                Some(cause) => Some(Cause::parse(&cause).ok_or(choice("cause"))?),
                None => None,
            },
            corrective: optional("corrective"),
        },
        "assign_follow_up" => Command::AssignFollowUp {
            follow_up_by: FollowUpBy::parse(&text("follow_up_by")?).ok_or(choice("follow_up_by"))?,
            person: match optional("person") {
                Some(person) => Some(person.parse().map_err(|_| choice("person"))?),
                None => None,
            },
            note: text("note")?,
        },
        "classify_repair" => Command::ClassifyRepair {
            repair_class: RepairClass::parse(&text("repair_class")?).ok_or(choice("repair_class"))?,
        },
        "test_leak" => Command::TestLeak {
            passed: yes("passed")?,
            tested_at: match optional("tested_at") {
                Some(at) => Some(time(&at).ok_or(FormFault::Invalid("tested_at", "a time"))?),
                None => None,
            },
        },
        "open_corrective" => Command::OpenCorrective { demand: text("demand")? },
        "close_corrective" => Command::CloseCorrective {
            corrective: text("corrective")?.parse().map_err(|_| choice("corrective"))?,
            done: text("done")?,
        },
        "spot_check" => Command::SpotCheck {
            follow_up: text("follow_up")?.parse().map_err(|_| choice("follow_up"))?,
            confirmed: yes("confirmed")?,
            remark: text("remark")?,
        },
        _ => return Err(choice("command")),
    })
}
