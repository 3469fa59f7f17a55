//! What a person may do with an order now, and what not yet and why.
//!
//! Nothing is judged here a second time: each command is put to the one door for writing with placeholders for its
//! words, and a refusal that only names missing words means that the command is open.

use super::{Author, Context, Random, Rejection, decide, office_actions};
use crate::domain::command::Command;
use crate::domain::entry::cases::{DamageKind, EscalationOutcome};
use crate::domain::entry::course::WaitingFor;
use crate::domain::entry::office::{CancelledBy, ServiceKind};
use crate::domain::entry::store::{Goods, GoodsLine, ToolCondition};
use crate::domain::entry::work::PartSource;
use crate::domain::entry::{At, Kind};
use crate::domain::id::{EntryId, UserId};
use crate::domain::order::{Order, StoreTrack};
use crate::domain::policy::{Denial, Role};
use crate::domain::procedure::{self, Checklist, Library, Status, StepRefusal};
use crate::domain::reference::Reference;
use crate::domain::stock::Ledger;
use serde::Serialize;
use std::collections::BTreeMap;

/// A command, by the kind of entry that it writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Action {
    /// Kind of entry.
    pub action: Kind,
    /// Why it is refused now; absent when it is open.
    pub refused: Option<Rejection>,
}

/// A step of the checklist that isn't closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepAction {
    /// Path of its checklist.
    pub checklist: String,
    /// Step id.
    pub step: String,
    /// Kind of entry that it takes: `gate_set`, `gate_withdrawn`, `part_replaced` or `step_result`.
    pub action: Kind,
    /// Why it is refused now, the price that nobody has agreed to included; absent when it is open.
    pub refused: Option<Rejection>,
}

/// Everything that one person may do with an order now, or could if something came first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Actions {
    /// Commands that his roles may give, in the order of an order's life.
    pub commands: Vec<Action>,
    /// Steps of the checklist and of its children in their order, where he may record steps.
    pub steps: Vec<StepAction>,
}

impl Actions {
    /// Whether a command is open.
    pub fn is_open(&self, action: Kind) -> bool {
        self.commands.iter().any(|one| one.action == action && one.refused.is_none())
    }
}

/// Nothing is written, so no id has to be fresh.
pub(super) struct Zeros;

impl Random for Zeros {
    fn bytes(&mut self) -> [u8; 16] {
        [0; 16]
    }
}

/// A word that stands for the words to come.
pub(super) const WORD: &str = "-";

/// What `author` may do with `order` now.
pub fn actions(order: &Order, author: &Author, now: At, reference: &Reference, library: &Library) -> Actions {
    // What a screen may offer here hangs on the order alone; where a tool is, the store's page says.
    let stock = Ledger::default();
    let ask = |command: &Command| {
        let mut random = Zeros;
        let mut context = Context {
            author,
            now,
            reference,
            library,
            stock: &stock,
            next_slip_number: WORD,
            random: &mut random,
        };
        decide(order, command, &mut context).err().filter(|rejection| !lacks_only_words(rejection))
    };
    let commands = templates(order, author, now, reference)
        .into_iter()
        .filter_map(|(action, tries)| {
            let refusals: Vec<Option<Rejection>> = tries.iter().map(&ask).collect();
            // Several forms of one command: open when one of them is.
            let refused = if refusals.contains(&None) { None } else { refusals.into_iter().flatten().next() };
            let never = matches!(refused, Some(Rejection::Denied { denial: Denial::Role, .. }));
            (!never).then_some(Action { action, refused })
        })
        .collect();
    let mut steps = Vec::new();
    if let Some(checklist) = &order.checklist
        && author.roles.contains(&Role::Technician)
    {
        collect_steps(checklist, checklist, library, &ask, &mut steps);
    }
    Actions { commands, steps }
}

fn lacks_only_words(rejection: &Rejection) -> bool {
    match rejection {
        Rejection::Missing { .. }
        | Rejection::Invalid { .. }
        | Rejection::UnknownItem { .. }
        | Rejection::Goods(_)
        | Rejection::UnknownTool { .. } => true,
        Rejection::Step(refusal) => matches!(
            refusal,
            StepRefusal::Record { .. }
                | StepRefusal::NotAccepted { .. }
                | StepRefusal::PhotoRequired { .. }
                | StepRefusal::WrongItem { .. }
                | StepRefusal::WrongQuantity { .. }
                | StepRefusal::SpecificationMissing { .. }
                | StepRefusal::DeviationMissing { .. }
        ),
        _ => false,
    }
}

