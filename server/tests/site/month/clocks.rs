//! P10: a signature by a clock that nobody knows, at the turn of a month.

use super::*;
use crate::support::browser::has;
use client_core::domain::entry::DocumentKind;
use client_core::domain::entry::finance::RegisteredByMethod;
use client_core::domain::entry::site::PriceItemKind;
use client_core::domain::entry::site::QuoteLine;
use client_core::replica::Replica;

/// A lamp of 30.01 yuan that was signed for at this moment.
fn signed(pen: &mut Pen, at: i64) -> Job {
    let document = DocumentId::from_bytes([0xda; 16]);
    let visit_price =
        QuoteLine { item: "visit".into(), kind: PriceItemKind::Labour, quantity: 1, unit_price_fen: 3_001 };
    let mut job = Job {
        number: "A1-00001".to_owned(),
        fate: Fate::Plain,
        at,
        fen: 3_001,
        method: PaymentMethod::Cash,
        document,
        replica: Replica::new(DocumentKind::Order, document),
        signed_at: None,
        items: Vec::new(),
        lines: vec![visit_price],
        paid: 0,
    };
    dispatch(pen, &mut job);
    visit(pen, &mut job);
    let method = Body::RegisteredByMethod(RegisteredByMethod { method: job.method });
    pen.write(&mut job, FINANCE, Role::Finance, at + HOUR, vec![(None, method)]);
    job
}

fn kinds(world: &World, month: MonthOf) -> Vec<DifferenceKind> {
    differences(world, month).into_iter().map(|one| one.kind).collect()
}

#[test]
fn p10_a_bill_of_a_clock_a_year_ahead_is_of_the_month_that_finance_chooses_and_of_no_year_to_come() {
    let zone = Zone::parse("Asia/Shanghai").unwrap();
    let march: MonthOf = "2026-03".parse().unwrap();
    let (april, end) = (march.next(), zone.end_of_month(march));
    let mut world = World::new();
    let mut pen = Pen { random: HashRandom::new([3; 32]), ahead: Some(365 * DAY) };
    let job = signed(&mut pen, end - 4 * HOUR);
    world.set(end + 10 * HOUR);
    send(&mut world, std::slice::from_ref(&job), &mut BTreeMap::new());

    // It came on 1 April, and its author had seen nothing later than 31 March.
    assert_eq!(kinds(&world, march), [DifferenceKind::MonthUnknown]);
    assert_eq!(kinds(&world, april), [DifferenceKind::SlipWithoutLine, DifferenceKind::MonthUnknown]);
    assert!(kinds(&world, "2027-03".parse().unwrap()).is_empty());
    let page = world.console(FINANCE).page("/finance/2026-03?lang=zh-Hans");
    has(&page, &["A1-00001", "收费月份不明"]);

    let finance = world.console(FINANCE);
    let order = format!("/orders/{}", job.document);
    let shown = finance.get(&format!("/api/v1{order}")).ok();
    let question = &shown["order"]["conflicts"][0];
    assert_eq!((&question["rule"], &question["settled"]), (&json!("TIME"), &Value::Null));
    let page = finance.page(&format!("{order}?lang=en"));
    has(&page, &["Nobody knows in which month it was charged", "the best estimate counts", "charged at"]);
    for side in question["sides"].as_array().unwrap() {
        has(&page, &[&format!("entry:{}", side["origin"]["entry"].as_str().unwrap())]);
    }
    let earliest = json!({ "entry": question["sides"][0]["origin"]["entry"] });
    let reason = "the customer's copy says 31 March";
    let decide =
        json!({ "command": "decide", "conflict": question["id"], "choice": earliest, "reason": reason });
    finance.order_json(&order, &decide);

    assert_eq!(kinds(&world, march), [DifferenceKind::SlipWithoutLine]);
    assert!(kinds(&world, april).is_empty());
    taken(step_of(&world, FINANCE, march, &json!({ "command": "check", "remark": "one slip" })));
    assert_eq!(taken(step_of(&world, FINANCE, march, &step("submit"))), 1);
    assert!(kinds(&world, march).is_empty());
    assert_eq!(taken(step_of(&world, HEAD, march, &step("approve"))), 1);
    let line = books(&world).books().frozen(march).lines[0].clone();
    assert_eq!((line.number.as_str(), line.amount_fen), ("A1-00001", 3_001));
    assert_eq!(zone.month_of(line.signed_at), march);
    // The rows are what follows from the log, the server's word on the arrival among it.
    let procedures = world.server.state.procedures.clone();
    world.read(move |connection| {
        let library = procedures.at(connection)?;
        let scratch = feed::rebuild::derive(connection, &library, |_| ())?;
        for (table, difference) in feed::rebuild::compare(connection, &scratch)? {
            assert!(difference.is_none(), "{table}: {difference:?}");
        }
        Ok(())
    });
}
