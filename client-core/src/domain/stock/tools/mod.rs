//! Where each numbered tool is, and who had it (MAT-3, MAT-4, COL-09, COL-10).

mod state;

pub use state::{
    Extent, HandOver, Loan, LoanState, Returns, SeenAgain, ToolEvent, ToolState, ToolWhere, Tools,
};

use super::code::{Content, Exchange, MovementCode, MovementId};
use super::fact::{StockFact, counting};
use super::goods::Sides;
use super::said::Said;
use crate::domain::entry::Body;
use crate::domain::entry::cases::DamageKind;
use crate::domain::entry::office::Choice;
use crate::domain::entry::store::{
    Goods, SettledOutcome, ToolCondition, ToolHandedOver, ToolLoaned, ToolReturned,
};
use crate::domain::id::{DocumentId, EntryId, UserId};
use crate::domain::policy::Role;
use std::collections::{BTreeMap, BTreeSet};

/// The places of facts in their one order.
type Ranks = BTreeMap<(DocumentId, EntryId), usize>;

struct Return<'a> {
    movement: MovementId,
    data: &'a ToolReturned,
    document: DocumentId,
    at: i64,
    rank: usize,
    first: EntryId,
    store: bool,
    worst: ToolCondition,
}

impl Tools {
    /// Loans and tools that follow from facts.
    pub fn of(facts: &[StockFact], extent: Extent) -> Self {
        let sorted = counting(facts);
        let said = Said::read(&sorted);
        Self::of_sorted(&sorted, &said, extent)
    }

