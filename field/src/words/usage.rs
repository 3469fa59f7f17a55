//! How each kind of entry is written with `field`.

use client_core::domain::entry::Kind;

/// What is typed after `field`; `None` for what no person writes by a command of its own.
pub const fn usage(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Judged => {
            "judge ORDER --accept [--free REASON] | --decline --explanation WORDS [--tried WORDS]"
        }
        Kind::SlipIssued => "slip ORDER",
        Kind::Assigned => "assign ORDER TECHNICIAN [--reason WORDS]",
        Kind::SlipReceived => "receive ORDER [--at TIME]",
        Kind::ToolsChecked => "tools ORDER TOOL.. | --all | --none",
        Kind::CannotKeepTime => "cannot-keep-time ORDER --reason WORDS",
        Kind::AppointmentConfirmed => "appointment ORDER TIME --by WHO",
        Kind::Arrived => "arrive ORDER",
        Kind::CustomerAbsent => "absent ORDER --tried WORDS",
        Kind::Finding => "finding ORDER CONTENT [--material ITEM].. [--tool TOOL]..",
        Kind::Quoted => "quote ORDER ITEM=QTY..",
        Kind::PriceConfirmed => "consent ORDER --by WHO [--strokes FILE|PATH]",
        Kind::PriceRefused => "refuse-price ORDER --reason WORDS",
        Kind::Waiting => {
            "wait ORDER part|supply|owner-material|customer|permit [--detail WORDS] [--until TIME]"
        }
        Kind::Resumed => "resume ORDER",
        Kind::LeftSite => "leave ORDER --reason WORDS",
        Kind::WorkFinished => "finish ORDER",
        Kind::NotRepaired => "not-repaired ORDER --reason WORDS",
        Kind::InspectionResult => "accept ORDER --pass [--sign-later] | --fail WORDS",
        Kind::CustomerSigned => "sign ORDER --strokes FILE|PATH [--image FILE]",
        Kind::ReworkRequested => "rework ORDER WORDS",
        Kind::EscalationOpened => "escalate ORDER WORDS",
        Kind::EscalationDecided => {
            "settle-escalation ORDER --outcome rework|customer-satisfied|closed-unsigned --handling WORDS"
        }
        Kind::DamageReported => "damage ORDER damaged|lost DESCRIPTION [--photo FILE]..",
        Kind::DamageSettled => "settle-damage ORDER CASE YUAN --terms WORDS --offer|--agreed",
        Kind::CancelRequested => "cancel ORDER --reason WORDS [--by customer|office]",
        Kind::CancelConfirmed => "confirm-cancel ORDER",
        Kind::DispatchWrittenOff => "write-off ORDER [--manager-reason WORDS]",
        Kind::Decision => "decide ORDER CONFLICT CHOICE --reason WORDS",
        Kind::Note => "note ORDER TEXT",
        Kind::PhotoAdded => "photo ORDER FILE",
        Kind::GateSet | Kind::GateWithdrawn => "step ORDER STEP",
        Kind::StepResult => "step ORDER STEP NAME=VALUE..",
        Kind::PartReplaced => "step ORDER STEP --item ITEM --old SPEC --new SPEC [--from store|kit|customer]",
        Kind::MaterialNeeded => "need ORDER ITEM=QTY.. [--tool KIND]..",
        Kind::MaterialApproved => "answer-need ORDER NEED --approve | --refuse WORDS",
        Kind::MaterialIssued => "issue ORDER ITEM=QTY[@BATCH].. [--to USER] [--code CODE]",
        Kind::MaterialReceived => "take ORDER ITEM=QTY[@BATCH].. [--code CODE]",
        Kind::MaterialUsed => "use ORDER ITEM=QTY.. [--from store|kit|customer]",
        Kind::MaterialReturned => "give-back ORDER ITEM=QTY[@BATCH].. [--from USER] [--code CODE]",
        Kind::ToolLoaned => {
            "borrow|lend ORDER TOOL --due TIME [--to USER] [--condition good|worn|damaged] [--code CODE]"
        }
        Kind::ToolReturned => "return-tool ORDER TOOL [--condition good|worn|damaged] [--code CODE]",
        Kind::ToolHandedOver => {
            "hand-over ORDER TOOL --to USER | take-over ORDER TOOL --from USER --code CODE"
        }
        Kind::LostOrBroken => "lost ORDER ITEM=QTY|TOOL lost|damaged WORDS [--photo FILE]..",
        Kind::StoreWrittenOff => "store-write-off ORDER",
        Kind::StockReceived => "store receive ITEM=QTY[@BATCH].. --origin WORDS",
        Kind::StockCounted => "store count ITEM=QTY[@BATCH].. --reason WORDS [--kit USER]",
        Kind::Scrapped => "store scrap ITEM=QTY[@BATCH]|TOOL --reason WORDS",
        Kind::ToolInspected => "store inspect TOOL --condition good|worn|damaged [--due TIME]",
        Kind::KitIssued => "kit take ITEM=QTY.. | kit issue USER ITEM=QTY.. [--code CODE]",
        Kind::KitReturned => "kit give-back ITEM=QTY.. | kit take-back USER ITEM=QTY.. [--code CODE]",
        Kind::KitTransferred => {
            "kit pass ITEM=QTY.. --to USER | kit take-over ITEM=QTY.. --from USER [--code CODE]"
        }
        Kind::KitLost => "kit lost ITEM=QTY.. --reason WORDS",
        Kind::ContentTimeAgreed => "agree ORDER TECHNICIAN [--at TIME]",
        Kind::CustomerReplied => "reply ORDER WORDS [--at TIME]",
        Kind::PoolTaken => "take-slip ORDER",
        Kind::AssignmentReturned => "hand-back ORDER --reason WORDS [--to USER]",
        Kind::SlipReturned => "slip-back ORDER dispatch-centre|control-room|front-desk",
        Kind::CopyDelivered => "copy ORDER owner|csc|finance --by WHO",
        Kind::RequestRegistered
        | Kind::CustomerRecorded
        | Kind::Marked
        | Kind::Received
        | Kind::Settled
        | Kind::KitOpened
        | Kind::KitUsed
        | Kind::DeskBatchHanded
        | Kind::DeskBatchTaken
        | Kind::DemandTold
        | Kind::RepairClassified
        | Kind::LeakTested
        | Kind::FollowUpAssigned
        | Kind::FollowUp
        | Kind::CorrectiveOpened
        | Kind::CorrectiveClosed
        | Kind::SpotCheck
        | Kind::RegisteredByMethod
        | Kind::LineReported
        | Kind::LineApproved
        | Kind::NoticeLineListed
        | Kind::PaymentReceived
        | Kind::Adjustment
        | Kind::AdjustmentApproved
        | Kind::ChargeWaived
        | Kind::Archived
        | Kind::MonthChecked
        | Kind::ReportSubmitted
        | Kind::ReportApproved
        | Kind::ReportSentBack
        | Kind::BundleHanded
        | Kind::AnalysisRecorded
        | Kind::AnalysisReviewed
        | Kind::AnalysisSent
        | Kind::IncidentReported
        | Kind::EmergencyMeasureTaken
        | Kind::DepartmentArrived
        | Kind::FinderLeft
        | Kind::IncidentMadeMajor
        | Kind::CourseReported
        | Kind::IncidentVerified
        | Kind::IncidentDecided
        | Kind::IncidentLinked
        | Kind::ComplaintCaptured
        | Kind::ComplaintRecorded
        | Kind::ComplaintAccepted
        | Kind::ComplaintClassified
        | Kind::ComplaintClassLowered
        | Kind::ComplaintAttributed
        | Kind::ComplaintAssigned
        | Kind::ImmediateMeasureTaken
        | Kind::SupervisorCalled
        | Kind::ComplainantContacted
        | Kind::HandlingReported
        | Kind::RemedyPlanned
        | Kind::ComplaintForwarded
        | Kind::ComplaintAnswered
        | Kind::ComplainantNotified
        | Kind::ComplaintResolved
        | Kind::ComplaintReopened
        | Kind::ComplaintLinked
        | Kind::FeeTermsSet
        | Kind::FeeOpeningSet
        | Kind::FeeNoticePrepared
        | Kind::FeeNoticeSent
        | Kind::FeeNoticeReceived
        | Kind::FeeNoticeWithdrawn
        | Kind::FeePaid
        | Kind::FeeVisitPlanned
        | Kind::FeeReceiptVoided
        | Kind::FeeContacted
        | Kind::FeeLetterSent
        | Kind::FeeRecoveryDecided
        | Kind::FeeDisputed
        | Kind::FeeDisputeSettled
        | Kind::MatterOpened
        | Kind::MatterFilled
        | Kind::MatterRowStruck
        | Kind::MatterAssigned
        | Kind::MatterNoted
        | Kind::MatterClosed
        | Kind::MatterReopened
        | Kind::MatterLinked => return None,
    })
}
