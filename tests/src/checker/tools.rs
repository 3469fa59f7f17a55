//! Who has which numbered tool, worked out from the log's entries alone: who was lent it, to whom he passed it on, and what came
//! back. Nobody owes a tool twice, and no tool is in two places.

use super::Violation;
use super::cbor::{Id, text};
use super::decisions::hyphenated;
use super::goods::{Deed, Swap, Words, deeds};
use super::log::Log;
use serde_json::Value;
use std::collections::BTreeMap;

/// How a loan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Out,
    SaidBack,
    Back,
    BackElsewhere,
    Lost,
    NotTaken,
}

struct Loan<'a> {
    name: String,
    document: Id,
    tool: &'a str,
    has: Id,
    given: Option<Id>,
    taken: Option<Id>,
    first: Id,
    /// Its place among all that was written.
    at: usize,
    state: State,
    /// The place of the return that counts.
    ended: Option<usize>,
}

struct Return<'a> {
    tool: &'a str,
    document: Id,
    names: Option<&'a str>,
    by_store: bool,
    at: usize,
}

struct HandOver {
    document: Id,
    tool: String,
    from: Id,
    to: Id,
    names: Option<String>,
    sides: [bool; 2],
}

/// A swap of one tool, if its code was made for it and its author is one of those that it names, or of the store.
fn named<'a>(deed: &'a Deed<'a>, what: &'static str, people: &[Id], store_too: bool) -> Option<String> {
    let own = people.contains(&deed.entry.user) || (store_too && deed.by_store());
    let swap = Swap { what, order: Some(deed.document), people, lines: &[], tool: Some(deed.word("tool")) };
    swap.named_by(deed.word("code")).filter(|_| own)
}

fn loans<'a>(counting: &[(usize, &'a Deed<'a>)], words: &Words<'_>) -> Vec<Loan<'a>> {
    let mut loans: Vec<Loan<'_>> = Vec::new();
    for (at, deed) in counting.iter().copied().filter(|(_, deed)| deed.entry.kind == "tool_loaned") {
        let technician = deed.person("technician");
        let Some(name) = named(deed, "loan", &[technician], true) else { continue };
        let place = loans.iter().position(|loan| loan.name == name).unwrap_or_else(|| {
            loans.push(Loan {
                name,
                document: deed.document,
                tool: deed.word("tool"),
                has: technician,
                given: None,
                taken: None,
                first: deed.id,
                at,
                state: State::Out,
                ended: None,
            });
            loans.len() - 1
        });
        let loan = &mut loans[place];
        let side = if deed.by_store() { &mut loan.given } else { &mut loan.taken };
        side.get_or_insert(deed.id);
    }
    loans.retain(|loan| {
        let both = loan.given.is_some() && loan.taken.is_some();
        both || words.on(&format!("ONE-SIDED:{}", loan.name)) != Some(false)
    });
    loans
}

/// Follows each tool from hand to hand.
fn pass_on(loans: &mut [Loan<'_>], counting: &[(usize, &Deed<'_>)], words: &Words<'_>) {
    let mut all: Vec<(String, HandOver)> = Vec::new();
    for (_, deed) in counting.iter().copied().filter(|(_, deed)| deed.entry.kind == "tool_handed_over") {
        let (from, to) = (deed.person("from"), deed.person("to"));
        let people = [from, to];
        let swap = Swap {
            what: "hand_over",
            order: Some(deed.document),
            people: &people,
            lines: &[],
            tool: Some(deed.word("tool")),
        };
        let own = people.contains(&deed.entry.user);
        let Some(name) = swap.named_by(deed.word("code")).filter(|_| own) else { continue };
        let place = all.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
            let (document, tool) = (deed.document, deed.word("tool").to_owned());
            all.push((name, HandOver { document, tool, from, to, names: None, sides: [false; 2] }));
            all.len() - 1
        });
        let one = &mut all[place].1;
        one.sides[usize::from(deed.entry.user != from)] = true;
        if one.names.is_none() {
            one.names = text(&deed.entry.data, "loan").map(str::to_owned);
        }
    }
    all.retain(|(name, one)| {
        one.sides == [true, true] || words.on(&format!("ONE-SIDED:{name}")) == Some(true)
    });
    for loan in loans {
        let own = all.iter().map(|(_, one)| one).filter(|one| {
            one.document == loan.document
                && one.tool == loan.tool
                && one.names.as_ref().is_none_or(|name| *name == loan.name)
        });
        let mut own: Vec<&HandOver> = own.collect();
        while let Some(next) = own.iter().position(|one| one.from == loan.has) {
            loan.has = own.remove(next).to;
        }
    }
}

