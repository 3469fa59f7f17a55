//! PRC-1 to PRC-6, and PRI-7 where it speaks of prices.

use crate::kit::*;
use client_core::domain::calendar::Zone;
use client_core::domain::command::Command;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::Kind;
use client_core::domain::entry::office::{ServiceKind, Warranty};
use client_core::domain::entry::site::{PriceItemKind, QuoteLine, Quoted};
use client_core::domain::order::{Charge, MoneyTrack, OrderState, price_digest};
use client_core::domain::policy::{Denial, Role};
use client_core::domain::reference::PriceList;

fn wrong_state(state: OrderState, needs: &str) -> Rejection {
    Rejection::WrongState { state, needs: needs.into() }
}

/// A site whose devices were given these fee standards.
fn with_prices(now: PriceList, coming: Option<PriceList>) -> World {
    let mut world = World::on_site("LMP");
    world.exchange.reference.version += 1;
    world.exchange.reference.price_list = now;
    world.exchange.reference.coming_price_list = coming;
    world.sync();
    world.li.does(finding());
    world
}

/// A quote made with no signal uses the stored version and names it.
#[test]
fn prc_01_a_quote_is_made_of_the_fee_standard_on_the_device_and_names_its_version() {
    let mut world = World::on_site("LMP");
    // The office publishes version 4; Li hears nothing of it.
    world.exchange.reference.version = 2;
    world.exchange.reference.price_list = prices(4, 9_900);
    world.desk.syncs(&mut world.exchange);
    world.li.does(finding());
    let order = world.li.does(quote(&[("visit", 2), ("starter", 3)]));
    let offered = &order.quotes[0];
    assert_eq!(offered.price_list_version, 3);
    assert_eq!((offered.labour_fen, offered.material_fen, offered.amount_fen), (6_000, 1_500, 7_500));
    let visit =
        QuoteLine { item: "visit".into(), kind: PriceItemKind::Labour, quantity: 2, unit_price_fen: 3_000 };
    assert_eq!(offered.lines[0], visit);
    assert_eq!(order.money, MoneyTrack::Quoted);
    assert_eq!(order.billable_fen, None);
    assert_eq!(world.li.is_refused(quote(&[("gold", 1)])), Rejection::UnknownItem { item: "gold".into() });
    assert_eq!(world.li.is_refused(quote(&[])), Rejection::Missing { field: "lines".into() });
    for quantity in [0, -1, 10_001] {
        assert!(matches!(
            world.li.is_refused(quote(&[("visit", quantity)])),
            Rejection::Invalid { field, .. } if field == "quantity"
        ));
    }
}

/// The first `act` or `replace` step is refused on a special order without both confirmations; looking, measuring and
/// isolating are not.
#[test]
fn prc_02_repairing_waits_until_both_sides_agreed() {
    let mut world = World::on_site("LMP");
    world.li.does(record("LMP-1", &[("normal", YES)]));
    world.li.does(set("LMP-2"));
    world.li.does(record("LMP-3", &[("good_contact", NO)]));
    world.li.does(record("LMP-5", &[("capacitor_broken_down", YES), ("glass_blackened", NO)]));
    assert_eq!(world.li.shows().state, OrderState::OnSite, "diagnosis is no repair");
    let repair = record("LMP-4", &[("done", DONE)]);
    let starter = part("LMP-6", "starter");
    assert_eq!(world.li.is_refused(repair.clone()), Rejection::PriceNotAgreed);
    assert_eq!(world.li.is_refused(starter.clone()), Rejection::PriceNotAgreed);
    world.li.does(finding());
    assert_eq!(world.li.is_refused(confirm()), wrong_state(OrderState::OnSite, "quote"));
    world.li.does(quote(&[("visit", 1)]));
    assert_eq!(world.li.is_refused(repair.clone()), Rejection::PriceNotAgreed);
    // The customer's side is a person, not a tick.
    let nobody = Command::ConfirmPrice { quote: None, confirmed_by: "  ".into(), strokes: None };
    assert_eq!(world.li.is_refused(nobody), Rejection::Missing { field: "confirmed_by".into() });
    let scribble =
        Command::ConfirmPrice { quote: None, confirmed_by: "owner".into(), strokes: Some("yes".into()) };
    assert!(matches!(world.li.is_refused(scribble), Rejection::Invalid { field, .. } if field == "strokes"));

    let order = world.li.does(confirm());
    assert_eq!((order.state, order.money), (OrderState::PriceAgreed, MoneyTrack::Agreed));
    world.li.does(repair);
    assert_eq!(world.li.does(starter).state, OrderState::InWork);
}

