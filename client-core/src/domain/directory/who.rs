//! Whose request it was, as far as the directory knows.

use super::{CustomerKind, Party, name_key};
use crate::domain::calendar::Day;

/// The kind of the customer who is registered under this name, by what the directory says of his unit on that day (ROL-14):
/// that of the customer of this name; else enterprise where the unit has customers and all are enterprises, because it is
/// their people who call. `None` where it says nothing.
pub fn kind_of_customer(name: &str, of_unit: &[Party], day: Day) -> Option<CustomerKind> {
    let mut there = of_unit.iter().filter(|party| party.held_on(day));
    let named = there.clone().find(|party| name_key(&party.name) == name_key(name));
    if let Some(party) = named {
        return Some(party.customer_kind);
    }
    there.clone().next()?;
    let all = there.all(|party| party.customer_kind == CustomerKind::Enterprise);
    Some(if all { CustomerKind::Enterprise } else { CustomerKind::Household })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]

    use super::*;
    use crate::domain::directory::Relation;

    fn party(name: &str, customer_kind: CustomerKind, until: Option<&str>) -> Party {
        Party {
            number: "C-1".into(),
            name: name.into(),
            relation: Relation::Tenant,
            customer_kind,
            building: "5".into(),
            unit_no: "0101".into(),
            phones: Vec::new(),
            since: Some("2026-01-01".parse().unwrap()),
            until: until.map(|day| day.parse().unwrap()),
            area_assistant: None,
            note: String::new(),
        }
    }

    #[test]
    fn rol_14_the_directory_says_whether_a_request_was_an_enterprise_s() {
        let day: Day = "2026-03-10".parse().unwrap();
        let firm = party("明德科技有限公司", CustomerKind::Enterprise, None);
        let owner = party("李小明", CustomerKind::Household, None);
        let both = [firm.clone(), owner.clone()];
        assert_eq!(kind_of_customer("明德科技有限公司", &both, day), Some(CustomerKind::Enterprise));
        assert_eq!(kind_of_customer("李小明", &both, day), Some(CustomerKind::Household));
        assert_eq!(kind_of_customer("前台小周", &both, day), Some(CustomerKind::Household), "nobody knows");
        // Whoever calls from a firm's own floor calls for the firm.
        assert_eq!(kind_of_customer("前台小周", &both[..1], day), Some(CustomerKind::Enterprise));
        assert_eq!(kind_of_customer("李小明", &[], day), None);
        // The firm that moved out before counts no longer, and one that isn't there yet neither.
        let gone = party("明德科技有限公司", CustomerKind::Enterprise, Some("2026-03-09"));
        assert_eq!(kind_of_customer("前台小周", &[gone.clone(), owner], day), Some(CustomerKind::Household));
        assert_eq!(kind_of_customer("前台小周", &[gone], day), None);
        let early: Day = "2025-12-31".parse().unwrap();
        assert_eq!(kind_of_customer("明德科技有限公司", &[firm], early), None);
    }
}
