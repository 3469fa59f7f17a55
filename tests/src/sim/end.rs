//! Phase two: the faults end, everybody syncs, and everything must be right.

use super::Faults;
use super::phone::Lost;
use super::setup::VILLAIN;
use super::tamper::{self, Tamper};
use super::world::World;
use crate::checker::cbor::{self, Id, request};
use crate::checker::matter::is_matter;
use crate::checker::phone::Records;
use crate::checker::{Books, Violation, decisions, life, log, money, store};
use client_core::device::sync::{FailureKind, Step};
use client_core::domain::entry::DocumentKind;
use client_core::domain::id::{ActorId, ChangeHash, DocumentId, EntryId};
use client_core::domain::matter::fold_matter;
use client_core::domain::order::fold;
use client_core::domain::policy::Role;
use client_core::domain::stock::{Ledger, Place};
use client_core::replica::{ChangeRow, Replica};
use pollster::block_on;
use rusqlite::Connection;

/// Syncs within which everybody must be up to date.
const SYNCS: usize = 3;
/// The same when the server lost what came after its backup.
const SYNCS_AFTER_RESTORE: usize = 20;
/// Requests of one sync; more never end.
const REQUESTS: usize = 300;

impl World {
    pub(super) fn end(&mut self) -> Result<(), Violation> {
        self.phase = "quiet end";
        self.say("the faults end".to_owned());
        let now = self.now;
        self.faults = Faults { image: self.faults.image, ..Faults::default() };
        for phone in 0..self.phones.len() {
            let here = &mut self.phones[phone];
            if here.lost == Some(Lost::Gone) {
                continue;
            }
            here.store.memory().set_full(false);
            here.online = true;
            if here.runs() {
                here.device(now).online();
                here.failed(now, FailureKind::Timeout);
            } else {
                self.open(phone)?;
            }
        }
        // A chain of answers to each other comes back link by link, each from whoever has it.
        let syncs = if self.options.restore { SYNCS_AFTER_RESTORE } else { SYNCS };
        for _ in 0..syncs {
            for phone in self.in_use() {
                self.sync_in_peace(phone)?;
            }
        }
        self.spoil();
        if self.books.was_restored() {
            let left: Vec<Records> =
                self.phones.iter().map(|phone| Records::read(&phone.store.memory())).collect();
            let (waiting, unexplained) = self.books.ask_only_for_what_is_left(&left);
            let unsent: usize = left.iter().map(|records| records.unsent).sum();
            self.summary.counts.insert("acknowledged and waiting after a restore", waiting as u64);
            self.summary.counts.insert("waiting for no lost entry of the server", unexplained as u64);
            self.summary.counts.insert("commands waiting after a restore", unsent as u64);
            // Everybody's devices give back everybody's changes, the lost server's own among them, so nothing waits for them,
            // unless a phone was put back or lost too.
            if !self.may_hold_more() && waiting + unsent > 0 {
                let detail = format!("{waiting} changes and {unsent} commands wait for what nobody has");
                return Err(Violation::new("the fleet gives back what a restore lost", detail));
            }
        }
        if self.options.tamper == Tamper::LostServerCommit {
            self.server.kill();
        }
        self.books.server_restarted(&self.server.path())?;
        self.books.check_server_at_end()?;
        for phone in self.in_use() {
            let records = Records::read(&self.phones[phone].store.memory());
            self.books.check_phone_at_end(phone, &records)?;
            self.same_view(phone, &records)?;
            self.same_complaints(phone)?;
            self.same_matters(phone)?;
        }
        self.matters_as_logged()?;
        self.one_ledger()?;
        self.any_order()?;
        self.board()?;
        self.once_more()
    }

    /// The phones that their people go on with.
    fn in_use(&self) -> Vec<usize> {
        (0..self.phones.len()).filter(|phone| self.phones[*phone].lost.is_none()).collect()
    }

    /// Whether phones may hold what a restored server waits for: where other phones were put back or lost, it may wait for ever.
    pub(super) fn may_hold_more(&self) -> bool {
        self.books.was_restored() && (self.faults.image > 0 || self.books.is_incomplete())
    }

