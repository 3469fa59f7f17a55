//! Whether a request is accepted, with what the decision rests on beside it: the service, and what it costs (REG-3, REG-9,
//! PRI-13).

use super::super::html::Html;
use super::super::look::money;
use super::super::words::labels;
use super::forms::Form;
use super::{Page, origin};
use client_core::domain::entry::office::ServiceKind;
use client_core::domain::entry::site::PriceItemKind;
use client_core::domain::guidance::Moment;
use client_core::domain::reference::PriceItem;

/// The form.
pub(super) fn form(h: &mut Html, page: &Page<'_>) {
    let kind = page.order().registered.as_ref().map(|registered| registered.service_kind);
    offered(h, page);
    Form { page, id: "judge", command: "judge" }.put(h, labels::SAVE, |h, form| {
        h.of("div", "choices", |h| {
            form.first_radio(h, "accepted", "yes", page.look.say(labels::ACCEPT));
            form.radio(h, "accepted", "no", page.look.say(labels::DECLINE));
        });
        h.word("p", "soft", Moment::Decline.text().get(page.look.language));
        if kind == Some(ServiceKind::Business) {
            form.text(h, "routed_to", false);
        }
        form.text(h, "explanation", false);
        form.text(h, "attempts", false);
        if kind == Some(ServiceKind::Special) {
            form.text(h, "free_reason", false);
        }
        form.day(h, "warranty_until");
    });
}

/// The service as it is offered here, and the fee standard's lines for it.
fn offered(h: &mut Html, page: &Page<'_>) {
    let look = page.look;
    let Some(registered) = &page.order().registered else { return };
    let procedure = page.sheet.library.newest(&registered.service_class);
    h.of("p", "", |h| match procedure {
        Some(procedure) => {
            h.text(&look.with(labels::SERVICE_OFFERED, &[&procedure.id, procedure.label.get(look.language)]));
        }
        None => h.text(&look.with(labels::SERVICE_NOT_OFFERED, &[&registered.service_class])),
    });
    // Only a special service has a price (REG-7 to REG-9).
    if registered.service_kind != ServiceKind::Special {
        return;
    }
    let list = page.sheet.reference.price_list_at(look.now);
    let of_class = |item: &&PriceItem| {
        procedure.is_some_and(|one| one.materials.iter().any(|material| material.item == item.code))
    };
    let labour = list.items.iter().filter(|item| item.kind == PriceItemKind::Labour);
    let material = list.items.iter().filter(|item| item.kind == PriceItemKind::Material).filter(of_class);
    h.el("details", &[("open", "")], |h| {
        h.word("summary", "", &look.with(labels::FEE_STANDARD_OF, &[&list.version.to_string(), &list.basis]));
        h.of("dl", "facts prices", |h| {
            for item in labour.chain(material) {
                origin::term(h, item.label.get(look.language), |h| {
                    h.text(&money(item.unit_price_fen));
                    h.text(" / ");
                    h.typed(&item.unit);
                });
            }
        });
    });
}
