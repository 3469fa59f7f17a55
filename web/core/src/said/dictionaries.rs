//! Dictionaries by the id of each word, for what screens show without an order.

use client_core::domain::entry::Kind;
use client_core::domain::entry::cases::DamageKind;
use client_core::domain::entry::complaint::{
    Attribution, ComplaintChannel, ComplaintClass, ComplaintOutcome, ForwardTo, Handover, NoticeOf,
    RecordField, SpokenTo,
};
use client_core::domain::entry::course::WaitingFor;
use client_core::domain::entry::incident::{Department, PublicArea};
use client_core::domain::entry::office::{Channel, ServiceKind};
use client_core::domain::entry::store::ToolCondition;
use client_core::domain::entry::work::PartSource;
use client_core::domain::order::{FollowUpTrack, MoneyTrack, OrderState, StoreTrack};
use client_core::domain::policy::Role;
use client_core::domain::stock::{Exchange, LoanState, Unit};
use client_core::domain::text::Language;
use client_core::domain::words as core;
use serde::Serialize;
use serde_json::{Map, Value, json};
use undercroft_words::{cases, course, states};

const CHANNELS: &[Channel] = &[Channel::Phone, Channel::Letter, Channel::Visit];

/// A dictionary of these values, each under its name in JSON.
fn by_name<T: Serialize + Copy>(all: &[T], word: impl Fn(T) -> String) -> Value {
    let entry = |one: &T| {
        let name = serde_json::to_value(one).ok()?;
        Some((name.as_str()?.to_owned(), Value::from(word(*one))))
    };
    Value::Object(all.iter().filter_map(entry).collect::<Map<_, _>>())
}

/// Words of complaints.
fn complaints(language: Language) -> Map<String, Value> {
    use core::complaint as words;
    let word = |words: core::Words| super::sentence(words.get(language));
    let all = [
        ("complaint_channel", by_name(ComplaintChannel::ALL, |one| word(words::channel(one)))),
        ("handover", by_name(Handover::ALL, |one| word(words::handover(one)))),
        ("complaint_class", by_name(ComplaintClass::ALL, |one| word(words::class(one)))),
        ("attribution", by_name(Attribution::ALL, |one| word(words::attribution(one)))),
        ("record_field", by_name(RecordField::ALL, |one| word(words::field(one)))),
        ("forward_to", by_name(ForwardTo::ALL, |one| word(words::forward_to(one)))),
        ("notice_of", by_name(NoticeOf::ALL, |one| word(words::notice(one)))),
        ("spoken_to", by_name(SpokenTo::ALL, |one| word(words::way(one)))),
        ("complaint_outcome", by_name(ComplaintOutcome::ALL, |one| word(words::outcome(one)))),
    ];
    all.into_iter().map(|(name, words)| (name.to_owned(), words)).collect()
}

/// All dictionaries in a language.
pub fn all(language: Language) -> Value {
    let unit = |unit: Unit| {
        let text = core::unit(unit).get(language);
        let name = unit.as_str().to_owned();
        (name, json!({ "text": text, "decimals": unit.decimals() }))
    };
    let mut all = json!({
        "state": by_name(OrderState::ALL, |one| states::state(one).get(language).to_owned()),
        "kind": by_name(Kind::ALL, |one| states::kind(one).get(language).to_owned()),
        "role": by_name(Role::ALL, |one| states::role(one).get(language).to_owned()),
        "money": by_name(MoneyTrack::ALL, |one| states::money(one).get(language).to_owned()),
        "store": by_name(StoreTrack::ALL, |one| core::track(one).get(language).to_owned()),
        "follow_up": by_name(FollowUpTrack::ALL, |one| states::follow_up(one).get(language).to_owned()),
        "source": by_name(
            &[PartSource::Store, PartSource::Kit, PartSource::Customer],
            |one| core::source(one).get(language).to_owned(),
        ),
        "condition": by_name(
            &[ToolCondition::Good, ToolCondition::Worn, ToolCondition::Damaged],
            |one| core::condition(one).get(language).to_owned(),
        ),
        "loan": by_name(
            &[
                LoanState::Open,
                LoanState::ReturnUnconfirmed,
                LoanState::Returned,
                LoanState::CameBack,
                LoanState::Lost,
                LoanState::Unconfirmed,
                LoanState::NotTaken,
            ],
            |one| core::loan(one).get(language).to_owned(),
        ),
        "waiting_for": by_name(WaitingFor::ALL, |one| course::waiting_for(one).get(language).to_owned()),
        "damage": by_name(
            &[DamageKind::Damaged, DamageKind::Lost],
            |one| cases::damage(one).get(language).to_owned(),
        ),
        "area": by_name(PublicArea::ALL, |one| core::incident::area(one).get(language).to_owned()),
        "department": by_name(Department::ALL, |one| core::incident::department(one).get(language).to_owned()),
        "service_kind": by_name(
            &[ServiceKind::Special, ServiceKind::Regular],
            |one| states::service_kind(one).get(language).to_owned(),
        ),
        "channel": by_name(CHANNELS, |one| states::channel(one).get(language).to_owned()),
        "material_unit": Unit::ALL.iter().copied().map(unit).collect::<Map<_, _>>(),
        "exchange": by_name(
            &[
                Exchange::Issue,
                Exchange::Return,
                Exchange::Loan,
                Exchange::ToolReturn,
                Exchange::HandOver,
                Exchange::KitIssue,
                Exchange::KitReturn,
                Exchange::KitTransfer,
            ],
            |one| states::exchange(one).get(language).to_owned(),
        ),
    });
    if let Value::Object(all) = &mut all {
        all.append(&mut complaints(language));
    }
    all
}