    /// The same of facts in their one order, with what people have said.
    pub(super) fn of_sorted(sorted: &[&StockFact], said: &Said<'_>, extent: Extent) -> Self {
        let sorted: Vec<&StockFact> = sorted.iter().copied().filter(|fact| !said.is_rejected(fact)).collect();
        let ranks: Ranks =
            sorted.iter().enumerate().map(|(rank, fact)| ((fact.document, fact.id), rank)).collect();
        let mut tools = Self::default();
        tools.read_loans(&sorted, said);
        tools.hand_over(&sorted, said);
        let mut by_tool: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, loan) in tools.loans.iter().enumerate() {
            by_tool.entry(loan.tool.clone()).or_default().push(place);
        }
        tools.take_back(&sorted, said, &ranks, &by_tool);
        tools.lose(&sorted, said, &ranks, &by_tool);
        tools.decide(said, &ranks, &by_tool);
        if extent == Extent::OneOrder {
            tools.follow_server(&sorted);
        }
        tools.collide();
        tools.place(&sorted);
        tools
    }

    fn read_loans(&mut self, sorted: &[&StockFact], said: &Said<'_>) {
        let mut loans: BTreeMap<MovementId, Loan> = BTreeMap::new();
        let mut order = Vec::new();
        for fact in sorted {
            let Body::ToolLoaned(data) = &fact.entry.body else { continue };
            let by_store = fact.entry.by.role == Role::Storekeeper;
            let Some(movement) =
                self.fits(fact, &content_of_loan(fact.document, data, &[data.technician]), data.code)
            else {
                continue;
            };
            if !by_store && fact.entry.by.user != data.technician {
                self.set_aside(fact);
                continue;
            }
            if !loans.contains_key(&movement) {
                order.push(movement);
            }
            let loan = loans.entry(movement).or_insert_with(|| Loan {
                movement,
                code: data.code,
                document: fact.document,
                tool: data.tool.clone(),
                lent_to: data.technician,
                borrower: data.technician,
                at: fact.at(),
                due_at: data.due_at,
                condition_out: data.condition,
                condition_in: None,
                sides: Sides::default(),
                decided: said.on(&format!("ONE-SIDED:{movement}")),
                state: LoanState::Open,
                returned_at: None,
                carried_over: said.on(&format!("LOAN:{movement}")) == Some(true),
                conflict: None,
                entry: fact.id,
                by_store,
            });
            let side = if by_store { &mut loan.sides.given } else { &mut loan.sides.taken };
            if side.is_none() {
                *side = Some(fact.id);
                // The storekeeper's word says when it is due and how it left.
                if by_store && !loan.by_store {
                    (loan.due_at, loan.condition_out) = (data.due_at, data.condition);
                    loan.by_store = true;
                }
            }
        }
        // By place, not by clock alone: a loan that names another one as known is the later of the two.
        let ordered = order.into_iter().filter_map(|movement| loans.remove(&movement));
        self.loans = ordered.filter(|loan| loan.sides.both() || loan.decided != Some(false)).collect();
    }

    fn fits(&mut self, fact: &StockFact, content: &Content<'_>, code: MovementCode) -> Option<MovementId> {
        if code.fits(content) {
            return Some(code.movement(content));
        }
        self.set_aside(fact);
        None
    }

    fn set_aside(&mut self, fact: &StockFact) {
        self.unfit.push(fact.id);
        self.aside.insert((fact.document, fact.id));
    }

    fn hand_over(&mut self, sorted: &[&StockFact], said: &Said<'_>) {
        let mut hand_overs: BTreeMap<MovementId, HandOver> = BTreeMap::new();
        let mut order = Vec::new();
        for fact in sorted {
            let Body::ToolHandedOver(data) = &fact.entry.body else { continue };
            let parties = [data.from, data.to];
            let Some(movement) =
                self.fits(fact, &content_of_hand_over(fact.document, data, &parties), data.code)
            else {
                continue;
            };
            let given = fact.entry.by.user == data.from;
            if !given && fact.entry.by.user != data.to {
                self.set_aside(fact);
                continue;
            }
            if !hand_overs.contains_key(&movement) {
                order.push(movement);
            }
            let one = hand_overs.entry(movement).or_insert_with(|| HandOver {
                movement,
                code: data.code,
                document: fact.document,
                tool: data.tool.clone(),
                from: data.from,
                to: data.to,
                loan: data.loan,
                at: fact.at(),
                sides: Sides::default(),
                decided: said.on(&format!("ONE-SIDED:{movement}")),
            });
            one.loan = one.loan.or(data.loan);
            let side = if given { &mut one.sides.given } else { &mut one.sides.taken };
            side.get_or_insert(fact.id);
        }
        self.hand_overs = order.into_iter().filter_map(|movement| hand_overs.remove(&movement)).collect();
        let mut by_tool: BTreeMap<(DocumentId, &str), Vec<&HandOver>> = BTreeMap::new();
        for one in self.hand_overs.iter().filter(|one| one.counts()) {
            by_tool.entry((one.document, &one.tool)).or_default().push(one);
        }
        // A chain of hand-overs is followed from person to person, whatever the clocks of the people in it say.
        for loan in &mut self.loans {
            let here = by_tool.get(&(loan.document, loan.tool.as_str())).into_iter().flatten();
            let mut left: Vec<&HandOver> =
                here.copied().filter(|one| one.loan.is_none_or(|named| named == loan.movement)).collect();
            while let Some(next) = left.iter().position(|one| one.from == loan.borrower) {
                loan.borrower = left.remove(next).to;
            }
        }
    }

    fn take_back(
        &mut self,
        sorted: &[&StockFact],
        said: &Said<'_>,
        ranks: &Ranks,
        by_tool: &BTreeMap<String, Vec<usize>>,
    ) {
        let mut returns: BTreeMap<MovementId, Return<'_>> = BTreeMap::new();
        for (rank, fact) in sorted.iter().enumerate() {
            let Body::ToolReturned(data) = &fact.entry.body else { continue };
            let by_store = fact.entry.by.role == Role::Storekeeper;
            let parties = [data.technician];
            let Some(movement) =
                self.fits(fact, &content_of_return(fact.document, data, &parties), data.code)
            else {
                continue;
            };
            if !by_store && fact.entry.by.user != data.technician {
                self.set_aside(fact);
                continue;
            }
            let one = returns.entry(movement).or_insert_with(|| Return {
                movement,
                data,
                document: fact.document,
                at: fact.at(),
                rank,
                first: fact.id,
                store: false,
                worst: data.condition,
            });
            one.store |= by_store;
            one.worst = one.worst.max(data.condition);
        }
        // What the store confirmed is a return; the technician's word alone waits for the store's.
        let mut counting: Vec<Return<'_>> = Vec::new();
        for (movement, mut one) in returns {
            let decided = said.on(&format!("ONE-SIDED:{movement}"));
            if one.store || decided != Some(false) {
                one.store |= decided == Some(true);
                counting.push(one);
            }
        }
        counting.sort_by_key(|one| one.rank);
        let mut by_loan: BTreeMap<usize, Vec<&Return<'_>>> = BTreeMap::new();
        let mut astray: BTreeMap<&str, Vec<&Return<'_>>> = BTreeMap::new();
        for one in &counting {
            let loans = by_tool.get(&one.data.tool).map_or(&[][..], Vec::as_slice);
            match self.loan_of(one, loans, &by_loan, ranks) {
                Some(loan) => by_loan.entry(loan).or_default().push(one),
                None => astray.entry(one.data.tool.as_str()).or_default().push(one),
            }
        }
        for (place, mut back) in by_loan {
            back.sort_by_key(|one| (!one.store, one.rank));
            let Some(first) = back.first().copied() else { continue };
            let loan = &mut self.loans[place];
            let entries = back.iter().map(|one| (one.document, one.first)).collect();
            self.returns.insert(loan.movement, Returns { movement: Some(first.movement), entries });
            loan.state = match (first.store, first.document == loan.document) {
                (false, _) => LoanState::ReturnUnconfirmed,
                (true, true) => LoanState::Returned,
                (true, false) => LoanState::CameBack,
            };
            loan.returned_at = Some(first.at);
            loan.condition_in = back.iter().map(|one| one.worst).max();
            if back.len() > 1 {
                self.seen_twice(&back, said);
            }
        }
        // A tool that came back without a loan that anybody knows of, more than once.
        for again in astray.into_values() {
            self.seen_twice(&again, said);
        }
    }

    /// The loan that a return ends: the one that it names, else one of its own order, else, where the store has the
    /// tool in its hands, one of any order; where none is out, the one that ended last: the tool is seen again. A
    /// technician's word alone reaches no loan of another order.
    fn loan_of(
        &self,
        one: &Return<'_>,
        loans: &[usize],
        taken: &BTreeMap<usize, Vec<&Return<'_>>>,
        ranks: &Ranks,
    ) -> Option<usize> {
        let loan = |place: usize| &self.loans[place];
        let reached =
            loans.iter().copied().filter(|place| one.store || loan(*place).document == one.document);
        if let Some(named) = one.data.loan
            && let Some(place) = reached.clone().find(|place| loan(*place).movement == named)
        {
            return Some(place);
        }
        let free = |place: &usize| !taken.contains_key(place);
        let mut here = reached.clone().filter(|place| loan(*place).document == one.document);
        if let Some(place) = here.clone().find(free).or(here.next_back()) {
            return Some(place);
        }
        let before =
            |place: &usize| ranks.get(&(loan(*place).document, loan(*place).entry)) < Some(&one.rank);
        let last = |place: &usize| taken.get(place).and_then(|back| back.last()).map(|back| back.rank);
        reached.clone().find(|place| free(place) && before(place)).or_else(|| {
            let ended = reached.filter(|place| !free(place));
            ended.max_by_key(last)
        })
    }

    fn seen_twice(&mut self, back: &[&Return<'_>], said: &Said<'_>) {
        let Some(first) = back.first() else { return };
        let conflict = format!("COL-09:{}", first.first);
        let settled = said.on(&conflict) == Some(true);
        if back.len() > 1 {
            self.seen_again.push(SeenAgain {
                conflict,
                tool: first.data.tool.clone(),
                entries: back.iter().map(|one| (one.document, one.first)).collect(),
                conditions_differ: back.iter().any(|one| one.worst != first.worst),
                settled,
            });
        }
    }

    fn lose(
        &mut self,
        sorted: &[&StockFact],
        said: &Said<'_>,
        ranks: &Ranks,
        by_tool: &BTreeMap<String, Vec<usize>>,
    ) {
        for (rank, fact) in sorted.iter().enumerate() {
            let Body::LostOrBroken(data) = &fact.entry.body else { continue };
            let Goods::Tool(tool) = &data.goods else { continue };
            let lost =
                data.damage == DamageKind::Lost && said.on(&format!("LOST:{}", fact.id)) != Some(false);
            // A loan that began after the report is another one.
            let mut before = by_tool.get(tool).into_iter().flatten().rev().filter(|place| {
                let loan = &self.loans[**place];
                loan.document == fact.document
                    && ranks.get(&(loan.document, loan.entry)).is_some_and(|began| *began < rank)
            });
            // What has come back is not lost.
            if let Some(place) = before.next().copied()
                && lost
                && self.loans[place].state == LoanState::Open
            {
                self.loans[place].state = LoanState::Lost;
            }
        }
    }

    /// The storekeeper's answers to "who has it?" (COL-10).
    fn decide(&mut self, said: &Said<'_>, ranks: &Ranks, by_tool: &BTreeMap<String, Vec<usize>>) {
        let rank = |document: DocumentId, id: EntryId| ranks.get(&(document, id));
        for (fact, data) in said.holders() {
            let Choice::Entry(chosen) = data.choice else { continue };
            let Some(holder) = self.loans.iter().find(|loan| loan.speaks(chosen)).cloned() else { continue };
            // An answer of higher rank, or an earlier one, has said otherwise.
            if self.against.contains_key(&holder.movement) {
                continue;
            }
            self.chosen.entry(holder.movement).or_insert(fact.id);
            let decided = rank(fact.document, fact.id);
            for place in by_tool.get(&holder.tool).into_iter().flatten() {
                let loan = &mut self.loans[*place];
                let rival = loan.movement != holder.movement;
                let known = rank(loan.document, loan.entry) < decided;
                let ended = matches!(loan.state, LoanState::Returned | LoanState::CameBack);
                let back = self.returns.get(&loan.movement).and_then(|returns| returns.entries.first());
                let back_before =
                    ended && back.is_some_and(|(document, entry)| rank(*document, *entry) < decided);
                if rival && known && !back_before && loan.state != LoanState::Lost {
                    self.against.entry(loan.movement).or_insert(fact.id);
                    loan.state = LoanState::NotTaken;
                }
            }
        }
    }

    /// On a device that holds one order only, the server's word on the others.
    fn follow_server(&mut self, sorted: &[&StockFact]) {
        // In one document the server's words follow each other, whatever its clock did.
        let mut words = sorted.to_vec();
        words.sort_by_key(|fact| fact.counter);
        for fact in words {
            let Body::Settled(data) = &fact.entry.body else { continue };
            let Some(loan) = self.loans.iter_mut().find(|loan| loan.entry == data.entry) else { continue };
            let (state, conflict) = match data.outcome {
                SettledOutcome::Holds => (LoanState::Open, data.decision.is_none()),
                SettledOutcome::Unconfirmed => (LoanState::Unconfirmed, true),
                SettledOutcome::NotTaken => (LoanState::NotTaken, false),
                SettledOutcome::CameBack => (LoanState::CameBack, false),
                SettledOutcome::Over => (LoanState::Open, false),
                SettledOutcome::Short
                | SettledOutcome::Duplicate
                | SettledOutcome::Leads(_)
                | SettledOutcome::Follows(_)
                | SettledOutcome::Different
                | SettledOutcome::UsedElsewhere
                | SettledOutcome::Renumbered(_) => continue,
            };
            if loan.state.is_open() || matches!(loan.state, LoanState::NotTaken | LoanState::CameBack) {
                if loan.state != LoanState::ReturnUnconfirmed || state != LoanState::Open {
                    loan.state = state;
                }
                loan.conflict = conflict.then(|| data.conflict.clone());
            }
        }
    }

    /// COL-10: of open loans of one tool the earliest holds; nobody owes it twice.
    fn collide(&mut self) {
        let mut open: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, loan) in self.loans.iter().enumerate().filter(|(_, loan)| loan.state.is_open()) {
            open.entry(loan.tool.clone()).or_default().push(place);
        }
        for places in open.into_values().filter(|places| places.len() > 1) {
            let conflict = format!("COL-10:{}", self.loans[places[0]].entry);
            for (rank, place) in places.into_iter().enumerate() {
                let loan = &mut self.loans[place];
                loan.conflict = Some(conflict.clone());
                if rank > 0 {
                    loan.state = LoanState::Unconfirmed;
                }
            }
        }
    }

    fn place(&mut self, sorted: &[&StockFact]) {
        let mut tools: BTreeMap<String, ToolState> = BTreeMap::new();
        let again: BTreeSet<(DocumentId, EntryId)> =
            self.seen_again.iter().flat_map(|one| one.entries.iter().skip(1).copied()).collect();
        let mut scrapped = BTreeSet::new();
        for fact in sorted.iter().filter(|fact| !self.aside.contains(&(fact.document, fact.id))) {
            let (asset, person, condition) = match &fact.entry.body {
                Body::ToolLoaned(data) => (&data.tool, Some(data.technician), Some(data.condition)),
                Body::ToolReturned(data) => (&data.tool, Some(data.technician), Some(data.condition)),
                Body::ToolHandedOver(data) => (&data.tool, Some(data.to), Some(data.condition)),
                Body::LostOrBroken(data) => match &data.goods {
                    Goods::Tool(tool) => {
                        let broken = data.damage == DamageKind::Damaged;
                        (tool, Some(data.technician), broken.then_some(ToolCondition::Damaged))
                    }
                    Goods::Material(_) => continue,
                },
                Body::Scrapped(data) => match &data.goods {
                    Goods::Tool(tool) => {
                        scrapped.insert(tool.clone());
                        (tool, None, None)
                    }
                    Goods::Material(_) => continue,
                },
                Body::ToolInspected(data) => (&data.tool, None, Some(data.condition)),
                _ => continue,
            };
            let Some(what) = fact.entry.body.kind() else { continue };
            let state = tools.entry(asset.clone()).or_insert_with(|| ToolState {
                asset: asset.clone(),
                place: ToolWhere::Store,
                condition: None,
                inspection_due: None,
                history: Vec::new(),
            });
            // The worse report holds until somebody of the store has looked at it (P5).
            state.condition = match &fact.entry.body {
                Body::ToolInspected(data) => {
                    state.inspection_due = data.due_at;
                    Some(data.condition)
                }
                _ => state.condition.max(condition),
            };
            state.history.push(ToolEvent {
                at: fact.at(),
                entry: fact.id,
                document: fact.document,
                what,
                by: fact.entry.by.user,
                person,
                condition,
                seen_again: again.contains(&(fact.document, fact.id)),
            });
        }
        let mut own: BTreeMap<&str, Vec<&Loan>> = BTreeMap::new();
        for loan in &self.loans {
            own.entry(&loan.tool).or_default().push(loan);
        }
        for state in tools.values_mut() {
            let own = own.remove(state.asset.as_str()).unwrap_or_default();
            let last_lost = own.last().is_some_and(|loan| loan.state == LoanState::Lost);
            let open: Vec<&Loan> = own.into_iter().filter(|loan| loan.state.is_open()).collect();
            state.place = match open.as_slice() {
                _ if scrapped.contains(&state.asset) => ToolWhere::Scrapped,
                [] if last_lost => ToolWhere::Lost,
                [] => ToolWhere::Store,
                [loan] => {
                    ToolWhere::OnLoan { borrower: loan.borrower, order: loan.document, due_at: loan.due_at }
                }
                several => ToolWhere::Unclear { people: several.iter().map(|loan| loan.borrower).collect() },
            };
        }
        self.tools = tools.into_values().collect();
        self.seen_again.sort_by(|a, b| a.conflict.cmp(&b.conflict));
        self.unfit.sort_unstable();
    }
}