fn returns<'a>(counting: &[(usize, &'a Deed<'a>)], words: &Words<'_>) -> Vec<Return<'a>> {
    let mut all: Vec<(String, Return<'_>)> = Vec::new();
    for (at, deed) in counting.iter().copied().filter(|(_, deed)| deed.entry.kind == "tool_returned") {
        let Some(name) = named(deed, "tool_return", &[deed.person("technician")], true) else { continue };
        match all.iter_mut().find(|(known, _)| *known == name) {
            Some((_, one)) => one.by_store |= deed.by_store(),
            None => all.push((
                name,
                Return {
                    tool: deed.word("tool"),
                    document: deed.document,
                    names: text(&deed.entry.data, "loan"),
                    by_store: deed.by_store(),
                    at,
                },
            )),
        }
    }
    let decided = |name: &str| words.on(&format!("ONE-SIDED:{name}"));
    all.retain(|(name, one)| one.by_store || decided(name) != Some(false));
    let with_word = |(name, one): (String, Return<'a>)| Return {
        by_store: one.by_store || decided(&name) == Some(true),
        ..one
    };
    all.into_iter().map(with_word).collect()
}

/// Gives each return the loan that it ends: the one that it names, else one of its order, else, where the store has the tool in
/// its hands, one that was out; where none was, the one that ended last was seen again.
fn take_back(loans: &mut [Loan<'_>], returns: &[Return<'_>]) {
    let mut of_loan: BTreeMap<usize, Vec<&Return<'_>>> = BTreeMap::new();
    for one in returns {
        let reached: Vec<usize> = (0..loans.len())
            .filter(|place| loans[*place].tool == one.tool)
            .filter(|place| one.by_store || loans[*place].document == one.document)
            .collect();
        let named = reached.iter().find(|place| Some(loans[**place].name.as_str()) == one.names);
        let here: Vec<usize> =
            reached.iter().copied().filter(|place| loans[*place].document == one.document).collect();
        let is_out = |place: &&usize| !of_loan.contains_key(*place);
        let last = |place: &&usize| of_loan.get(*place).and_then(|back| back.last()).map(|back| back.at);
        let place = named
            .or_else(|| here.iter().find(is_out))
            .or_else(|| here.last())
            .or_else(|| reached.iter().find(|place| is_out(place) && loans[**place].at < one.at))
            .or_else(|| reached.iter().filter(|place| !is_out(place)).max_by_key(last));
        if let Some(place) = place.copied() {
            of_loan.entry(place).or_default().push(one);
        }
    }
    for (place, back) in of_loan {
        let confirmed = back.iter().find(|one| one.by_store);
        let Some(first) = confirmed.or(back.first()) else { continue };
        let loan = &mut loans[place];
        loan.ended = Some(first.at);
        loan.state = match (first.by_store, first.document == loan.document) {
            (false, _) => State::SaidBack,
            (true, true) => State::Back,
            (true, false) => State::BackElsewhere,
        };
    }
}

fn lose(loans: &mut [Loan<'_>], counting: &[(usize, &Deed<'_>)], words: &Words<'_>) {
    for (at, deed) in counting.iter().copied().filter(|(_, deed)| deed.entry.kind == "lost_or_broken") {
        let (Some(tool), "lost") = (deed.goods().1, deed.word("damage")) else { continue };
        let its = |loan: &&mut Loan<'_>| loan.tool == tool && loan.document == deed.document && loan.at < at;
        if let Some(loan) = loans.iter_mut().rev().find(its)
            && loan.state == State::Out
            && words.on(&format!("LOST:{}", deed.name())) != Some(false)
        {
            loan.state = State::Lost;
        }
    }
}

