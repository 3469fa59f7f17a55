//! The order as its job slip on paper, in the words of its page.

use super::super::look::{Look, Viewer};
use super::super::store::amount;
use super::super::words::{facts as words, labels, states};
use super::{Page, facts, load};
use crate::accounts::Principal;
use crate::http::{AppState, Problem, ProblemKind};
use client_core::domain::entry::follow_up::FollowUpWay;
use client_core::domain::id::BlobDigest;
use client_core::domain::order::{Charge, FollowedUp, Quote};
use client_core::domain::procedure::{Checklist, ProcedureRef, Reading, Recorded};
use client_core::domain::text::Language;
use undercroft_paper::{
    Customer, FollowUp, Goods, PriceConfirmation, PriceLine, Replaced, Signature, SlipForm, SlipPaper,
    StepResult, Sums, Times, Trial,
};

/// The slip of an order that this person may read. Who may not know the customer gets a slip without him.
pub(in crate::http) async fn slip_paper(
    state: &AppState,
    principal: Principal,
    id: &str,
    language: Language,
) -> Result<SlipPaper, Problem> {
    let viewer = Viewer { look: Look::plain(state, language), who: principal, unread: 0, departments: false };
    let sheet = load::sheet(state, &viewer, id).await?;
    let page = Page { look: &viewer.look, viewer: &viewer, sheet: &sheet, typed: None, etag: String::new() };
    let Some(slip) = &page.order().slip else {
        return Err(Problem::new(ProblemKind::NotFound, "no slip has been issued"));
    };
    let address = format!("{}/orders/{}", state.http.public_origin, page.order().id);
    Ok(SlipPaper { number: slip.number.clone(), address, ..filled(&page) })
}

fn filled(page: &Page<'_>) -> SlipPaper {
    let (order, look) = (page.order(), page.look);
    let registered = order.registered.as_ref();
    let quote = agreed_quote(page);
    let warranty = order.judgement.as_ref().and_then(|judgement| judgement.warranty.as_ref());
    SlipPaper {
        company: look.site.clone(),
        form: form(order.charge),
        warranty_until: warranty.map_or_else(String::new, |warranty| warranty.until.to_string()),
        class: registered.map_or("", |one| look.say(states::service_kind(one.service_kind))).to_owned(),
        service: service(page),
        state: look.say(states::state(order.state)).to_owned(),
        customer: page.sheet.view.customer.as_ref().map(|customer| Customer {
            name: customer.customer_name.clone(),
            unit: customer.unit_no.clone(),
            contact: customer.contact.clone(),
        }),
        content: registered.map_or_else(String::new, |one| text(page, Some(one.content))),
        times: times(page),
        technician: order.holder.map_or_else(String::new, |holder| page.name(&holder)),
        finding: order.findings.last().map_or_else(String::new, |finding| finding.content.clone()),
        goods: goods(page),
        steps: order.checklist.as_ref().map_or_else(Vec::new, |checklist| steps(page, checklist)),
        replaced: replaced(page),
        prices: quote.map_or_else(Vec::new, |quote| prices(page, quote)),
        sums: quote.map(|quote| Sums {
            labour_fen: quote.labour_fen,
            material_fen: quote.material_fen,
            total_fen: quote.amount_fen,
        }),
        price_confirmed: order.consents.last().map(|consent| PriceConfirmation {
            by: consent.confirmed_by.clone(),
            at: look.time(consent.origin.at.estimate()),
        }),
        trials: trials(page),
        signature: order.signatures.iter().rfind(|signature| signature.counts).map(|signature| Signature {
            changed_since: signature.changed_since,
            ..signed(page, signature.strokes, signature.origin.at.estimate())
        }),
        // Of several that didn't know each other, the dissatisfied one leads (COL-16).
        follow_up: order.follow_ups.leading().min_by_key(|one| one.satisfied).map(|one| follow_up(page, one)),
        ..SlipPaper::default()
    }
}

/// REC-7: the form is that of the judgement: a warranty that covers the request makes it free.
const fn form(charge: Option<Charge>) -> SlipForm {
    match charge {
        Some(Charge::Paid) => SlipForm::PaidReport,
        Some(Charge::Free | Charge::Regular) => SlipForm::UnpaidReport,
        None => SlipForm::JobSlip,
    }
}

fn text(page: &Page<'_>, blob: Option<BlobDigest>) -> String {
    blob.and_then(|blob| page.sheet.view.texts.get(&blob)).cloned().unwrap_or_default()
}

/// The price that was agreed on last; before that, the one offered last.
fn agreed_quote<'p>(page: &'p Page<'_>) -> Option<&'p Quote> {
    let order = page.order();
    match order.consents.last() {
        Some(consent) => order.quotes.iter().find(|quote| quote.origin.entry == consent.quote),
        None => order.quotes.last(),
    }
}

fn service(page: &Page<'_>) -> String {
    let order = page.order();
    let Some(slip) = &order.slip else { return String::new() };
    let reference = ProcedureRef { id: slip.service_class.clone(), version: slip.procedure_version };
    let label = page.sheet.library.get(&reference).map(|one| one.label.get(page.look.language));
    label.map_or_else(|| slip.service_class.clone(), |label| format!("{} {label}", slip.service_class))
}

