//! Builds facts as devices write them.

use crate::domain::entry::office::{Choice, Decision};
use crate::domain::entry::store::{
    CountLine, GoodsLine, GoodsMoved, KitUsed, MaterialUsed, StockCounted, StockReceived, ToolCondition,
    ToolHandedOver, ToolInspected, ToolLoaned, ToolReturned,
};
use crate::domain::entry::work::PartSource;
use crate::domain::entry::{At, Body, By, CommandRef, Entry};
use crate::domain::id::{ActorId, CommandId, DeviceId, DocumentId, EntryId, UserId};
use crate::domain::policy::Role;
use crate::domain::stock::{
    Content, Exchange, MovementCode, MovementId, StockFact, kit_document, store_document,
};

pub const LI: u8 = 1;
pub const WANG: u8 = 2;
pub const ZHAO: u8 = 3;
pub const STORE_A: u8 = 11;
pub const STORE_B: u8 = 12;
pub const MANAGER: u8 = 21;
pub const SERVER: u8 = 99;

pub fn user(n: u8) -> UserId {
    UserId::from_bytes([n; 16])
}

pub fn order(n: u8) -> DocumentId {
    DocumentId::from_bytes([0xa0 | n; 16])
}

pub fn store() -> DocumentId {
    store_document("2026-11")
}

pub fn kit(n: u8) -> DocumentId {
    kit_document(user(n), "2026-11")
}

pub fn line(item: &str, quantity: i64) -> GoodsLine {
    GoodsLine { item: item.into(), quantity, batch: None }
}

fn role(n: u8) -> Role {
    match n {
        STORE_A | STORE_B => Role::Storekeeper,
        MANAGER => Role::CscManager,
        SERVER => Role::Server,
        _ => Role::Technician,
    }
}

/// A history that grows fact by fact; each has its own time unless one is given.
#[derive(Default)]
pub struct History {
    pub facts: Vec<StockFact>,
    pub now: i64,
    pub next: u64,
}

impl History {
    pub fn write(&mut self, by: u8, document: DocumentId, body: Body) -> EntryId {
        self.next += 1;
        self.now += 60_000;
        let mut bytes = [0; 16];
        bytes[8..].copy_from_slice(&self.next.to_be_bytes());
        let id = EntryId::from_bytes(bytes);
        let by = By { user: user(by), role: role(by), device: DeviceId::from_bytes([by; 16]) };
        self.facts.push(StockFact {
            document,
            id,
            counter: self.next,
            actor: ActorId::from_bytes([by.user.as_bytes()[0]; 16]),
            entry: Entry {
                by,
                at: At::known(self.now),
                round: None,
                after: None,
                command: CommandRef { id: CommandId::from_bytes(bytes), documents: 1 },
                body,
            },
        });
        id
    }

    fn code(&mut self, content: &Content<'_>) -> MovementCode {
        self.next += 1;
        let [.., a, b, c] = self.next.to_be_bytes();
        MovementCode::make([a, b, c], content)
    }

    /// Goods of an order or a kit: the one side, then the other.
    pub fn goods(
        &mut self,
        exchange: Exchange,
        document: DocumentId,
        who: u8,
        lines: &[GoodsLine],
    ) -> GoodsMoved {
        let parties = [user(who)];
        let against_order = matches!(exchange, Exchange::Issue | Exchange::Return);
        let order = against_order.then_some(document);
        let content = Content { exchange, order, parties: &parties, lines, tool: None };
        GoodsMoved { code: self.code(&content), technician: user(who), lines: lines.to_vec() }
    }

    pub fn movement(exchange: Exchange, document: DocumentId, moved: &GoodsMoved) -> MovementId {
        let parties = [moved.technician];
        let order = matches!(exchange, Exchange::Issue | Exchange::Return).then_some(document);
        moved.code.movement(&Content { exchange, order, parties: &parties, lines: &moved.lines, tool: None })
    }

