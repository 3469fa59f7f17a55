//! What people do about goods: the store's counter, and a technician who draws, uses, returns, borrows and passes on.

use super::rng::Rng;
use client_core::domain::command::{Command, CountRequest, StoreCommand};
use client_core::domain::entry::cases::DamageKind;
use client_core::domain::entry::office::Choice;
use client_core::domain::entry::store::{Goods, GoodsLine, ToolCondition};
use client_core::domain::entry::work::PartSource;
use client_core::domain::id::UserId;
use client_core::domain::order::Order;
use client_core::domain::stock::{
    Catalogue, Ledger, LoanState, Material, MovementCode, Sides, ToolCard, Unit, answers, audience_of,
};
use client_core::domain::text::LocalText;

/// Numbered tools of a world: few, so that they collide.
const TOOLS: u64 = 4;
/// Materials that people draw: few, so that they run out.
const DRAWN: [&str; 3] = ["starter", "lamp_tube", "ptfe_tape"];

/// The catalogue of a world.
pub fn catalogue(codes: &[String]) -> Catalogue {
    let text = |en: &str| LocalText { zh_hans: en.into(), zh_hant: en.into(), en: en.into() };
    let mut codes: Vec<&str> = codes.iter().map(String::as_str).chain(DRAWN).collect();
    codes.sort_unstable();
    codes.dedup();
    let material = |code: &str| Material {
        code: code.into(),
        label: text(code),
        unit: Unit::Piece,
        step: 1,
        specification: "S".into(),
        unit_price_fen: 100,
        low_level: 2,
        batch_tracked: false,
    };
    let tool = |number: u64| ToolCard {
        asset: format!("T-{number:03}"),
        kind: "ladder".into(),
        label: text("ladder"),
        condition: ToolCondition::Good,
        due_at: None,
    };
    Catalogue {
        version: 1,
        materials: codes.into_iter().map(material).collect(),
        tools: (1..=TOOLS).map(tool).collect(),
    }
}

fn lines(rng: &mut Rng) -> Vec<GoodsLine> {
    vec![GoodsLine { item: (*rng.pick(&DRAWN)).to_owned(), quantity: rng.range(1, 4), batch: None }]
}

fn tool(rng: &mut Rng) -> String {
    format!("T-{:03}", 1 + rng.below(TOOLS))
}

fn condition(rng: &mut Rng) -> ToolCondition {
    if rng.chance(850) { ToolCondition::Good } else { *rng.pick(ToolCondition::ALL) }
}

fn lend(due_from: i64, rng: &mut Rng) -> Command {
    Command::LendTool {
        tool: tool(rng),
        technician: None,
        due_at: due_from + rng.range(1, 48) * 3_600_000,
        condition: condition(rng),
        photos: Vec::new(),
        code: None,
    }
}

fn back(tool: String, code: Option<MovementCode>, rng: &mut Rng) -> Command {
    Command::ReturnTool { tool, technician: None, condition: condition(rng), photos: Vec::new(), code }
}

/// The other side of a movement that this device knows one side of.
fn other_side(order: &Order, store: bool, due_from: i64, rng: &mut Rng) -> Option<Command> {
    // The store gives what is issued and takes what is returned.
    let missing =
        |given: bool, sides: Sides| if given { sides.given.is_none() } else { sides.taken.is_none() };
    let open = order
        .goods
        .movements
        .iter()
        .find(|one| one.one_sided() && missing(store != one.exchange.is_return(), one.sides));
    if let Some(one) = open.filter(|_| rng.chance(700)) {
        let (lines, code) = (one.lines.clone(), Some(one.code));
        return Some(match (one.exchange.is_return(), store) {
            (true, _) => Command::ReturnMaterial { technician: Some(one.technician), lines, code },
            (false, true) => Command::IssueMaterial { technician: Some(one.technician), lines, code },
            (false, false) => Command::ReceiveMaterial { lines, code },
        });
    }
    let loan = order.tools.loans.iter().find(|loan| loan.one_sided() && missing(store, loan.sides))?;
    rng.chance(700).then(|| Command::LendTool {
        tool: loan.tool.clone(),
        technician: Some(loan.lent_to),
        due_at: due_from + 3_600_000,
        condition: loan.condition_out,
        photos: Vec::new(),
        code: Some(loan.code),
    })
}

/// What a storekeeper does with an order; `None` when he leaves it.
pub fn desk(order: &Order, now: i64, rng: &mut Rng) -> Option<Command> {
    if let Some(command) = other_side(order, true, now, rng) {
        return Some(command);
    }
    if let Some(need) = order.goods.needs.iter().find(|need| need.approved.is_none())
        && rng.chance(700)
    {
        let (approved, reason) = (rng.chance(800), Some("we have none".to_owned()));
        return Some(Command::AnswerNeed { need: need.entry, approved, reason });
    }
    let mut questions = order.store_questions();
    questions.extend(order.open_conflicts().map(|conflict| conflict.id.clone()));
    questions.retain(|id| audience_of(id).is_some());
    if !questions.is_empty() && rng.chance(300) {
        let conflict = rng.pick(&questions).clone();
        let loan = order.tools.loans.first().map(|loan| Choice::Entry(loan.entry));
        let choices = [Some(Choice::Confirm), Some(Choice::Reject), Some(Choice::Continue), loan];
        let fit: Vec<Choice> =
            choices.into_iter().flatten().filter(|choice| answers(&conflict, choice)).collect();
        if !fit.is_empty() {
            let choice = rng.pick(&fit).clone();
            return Some(Command::Decide { conflict, choice, reason: "looked at the shelf".into() });
        }
    }
    match rng.below(10) {
        0..3 => Some(Command::IssueMaterial { technician: None, lines: lines(rng), code: None }),
        3..5 => Some(lend(now, rng)),
        5..7 => {
            let loan = order.tools.loans.iter().find(|loan| loan.state.is_open())?;
            Some(back(loan.tool.clone(), None, rng))
        }
        7 => {
            let account = order.goods.accounts.iter().find(|account| account.open > 0)?;
            let line = GoodsLine { item: account.item.clone(), quantity: account.open, batch: None };
            Some(Command::ReturnMaterial { technician: None, lines: vec![line], code: None })
        }
        _ => Some(Command::WriteOffStore),
    }
}