/// The slip shows items, amount, who confirmed and when, bound by hash to what was shown.
#[test]
fn prc_03_the_consent_binds_items_amount_and_version() {
    let mut world = World::on_site("LMP");
    world.li.does(finding());
    world.li.does(quote(&[("visit", 1), ("starter", 2)]));
    world.clock.set(NINE + 7 * MINUTE);
    let order = world.li.does(Command::ConfirmPrice {
        quote: None,
        confirmed_by: "owner's wife".into(),
        strokes: Some("M1 1 L9 9".into()),
    });
    let (offered, consent) = (&order.quotes[0], &order.consents[0]);
    assert_eq!(consent.quote, offered.origin.entry);
    assert_eq!((consent.amount_fen, consent.price_list_version), (4_000, 3));
    assert_eq!(consent.confirmed_by, "owner's wife");
    assert_eq!(consent.origin.at.estimate(), NINE + 7 * MINUTE);
    assert_eq!((consent.origin.by.user, consent.origin.by.role), (user(LI), Role::Technician));
    let strokes = consent.strokes.unwrap();
    assert_eq!(world.li.view().texts[&strokes], "M1 1 L9 9");
    let shown = Quoted {
        price_list_version: offered.price_list_version,
        lines: offered.lines.clone(),
        amount_fen: offered.amount_fen,
    };
    assert_eq!(consent.shown, price_digest(&shown));
    let mut other_version = shown.clone();
    other_version.price_list_version = 4;
    let mut other_amount = shown.clone();
    other_amount.amount_fen += 1;
    let mut other_items = shown.clone();
    other_items.lines[1].quantity = 1;
    for other in [other_version, other_amount, other_items] {
        assert_ne!(consent.shown, price_digest(&other));
    }
}

/// The checklist's work opens after the price is agreed.
#[test]
fn prc_04_the_checklist_of_the_class_goes_on_once_the_price_is_agreed() {
    let mut world = World::on_site("TAP");
    world.li.does(set("TAP-1"));
    let drain = record("TAP-2", &[("done", DONE)]);
    assert_eq!(world.li.is_refused(drain.clone()), Rejection::PriceNotAgreed);
    world.li.agrees();
    let order = world.li.does(drain);
    assert_eq!(order.state, OrderState::InWork);
    assert_eq!(order.checklist.unwrap().procedure, "TAP");
}

/// Raising the amount without confirmation leaves the old amount billable.
#[test]
fn prc_05_a_changed_price_needs_a_new_consent() {
    let mut world = World::agreed("LMP");
    assert_eq!(world.li.shows().billable_fen, Some(3_500));
    let order = world.li.does(quote(&[("visit", 2), ("tube", 1)]));
    assert_eq!((order.quotes.len(), order.quotes[1].amount_fen), (2, 7_500));
    assert_eq!(order.billable_fen, Some(3_500), "nobody agreed to more");
    world.li.mends_the_lamp();
    world.li.does(Command::FinishWork);
    world.li.does(tried(true, None));
    let signed = world.li.does(sign());
    assert_eq!((signed.billable_fen, signed.signatures[0].amount_fen), (Some(3_500), 3_500));
    assert_eq!(signed.money, MoneyTrack::Billable);
    // After the signature nothing is agreed any more.
    assert!(matches!(world.li.is_refused(quote(&[("visit", 3)])), Rejection::WrongState { .. }));
    assert!(matches!(world.li.is_refused(confirm()), Rejection::WrongState { .. }));
}

/// A refused extra changes nothing: what was agreed before is done and paid.
#[test]
fn prc_05_a_refused_extra_leaves_the_agreed_price() {
    let mut world = World::agreed("LMP");
    world.li.does(quote(&[("visit", 2), ("tube", 1)]));
    let order = world.li.does(refuse_price("not the tube"));
    assert_eq!((order.refusals.len(), order.price_refused), (1, false));
    assert_eq!((order.state, order.billable_fen), (OrderState::PriceAgreed, Some(3_500)));
    world.li.does(Command::LeaveSite { reason: "lunch".into() });
    assert!(world.li.task("price_refused").is_none());
}

/// The last consent counts, whether it is higher or lower.
#[test]
fn prc_05_never_more_is_billed_than_was_last_consented() {
    let mut world = World::agreed("LMP");
    world.li.does(quote(&[("visit", 2), ("tube", 1)]));
    assert_eq!(world.li.does(confirm()).billable_fen, Some(7_500));
    world.li.does(quote(&[("visit", 1)]));
    assert_eq!(world.li.shows().billable_fen, Some(7_500));
    let order = world.li.does(confirm());
    assert_eq!((order.billable_fen, order.consents.len()), (Some(3_000), 3));
    // An earlier quote can be agreed to again only by naming it.
    let first = order.quotes[0].origin.entry;
    let named = Command::ConfirmPrice { quote: Some(first), confirmed_by: "owner".into(), strokes: None };
    assert_eq!(world.li.does(named).billable_fen, Some(3_500));
    world.sync();
    assert_eq!(world.desk.shows().billable_fen, Some(3_500));
    assert_eq!(world.desk.shows().open_conflicts().count(), 0);
}

