//! The store's part of the day: two storekeepers' devices in a store without coverage, and what both of them do with
//! the same goods. In the evening the store's one page has to name all of it.

use super::report::surprise;
use super::transcript::{Terminal, stage};
use crate::catalogue::{BAG, LAST, read, typed};
use crate::error::DemoError;
use crate::machine;
use serde_json::Value;

/// A tool that comes back twice.
const TWICE: &str = "T-017";
/// A tool that goes from one technician to the other.
const PASSED: &str = "T-003";
/// Until when tools are lent.
const LOAN_MS: i64 = 8 * 3_600_000;

/// Everybody who has to do with the store.
pub(super) struct Counter<'a> {
    /// Storekeeper at the counter.
    pub(super) ma: Terminal<'a>,
    /// Her colleague at the other counter.
    pub(super) han: Terminal<'a>,
}

/// The order of Li and that of Wang.
#[derive(Clone, Copy)]
pub(super) struct Orders<'a> {
    pub(super) of_li: &'a str,
    pub(super) of_wang: &'a str,
}

impl Counter<'_> {
    /// In the morning everybody still has network: bags are filled, and two tools are lent.
    pub(super) fn morning(
        &self,
        li: &Terminal<'_>,
        wang: &Terminal<'_>,
        orders: Orders<'_>,
    ) -> Result<(), DemoError> {
        stage(
            "The store in the morning. Both technicians fill their bags: one screen shows a code, the other takes it.",
        );
        let (ma, han) = (&self.ma, &self.han);
        ma.types(&["sync"])?;
        han.types(&["sync"])?;
        let bag = typed(&read()?, BAG);
        let bag: Vec<&str> = bag.iter().map(String::as_str).collect();
        for (technician, name) in [(li, "李强"), (wang, "王伟")] {
            let issued = ma.shows_code(&[&["kit", "issue", name][..], &bag].concat())?;
            technician.types(&["ticket", &issued.ticket, "--yes"])?;
        }
        self.clears_the_counter()?;
        // The last piece, whatever earlier days have left.
        let on_hand = ma.asks(&["store", "item", LAST])?["on_hand"].as_i64();
        if on_hand != Some(1) {
            ma.types(&["store", "count", &format!("{LAST}=1"), "--reason", "晨点"])?;
        }
        stage("Two tools go out for today's orders.");
        let due = chrono::DateTime::from_timestamp_millis(machine::now_ms() + LOAN_MS);
        let due = due.map(|due| due.to_rfc3339()).unwrap_or_default();
        for (technician, order, tool) in [(li, orders.of_li, TWICE), (wang, orders.of_wang, PASSED)] {
            technician.types(&["receive", order])?;
            technician.types(&["sync"])?;
            let borrowed = technician.shows_code(&["borrow", order, tool, "--due", &due])?;
            ma.types(&["ticket", &borrowed.ticket, "--yes"])?;
        }
        for terminal in [li, wang, ma, han] {
            terminal.types(&["sync"])?;
        }
        Ok(())
    }

    /// What an earlier day left on loan comes back first.
    fn clears_the_counter(&self) -> Result<(), DemoError> {
        let page = self.ma.asks(&["store"])?;
        for loan in list(&page["loans"]) {
            if [TWICE, PASSED].contains(&text(&loan["tool"])) {
                self.ma.shows_code(&["return-tool", text(&loan["number"]), text(&loan["tool"])])?;
            }
        }
        self.ma.types(&["sync"])
    }

    /// Nobody reaches the server, and the two counters don't hear of each other.
    pub(super) fn offline(
        &self,
        li: &Terminal<'_>,
        wang: &Terminal<'_>,
        orders: Orders<'_>,
    ) -> Result<(), DemoError> {
        let (ma, han) = (&self.ma, &self.han);
        stage("The store has no coverage either. Two counters issue the last piece of one item.");
        let last = format!("{LAST}=1");
        let issued = ma.shows_code(&["issue", orders.of_li, &last])?;
        li.types(&["ticket", &issued.ticket, "--yes"])?;
        let issued = han.shows_code(&["issue", orders.of_wang, &last])?;
        li_is_not_wang(li, &issued.ticket)?;
        wang.types(&["take", orders.of_wang, &last, "--code", &issued.code])?;

        stage("Batteries for Li, who has gone before he confirms them: one side alone.");
        ma.shows_code(&["issue", orders.of_li, "battery=2"])?;

        stage("Li brings the hair dryer back to Ma. Han finds it on the counter and takes it back, too.");
        let back = li.shows_code(&["return-tool", orders.of_li, TWICE])?;
        ma.types(&["return-tool", orders.of_li, TWICE, "--code", &back.code])?;
        han.shows_code(&["return-tool", orders.of_li, TWICE, "--condition", "worn"])?;

        stage("Wang gives the clamp meter to Li in the basement; Li's device never saw Wang's order.");
        let handed = wang.shows_code(&["hand-over", orders.of_wang, PASSED, "--to", "李强"])?;
        li.types(&["ticket", &handed.ticket, "--yes"])?;
        ma.types(&["store", "tool", TWICE])?;
        ma.syncs_in_vain()
    }

    /// Sends and fetches.
    pub(super) fn syncs(&self) -> Result<(), DemoError> {
        self.ma.types(&["sync"])?;
        self.han.types(&["sync"])
    }

    /// Shows the page, and fails unless it names every open loan with holder and due time, every discrepancy with its
    /// cause, and figures that the ledger explains.
    pub(super) fn check(&self, orders: Orders<'_>) -> Result<(), DemoError> {
        stage("The storekeeper's one page");
        self.ma.types(&["store"])?;
        self.ma.types(&["store", "item", LAST])?;
        self.ma.types(&["store", "tool", PASSED])?;
        let page = self.ma.asks(&["store"])?;
        loans(&page, orders)?;
        discrepancies(&page, orders)?;
        let figures = self.explained(&page)?;
        let other = self.han.asks(&["store"])?;
        for part in ["loans", "discrepancies", "stock"] {
            must(page[part] == other[part], &format!("the two counters show other {part}"))?;
        }
        println!(
            "\nChecked: every open loan has its holder and due time, every discrepancy its cause, and the ledger \
             explains {figures} figures; both counters show the same."
        );
        Ok(())
    }

    /// Compares each figure with the sum of its postings; gives how many there are.
    fn explained(&self, page: &Value) -> Result<usize, DemoError> {
        let stock = list(&page["stock"]);
        must(!stock.is_empty(), "the store has nothing")?;
        for line in stock {
            let item = text(&line["item"]);
            let shown = self.ma.asks(&["store", "item", item])?;
            let sum: i64 = list(&shown["postings"]).iter().map(change).sum();
            must(
                line["on_hand"] == sum && shown["on_hand"] == sum,
                &format!("{item}: the page says {}, its postings {sum}", line["on_hand"]),
            )?;
        }
        let last = stock.iter().find(|line| line["item"] == LAST);
        must(last.is_some_and(|line| line["on_hand"] == -1), "two issues of the last piece don't leave -1")?;
        Ok(stock.len())
    }
}

