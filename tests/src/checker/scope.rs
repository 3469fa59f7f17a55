//! Who may hold which document, worked out from the log's entries alone.

use super::cbor::{Id, SeenEntry, bytes, field, flag, list};
use super::log::Log;
use super::matter::is_matter;
use std::collections::BTreeSet;

/// A person as the checker knows him.
#[derive(Debug, Clone)]
pub struct Person {
    /// The user.
    pub user: Id,
    /// Names of his roles.
    pub roles: Vec<&'static str>,
}

/// Roles that read every order of the site and its customer.
const WHOLE_SITE: [&str; 8] = [
    "dispatcher",
    "front_desk",
    "dispatch_assistant",
    "area_assistant",
    "cs_assistant",
    "csc_supervisor",
    "csc_manager",
    "office_head",
];
/// Roles that read every order, and no customer.
const ORDERS_ONLY: [&str; 3] = ["finance", "fee_collector", "records_admin"];
/// What a technician writes on his way and on site; any of it while he didn't know of his successor keeps him there.
const OFFICE_KINDS: [&str; 9] = [
    "request_registered",
    "judged",
    "slip_issued",
    "assigned",
    "cancel_confirmed",
    "dispatch_written_off",
    "decision",
    "escalation_decided",
    "damage_settled",
];

/// Roles that read the store's own documents and everybody's kit.
const STORE_READERS: [&str; 4] = ["storekeeper", "csc_manager", "office_head", "finance"];
/// Entries of an order that say something of goods.
pub(super) const STORE_KINDS: [&str; 12] = [
    "material_needed",
    "material_approved",
    "material_issued",
    "material_received",
    "material_used",
    "material_returned",
    "part_replaced",
    "tool_loaned",
    "tool_returned",
    "tool_handed_over",
    "lost_or_broken",
    "store_written_off",
];

impl Person {
    fn has(&self, roles: &[&str]) -> bool {
        self.roles.iter().any(|role| roles.contains(role))
    }

    /// Whether he reads all matters of a kind by his post, beside the centre: what is published is for every post, and
    /// an administrator's is none.
    fn reads_by_post(&self, kind: &str) -> bool {
        let published = kind == "publication" && self.roles.iter().any(|role| *role != "administrator");
        published || self.has(also_reads(kind))
    }

    /// Whether he may be given this document, with the log as it is.
    pub fn may_hold(&self, log: &Log, document: &Id) -> bool {
        let Some(known) = log.documents.get(document) else { return false };
        match known.kind.as_str() {
            "store" => return self.has(&STORE_READERS),
            "kit" => return self.has(&STORE_READERS) || kit_owner(log, document) == Some(self.user),
            "order" if self.has(&["storekeeper"]) => return concerns_store(log, document),
            "complaint" if self.has(&WHOLE_SITE) => return true,
            "centre_complaint" if self.has(&["office_head", "admin_hr"]) => return true,
            kind if is_matter(kind) => {
                return self.has(&WHOLE_SITE)
                    || self.reads_by_post(kind)
                    || wrote(log, document, &self.user)
                    || named_in(log, document, &self.user);
            }
            "complaint" | "centre_complaint" => {
                return wrote(log, document, &self.user) || deals_with(log, document, &self.user);
            }
            _ => {}
        }
        if self.has(&WHOLE_SITE) || (known.kind == "order" && self.has(&ORDERS_ONLY)) {
            return true;
        }
        // Whoever took a request reads it until somebody has judged it.
        if waiting_registrar(log, document) == Some(self.user) {
            return true;
        }
        if !self.has(&["technician"]) {
            return false;
        }
        if wrote(log, document, &self.user) {
            return true;
        }
        match known.kind.as_str() {
            "order" => {
                ever_assigned(log, document, &self.user)
                    || has_goods(log, document, &self.user)
                    || may_lie_in_pool(log, document)
            }
            _ => log.order_of_customer.get(document).is_some_and(|order| may_serve(log, order, &self.user)),
        }
    }