    fn sync_in_peace(&mut self, phone: usize) -> Result<(), Violation> {
        self.now += 60_000;
        let now = self.now;
        self.phones[phone].device(now).hurry();
        for _ in 0..REQUESTS {
            // A disk that was to die once may still do so.
            if !self.phones[phone].runs() {
                self.open(phone)?;
            }
            let step = self.phones[phone].tick(now);
            let sent = match step {
                Ok(Step::Send(sent)) => sent,
                Ok(Step::Wait { .. }) => return Ok(()),
                Ok(Step::Blob(request)) => {
                    self.photo(phone, &request, false)?;
                    continue;
                }
                Err(error) => {
                    return Err(Violation::new("the device can always build a request", error.to_string()));
                }
            };
            self.is_known(phone, false)?;
            let login = self.phones[phone].login;
            let reply = self.server.sync(login, &sent.bytes, now, self.rng.bytes(), None);
            let super::Reply::Answer(body) = reply else {
                return Err(Violation::new(
                    "an honest request is taken",
                    format!("phone {phone}: {reply:?}"),
                ));
            };
            self.summary.count("requests");
            self.trace.mix(&body);
            let due = self.books.answered(phone, &body, false)?;
            let asked = request(&sent.bytes);
            self.take(phone, true, &body, asked.as_ref(), due.as_ref())?;
        }
        Err(Violation::new("a sync ends", format!("phone {phone} sent {REQUESTS} requests")))
    }

    /// Equal sets give equal canonical bytes, and lists say what pages say.
    fn same_view(&mut self, phone: usize, records: &Records) -> Result<(), Violation> {
        let now = self.now;
        let rows = block_on(self.phones[phone].device(now).list()).expect("the list can be read");
        for row in rows {
            let id = *row.id.as_bytes();
            let Some(view) = self.phones[phone].show(now, row.id) else {
                return Err(Violation::new(
                    "a list shows what is there",
                    format!("phone {phone} can't show {}", row.id),
                ));
            };
            if row.state != view.order.state
                || row.holder != view.order.holder
                || row.stuck as usize != view.stuck.len()
            {
                return Err(Violation::new(
                    "a list shows what is there",
                    format!("phone {phone}: row of {}", row.id),
                ));
            }
            let server: Vec<Id> = self
                .books
                .log
                .documents
                .get(&id)
                .map(|d| d.entries.keys().copied().collect())
                .unwrap_or_default();
            if server != records.known(&id) {
                // The phone may hold what the restored server waits for. And the server doesn't know that somebody has what he
                // was given in its earlier life, so nothing tells him where he may have it no more.
                let known = records.known(&id);
                if self.books.was_restored() && !self.books.may_hold(phone, &id) {
                    continue;
                }
                if self.may_hold_more() && server.iter().all(|entry| known.binary_search(entry).is_ok()) {
                    let lost = known.iter().filter(|entry| server.binary_search(entry).is_err());
                    let lost: Vec<String> = lost
                        .filter_map(|entry| cbor::entry(records.bytes_of(&id, entry)?))
                        .map(|entry| format!("{} of {}", entry.kind, cbor::short(&entry.user)))
                        .collect();
                    self.trace.aside(|| format!("phone {phone} alone has {lost:?}"));
                    continue;
                }
                let detail = format!(
                    "phone {phone} has {} entries of {}, the log {}",
                    records.known(&id).len(),
                    row.id,
                    server.len()
                );
                return Err(Violation::new("up to date means everything in scope", detail));
            }
            let Some(other) = self.server.canonical(row.id) else { continue };
            let mut text = view.order.canonical_json();
            if self.options.tamper == Tamper::OtherFold {
                text = text.replacen("\"round\":1", "\"round\":2", 1);
            }
            self.trace.mix(text.as_bytes());
            Books::check_equal(&id, &format!("phone {phone}"), &text, &other)?;
        }
        Ok(())
    }