fn collect_steps(
    root: &Checklist,
    list: &Checklist,
    library: &Library,
    ask: &impl Fn(&Command) -> Option<Rejection>,
    steps: &mut Vec<StepAction>,
) {
    for state in &list.steps {
        if matches!(state.status, Status::Done | Status::NotApplicable { .. }) {
            continue;
        }
        let Some(definition) = procedure::step_at(library, root, &list.path, &state.id) else { continue };
        let (checklist, step) = (list.path.clone(), state.id.clone());
        let (action, command) = if definition.sets_gate {
            (Kind::GateSet, Command::SetGate { checklist, step })
        } else if !definition.withdraws.is_empty() {
            (Kind::GateWithdrawn, Command::WithdrawGate { checklist, step })
        } else if definition.kind == procedure::Kind::Replace {
            let part = Command::ReplacePart {
                checklist,
                step,
                item: WORD.into(),
                quantity: 1,
                old_specification: WORD.into(),
                new_specification: WORD.into(),
                source: PartSource::Store,
                deviation: None,
            };
            (Kind::PartReplaced, part)
        } else {
            let result = Command::RecordStep { checklist, step, values: BTreeMap::new(), photos: Vec::new() };
            (Kind::StepResult, result)
        };
        steps.push(StepAction {
            checklist: list.path.clone(),
            step: state.id.clone(),
            action,
            refused: ask(&command),
        });
    }
    for child in &list.children {
        collect_steps(root, child, library, ask, steps);
    }
}

/// A technician other than the present holder, else nobody.
pub(super) fn somebody(order: &Order, reference: &Reference) -> UserId {
    let fits = |member: &&crate::domain::reference::StaffMember| {
        member.roles.contains(&Role::Technician) && order.holder != Some(member.user)
    };
    reference.staff.iter().find(fits).map_or(UserId::from_bytes([0; 16]), |member| member.user)
}

/// Every command on an order that exists, but for the steps of its checklist and the answers to its conflicts, which
/// the order itself lists.
fn templates(order: &Order, author: &Author, now: At, reference: &Reference) -> Vec<(Kind, Vec<Command>)> {
    let word = || WORD.to_owned();
    let manager = author.roles.iter().any(|role| role.rank() > 1);
    let open_case = order.damages.iter().find(|case| case.settled.is_none());
    let case = open_case.map_or(EntryId::from_bytes([0; 16]), |case| case.origin.entry);
    let mut write_offs = vec![Command::WriteOff { manager_reason: None }];
    if manager {
        write_offs.push(Command::WriteOff { manager_reason: Some(word()) });
    }
    let one = |kind: Kind, command: Command| (kind, vec![command]);
    let asked_for = order.registered.as_ref().map(|registered| registered.service_kind);
    let business = asked_for == Some(ServiceKind::Business);
    let mut all = vec![
        one(
            Kind::Judged,
            Command::Judge {
                accepted: true,
                explanation: None,
                free_reason: None,
                tried: None,
                warranty_until: None,
                routed_to: business.then(word),
            },
        ),
        one(Kind::SlipIssued, Command::IssueSlip),
        one(Kind::Assigned, Command::Assign { technician: somebody(order, reference), reason: Some(word()) }),
        one(Kind::SlipReceived, Command::Receive { received_at: None }),
        one(Kind::ToolsChecked, Command::CheckTools { tools: Vec::new() }),
        one(Kind::CannotKeepTime, Command::CannotKeepTime { reason: word() }),
        one(
            Kind::AppointmentConfirmed,
            Command::ConfirmAppointment { appointment_at: now.estimate(), confirmed_by: word() },
        ),
        one(Kind::Arrived, Command::Arrive),
        one(Kind::CustomerAbsent, Command::CustomerAbsent { tried: word() }),
        one(Kind::Finding, Command::Finding { content: word(), materials: Vec::new(), tools: Vec::new() }),
        one(Kind::Quoted, Command::Quote { lines: Vec::new() }),
        one(Kind::PriceConfirmed, Command::ConfirmPrice { quote: None, confirmed_by: word(), strokes: None }),
        one(Kind::PriceRefused, Command::RefusePrice { quote: None, reason: word() }),
        one(Kind::Waiting, Command::Wait { waiting_for: WaitingFor::Part, detail: None, until: None }),
        one(Kind::Resumed, Command::Resume),
        one(Kind::LeftSite, Command::LeaveSite { reason: word() }),
        one(Kind::WorkFinished, Command::FinishWork),
        one(Kind::NotRepaired, Command::NotRepaired { reason: word() }),
        one(Kind::InspectionResult, Command::Inspect { passed: true, words: None }),
        one(Kind::CustomerSigned, Command::Sign { strokes: "M0 0".to_owned(), image: None }),
        one(Kind::ReworkRequested, Command::RequestRework { words: word() }),
        one(Kind::EscalationOpened, Command::OpenEscalation { words: word() }),
        one(
            Kind::EscalationDecided,
            Command::DecideEscalation { outcome: EscalationOutcome::Rework, handling: word() },
        ),
        one(
            Kind::DamageReported,
            Command::ReportDamage { damage: DamageKind::Lost, description: word(), photos: Vec::new() },
        ),
        one(Kind::DamageSettled, Command::SettleDamage { case, amount_fen: 0, terms: word(), agreed: false }),
        one(
            Kind::CancelRequested,
            Command::RequestCancel { cancelled_by: CancelledBy::Customer, reason: word() },
        ),
        one(Kind::CancelConfirmed, Command::ConfirmCancel),
        (Kind::DispatchWrittenOff, write_offs),
        one(Kind::Note, Command::Note { text: word() }),
    ];
    let office = office_actions::templates(order, author, now, reference).into_iter();
    all.extend(office.map(|(kind, one)| (kind, vec![one])));
    all.extend(
        goods_templates(order, author, now, reference).into_iter().map(|(kind, one)| (kind, vec![one])),
    );
    all
}

