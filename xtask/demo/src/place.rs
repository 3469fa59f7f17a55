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

/// Given names of the invented people, women's and men's.
const WOMEN: &[&str] = &["秀英", "丽华", "小燕", "晓红", "雪梅", "佳怡", "淑芬", "乐乐"];
const MEN: &[&str] = &["建国", "志强", "小明", "伟", "浩然", "重阳", "国华", "行健"];

fn given(index: usize, woman: bool) -> &'static str {
    let names = if woman { WOMEN } else { MEN };
    names.get(index % names.len()).copied().unwrap_or("明")
}

/// The estate as a file for `undercroft directory import`: buildings, units, and the customers that the site knows. In
/// every third unit the owner lives elsewhere and a tenant is at home; now and then one has left.
pub(crate) fn csv() -> String {
    let mut lines = vec![HEAD.to_owned()];
    lines.extend((1..=BUILDINGS).map(|building| format!("building,{building},{building}栋,,,,,,,,,,,")));
    lines.push("building,P,地下车库,,,,,,,,,,,".to_owned());
    lines.extend((1..=6).map(|place| format!("unit,P,,{place:03},parking,12.50,,,,,,,,")));
    for (index, unit) in units().iter().enumerate() {
        let (building, number) = unit.number.split_once('栋').unwrap_or(("1", &unit.number));
        let area = if index % 2 == 0 { "85.50" } else { "112.30" };
        lines.push(format!("unit,{building},,{number},dwelling,{area},,,,,,,,"));
        let surname: String = unit.resident.chars().take(1).collect();
        let woman = unit.resident.ends_with("女士");
        let (let_out, n) = (index % 3 == 2, index + 1);
        let mut customer = |suffix: &str,
                            name: String,
                            relation: &str,
                            phone: &str,
                            until: &str,
                            note: &str| {
            lines.push(format!(
                "customer,{building},,{number},,,K-{n:03}{suffix},{name},{relation},{phone},2021-06-01,{until},\
                 fengxue,{note}"
            ));
        };
        let name = format!("{surname}{}", given(index, woman));
        customer("", name, if let_out { "tenant" } else { "owner" }, &unit.phone, "", "");
        if let_out {
            let owner = format!("{surname}{}", given(index + 3, !woman));
            customer("-2", owner, "owner", &format!("139000000{n:02}"), "", "不住本小区");
        }
        if index % 12 == 5 {
            let former = format!("梁{}", given(index + 5, woman));
            customer("-3", former, "tenant", &format!("137000000{n:02}"), "2024-12-31", "");
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

/// The columns of [`csv`].
const HEAD: &str = "row,building,building_name,unit_no,unit_kind,area_m2,number,name,relation,phones,since,until,\
                    area_assistant,note";

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

    #[test]
    fn the_estate_s_file_has_every_unit_and_more_customers_than_units() {
        let file = csv();
        let count = |start: &str| file.lines().filter(|line| line.starts_with(start)).count();
        assert_eq!((count("building,"), count("unit,")), (4, units().len() + 6));
        assert!(count("customer,") > units().len());
        let width = HEAD.split(',').count();
        assert!(file.lines().all(|line| line.split(',').count() == width), "{file}");
    }
}