    /// What the server shows of the store is what the log tells, and whoever reads the whole store sees the same.
    fn one_ledger(&mut self) -> Result<(), Violation> {
        let shown = |ledger: &Ledger| serde_json::to_value(ledger).expect("a ledger is plain data");
        let server = self.server.ledger();
        self.summary.counts.insert("postings of the store", server.postings.len() as u64);
        self.summary.counts.insert("questions of the store", server.discrepancies.len() as u64);
        let mut there = shown(&server);
        tamper::ledger(self.options.tamper, &mut there);
        let (moved, lent) = store::check(&self.books.log, &there)?;
        self.summary.counts.insert("movements of goods", moved as u64);
        self.summary.counts.insert("tools that somebody has", lent as u64);
        if self.may_hold_more() {
            return Ok(());
        }
        for phone in self.in_use() {
            let now = self.now;
            let here = &mut self.phones[phone];
            let knows_all = [Role::Storekeeper, Role::CscManager, Role::OfficeHead].contains(&here.role);
            if !knows_all {
                continue;
            }
            let here = shown(&block_on(here.device(now).ledger()).expect("the store's page can be read"));
            if here != there {
                let parts = here.as_object().into_iter().flatten();
                let other: Vec<&String> = parts
                    .filter(|(part, value)| there[part.as_str()] != **value)
                    .map(|(part, _)| part)
                    .collect();
                let detail = format!("phone {phone} and the server differ about the store: {other:?}");
                return Err(Violation::new("equal sets give equal ledgers", detail));
            }
        }
        for line in &server.stock {
            let explained: i64 = server
                .explaining(Place::Store, &line.item)
                .map(|posting| posting.change_of(Place::Store))
                .sum();
            if explained != line.on_hand {
                let detail = format!("{}: {} on hand, {explained} explained", line.item, line.on_hand);
                return Err(Violation::new("the ledger explains every figure", detail));
            }
        }
        Ok(())
    }

    /// The order in which changes arrive leaves no trace.
    fn any_order(&mut self) -> Result<(), Violation> {
        let of = |want: &dyn Fn(&str) -> bool| -> Vec<Id> {
            let all = self.books.log.documents.iter();
            all.filter(|(_, document)| want(&document.kind)).map(|(id, _)| *id).collect()
        };
        let (orders, matters) = (of(&|kind| kind == "order"), of(&is_matter));
        for documents in [orders, matters].into_iter().filter(|documents| !documents.is_empty()) {
            let id = *self.rng.pick(&documents);
            self.shuffled(id)?;
        }
        Ok(())
    }

    fn shuffled(&mut self, id: Id) -> Result<(), Violation> {
        let mut rows: Vec<ChangeRow> = self.books.log.documents[&id]
            .changes
            .iter()
            .map(|place| &self.books.log.changes[*place])
            .map(|change| ChangeRow {
                actor: ActorId::from_bytes(change.actor),
                seq: change.actor_seq,
                deps: change.deps.iter().map(|dep| ChangeHash::from_bytes(*dep)).collect(),
                entries: change
                    .entries
                    .iter()
                    .map(|(id, bytes)| (EntryId::from_bytes(*id), bytes.clone()))
                    .collect(),
            })
            .collect();
        for last in (1..rows.len()).rev() {
            let other = self.rng.below(last as u64 + 1) as usize;
            rows.swap(last, other);
        }
        let document = DocumentId::from_bytes(id);
        let kind = DocumentKind::parse(&self.books.log.documents[&id].kind).expect("a kind of the log");
        let mut replica = Replica::new(kind, document);
        for row in rows {
            if let Err(error) = replica.insert(row) {
                return Err(Violation::new("order of arrival doesn't matter", error.to_string()));
            }
        }
        let (text, server) = if kind == DocumentKind::Order {
            (fold(&replica.journal(), &self.library).canonical_json(), self.server.canonical(document))
        } else {
            let matter = fold_matter(&replica.journal()).map(|matter| matter.canonical_json());
            (matter.unwrap_or_default(), self.server.canonical_matter(document))
        };
        let server = server.unwrap_or_default();
        Books::check_equal(&id, "a replica filled in another order", &text, &server)
    }