    pub fn receive(&mut self, by: u8, lines: &[GoodsLine]) -> EntryId {
        let body = StockReceived { lines: lines.to_vec(), origin: "delivery".into() };
        self.write(by, store(), Body::StockReceived(body))
    }

    pub fn count(&mut self, by: u8, whose: Option<u8>, item: &str, counted: i64) -> EntryId {
        let line = CountLine { item: item.into(), batch: None, counted, expected: 0 };
        let document = whose.map_or_else(store, kit);
        let body = StockCounted { kit: whose.map(user), lines: vec![line], reason: "count".into() };
        self.write(by, document, Body::StockCounted(body))
    }

    pub fn uses(&mut self, by: u8, order: DocumentId, lines: &[GoodsLine], source: PartSource) {
        self.write(by, order, Body::MaterialUsed(MaterialUsed { lines: lines.to_vec(), source }));
        if source == PartSource::Kit {
            self.write(by, kit(by), Body::KitUsed(KitUsed { order, lines: lines.to_vec() }));
        }
    }

    pub fn loan(&mut self, order: DocumentId, who: u8, tool: &str) -> ToolLoaned {
        let parties = [user(who)];
        let content = Content {
            exchange: Exchange::Loan,
            order: Some(order),
            parties: &parties,
            lines: &[],
            tool: Some(tool),
        };
        ToolLoaned {
            code: self.code(&content),
            tool: tool.into(),
            technician: user(who),
            due_at: self.now + 3_600_000,
            condition: ToolCondition::Good,
            photos: Vec::new(),
        }
    }

    pub fn lends(&mut self, by: u8, order: DocumentId, who: u8, tool: &str) -> (EntryId, MovementId) {
        let loan = self.loan(order, who, tool);
        let movement = loan_id(order, &loan);
        (self.write(by, order, Body::ToolLoaned(loan)), movement)
    }

    pub fn takes_back(
        &mut self,
        by: u8,
        order: DocumentId,
        who: u8,
        tool: &str,
        loan: Option<MovementId>,
        condition: ToolCondition,
    ) -> EntryId {
        let parties = [user(who)];
        let content = Content {
            exchange: Exchange::ToolReturn,
            order: Some(order),
            parties: &parties,
            lines: &[],
            tool: Some(tool),
        };
        let code = self.code(&content);
        let (tool, technician, photos) = (tool.into(), user(who), Vec::new());
        self.write(
            by,
            order,
            Body::ToolReturned(ToolReturned { code, tool, technician, loan, condition, photos }),
        )
    }

    pub fn hand_over(&mut self, order: DocumentId, from: u8, to: u8, tool: &str) -> ToolHandedOver {
        let parties = [user(from), user(to)];
        let content = Content {
            exchange: Exchange::HandOver,
            order: Some(order),
            parties: &parties,
            lines: &[],
            tool: Some(tool),
        };
        ToolHandedOver {
            code: self.code(&content),
            tool: tool.into(),
            from: user(from),
            to: user(to),
            loan: None,
            condition: ToolCondition::Good,
            photos: Vec::new(),
        }
    }

    pub fn inspects(&mut self, by: u8, tool: &str, condition: ToolCondition) -> EntryId {
        let body = ToolInspected { tool: tool.into(), condition, due_at: None };
        self.write(by, store(), Body::ToolInspected(body))
    }

    pub fn decides(&mut self, by: u8, document: DocumentId, conflict: &str, choice: Choice) -> EntryId {
        let body = Decision { conflict: conflict.into(), choice, reason: "looked".into() };
        self.write(by, document, Body::Decision(body))
    }
}

pub fn loan_id(order: DocumentId, loan: &ToolLoaned) -> MovementId {
    let parties = [loan.technician];
    loan.code.movement(&Content {
        exchange: Exchange::Loan,
        order: Some(order),
        parties: &parties,
        lines: &[],
        tool: Some(&loan.tool),
    })
}