    /// Whether he must be given this document; `holder` is the order's holder on the board.
    pub fn must_hold(&self, log: &Log, document: &Id, holder: Option<&Id>) -> bool {
        if !self.may_hold(log, document) {
            return false;
        }
        let Some(known) = log.documents.get(document) else { return false };
        match known.kind.as_str() {
            // What somebody reads by his post alone ends with it; what he wrote otherwise he may keep.
            "complaint" | "centre_complaint" => {
                let post =
                    if known.kind == "complaint" { &WHOLE_SITE[..] } else { &["office_head", "admin_hr"] };
                return self.has(post) || (!self.roles.is_empty() && wrote(log, document, &self.user));
            }
            kind if is_matter(kind) => {
                return self.has(&WHOLE_SITE)
                    || self.reads_by_post(kind)
                    || (!self.roles.is_empty() && wrote(log, document, &self.user));
            }
            _ => {}
        }
        if known.kind == "order" && self.has(&["technician"]) && !self.has(&WHOLE_SITE) {
            // Whom a colleague alone has named as the next borrower isn't a party yet.
            let worked = |entry: &SeenEntry| entry.user == self.user && entry.kind != "tool_handed_over";
            return ever_assigned(log, document, &self.user)
                || entries(log, document).any(worked)
                || lies_in_pool(log, document);
        }
        self.has(&WHOLE_SITE)
            || known.kind != "customer"
            || waiting_registrar(log, document) == Some(self.user)
            || (holder == Some(&self.user) && log.order_of_customer.contains_key(document))
    }
}

/// Posts beside the centre's that read all matters of a kind.
fn also_reads(kind: &str) -> &'static [&'static str] {
    match kind {
        "renovation" => &["technician", "gate_guard", "records_admin"],
        "goods_release" => &["gate_guard"],
        "trusteeship" => &["finance", "records_admin"],
        "move_in" | "survey" => &["records_admin"],
        _ => &[],
    }
}

/// Whether a matter names somebody: as who answers for it, or in a field.
fn named_in(log: &Log, document: &Id, user: &Id) -> bool {
    entries(log, document).any(|entry| {
        let answers = ["matter_opened", "matter_assigned"].contains(&entry.kind.as_str())
            && bytes(&entry.data, "person") == Some(*user);
        let values = field(&entry.data, "values").and_then(ciborium::Value::as_map);
        let filled = values.into_iter().flatten().any(|(_, value)| bytes(value, "person") == Some(*user));
        answers || filled
    })
}

/// The technician whose kit it is: who is named by its opening.
fn kit_owner(log: &Log, document: &Id) -> Option<Id> {
    entries(log, document)
        .find(|entry| entry.kind == "kit_opened")
        .and_then(|entry| bytes(&entry.data, "technician"))
}

/// Whether goods were asked for or have moved: the storekeeper's business.
fn concerns_store(log: &Log, document: &Id) -> bool {
    entries(log, document).any(|entry| {
        let asked = |field| !list(&entry.data, field).is_empty();
        STORE_KINDS.contains(&entry.kind.as_str())
            || (entry.kind == "finding" && (asked("materials") || asked("tools")))
    })
}

/// Whether the store or a colleague has named him as the one who has goods of this order.
fn has_goods(log: &Log, document: &Id, user: &Id) -> bool {
    entries(log, document).any(|entry| {
        let named = ["technician", "to"].iter().any(|field| bytes(&entry.data, field) == Some(*user));
        named && STORE_KINDS.contains(&entry.kind.as_str())
    })
}

/// Whoever registered this order, or the order of this customer, while nobody has said anything to it.
fn waiting_registrar(log: &Log, document: &Id) -> Option<Id> {
    let order = log.order_of_customer.get(document).unwrap_or(document);
    let mut found = None;
    for entry in entries(log, order) {
        match entry.kind.as_str() {
            "request_registered" => found = found.or(Some(entry.user)),
            "judged" | "slip_issued" | "assigned" | "pool_taken" => return None,
            _ => {}
        }
    }
    found
}