/// Refused: the offer stands no more; quoting again opens another.
#[test]
fn prc_05_a_refused_price_is_quoted_again_or_cancelled() {
    let mut world = World::on_site("LMP");
    world.li.does(finding());
    assert_eq!(world.li.is_refused(refuse_price("dear")), wrong_state(OrderState::OnSite, "quote"));
    world.li.does(quote(&[("visit", 2)]));
    assert_eq!(world.li.is_refused(refuse_price(" ")), Rejection::Missing { field: "reason".into() });
    let refused = world.li.does(refuse_price("too dear"));
    assert!(refused.price_refused);
    assert_eq!(refused.refusals[0].quote, refused.quotes[0].origin.entry);
    assert_eq!((refused.refusals[0].reason.as_str(), refused.billable_fen), ("too dear", None));
    assert_eq!(world.li.is_refused(confirm()), wrong_state(OrderState::OnSite, "new_quote"));
    world.li.does(record("LMP-1", &[("normal", YES)]));
    world.li.does(set("LMP-2"));
    world.li.does(record("LMP-3", &[("good_contact", NO)]));
    assert_eq!(world.li.is_refused(record("LMP-4", &[("done", DONE)])), Rejection::PriceNotAgreed);

    let again = world.li.does(quote(&[("visit", 1)]));
    assert!(!again.price_refused);
    let agreed = world.li.does(confirm());
    assert_eq!((agreed.billable_fen, agreed.refusals.len()), (Some(3_000), 1));
    assert_eq!(
        world.li.is_refused(refuse_price("after all")),
        wrong_state(OrderState::PriceAgreed, "new_quote")
    );
}

/// He leaves with a refusal: the desk is asked, and a cancellation costs nothing.
#[test]
fn prc_05_a_refusal_that_nobody_answers_is_the_desks_task() {
    let mut world = World::on_site("LMP");
    world.li.does(finding());
    world.li.does(quote(&[("visit", 2)]));
    world.li.does(refuse_price("too dear"));
    assert!(world.li.task("price_refused").is_none(), "the technician is still there");
    world.li.does(Command::LeaveSite { reason: "price refused".into() });
    world.sync();
    assert_eq!(world.desk.task("price_refused").unwrap().roles, [Role::Dispatcher, Role::FrontDesk]);
    let cancelled = world.li.does(cancel("too dear"));
    assert_eq!((cancelled.state, cancelled.money), (OrderState::CancelOpen, MoneyTrack::NotCharged));
    assert!(world.li.task("price_refused").is_none());
    world.sync();
    assert_eq!(world.desk.does(Command::ConfirmCancel).state, OrderState::Cancelled);
}

/// REC-7: the warranty chooses the form, and both its last day and the choice are kept.
#[test]
fn rec_07_within_the_warranty_the_unpaid_form_is_the_right_one_and_after_it_the_paid_one() {
    // The request comes on the day that this world's clock shows.
    let today = Zone::parse(&reference().timezone).unwrap().day_of(Clock::new().get());
    for (days, covers) in [(30, true), (0, true), (-1, false)] {
        let mut world = World::new();
        world.desk.does(registration("LMP", ServiceKind::Special));
        let warranty_until = Some(today.add_days(days));
        let judge = |accepted: bool| Command::Judge {
            accepted,
            explanation: Some("x".to_owned()),
            free_reason: None,
            tried: Some("x".to_owned()),
            warranty_until,
            routed_to: None,
        };
        assert_eq!(world.desk.is_refused(judge(false)), wrong_state(OrderState::Requested, "acceptance"));
        let order = world.desk.does(judge(true));
        let charge = if covers { Charge::Free } else { Charge::Paid };
        assert_eq!(order.charge, Some(charge), "{days} days");
        assert_eq!(order.judgement.unwrap().warranty, Some(Warranty { until: today.add_days(days), covers }));
    }
}

