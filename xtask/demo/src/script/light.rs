//! Lamps and switches.

use super::Act::{Arrive, Consent, Finding, Finish, Gate, Quote, Receive, Satisfied, Step, Supply};
use super::Value::{Choice, No, Number, Rows, Text, Yes};
use super::{Act, Script, Shows, part};

const PINS_GOOD: Act = Step("LMP-3", &[("good_contact", Yes)]);
const TUBE_PINS_GOOD: Act = Step("LMP-9", &[("good_contact", Yes)]);
const STARTER_GOOD: Act = Step("LMP-5", &[("capacitor_broken_down", No), ("glass_blackened", No)]);
const TUBE_GOOD: Act = Step("LMP-7", &[("ends_blackened", No), ("filament_burnt_out", No)]);
const BALLAST_GOOD: Act = Step("LMP-12", &[("burnt_out", No), ("scorched", No), ("shorted", No)]);

/// A lamp with four faults, each of which hid the next: it passes in the fourth round. Every part more is a new price
/// that the customer agrees to first.
pub(crate) const FOURTH_ROUND: Script = Script {
    title: "日光灯,第四轮合格",
    class: "LMP",
    content: "客厅日光灯要闪半天才亮,有时干脆不亮",
    shows: Shows::FourthRound,
    acts: &[
        Receive,
        Arrive,
        Step("LMP-1", &[("normal", Yes), ("voltage", Number(2_180))]),
        Gate("LMP-2"),
        PINS_GOOD,
        Step("LMP-5", &[("capacitor_broken_down", No), ("glass_blackened", Yes)]),
        TUBE_GOOD,
        TUBE_PINS_GOOD,
        BALLAST_GOOD,
        Finding("启辉器玻璃泡发黑,先换启辉器", &["starter"], &["ladder", "multimeter"]),
        Quote(&[("lamp_repair", 1), ("starter", 1)]),
        Consent("业主本人"),
        part("LMP-6", "starter", 1, "FS-2 4-22W"),
        Supply("LMP-14"),
        Step("LMP-15", &[("flashes", Number(7)), ("lit", Yes)]),
        // The second round: the tube.
        Step("LMP-1", &[("normal", Yes), ("voltage", Number(2_190))]),
        Gate("LMP-2"),
        PINS_GOOD,
        STARTER_GOOD,
        Step("LMP-7", &[("ends_blackened", Yes), ("filament_burnt_out", No)]),
        Finding("灯管两头发黑,要换灯管", &["tube"], &[]),
        Quote(&[("lamp_repair", 1), ("starter", 1), ("tube", 1)]),
        Consent("业主本人"),
        part("LMP-8", "tube", 1, "T8 36W"),
        TUBE_PINS_GOOD,
        BALLAST_GOOD,
        Supply("LMP-14"),
        Step("LMP-15", &[("flashes", Number(6)), ("lit", Yes)]),
        // The third round: the holder.
        Step("LMP-1", &[("normal", Yes), ("voltage", Number(2_190))]),
        Gate("LMP-2"),
        PINS_GOOD,
        STARTER_GOOD,
        TUBE_GOOD,
        Step("LMP-9", &[("good_contact", No)]),
        Step("LMP-10", &[("done", super::Value::Done), ("good_now", Yes)]),
        BALLAST_GOOD,
        Supply("LMP-14"),
        Step("LMP-15", &[("flashes", Number(5)), ("lit", Yes)]),
        // The fourth round: the ballast.
        Step("LMP-1", &[("normal", Yes), ("voltage", Number(2_185))]),
        Gate("LMP-2"),
        PINS_GOOD,
        STARTER_GOOD,
        TUBE_GOOD,
        TUBE_PINS_GOOD,
        Step("LMP-12", &[("burnt_out", No), ("scorched", Yes), ("shorted", No)]),
        Finding("镇流器烧焦,要换镇流器", &["ballast"], &[]),
        Quote(&[("lamp_repair", 1), ("starter", 1), ("tube", 1), ("ballast", 1)]),
        Consent("业主本人"),
        part("LMP-13", "ballast", 1, "36W 电感式"),
        Supply("LMP-14"),
        Step("LMP-15", &[("flashes", Number(2)), ("lit", Yes)]),
        Finish,
        Satisfied("这下一开就亮了"),
    ],
};