/// The store's word on who has a tool that was lent twice: the others, as far as its author knew them, weren't taken.
fn decide(loans: &mut [Loan<'_>], words: &Words<'_>, places: &BTreeMap<(Id, Id), usize>) {
    let mut not_taken: Vec<String> = Vec::new();
    for (deed, chosen) in &words.holders {
        let speaks = |loan: &&Loan<'_>| {
            loan.first == *chosen || loan.given == Some(*chosen) || loan.taken == Some(*chosen)
        };
        let Some(holder) = loans.iter().find(speaks) else { continue };
        let (name, tool) = (holder.name.clone(), holder.tool);
        if not_taken.contains(&name) {
            continue;
        }
        let Some(decided) = places.get(&(deed.document, deed.id)) else { continue };
        for loan in loans.iter_mut().filter(|loan| loan.tool == tool && loan.name != name) {
            let was_back = matches!(loan.state, State::Back | State::BackElsewhere)
                && loan.ended.is_some_and(|at| at < *decided);
            if loan.at < *decided && !was_back && loan.state != State::Lost {
                not_taken.push(loan.name.clone());
                loan.state = State::NotTaken;
            }
        }
    }
}

/// Holds what is shown of tools against the log. Gives how many loans are open.
///
/// # Errors
/// The first loan or tool that the log tells otherwise.
pub(super) fn check(log: &Log, shown: &Value) -> Result<usize, Violation> {
    let all = deeds(log);
    let words = Words::read(&all);
    let places: BTreeMap<(Id, Id), usize> =
        all.iter().enumerate().map(|(place, deed)| ((deed.document, deed.id), place)).collect();
    // Places among those that count alone.
    let counting: Vec<(usize, &Deed<'_>)> =
        words.counting(&all).into_iter().map(|deed| (places[&(deed.document, deed.id)], deed)).collect();
    let mut loans = loans(&counting, &words);
    pass_on(&mut loans, &counting, &words);
    take_back(&mut loans, &returns(&counting, &words));
    lose(&mut loans, &counting, &words);
    decide(&mut loans, &words, &places);
    let mut open: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for loan in loans.iter().filter(|loan| matches!(loan.state, State::Out | State::SaidBack)) {
        let told = format!("{} for {}", hyphenated(&loan.has), hyphenated(&loan.document));
        open.entry(loan.tool.to_owned()).or_default().push(told);
    }
    let list = |name: &str| shown[name].as_array().map_or(&[][..], Vec::as_slice).iter();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut unsure: BTreeMap<String, usize> = BTreeMap::new();
    for loan in list("loans") {
        let state = loan["state"].as_str().unwrap_or_default();
        if ["open", "return_unconfirmed", "unconfirmed"].contains(&state) {
            let has = format!("{} for {}", word(&loan["borrower"]), word(&loan["document"]));
            told.entry(word(&loan["tool"])).or_default().push(has);
        }
        if state == "unconfirmed" {
            *unsure.entry(word(&loan["tool"])).or_default() += 1;
        }
    }
    if open != told {
        let detail = format!("the log says {open:?}, the ledger {told:?}");
        return Err(Violation::new("a tool is with whom the log says", detail));
    }
    for (tool, people) in &open {
        if unsure.get(tool).copied().unwrap_or(0) + 1 != people.len() {
            let detail = format!("{tool}: {people:?}, {unsure:?} unconfirmed");
            return Err(Violation::new("nobody owes a tool that another one has", detail));
        }
    }
    for tool in list("tools") {
        let people = open.get(&word(&tool["asset"])).map_or(0, Vec::len);
        let place = tool["place"]["place"].as_str().unwrap_or_default();
        let fits = match place {
            "on_loan" => people == 1,
            "unclear" => people > 1,
            "scrapped" => true,
            _ => people == 0,
        };
        if !fits {
            let detail = format!("{}: {place}, and {people} people have it", tool["asset"]);
            return Err(Violation::new("a tool is in one place", detail));
        }
    }
    Ok(loans.iter().filter(|loan| open.contains_key(loan.tool) && loan.state == State::Out).count())
}