    /// The board says what the order's canonical text says.
    fn board(&mut self) -> Result<(), Violation> {
        for (id, (state, holder)) in log::board(self.books.connection()) {
            let document = DocumentId::from_bytes(id);
            let text = self.server.canonical(document).unwrap_or_default();
            let mut order: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
            if self.options.tamper == Tamper::WrongBill
                && let Some(fen) = order["billable_fen"].as_i64()
            {
                order["billable_fen"] = (fen - 1).into();
            }
            let holder = holder.map(|user| client_core::domain::id::UserId::from_bytes(user).to_string());
            if order["state"].as_str() != Some(&state) || order["holder"].as_str() != holder.as_deref() {
                let detail = format!("{document}: the board says {state}, the order {}", order["state"]);
                return Err(Violation::new("the board follows the log", detail));
            }
            life::check(&self.books.log, &id, &order)?;
            decisions::check(&self.books.log, &id, &order)?;
            if money::check(&self.books.log, &id, &order)?.is_some() {
                self.summary.count("bills added up");
            }
            self.books.check_times(&id, &order)?;
            for conflict in order["conflicts"].as_array().into_iter().flatten() {
                self.summary.count(crossing(conflict["rule"].as_str()));
            }
            self.summary.count("orders");
            if matches!(state.as_str(), "signed" | "written_off") {
                self.summary.count("orders signed");
                self.summary.count(signed_class(order["slip"]["service_class"].as_str()));
            }
        }
        Ok(())
    }

    /// Everything dies once more; nothing may be missing.
    fn once_more(&mut self) -> Result<(), Violation> {
        self.server.kill();
        self.books.server_restarted(&self.server.path())?;
        self.books.check_server_at_end()?;
        for phone in 0..self.phones.len() {
            if self.phones[phone].lost == Some(Lost::Gone) {
                continue;
            }
            self.phones[phone].kill();
            // What a removed phone has saved stays on it, for its person to see.
            self.open(phone)?;
            if self.phones[phone].lost.is_none() {
                let records = Records::read(&self.phones[phone].store.memory());
                self.books.check_phone_at_end(phone, &records)?;
            }
        }
        let (saved, acknowledged) = self.books.counts();
        self.summary.counts.insert("entries saved", saved as u64);
        self.summary.counts.insert("changes acknowledged", acknowledged as u64);
        self.summary.counts.insert("changes in the log", self.books.log.changes.len() as u64);
        Ok(())
    }

    /// Faults of the product that show in the server's tables.
    fn spoil(&mut self) {
        let sql = match self.options.tamper {
            Tamper::StoredTwice => {
                "INSERT INTO change SELECT (SELECT max(seq) + 1 FROM change), randomblob(32), document, kind, actor,
                     actor_seq + 1000, start_op, max_op, deps, user, device, received_at, epoch, bytes, chain
                 FROM change WHERE seq = (SELECT max(seq) FROM change)"
            }
            Tamper::ChangedEntry => {
                "UPDATE entry SET bytes = zeroblob(length(bytes)) WHERE change = (SELECT max(seq) FROM change)"
            }
            Tamper::DeletedChange => "DELETE FROM change WHERE seq = (SELECT max(seq) FROM change)",
            Tamper::LostQuarantine => "UPDATE quarantine SET bytes = x''",
            Tamper::ForgedEntry => {
                if let Some(change) = self.books.log.changes.last().cloned() {
                    self.books.add_hostile(VILLAIN, change.document, change.entries, false);
                }
                return;
            }
            Tamper::OtherAck => {
                self.books.misremember();
                return;
            }
            _ => return,
        };
        let connection = Connection::open(self.server.path()).expect("the file opens");
        connection.execute_batch("PRAGMA foreign_keys = OFF").expect("a pragma");
        connection.execute_batch(sql).expect("the file can be spoilt");
    }
}

/// What conflicts by a rule are counted as.
fn crossing(rule: Option<&str>) -> &'static str {
    match rule {
        Some("COL-04") => "two assignments",
        Some("COL-05") => "reassigned while at work",
        Some("COL-06") => "two agreed prices",
        Some("COL-01" | "COL-02" | "COL-03") => "cancelled meanwhile",
        Some("TIME") => "months that nobody knew",
        _ => "other conflicts",
    }
}

/// What signed orders of a class are counted as.
fn signed_class(class: Option<&str>) -> &'static str {
    match class {
        Some("LMP") => "signed LMP",
        Some("SWI") => "signed SWI",
        Some("TAP") => "signed TAP",
        Some("GWH") => "signed GWH",
        Some("GST") => "signed GST",
        Some("CIS") => "signed CIS",
        Some("ACU") => "signed ACU",
        Some("WSP") => "signed WSP",
        _ => "signed without a class",
    }
}
