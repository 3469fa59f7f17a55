//! The invented estate: three buildings of sixteen floors with two units each, and who lives there.

/// One unit and its resident. The phone numbers belong to nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unit {
    /// Building and unit, as the desk writes them.
    pub(crate) number: String,
    /// Resident.
    pub(crate) resident: String,
    /// Phone.
    pub(crate) phone: String,
}

const BUILDINGS: usize = 3;
const FLOORS: usize = 16;
const ON_A_FLOOR: usize = 2;
const SURNAMES: &str = "陈林黄张吴刘蔡杨许郑谢郭洪邱曾廖赖徐周叶苏庄吕江何萧罗高潘简朱钟彭游詹胡施沈余卢梁";

/// All units, building by building.
pub(crate) fn units() -> Vec<Unit> {
    let surnames: Vec<char> = SURNAMES.chars().collect();
    let mut units = Vec::with_capacity(BUILDINGS * FLOORS * ON_A_FLOOR);
    for building in 1..=BUILDINGS {
        for floor in 1..=FLOORS {
            for door in 1..=ON_A_FLOOR {
                let index = units.len();
                let surname = surnames.get(index % surnames.len()).copied().unwrap_or('陈');
                let title = if index % 5 < 3 { "女士" } else { "先生" };
                units.push(Unit {
                    number: format!("{building}栋{floor:02}{door:02}"),
                    resident: format!("{surname}{title}"),
                    phone: format!("138000000{:02}", index + 1),
                });
            }
        }
    }
    units
}

/// The estate as a table for people.
pub(crate) fn csv() -> String {
    let line = |unit: Unit| format!("{},{},{}\n", unit.number, unit.resident, unit.phone);
    std::iter::once("unit,resident,phone\n".to_owned()).chain(units().into_iter().map(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn there_are_three_buildings_and_more_than_ninety_units() {
        let units = units();
        let numbers: BTreeSet<&String> = units.iter().map(|unit| &unit.number).collect();
        let buildings: BTreeSet<char> = units.iter().filter_map(|unit| unit.number.chars().next()).collect();
        assert!(numbers.len() > 90 && numbers.len() == units.len());
        assert_eq!(buildings.len(), 3);
    }
}
