//! Gas: water heaters and stoves.

use super::Act::{Arrive, Consent, Finding, Finish, Gate, Quote, Receive, Refused, Satisfied, Step, Supply};
use super::Value::{Done, No, Number, Yes};
use super::{Script, Shows, part};

/// A heater with both symptoms. Opening the gas for the look at the supply lets the gate fall open, and it has to be
/// set again before the solenoid valve is taken apart.
pub(crate) const HEATER: Script = Script {
    title: "燃气热水器,开阀后要重新关阀",
    class: "GWH",
    content: "热水器打不着火,偶尔着了“嘭”一声很吓人",
    shows: Shows::GateFallsOpen,
    acts: &[
        Receive,
        Arrive,
        Step("GWH-0", &[("does_not_light", Yes), ("bang", Yes)]),
        Gate("GWH-B1"),
        Step("GWH-B4", &[("clear_click", No)]),
        Finding(
            "点火线受潮,电磁阀有油泥动作不灵,电池电压低",
            &["battery", "lubricant"],
            &["hair_dryer", "multimeter"],
        ),
        Quote(&[("heater_repair", 1), ("battery", 2), ("lubricant", 10)]),
        Consent("业主本人"),
        Step("GWH-B2", &[("done", Done)]),
        Step("GWH-B3", &[("done", Done), ("gap", Number(40))]),
        Step("GWH-B5", &[("lubricated", Done), ("cleaned", Done)]),
        part("GWH-B5", "lubricant", 5, "硅基润滑油"),
        Step("GWH-B4", &[("clear_click", Yes)]),
        Supply("GWH-B6"),
        Step("GWH-A1", &[("sufficient", No), ("voltage", Number(245))]),
        part("GWH-A2", "battery", 2, "1号 1.5V"),
        Step("GWH-A3", &[("ticking", Yes)]),
        Gate("GWH-A6s"),
        Refused(&Step("GWH-A5", &[("gas_present", Yes), ("valve_open", No)])),
        Supply("GWH-B6"),
        Step("GWH-A5", &[("gas_present", Yes), ("valve_open", No)]),
        Step("GWH-A5", &[("gas_present", Yes), ("valve_open", Yes)]),
        Step("GWH-A6", &[("stuck", Yes)]),
        Refused(&Step("GWH-A7", &[("cleaned", Done), ("lubricated", Done)])),
        Gate("GWH-A6s"),
        Step("GWH-A7", &[("cleaned", Done), ("lubricated", Done)]),
        part("GWH-A7", "lubricant", 5, "硅基润滑油"),
        Supply("GWH-B6"),
        Step("GWH-F", &[("tries", Number(5)), ("good", Number(5)), ("bang", No), ("no_gas_smell", Yes)]),
        Finish,
        Satisfied("五次都一下点着,没有响声了"),
    ],
};

/// A stove that doesn't light, whose leak has to be looked for first.
pub(crate) const STOVE: Script = Script {
    title: "煤气灶,先查漏气",
    class: "GST",
    content: "煤气灶打不着,厨房里好像有点煤气味",
    shows: Shows::Itself,
    acts: &[
        Receive,
        Arrive,
        Step("GST-0", &[("leak", Yes), ("does_not_light", Yes), ("red_flame", No)]),
        Gate("GST-S"),
        Refused(&Step("GST-A1", &[("spark", No)])),
        Step("GST-C1", &[("leaks", Yes)]),
        Finding(
            "软管接头老化漏气,压电点火器无火花",
            &["gas_hose", "hose_clip", "igniter"],
            &["soap_water", "brush"],
        ),
        Quote(&[("stove_repair", 1), ("gas_hose", 1), ("hose_clip", 2), ("igniter", 1)]),
        Consent("业主本人"),
        Step("GST-C2", &[("done", Done)]),
        part("GST-C2", "gas_hose", 1, "9.5mm 1.5m"),
        part("GST-C2", "hose_clip", 2, "13-19mm"),
        Step("GST-C1", &[("leaks", No)]),
        Step("GST-C3", &[("leaks", No)]),
        Step("GST-A1", &[("spark", No)]),
        part("GST-A2", "igniter", 1, "压电式 双孔"),
        Step("GST-A3", &[("done", Done)]),
        Supply("GST-O"),
        Step(
            "GST-F",
            &[
                ("tries", Number(4)),
                ("good", Number(4)),
                ("lights", Yes),
                ("flame_blue", Yes),
                ("no_leak", Yes),
            ],
        ),
        Finish,
        Satisfied("没有味道了,一打就着"),
    ],
};