/// A ticket is for the person that it names.
fn li_is_not_wang(li: &Terminal<'_>, ticket: &str) -> Result<(), DemoError> {
    li.is_refused(&["ticket", ticket, "--yes"])
}

/// What a posting adds to the store.
fn change(posting: &Value) -> i64 {
    let quantity = posting["quantity"].as_i64().unwrap_or_default();
    if posting["to"]["place"] == "store" { quantity } else { -quantity }
}

fn loans(page: &Value, orders: Orders<'_>) -> Result<(), DemoError> {
    let loans = list(&page["loans"]);
    for loan in loans {
        let known = loan["holder_name"].is_string() && loan["number"].is_string() && loan["due_at"].is_i64();
        must(known, &format!("a loan without holder, order or due time: {loan}"))?;
    }
    let passed = loans.iter().find(|loan| loan["tool"] == PASSED && loan["number"] == orders.of_wang);
    let passed = passed.ok_or_else(|| surprise("the tool that was handed over is not on loan"))?;
    must(passed["holder_name"] == "李强" && passed["state"] == "open", "Li doesn't have what Wang gave him")?;
    must(loans.iter().any(|loan| loan["overdue"] == true), "no loan is overdue")?;
    let again = loans.iter().any(|loan| loan["tool"] == TWICE && loan["number"] == orders.of_li);
    must(!again, "the tool that came back twice is still on loan")
}

fn discrepancies(page: &Value, orders: Orders<'_>) -> Result<(), DemoError> {
    let all = list(&page["discrepancies"]);
    for one in all {
        let told = one["cause"].is_string() && !list(&one["entries"]).is_empty();
        must(told, &format!("a discrepancy without cause or facts: {one}"))?;
    }
    let number = |one: &Value| page["numbers"][text(&one["document"])].clone();
    let there = |cause: &str, fits: &dyn Fn(&Value) -> bool| {
        let found = all.iter().any(|one| one["cause"] == cause && fits(one));
        must(found, &format!("the page doesn't name {cause}"))
    };
    there("stock_negative", &|one| one["item"] == LAST && list(&one["entries"]).len() == 2)?;
    there("seen_again", &|one| one["tool"] == TWICE && number(one) == orders.of_li)?;
    there("one_sided", &|one| one["item"] == "battery" && number(one) == orders.of_li)?;
    there("used_without_issue", &|one| one["item"] == "starter")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn must(holds: bool, otherwise: &str) -> Result<(), DemoError> {
    if holds { Ok(()) } else { Err(surprise(otherwise)) }
}