/// A lamp without voltage: its switch is repaired as a checklist of its own before the lamp goes on.
pub(crate) const LAMP_WITH_SWITCH: Script = Script {
    title: "日光灯,先修开关",
    class: "LMP",
    content: "书房的灯不亮,按开关没有反应",
    shows: Shows::Itself,
    acts: &[
        Receive,
        Arrive,
        Step("LMP-1", &[("normal", No), ("voltage", Number(0))]),
        Step("SWI-1", &[("load", Number(900)), ("limit", Number(2_200))]),
        Gate("SWI-3"),
        Step("SWI-4", &[("short", No), ("resistance", Number(48))]),
        Step("SWI-6", &[("needle_lifts", Yes), ("insulation", Number(5_200))]),
        Finding("灯管两端无电压,开关触点烧蚀", &["switch"], &["multimeter", "insulation_tester_500v"]),
        Quote(&[("lamp_repair", 1), ("switch_repair", 1), ("switch", 1)]),
        Consent("业主本人"),
        part("SWI-8", "switch", 1, "86型单开 10A"),
        Supply("SWI-9"),
        Step("SWI-10", &[("normal", Yes)]),
        Step("LMP-1", &[("normal", Yes), ("voltage", Number(2_200))]),
        Gate("LMP-2"),
        PINS_GOOD,
        STARTER_GOOD,
        TUBE_GOOD,
        TUBE_PINS_GOOD,
        BALLAST_GOOD,
        Supply("LMP-14"),
        Step("LMP-15", &[("flashes", Number(1)), ("lit", Yes)]),
        Finish,
        Satisfied("灯亮了,开关也顺手"),
    ],
};

/// An overloaded circuit with a short and a leakage, and a worn switch.
pub(crate) const SWITCH: Script = Script {
    title: "开关,短路和漏电",
    class: "SWI",
    content: "厨房开关一按就跳闸,还有点麻手",
    shows: Shows::Itself,
    acts: &[
        Receive,
        Arrive,
        Step("SWI-1", &[("load", Number(3_200)), ("limit", Number(2_200))]),
        Gate("SWI-3"),
        Step("SWI-4", &[("short", Yes), ("resistance", Number(0))]),
        Finding(
            "插座盒内短路,线路受潮漏电,开关触点烧蚀",
            &["switch"],
            &["multimeter", "insulation_tester_500v"],
        ),
        Quote(&[("switch_repair", 1), ("switch", 1)]),
        Consent("业主的丈夫"),
        Step("SWI-2", &[("way", Choice("reduced")), ("new_load", Number(1_900))]),
        Step(
            "SWI-5",
            &[(
                "points",
                Rows(&[
                    &[
                        ("place", Text("灶台旁插座盒")),
                        ("suspected", Yes),
                        ("finding", Text("火线绝缘磨破碰零线")),
                        ("action", Text("剪除破损段重新接线")),
                    ],
                    &[
                        ("place", Text("吊柜灯接线")),
                        ("suspected", No),
                        ("finding", Text("完好")),
                        ("action", Text("不需处理")),
                    ],
                ]),
            )],
        ),
        Step("SWI-4", &[("short", No), ("resistance", Number(52))]),
        Step("SWI-6", &[("needle_lifts", No), ("insulation", Number(15))]),
        Step(
            "SWI-7",
            &[(
                "lines",
                Rows(&[
                    &[("line", Text("厨房照明")), ("state", Choice("ok"))],
                    &[("line", Text("灶台插座")), ("state", Choice("leak_removed"))],
                ]),
            )],
        ),
        Step("SWI-6", &[("needle_lifts", Yes), ("insulation", Number(4_800))]),
        part("SWI-8", "switch", 1, "86型单开 10A"),
        Supply("SWI-9"),
        Step("SWI-10", &[("normal", Yes)]),
        Finish,
        Satisfied("不跳闸了,放心了"),
    ],
};
