//! Air conditioners.

use super::Act::{
    Arrive, Consent, Finding, Finish, Gate, Photo, Quote, Receive, Refused, Satisfied, Step, Supply,
};
use super::Value::{Choice, Done, No, Number, Text, Yes};
use super::{Picture, Script, Shows, part};

/// The low side stands at 360 kPa, far outside its range: the leak is found, tightened, checked twice, refrigerant
/// charged, and the pressures measured again.
pub(crate) const AIR_CONDITIONER: Script = Script {
    title: "空调器,低压360kPa",
    class: "ACU",
    content: "客厅空调开了半天不凉",
    shows: Shows::LowPressure,
    acts: &[
        Receive,
        Arrive,
        Step("ACU-1", &[("fault", Text("上周起制冷越来越差,外机在转;去年移过机"))]),
        Step("ACU-2", &[("abnormal_sound", No), ("abnormal_smell", No)]),
        Gate("ACU-S"),
        Step("ACU-3", &[("scorched", No), ("loose", No)]),
        Step("ACU-4", &[("oil", No)]),
        Supply("ACU-O"),
        Step(
            "ACU-5",
            &[("as_warm_as_ambient", No), ("pipe_temperature", Number(215)), ("ambient", Number(302))],
        ),
        Step("ACU-6", &[("frost", No)]),
        Step("ACU-7", &[("feels", Choice("slightly_warm"))]),
        Step(
            "ACU-8",
            &[
                ("low", Number(360)),
                ("high", Number(980)),
                ("ambient", Number(302)),
                ("refrigerant", Choice("r22")),
            ],
        ),
        Step("ACU-9", &[("measured", Number(4_600)), ("rated", Number(5_200)), ("large_deviation", No)]),
        Finding("低压只有360kPa,室外机低压管接头泄漏", &["refrigerant"], &["manifold_gauge", "clamp_meter"]),
        Quote(&[("air_conditioner_repair", 1), ("refrigerant", 350)]),
        Consent("业主本人"),
        Refused(&part("ACU-L3", "refrigerant", 350, "R22")),
        Photo("ACU-L1", &[("place", Text("室外机低压管喇叭口"))], Picture::Joint),
        Step("ACU-L2", &[("done", Done), ("tight", No)]),
        Step("ACU-L1", &[("place", Text("同一接头,喇叭口裂纹"))]),
        Step("ACU-L2", &[("done", Done), ("tight", Yes)]),
        Step("ACU-L3", &[("done", Done)]),
        part("ACU-L3", "refrigerant", 350, "R22"),
        Step(
            "ACU-8",
            &[
                ("low", Number(510)),
                ("high", Number(1_260)),
                ("ambient", Number(301)),
                ("refrigerant", Choice("r22")),
            ],
        ),
        Step("ACU-11", &[("fault_gone", Yes)]),
        Finish,
        Satisfied("出风凉了"),
    ],
};
