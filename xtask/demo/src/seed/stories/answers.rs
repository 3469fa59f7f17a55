//! What the office answers this morning: another time, the managers' decisions and offers.

use super::{DESK, Stories, World, told};
use crate::error::DemoError;
use crate::office::Office;
use crate::seed::progress;
use crate::text::days_ago;
use client_core::domain::command::Command;
use client_core::domain::entry::cases::EscalationOutcome;
use client_core::domain::id::DocumentId;

/// The desk tells of its calls; the managers answer through the office API.
pub(in crate::seed) fn answer(
    world: &mut World,
    stories: &Stories,
    manager: &Office,
    head: &Office,
) -> Result<(), DemoError> {
    progress("the desk agrees on another time; the managers answer");
    let appointment_at = days_ago(world.now, 2, 17, 0);
    let again = Command::ConfirmAppointment { appointment_at, confirmed_by: "业主本人,电话".into() };
    told(world, DESK, 3, 16, 0)?.does(Some(stories.absent), again)?;
    world.phone(DESK)?.sync()?;

    let decide = |outcome, handling: &str| Command::DecideEscalation { outcome, handling: handling.into() };
    for (order, outcome, handling) in [
        (stories.third_round, EscalationOutcome::Rework, "上门查看:镇流器固定不牢,明早返工,不另收费"),
        (stories.closed_unsigned, EscalationOutcome::ClosedUnsigned, "客户不愿再修,致歉,本单不收费"),
        (stories.called, EscalationOutcome::CustomerSatisfied, "当面测温并说明,客户放心,同意验收"),
    ] {
        manager.command(order, &decide(outcome, handling))?;
    }
    settle(manager, stories.damaged, 12_000, "按市价赔一块瓷砖及人工,待客户回复", false)?;
    settle(head, stories.lost, 2_000, "装饰盖由管理处另购,补偿20元,双方同意", true)
}

/// An offer or agreement about the order's only case.
fn settle(
    manager: &Office,
    order: DocumentId,
    amount_fen: i64,
    terms: &str,
    agreed: bool,
) -> Result<(), DemoError> {
    let view = manager.view(order)?;
    let case = view.order.damages.first().map(|case| case.origin.entry);
    let case = case.ok_or_else(|| DemoError::Unexpected("a reported damage opened no case".into()))?;
    manager.command(order, &Command::SettleDamage { case, amount_fen, terms: terms.into(), agreed })
}