/// Commands on the goods of an order. What nobody has can't go back, be passed on or be lost, so it isn't spoken of.
fn goods_templates(order: &Order, author: &Author, now: At, reference: &Reference) -> Vec<(Kind, Command)> {
    let word = || WORD.to_owned();
    let (technician, code) = (order.holder, None);
    let mut all = vec![
        (Kind::MaterialNeeded, Command::NeedMaterial { lines: Vec::new(), tools: vec![word()] }),
        (Kind::MaterialIssued, Command::IssueMaterial { technician, lines: Vec::new(), code }),
        (Kind::MaterialReceived, Command::ReceiveMaterial { lines: Vec::new(), code }),
        (Kind::MaterialUsed, Command::UseMaterial { lines: Vec::new(), source: PartSource::Store }),
        (
            Kind::ToolLoaned,
            Command::LendTool {
                tool: word(),
                technician: None,
                due_at: now.estimate(),
                condition: ToolCondition::Good,
                photos: Vec::new(),
                code,
            },
        ),
    ];
    if let Some(need) = order.goods.needs.iter().find(|need| need.approved.is_none()) {
        let answer = Command::AnswerNeed { need: need.entry, approved: true, reason: None };
        all.push((Kind::MaterialApproved, answer));
    }
    let open = order.goods.accounts.iter().find(|account| account.open > account.unconfirmed);
    if open.is_some() {
        let back = Command::ReturnMaterial { technician: None, lines: Vec::new(), code };
        all.push((Kind::MaterialReturned, back));
    }
    let loan = order.tools.open_loans().next();
    if let Some(loan) = loan {
        let (tool, condition) = (loan.tool.clone(), ToolCondition::Good);
        let back =
            Command::ReturnTool { tool: tool.clone(), technician: None, condition, photos: Vec::new(), code };
        all.push((Kind::ToolReturned, back));
        let (from, to) = (author.user, colleague(author, reference));
        let over = Command::HandOverTool { tool, from, to, condition, photos: Vec::new(), code };
        all.push((Kind::ToolHandedOver, over));
    }
    let gone = loan.map(|loan| Goods::Tool(loan.tool.clone())).or_else(|| {
        open.map(|one| Goods::Material(GoodsLine { item: one.item.clone(), quantity: 0, batch: None }))
    });
    if let Some(goods) = gone {
        let (damage, photos) = (DamageKind::Lost, Vec::new());
        let lost = Command::ReportLost { goods, damage, technician: None, words: word(), photos };
        all.push((Kind::LostOrBroken, lost));
    }
    if order.store != StoreTrack::None {
        all.push((Kind::StoreWrittenOff, Command::WriteOffStore));
    }
    all
}

/// A technician other than the author, else nobody.
fn colleague(author: &Author, reference: &Reference) -> UserId {
    let fits = |member: &&crate::domain::reference::StaffMember| {
        member.roles.contains(&Role::Technician) && member.user != author.user
    };
    reference.staff.iter().find(fits).map_or(UserId::from_bytes([0; 16]), |member| member.user)
}
