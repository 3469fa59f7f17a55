//! The expected verdicts of the authority matrix: a small evaluator of `table.tsv`, which people write. It shares nothing
//! with the product's own table but the names of roles and kinds.

use std::collections::{BTreeMap, BTreeSet};

/// How the author of a cell stands to the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// He holds it.
    Holder,
    /// Others hold it, and he knows; he is still at the customer's.
    OnSite,
    /// It was taken from him, and he doesn't know yet.
    Late,
    /// It was taken from him, and he knows.
    Gone,
    /// Nobody holds the slip.
    Pool,
    /// It never was his.
    Stranger,
}

/// One right: a role, and what it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    Nothing,
    Holder,
    OnSite,
    Party,
    Pool,
}

/// One kind of entry.
pub struct Line {
    pub kind: String,
    pub document: String,
    who: BTreeMap<String, Need>,
    /// The command that writes it.
    pub command: Option<String>,
    /// Data of such an entry, as JSON.
    pub sample: serde_json::Value,
}

/// The whole file.
#[derive(Default)]
pub struct Table {
    pub lines: Vec<Line>,
    reads: BTreeMap<String, BTreeSet<String>>,
    slip: BTreeSet<String>,
    /// Lists, and the roles that may ask for them.
    pub doors: Vec<(String, BTreeSet<String>)>,
}

impl Line {
    /// Whether the role has the right where the author stands.
    pub fn may(&self, role: &str, stand: Stand) -> bool {
        match self.who.get(role) {
            None => false,
            Some(Need::Nothing) => true,
            Some(Need::Holder) => matches!(stand, Stand::Holder | Stand::Late),
            Some(Need::OnSite | Need::Party) => matches!(stand, Stand::Holder | Stand::Late | Stand::OnSite),
            Some(Need::Pool) => !matches!(stand, Stand::Stranger | Stand::Gone),
        }
    }
}

impl Table {
    /// Reads the file beside this one.
    pub fn read() -> Self {
        let mut table = Self::default();
        let mut sets: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in include_str!("table.tsv").lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<&str> = line.split('\t').collect();
            match fields[..] {
                ["set", name, members] => {
                    let members = flat(members, &sets);
                    sets.insert(name.to_owned(), members);
                }
                ["reads", what, roles] => {
                    table.reads.insert(what.to_owned(), flat(roles, &sets).into_iter().collect());
                }
                ["door", path, roles] => {
                    table.doors.push((path.to_owned(), flat(roles, &sets).into_iter().collect()));
                }
                ["slip", kinds] => table.slip = kinds.split(' ').map(str::to_owned).collect(),
                ["kind", kind, document, who, command, sample] => table.lines.push(Line {
                    kind: kind.to_owned(),
                    document: document.to_owned(),
                    who: flat(who, &sets).iter().filter(|one| *one != "-").map(|one| need(one)).collect(),
                    command: (command != "-").then(|| command.to_owned()),
                    sample: serde_json::from_str(sample).unwrap(),
                }),
                _ => panic!("a line of no form: {line}"),
            }
        }
        table
    }

    /// Whether the role reads every document of a kind.
    pub fn reads(&self, role: &str, what: &str) -> bool {
        self.reads.get(what).is_some_and(|roles| roles.contains(role))
    }

    /// Whether the order is, or was, the author's to know.
    fn knew(&self, role: &str, stand: Stand) -> bool {
        let once = !matches!(stand, Stand::Stranger | Stand::Pool);
        self.reads(role, "order") || once || (stand == Stand::Pool && role == "technician")
    }

    /// Whether the author reads the order now. Whoever was given it keeps it, without its customer; a slip that is over
    /// lies in no pool.
    pub fn sees(&self, role: &str, stand: Stand, closed: bool) -> bool {
        let given = !matches!(stand, Stand::Stranger | Stand::Pool);
        self.reads(role, "order") || given || (stand == Stand::Pool && role == "technician" && !closed)
    }

    /// Whether an entry that is pushed into an order is taken.
    pub fn takes(&self, line: &Line, role: &str, stand: Stand) -> bool {
        let by_slip = self.slip.contains(&line.kind) && line.who.get(role) == Some(&Need::Nothing);
        line.may(role, stand) && (self.knew(role, stand) || by_slip)
    }
}

fn flat(text: &str, sets: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let one = |word: &str| match word.strip_prefix('@') {
        Some(name) => sets[name].clone(),
        None => vec![word.to_owned()],
    };
    text.split(' ').flat_map(one).collect()
}

fn need(word: &str) -> (String, Need) {
    for (mark, need) in [('!', Need::Holder), ('~', Need::OnSite), ('+', Need::Party), ('?', Need::Pool)] {
        if let Some(role) = word.strip_suffix(mark) {
            return (role.to_owned(), need);
        }
    }
    (word.to_owned(), Need::Nothing)
}