/// Whether nobody may hold the slip: it was issued, and nobody was ever given it, or somebody gave it back.
fn may_lie_in_pool(log: &Log, order: &Id) -> bool {
    let any = |kinds: &[&str]| entries(log, order).any(|entry| kinds.contains(&entry.kind.as_str()));
    any(&["slip_issued"]) && (any(&["assignment_returned"]) || !any(&["assigned", "pool_taken"]))
}

/// Whether nobody can hold the slip: it was issued for an accepted request, and nothing came after that.
fn lies_in_pool(log: &Log, order: &Id) -> bool {
    const BEFORE: [&str; 8] = [
        "request_registered",
        "judged",
        "slip_issued",
        "content_time_agreed",
        "customer_replied",
        "note",
        "photo_added",
        "desk_batch_handed",
    ];
    let declined = |entry: &SeenEntry| entry.kind == "judged" && !flag(&entry.data, "accepted");
    may_lie_in_pool(log, order)
        && entries(log, order).any(|entry| entry.kind == "judged")
        && entries(log, order).all(|entry| BEFORE.contains(&entry.kind.as_str()) && !declined(entry))
}

fn entries<'a>(log: &'a Log, document: &Id) -> impl Iterator<Item = &'a SeenEntry> {
    log.documents
        .get(document)
        .into_iter()
        .flat_map(|known| &known.changes)
        .flat_map(|place| &log.changes[*place].read)
}

fn wrote(log: &Log, document: &Id, user: &Id) -> bool {
    log.documents[document]
        .changes
        .iter()
        .any(|place| log.changes[*place].read.iter().any(|entry| entry.user == *user))
}

/// Whether somebody was named as the person responsible for a complaint.
fn deals_with(log: &Log, document: &Id, user: &Id) -> bool {
    entries(log, document).any(|entry| {
        entry.kind == "complaint_assigned" && bytes(&entry.data, "person").as_ref() == Some(user)
    })
}

/// Assignments of an order and takes out of the pool: place of the change and the technician.
fn assignments(log: &Log, order: &Id) -> Vec<(usize, Id)> {
    let Some(document) = log.documents.get(order) else { return Vec::new() };
    let of = |place: &usize| {
        let given = |entry: &SeenEntry| match entry.kind.as_str() {
            "assigned" => bytes(&entry.data, "technician"),
            "pool_taken" => Some(entry.user),
            _ => None,
        };
        let entries = log.changes[*place].read.iter();
        entries.filter_map(|entry| Some((*place, given(entry)?))).collect::<Vec<_>>()
    };
    document.changes.iter().flat_map(of).collect()
}

fn ever_assigned(log: &Log, order: &Id, user: &Id) -> bool {
    assignments(log, order).iter().any(|(_, technician)| technician == user)
}

/// A customer's data are for who holds the slip, for one of several whom nobody has weighed against each other, and
/// for who is on site.
fn may_serve(log: &Log, order: &Id, user: &Id) -> bool {
    let all = assignments(log, order);
    let newest: Vec<&(usize, Id)> =
        all.iter().filter(|(place, _)| !all.iter().any(|(other, _)| log.saw(*other, *place))).collect();
    if newest.iter().any(|(_, technician)| technician == user) {
        return true;
    }
    if !all.iter().any(|(_, technician)| technician == user) {
        return false;
    }
    let newest: BTreeSet<usize> = newest.iter().map(|(place, _)| *place).collect();
    log.documents[order].changes.iter().any(|place| {
        let unaware = !newest.iter().any(|assignment| log.saw(*place, *assignment));
        log.changes[*place].read.iter().any(|entry| {
            // A person's decision may give the order to any of them.
            entry.kind == "decision"
                || (entry.user == *user
                    && (entry.kind == "arrived" || (unaware && !OFFICE_KINDS.contains(&entry.kind.as_str()))))
        })
    })
}