/// Regular and free orders are never priced, and nothing waits for a price.
#[test]
fn prc_02_regular_and_free_orders_are_never_priced() {
    for free in [false, true] {
        let mut world = World::new();
        let kind = if free { ServiceKind::Special } else { ServiceKind::Regular };
        world.desk.does(registration("LMP", kind));
        let free_reason = free.then(|| "under warranty".to_owned());
        world.desk.does(Command::Judge {
            accepted: true,
            explanation: None,
            free_reason,
            tried: None,
            warranty_until: None,
            routed_to: None,
        });
        world.desk.does(Command::IssueSlip);
        world.desk.does(assign(LI, None));
        world.sync();
        world.li.does(receive());
        world.li.does(Command::Arrive);
        let order = world.li.does(finding());
        assert_eq!(order.charge, Some(if free { Charge::Free } else { Charge::Regular }));
        assert_eq!((order.state, order.money), (OrderState::PriceAgreed, MoneyTrack::NotCharged));
        assert_eq!(
            world.li.is_refused(quote(&[("visit", 1)])),
            wrong_state(OrderState::PriceAgreed, "special_service")
        );
        world.li.does(record("LMP-1", &[("normal", YES)]));
        world.li.does(set("LMP-2"));
        world.li.does(record("LMP-3", &[("good_contact", NO)]));
        assert_eq!(world.li.does(record("LMP-4", &[("done", DONE)])).state, OrderState::InWork);
        world.li.mends_the_lamp();
        world.li.does(Command::FinishWork);
        world.li.does(tried(true, None));
        let signed = world.li.does(sign());
        assert_eq!((signed.money, signed.billable_fen), (MoneyTrack::NotCharged, None));
        assert_eq!(signed.signatures[0].amount_fen, 0);
        assert!(signed.signatures[0].bound && !signed.signatures[0].changed_since);
    }
}

/// A quote of an older fee standard has to be made again before anybody agrees; an agreed one keeps its version.
#[test]
fn prc_01_an_outdated_quote_is_refused() {
    let mut world = World::on_site("LMP");
    world.li.does(finding());
    world.li.does(quote(&[("visit", 1)]));
    world.exchange.reference.version = 2;
    world.exchange.reference.price_list = prices(4, 4_400);
    world.sync();
    assert_eq!(world.li.is_refused(confirm()), Rejection::QuoteOutdated { quoted: 3, current: 4 });
    assert_eq!(world.li.does(quote(&[("visit", 1)])).quotes[1].price_list_version, 4);
    assert_eq!(world.li.does(confirm()).billable_fen, Some(4_400));

    world.exchange.reference.version = 3;
    world.exchange.reference.price_list = prices(5, 100);
    world.sync();
    let order = world.li.shows();
    assert_eq!((order.consents[0].price_list_version, order.billable_fen), (4, Some(4_400)));
}

/// A fee standard that isn't in force yet prices nothing; one published ahead takes over at its hour.
#[test]
fn prc_06_a_fee_standard_prices_from_its_first_hour() {
    let from = NINE + HOUR;
    let mut early = prices(4, 4_400);
    early.valid_from = from;
    let mut world = with_prices(early.clone(), None);
    world.clock.set(from - 1);
    assert_eq!(
        world.li.is_refused(quote(&[("visit", 1)])),
        Rejection::FeeStandardNotYet { version: 4, valid_from: from }
    );
    world.clock.set(from);
    assert_eq!(world.li.does(quote(&[("visit", 1)])).quotes[0].price_list_version, 4);

    let mut ending = prices(3, 3_000);
    ending.valid_until = Some(from);
    let mut world = with_prices(ending, Some(early));
    world.clock.set(from - 1);
    assert_eq!(world.li.does(quote(&[("visit", 1)])).quotes[0].amount_fen, 3_000);
    world.clock.set(from);
    // The quote of a minute ago is out of date now.
    assert_eq!(world.li.is_refused(confirm()), Rejection::QuoteOutdated { quoted: 3, current: 4 });
    assert_eq!(world.li.does(quote(&[("visit", 1)])).quotes[1].amount_fen, 4_400);
    assert_eq!(world.li.device.reference().price_list_at(from).basis, "Price bureau 2026/1");
}

/// Prices are agreed by the technician who holds the slip, with the customer; by nobody else.
#[test]
fn pri_07_nobody_else_commits_the_house_to_a_price() {
    let mut world = World::on_site("LMP");
    world.li.does(finding());
    world.li.does(quote(&[("visit", 1)]));
    world.sync();
    for (phone, denial) in [
        (&mut world.desk, Denial::Role),
        (&mut world.manager, Denial::Role),
        (&mut world.wang, Denial::NotAssigned),
    ] {
        for (command, kind) in [
            (quote(&[("visit", 1)]), Kind::Quoted),
            (confirm(), Kind::PriceConfirmed),
            (refuse_price("no"), Kind::PriceRefused),
        ] {
            assert_eq!(phone.is_refused(command), Rejection::Denied { kind, denial });
        }
    }
    assert_eq!(world.li.does(confirm()).billable_fen, Some(3_000));
}