fn times(page: &Page<'_>) -> Times {
    let (order, look) = (page.order(), page.look);
    let time = |ms: Option<i64>| ms.map_or_else(String::new, |ms| look.time(ms));
    let visit = order.holder.and_then(|holder| order.visit_of(&holder));
    let received = visit.and_then(|visit| {
        visit.received_at.or_else(|| visit.received.map(|received| received.at.estimate()))
    });
    let arrived = visit.and_then(|visit| visit.arrivals.last()).map(|one| one.origin.at.estimate());
    Times {
        registered: time(order.registered.as_ref().map(|registered| registered.received_at)),
        appointment: time(order.appointment().map(|appointment| appointment.appointment_at)),
        received: time(received),
        arrived: time(arrived),
        finished: time(order.finished.last().map(|finished| finished.at.estimate())),
    }
}

/// What the store accounts for, and what the finding asks for besides.
fn goods(page: &Page<'_>) -> Vec<Goods> {
    let (order, catalogue) = (page.order(), &page.sheet.reference.catalogue);
    let accounts = order.goods.accounts.iter().map(|account| Goods {
        name: facts::item_label(page, &account.item),
        specification: catalogue
            .material(&account.item)
            .map_or_else(String::new, |material| material.specification.clone()),
        quantity: amount(page.look, catalogue, &account.item, account.issued.max(account.used)),
    });
    let needed = order.findings.last().into_iter().flat_map(|one| one.materials.iter().chain(&one.tools));
    let accounted = |item: &&String| !order.goods.accounts.iter().any(|account| account.item == **item);
    let needed =
        needed.filter(accounted).map(|item| Goods { name: facts::thing(page, item), ..Goods::default() });
    accounts.chain(needed).collect()
}

/// Recorded steps, those of children after their parent's.
fn steps(page: &Page<'_>, checklist: &Checklist) -> Vec<StepResult> {
    let own = checklist.steps.iter().filter_map(|state| {
        let reading = state.reading.as_ref()?;
        let step = facts::step_of(page, &state.id);
        Some(StepResult {
            step: state.id.clone(),
            label: step.map_or("", |step| step.label.get(page.look.language)).to_owned(),
            result: result(page, &state.id, reading),
        })
    });
    let children = checklist.children.iter().flat_map(|child| steps(page, child));
    own.chain(children).collect()
}

fn result(page: &Page<'_>, step: &str, reading: &Reading) -> String {
    let look = page.look;
    let told = match &reading.recorded {
        Recorded::Values { values, .. } => {
            facts::values_in_words(look.language, facts::step_of(page, step), values)
        }
        Recorded::Part { part } => {
            format!("{} × {}", facts::item_label(page, &part.item), part.quantity)
        }
        Recorded::GateSet | Recorded::GateWithdrawn => look.say(words::DONE).to_owned(),
    };
    if reading.good { told } else { format!("{told} · {}", look.say(labels::FAILED)) }
}

fn replaced(page: &Page<'_>) -> Vec<Replaced> {
    let parts = page.order().parts.iter();
    parts
        .map(|part| {
            let item = facts::item_label(page, &part.item);
            Replaced {
                old: part.old_specification.clone(),
                new: format!("{item} × {} {}", part.quantity, part.new_specification),
            }
        })
        .collect()
}

fn prices(page: &Page<'_>, quote: &Quote) -> Vec<PriceLine> {
    let lines = quote.lines.iter().map(|line| PriceLine {
        label: facts::item_label(page, &line.item),
        quantity: line.quantity.to_string(),
        unit: page.sheet.price_item(&line.item).map_or_else(String::new, |item| item.unit.clone()),
        unit_price_fen: line.unit_price_fen,
        amount_fen: line.quantity.saturating_mul(line.unit_price_fen),
    });
    lines.collect()
}

fn trials(page: &Page<'_>) -> Vec<Trial> {
    let look = page.look;
    let trials = page.order().inspections.iter().map(|one| Trial {
        at: look.time(one.origin.at.estimate()),
        result: look.say(if one.passed { labels::SATISFIED } else { labels::NOT_SATISFIED }).to_owned(),
        words: text(page, one.words),
    });
    trials.collect()
}

fn signed(page: &Page<'_>, strokes: BlobDigest, at: i64) -> Signature {
    let customer = page.sheet.view.customer.as_ref();
    Signature {
        name: customer.map_or_else(String::new, |customer| customer.customer_name.clone()),
        at: page.look.time(at),
        strokes: page.sheet.strokes.get(&strokes).cloned().unwrap_or_default(),
        changed_since: false,
    }
}

fn follow_up(page: &Page<'_>, one: &FollowedUp) -> FollowUp {
    let at = one.origin.at.estimate();
    let (by, when) = (page.name(&one.origin.by.user), page.look.time(at));
    let opinion = [text(page, one.opinion), one.refused.clone().unwrap_or_default()];
    let opinion = opinion.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join("\n");
    match one.way {
        FollowUpWay::OnSite => FollowUp::Visit {
            signature: one.signature.map(|strokes| signed(page, strokes, at)),
            opinion,
            by,
            at: when,
        },
        FollowUpWay::Phone => FollowUp::Phone { opinion, by, at: when },
        FollowUpWay::Other => FollowUp::Other { opinion, by, at: when },
    }
}