/// What a technician does about goods; `None` when he goes on with his work.
pub fn technician(
    order: &Order,
    user: UserId,
    colleagues: &[UserId],
    now: i64,
    rng: &mut Rng,
) -> Option<Command> {
    if rng.chance(300)
        && let Some(command) = other_side(order, false, now, rng)
    {
        return Some(command);
    }
    let handed = order.tools.hand_overs.iter().find(|one| !one.sides.both() && one.to == user);
    if let Some(one) = handed.filter(|_| rng.chance(700)) {
        return Some(hand_over(one.tool.clone(), one.from, one.to, Some(one.code)));
    }
    let loan = order.tools.loans.iter().find(|loan| loan.borrower == user && loan.state == LoanState::Open);
    match rng.below(120) {
        0..3 => Some(Command::NeedMaterial { lines: lines(rng), tools: vec!["ladder".to_owned()] }),
        3..6 => Some(Command::ReceiveMaterial { lines: lines(rng), code: None }),
        6..9 => Some(Command::UseMaterial {
            lines: lines(rng),
            source: *rng.pick(&[PartSource::Store, PartSource::Kit]),
        }),
        9..11 => {
            let account = order.goods.accounts.iter().find(|account| account.open > 0)?;
            let line = GoodsLine { item: account.item.clone(), quantity: 1, batch: None };
            Some(Command::ReturnMaterial { technician: None, lines: vec![line], code: None })
        }
        11..13 => Some(lend(now, rng)),
        13..17 => Some(back(loan?.tool.clone(), None, rng)),
        17..19 => {
            let to = *rng.pick(colleagues);
            Some(hand_over(loan?.tool.clone(), user, to, None))
        }
        19 => Some(Command::ReportLost {
            goods: Goods::Tool(loan?.tool.clone()),
            damage: DamageKind::Lost,
            technician: None,
            words: "left it in the lift".to_owned(),
            photos: Vec::new(),
        }),
        _ => None,
    }
}

fn hand_over(tool: String, from: UserId, to: UserId, code: Option<MovementCode>) -> Command {
    Command::HandOverTool { tool, from, to, condition: ToolCondition::Good, photos: Vec::new(), code }
}

/// What a storekeeper does about the store and the kits.
pub fn counter(ledger: &Ledger, technicians: &[UserId], rng: &mut Rng) -> Option<StoreCommand> {
    if let Some(one) = ledger.kit_movements.iter().find(|one| one.one_sided())
        && rng.chance(500)
    {
        let (technician, lines, code) = (Some(one.technician), one.lines.clone(), Some(one.code));
        return Some(if one.exchange.is_return() {
            StoreCommand::ReturnKit { technician, lines, code }
        } else {
            StoreCommand::IssueKit { technician, lines, code }
        });
    }
    Some(match rng.below(8) {
        0..3 => StoreCommand::ReceiveStock { lines: lines(rng), origin: "a van came".to_owned() },
        3 => StoreCommand::CountStock {
            kit: None,
            lines: vec![CountRequest {
                item: (*rng.pick(&DRAWN)).to_owned(),
                batch: None,
                counted: rng.range(0, 9),
            }],
            reason: "looked".to_owned(),
        },
        4 => StoreCommand::InspectTool { tool: tool(rng), condition: ToolCondition::Good, due_at: None },
        5 if !technicians.is_empty() => StoreCommand::CountStock {
            kit: Some(*rng.pick(technicians)),
            lines: vec![CountRequest {
                item: (*rng.pick(&DRAWN)).to_owned(),
                batch: None,
                counted: rng.range(0, 4),
            }],
            reason: "looked into his box".to_owned(),
        },
        _ if !technicians.is_empty() => {
            StoreCommand::IssueKit { technician: Some(*rng.pick(technicians)), lines: lines(rng), code: None }
        }
        _ => return None,
    })
}

/// What a technician does about his own stock.
pub fn kit(ledger: &Ledger, user: UserId, colleagues: &[UserId], rng: &mut Rng) -> StoreCommand {
    let waiting = ledger.kit_movements.iter().find(|one| one.one_sided() && one.technician == user);
    if let Some(one) = waiting.filter(|_| rng.chance(500)) {
        let (technician, lines, code) = (Some(user), one.lines.clone(), Some(one.code));
        return if one.exchange.is_return() {
            StoreCommand::ReturnKit { technician, lines, code }
        } else {
            StoreCommand::IssueKit { technician, lines, code }
        };
    }
    match rng.below(4) {
        0 => StoreCommand::IssueKit { technician: None, lines: lines(rng), code: None },
        1 => StoreCommand::ReturnKit { technician: None, lines: lines(rng), code: None },
        2 => {
            StoreCommand::TransferKit { from: user, to: *rng.pick(colleagues), lines: lines(rng), code: None }
        }
        _ => StoreCommand::ReportKitLost { lines: lines(rng), reason: "it fell".to_owned() },
    }
}
