//! Taps, cisterns and pipes.

use super::Act::{
    Arrive, Consent, Finding, Finish, Gate, Photo, Quote, Receive, Refused, Satisfied, Step, Supply,
};
use super::Value::{Choice, Done, No, Number, Rows, Text, Yes};
use super::{Picture, Script, Shows, own, part};

/// A tap with a bad core.
pub(crate) const TAP: Script = Script {
    title: "水龙头,换新",
    class: "TAP",
    content: "厨房水龙头关不紧,一直滴水",
    shows: Shows::Itself,
    acts: &[
        Receive,
        Arrive,
        Gate("TAP-1"),
        Finding("水龙头阀芯坏,换同规格水龙头", &["tap", "ptfe_tape"], &["wrench"]),
        Quote(&[("tap_repair", 1), ("tap", 1), ("ptfe_tape", 1)]),
        Consent("业主的母亲"),
        Step("TAP-2", &[("done", Done)]),
        Step("TAP-3", &[("done", Done), ("type", Choice("tap"))]),
        Step("TAP-4", &[("core_bad", Yes), ("stem_badly_worn", No)]),
        part("TAP-5", "tap", 1, "DN15 单冷"),
        Step("TAP-6", &[("clockwise", Yes)]),
        part("TAP-6", "ptfe_tape", 1, "12mm×10m"),
        Step("TAP-7", &[("done", Done)]),
        Supply("TAP-O"),
        Step("TAP-8", &[("no_seepage", Yes), ("turns_freely", Yes), ("no_leak_when_shut", Yes)]),
        Finish,
        Satisfied("不滴了,转起来也轻"),
    ],
};

/// A cistern with both symptoms.
pub(crate) const CISTERN: Script = Script {
    title: "坐便器水箱,浮球阀和胶塞都漏",
    class: "CIS",
    content: "马桶水箱一直流水,水表不停地转",
    shows: Shows::Itself,
    acts: &[
        Receive,
        Arrive,
        Step("CIS-0", &[("float_valve_leaks", Yes), ("flapper_leaks", Yes)]),
        Step("CIS-A1", &[("leak_stops", No)]),
        Finding("浮球阀关不住水,胶塞老化变形", &["cistern_fittings", "flapper"], &["wrench"]),
        Quote(&[("cistern_repair", 1), ("cistern_fittings", 1), ("flapper", 1)]),
        Consent("租户,业主电话同意"),
        Gate("CIS-S"),
        Step("CIS-A3", &[("done", Done), ("still_leaks", Yes)]),
        part("CIS-A4", "cistern_fittings", 1, "下进水 浮球阀全套"),
        Step("CIS-B1", &[("done", Done)]),
        Step("CIS-B2", &[("aged", Yes), ("deformed", Yes)]),
        part("CIS-B3", "flapper", 1, "直径63mm"),
        Supply("CIS-O"),
        Step("CIS-F", &[("shuts_by_itself", Yes), ("float_valve_tight", Yes), ("flapper_tight", Yes)]),
        Finish,
        Satisfied("水表不转了"),
    ],
};

/// A run of hot and cold pipe with the owner's own materials; the water test is refused without a photo, fails once,
/// and passes in the second round.
pub(crate) const PIPE: Script = Script {
    title: "给水管安装,业主自购材料",
    class: "WSP",
    content: "阳台想装洗衣机和热水器的给水管,材料我自己买",
    shows: Shows::Itself,
    acts: &[
        Receive,
        Arrive,
        Photo(
            "WSP-1",
            &[
                ("wish", Choice("noted")),
                ("wish_note", Text("走阳台左墙,不挡推拉门")),
                ("look", Choice("noted")),
                ("look_note", Text("贴阴角走,横平竖直")),
                ("material", Choice("noted")),
                ("material_note", Text("从厨房接出比从卫生间省2米")),
                ("labour", Choice("not_relevant")),
            ],
            Picture::Pipe,
        ),
        Finding(
            "冷热水管水平平行安装,约6米",
            &["pipe", "elbow", "union", "pipe_clamp"],
            &["fusion_welder", "pipe_wrench"],
        ),
        Quote(&[("pipe_installation", 6)]),
        Consent("业主本人"),
        Step(
            "WSP-2",
            &[
                ("asked", Done),
                (
                    "lines",
                    Rows(&[
                        &[("item", Choice("pipe")), ("length", Number(1_300)), ("on_site", Yes)],
                        &[("item", Choice("elbow")), ("pieces", Number(6)), ("on_site", Yes)],
                        &[("item", Choice("union")), ("pieces", Number(1)), ("on_site", Yes)],
                        &[("item", Choice("pipe_clamp")), ("pieces", Number(10)), ("on_site", Yes)],
                    ]),
                ),
            ],
        ),
        Step(
            "WSP-3",
            &[
                ("fusion_welder", Choice("on_loan")),
                ("pipe_wrench", Choice("at_hand")),
                ("plumb_line", Choice("at_hand")),
                ("loan", Text("热熔器:仓库借用,今日归还")),
            ],
        ),
        Gate("WSP-S"),
        Step(
            "WSP-4",
            &[("length", Number(620)), ("bends", Number(3)), ("layout", Choice("parallel_horizontal"))],
        ),
        own("WSP-4", "pipe", 1_300, "PPR 20×2.8"),
        own("WSP-4", "elbow", 6, "PPR 20 90°"),
        own("WSP-4", "union", 1, "PPR 20"),
        own("WSP-4", "pipe_clamp", 10, "20 双联"),
        Step("WSP-5", &[("unions", Number(1)), ("place", Text("厨房三角阀后")), ("near_inlet", Yes)]),
        Photo("WSP-6", &[("close", Yes)], Picture::Pipe),
        Step("WSP-7", &[("deviation", Number(12)), ("place", Text("阳台立管"))]),
        Step("WSP-8", &[("deviation", Number(6)), ("place", Text("洗衣机上方"))]),
        Step("WSP-9", &[("hot_lies", Choice("above"))]),
        Step("WSP-10", &[("spacing", Number(160)), ("bends_with_clamp", Number(3))]),
        Supply("WSP-O"),
        Refused(&Step("WSP-11", &[("leak_points", Number(0))])),
        Photo(
            "WSP-11",
            &[("leak_points", Number(1)), ("places", Text("洗衣机角阀前弯头渗水"))],
            Picture::Joint,
        ),
        // The second round: the elbow is welded anew, and everything is looked at again.
        Gate("WSP-S"),
        Step("WSP-5", &[("unions", Number(1)), ("place", Text("厨房三角阀后")), ("near_inlet", Yes)]),
        Photo("WSP-6", &[("close", Yes)], Picture::Pipe),
        Step("WSP-7", &[("deviation", Number(12)), ("place", Text("阳台立管"))]),
        Step("WSP-8", &[("deviation", Number(7)), ("place", Text("重焊的弯头旁"))]),
        Step("WSP-9", &[("hot_lies", Choice("above"))]),
        Step("WSP-10", &[("spacing", Number(160)), ("bends_with_clamp", Number(3))]),
        Supply("WSP-O"),
        Photo("WSP-11", &[("leak_points", Number(0))], Picture::Pipe),
        Finish,
        Satisfied("走得整齐,一滴不漏"),
    ],
};