/// What both sides of a loan must agree on; its due time and the tool's condition are each one's own word.
pub fn content_of_loan<'a>(document: DocumentId, data: &'a ToolLoaned, parties: &'a [UserId]) -> Content<'a> {
    Content { exchange: Exchange::Loan, order: Some(document), parties, lines: &[], tool: Some(&data.tool) }
}

fn content_of_return<'a>(document: DocumentId, data: &'a ToolReturned, parties: &'a [UserId]) -> Content<'a> {
    Content {
        exchange: Exchange::ToolReturn,
        order: Some(document),
        parties,
        lines: &[],
        tool: Some(&data.tool),
    }
}

/// Whether a return is one: its code belongs to it, and its author is of the store or the person that it names.
pub(super) fn is_own_return(fact: &StockFact, data: &ToolReturned) -> bool {
    let author = fact.entry.by;
    let his_own = author.role == Role::Storekeeper || author.user == data.technician;
    his_own && data.code.fits(&content_of_return(fact.document, data, &[data.technician]))
}

fn content_of_hand_over<'a>(
    document: DocumentId,
    data: &'a ToolHandedOver,
    parties: &'a [UserId],
) -> Content<'a> {
    Content {
        exchange: Exchange::HandOver,
        order: Some(document),
        parties,
        lines: &[],
        tool: Some(&data.tool),
    }
}
