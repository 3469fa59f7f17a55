/* Made by `cargo xtask types` from client-core's source; a test says when it is out of date. */

/** A rule that a record has to meet, or it is refused. */
export type Accept = {
  /** Must hold. */
  test: Test;
  /** What to tell a person when it doesn't. */
  label: LocalText;
};

/** The centre took it on. */
export type Acceptance = {
  /** Origin. */
  origin: Origin;
  /** When it was received: deadlines run from then. Milliseconds since 1970 UTC. */
  received_at: number;
};

/** Money after the signature. */
export type Account = {
  /** How the slip is paid: the last word. */
  method: [Origin, PaymentMethod] | null;
  /** Lines of reports. */
  report_lines: ReportLine[];
  /** Lines of notices. */
  notices: NoticeLine[];
  /** Payments. */
  payments: Payment[];
  /** Corrections. */
  adjustments: Correction[];
  /** A manager let the charge go. */
  waived: [Origin, string] | null;
  /** What is to be paid in all, in fen: the charge and its approved corrections. */
  due_fen: number;
  /** What was paid in all, in fen. */
  paid_fen: number;
};

/** A command, by the kind of entry that it writes. */
export type Action = {
  /** Kind of entry. */
  action: Kind;
  /** Why it is refused now; absent when it is open. */
  refused: Rejection | null;
};

/** Everything that one person may do with an order now, or could if something came first. */
export type Actions = {
  /** Commands that his roles may give, in the order of an order's life. */
  commands: Action[];
  /** Steps of the checklist and of its children in their order, where he may record steps. */
  steps: StepAction[];
};

/** Who writes changes of one document: 32 hexadecimal digits. */
export type ActorId = string;

/** Content and time as agreed with a service person. */
export type Agreement = {
  /** Origin. */
  origin: Origin;
  /** The service person. */
  technician: UserId;
  /** The time, milliseconds since 1970 UTC. */
  appointment_at: number;
};

/** An answer at a step. */
export type Answer = {
  /** The step. */
  step: StepId;
  /** The question. */
  test: Test;
};

/** A time that the customer agreed to. */
export type Appointment = {
  /** Origin: the registration, or a later confirmation. */
  origin: Origin;
  /** The time, milliseconds since 1970 UTC. */
  appointment_at: number;
  /** Who agreed for the customer; absent in the registration. */
  confirmed_by: string | null;
  /** Whether this is the appointment in force. */
  counts: boolean;
};

/** The archive's word, and what came after it. */
export type Archive = {
  /** Origin of the last word. */
  origin: Origin;
  /** Entries that its author had not seen: the order is open again until they are looked at (COL-23). */
  late: Origin[];
};

/** An arrival. */
export type Arrival = {
  /** Origin; its time is the arrival. */
  origin: Origin;
  /** The appointment that the technician knew, milliseconds since 1970 UTC. */
  appointment_at: number | null;
  /** Whether he came before it (DSP-4). */
  ahead: boolean | null;
};

/** How an arrival that hasn't happened stands to its appointment (DSP-4, DL-02). */
export type ArrivalDue =
  /** There is time. */
  | "ahead"
  /** Time to go. */
  | "soon"
  /** The appointment has come: whoever arrives now is not ahead of it. */
  | "late";

/** The records that are asked for with these answers, the rows of lists included. */
export type Asked = {
  /** Names of the records. */
  names: string[];
  /** For each list that is asked for, what is asked for in each of its rows. */
  rows: { [key in string]?: Asked[] };
};

/** One assignment. */
export type Assignment = {
  /** Origin. */
  origin: Origin;
  /** The technician. */
  technician: UserId;
  /** Why he took over. */
  reason: string | null;
  /** Whether this is the assignment that makes the holder. */
  holds: boolean;
};

/** What the author's clocks said. All in milliseconds; the wall clock counts from 1970 UTC and may be wrong. */
export type At = {
  /** The device's wall clock. */
  wall: number;
  /** Server time minus device time, as last measured since the device started; absent when unknown. */
  offset?: number;
  /** Time since the device started. */
  boot?: number;
  /** The server's time in the last answer that the device had taken, where `offset` is unknown: the entry was written after it. */
  seen?: number;
};

/** A remark. */
export type Attachment = {
  /** Origin. */
  origin: Origin;
  /** The blob. */
  blob: BlobDigest;
};

/** Whose fault it is. */
export type Attributed = {
  /** Origin. */
  origin: Origin;
  /** Whose. */
  attribution: Attribution;
  /** Departments concerned. */
  departments: Department[];
  /** What it comes to. */
  standing: Standing;
};

/** Whose fault it is (CMP-8 to CMP-10). */
export type Attribution =
  /** The company's. */
  | "company"
  /** The resident's own, or a neighbour's. */
  | "resident"
  /** Several sides share it. */
  | "shared";

/** The batch of the front desk that the slip belongs to: the earliest, however often it was handed over (COL-24). */
export type Batch = {
  /** Origin. */
  origin: Origin;
  /** Day in the site's zone. */
  day: string;
  /** Dispatch has it. */
  taken: Origin | null;
};

/** Why a step is not applicable. */
export type Because =
  /** This answer led elsewhere. */
  | {
      is: "answer";
      /** Step that was answered. */
      step: StepId;
      /** Its entry. */
      entry: EntryId;
    }
  /** The step's own condition is not met (a gate was never set). */
  | { is: "not_needed" };

/** Name of a blob: 64 hexadecimal digits. */
export type BlobDigest = string;

/** Where an answer leads. */
export type Branch = {
  /** Taken when this holds; without it, when no other branch of the step is taken. */
  when: Test | null;
  /** Steps that become part of the round. */
  opens: StepId[];
  /** A child checklist that has to pass before this step is recorded again. */
  child: ProcedureRef | null;
  /** Fault loop: the step is not closed by this answer and has to be recorded again. */
  repeat: boolean;
};

/** Who wrote an entry, in which role, on which device. The server checks all three (ROL-49). */
export type By = {
  /** The author. */
  user: UserId;
  /** The role that he used for it. */
  role: Role;
  /** The device that he used. */
  device: DeviceId;
};

/** A cancellation and what became of it. */
export type Cancellation = {
  /** Origin. */
  origin: Origin;
  /** On whose word. */
  cancelled_by: CancelledBy;
  /** Why. */
  reason: string;
  /** Overtaken by what had happened on site, or by a decision. */
  superseded: boolean;
  /** The desk's confirmation. */
  confirmed: Origin | null;
};

/** On whose word a cancellation was recorded. */
export type CancelledBy =
  /** The customer, or somebody of the household. */
  | "customer"
  /** The management office. */
  | "office";

/** How it was heard. */
export type Capture = {
  /** Origin; its author heard it. */
  origin: Origin;
  /** How it reached us. */
  channel: ComplaintChannel;
  /** How the complainant came to the centre. */
  handover: Handover;
  /** When it was heard, milliseconds since 1970 UTC. */
  heard_at: number;
  /** How grave it seemed. */
  seems: ComplaintClass | null;
  /** Somebody is being harmed (CMP-20). */
  ongoing_harm: boolean;
  /** What was done at once. */
  measure: string | null;
  /** Which kind of case it seemed to be (CMP-7). */
  case_kind?: string;
};

/** A kind of case (CMP-7). */
export type CaseKind = {
  /** Code, such as `public_order`. Complaints keep it, so it never changes. */
  code: string;
  /** Name. */
  label: LocalText;
  /** The department that answers for such cases. */
  department: Department;
  /** Which steps it takes. */
  steps: LocalText;
  /** Who has which duty in it. */
  duties: LocalText;
  /** It is no longer offered; complaints that have it keep it. */
  retired?: boolean;
};

/** The kinds of cases of a site (CMP-7). */
export type CaseKinds = {
  /** How often the site has changed its list; 0 for the one that comes with the software. */
  version: number;
  /** The kinds, in the order in which forms offer them. */
  kinds: CaseKind[];
};

/** Materials and tools of a site. */
export type Catalogue = {
  /** Version, from 1; 0 for none yet. */
  version: number;
  /** Materials by code. */
  materials: CatalogueMaterial[];
  /** Tools by asset number. */
  tools: ToolCard[];
};

/** A material. */
export type CatalogueMaterial = {
  /** Code, such as `starter`: lower-case letters, digits and underscores. */
  code: string;
  /** Name. */
  label: LocalText;
  /** Unit. */
  unit: QuantityUnit;
  /** Smallest step in the unit's small unit, from 1: pipe of 100 mm steps has 100. */
  step: number;
  /** Specification, such as `20 mm` or `S10`. */
  specification: string;
  /** Cost of one unit in fen. */
  unit_price_fen: number;
  /** At or below this quantity, in the small unit, it has to be ordered; 0 for never. */
  low_level: number;
  /** Whether receipts and issues name a batch. */
  batch_tracked: boolean;
};

/** What a customer was satisfied or dissatisfied with (STA-2, STA-3). */
export type Cause =
  /** The work itself. */
  | "quality"
  /** The time: too late, too long, not kept. */
  | "time"
  /** How people behaved. */
  | "attitude"
  /** The price. */
  | "price"
  /** Parts and material. */
  | "material"
  /** Dirt, and how the place was left. */
  | "tidiness"
  /** Something else. */
  | "other";

/** How a request reached the service centre (REG-1). */
export type Channel =
  /** A call. */
  | "phone"
  /** A letter. */
  | "letter"
  /** Somebody came to the desk. */
  | "visit";

/** Whether and why an order is priced (REG-7, REG-8). */
export type Charge =
  /** Priced from the fee standard; repairing waits for the price (PRC-2). */
  | "paid"
  /** A special service that the office judged to be free for this customer. */
  | "free"
  /** Not a special service: never priced. */
  | "regular";

/** A manager's check of a follow-up. */
export type Checked = {
  /** Origin. */
  origin: Origin;
  /** The follow-up. */
  follow_up: EntryId;
  /** It says what the customer says. */
  confirmed: boolean;
  /** What was found. */
  remark: string;
  /** The first check of somebody else's follow-up by this manager: only that one counts (FUP-8, COL-34). */
  counts: boolean;
};

/** State of one checklist and of its children. */
export type Checklist = {
  /** Procedure id. */
  procedure: string;
  /** Version that the order keeps (CHK-1). */
  version: number;
  /** `LMP`, or `LMP/SWI.1` for the first child run. */
  path: string;
  /** The round that is open or passed, from 1. */
  round: number;
  /** The final test of this round passed and nothing is missing. */
  passed: boolean;
  /** How many rounds ended with a failed final test (CHK-2). */
  failed_rounds: number;
  /** Steps of the present round in the procedure's order. */
  steps: StepState[];
  /** Earlier rounds, oldest first; never erased (CHK-2). */
  rounds: Round[];
  /** What is missing before this round can end, in the procedure's order; empty when passed. */
  missing: Missing[];
  /** Every gate of the procedure. */
  gates: GateState[];
  /** Children in the order in which they were opened. */
  children: Checklist[];
  /** Collisions of this checklist, resolved ones included (COL-28, COL-29). */
  clashes: Clash[];
  /** Facts that could not be placed. On the root also those that name no known checklist. */
  problems: Problem[];
};

/** What a person chose when settling a collision. */
export type Choice =
  /** The automatic outcome stands. */
  | "confirm"
  /** Go on with the work (COL-03). */
  | "continue"
  /** Cancel without charge (COL-03). */
  | "cancel_without_charge"
  /** Cancel with an amount that the customer confirmed, in fen (COL-03). */
  | { cancel_with_charge: number }
  /** The claim is not accepted. */
  | "reject"
  /** This entry counts: the assignment, the price confirmation, the result. */
  | { entry: EntryId };

/** A choice with its words. */
export type ChoiceDescription = {
  /** Its key. */
  key: string;
  /** Its words. */
  label: string;
};

/** An entry that was admitted only as a claim. */
export type Claim = {
  /** The entry. */
  entry: EntryId;
  /** Its origin, where this replica has it. */
  origin: Origin | null;
  /** Its kind, where this replica has it. */
  kind: Kind | null;
  /** Why. */
  reason: ClaimReason;
  /** A person's review: a decision on `CLAIM:<entry>`. */
  reviewed: Settled | null;
};

/** Why the server admitted an entry only as a claim. */
export type ClaimReason =
  /** The order had been given to somebody else before the entry arrived. */
  | "no_longer_assigned"
  /** The author's role had been withdrawn before the entry arrived (COL-32). */
  | "role_withdrawn";

/** Two technicians wrote without having seen each other. */
export type Clash = {
  /** Which rule settles it. */
  rule: ClashRule;
  /** Path of the checklist. */
  path: string;
  /** The step, or the gate. */
  step: StepId;
  /** Round of the first entry. */
  round: number;
  /** All entries concerned, in Lamport order. */
  entries: EntryId[];
  /** The entry by which somebody who had seen all of them recorded again. */
  resolved_by: EntryId | null;
};

/** Rule of a collision. */
export type ClashRule =
  /** Two results of one step in one round. */
  | "COL-28"
  /** A gate withdrawn while another worked behind it. */
  | "COL-29";

/** A class, or a lowering of one. */
export type Classification = {
  /** Origin. */
  origin: Origin;
  /** How grave. */
  class: ComplaintClass;
  /** The day that the resident asks for. */
  asked_for: Day | null;
  /** Why a superior lowered it; nothing of other ones. */
  lowered: string | null;
  /** A superior who knew it has put a lighter one in its place. */
  replaced: boolean;
};

/** What a person does. */
export type Command =
  /** Register a request: makes a new order and its customer document. */
  | ({ command: "register" } & Registration)
  /** Accept, or not for now. */
  | {
      command: "judge";
      /** Accepted. */
      accepted: boolean;
      /** What was explained; needed when not accepted. */
      explanation?: string | null;
      /** Why a special service is free for this customer; absent for paid work. */
      free_reason?: string | null;
      /** What was tried to help all the same, where it is not accepted. */
      tried?: string | null;
      /** The last day of a warranty, where the customer has one. */
      warranty_until?: Day | null;
      /** Who deals with a business service; needed when one is accepted (REG-9). */
      routed_to?: string | null;
    }
  /** Content and time are agreed with the service person. */
  | {
      command: "agree_content_time";
      /** The service person. */
      technician: UserId;
      /** The time, milliseconds since 1970 UTC; the one that the customer asked for when absent. */
      appointment_at?: number | null;
    }
  /** The customer got his reply. */
  | {
      command: "reply_customer";
      /** What was said. */
      said: string;
      /** When, milliseconds since 1970 UTC; now when absent. */
      replied_at?: number | null;
    }
  /** Take a slip that nobody holds. */
  | { command: "take_from_pool" }
  /** Give the slip back. */
  | {
      command: "return_assignment";
      /** Why. */
      reason: string;
      /** A colleague who could take it. */
      proposed?: UserId | null;
    }
  /** The slip is back. */
  | {
      command: "return_slip";
      /** Where. */
      return_place: Desk;
    }
  /** Hand the slip over with the batch of a day. */
  | {
      command: "hand_desk_batch";
      /** Day in the site's zone, such as `2026-03-02`. */
      day: string;
    }
  /** Take the slip with the batch of a day. */
  | {
      command: "take_desk_batch";
      /** Day in the site's zone, such as `2026-03-02`. */
      day: string;
    }
  /** A copy of the slip was delivered. */
  | {
      command: "deliver_copy";
      /** Which. */
      copy: SlipCopy;
      /** Who took it. */
      received_by: string;
    }
  /** Tell the customer of a declined request that the service exists now. */
  | {
      command: "tell_demand";
      /** What was said, and how. */
      said: string;
    }
  /** Archive the order. */
  | { command: "archive" }
  /** Say what the repair was about. */
  | {
      command: "classify_repair";
      /** The class. */
      repair_class: RepairClass;
    }
  /** A repaired leak was tried. */
  | {
      command: "test_leak";
      /** It holds. */
      passed: boolean;
      /** When, milliseconds since 1970 UTC; now when absent. */
      tested_at?: number | null;
    }
  /** Somebody else than the intake place says follows up. */
  | {
      command: "assign_follow_up";
      /** Whose it is. */
      follow_up_by: FollowUpBy;
      /** The person, where one is named. */
      person?: UserId | null;
      /** Why. */
      note: string;
    }
  /** Follow up. */
  | {
      command: "follow_up";
      /** How. */
      way: FollowUpWay;
      /** Satisfied. */
      satisfied: boolean;
      /** Opinion column; on site absent only where the customer refused to write. */
      opinion?: string | null;
      /** The customer's strokes on site, an SVG path on a 1000 x 400 field. */
      strokes?: string | null;
      /** Why the customer didn't sign or write, where he was visited. */
      refused?: string | null;
      /** What it is about. */
      cause?: Cause | null;
      /** What has to be put right; needed when he isn't satisfied. */
      corrective?: string | null;
    }
  /** Ask for something to be put right without a follow-up. */
  | {
      command: "open_corrective";
      /** What. */
      demand: string;
    }
  /** Something was put right. */
  | {
      command: "close_corrective";
      /** The task. */
      corrective: EntryId;
      /** What was done. */
      done: string;
    }
  /** Check a follow-up. */
  | {
      command: "spot_check";
      /** The follow-up. */
      follow_up: EntryId;
      /** It says what the customer says. */
      confirmed: boolean;
      /** What was found. */
      remark: string;
    }
  /** Register the slip by its method of payment. */
  | {
      command: "register_by_method";
      /** The method. */
      method: PaymentMethod;
    }
  /** Put the line into the report of a month. */
  | {
      command: "report_line";
      /** Month in the site's zone, such as `2026-03`. */
      month: string;
      /** The correction that the line is for; the order's own charge when absent. */
      adjustment?: EntryId | null;
    }
  /** Approve a reported line. */
  | {
      command: "approve_line";
      /** The line. */
      line: EntryId;
    }
  /** List the line in a monthly notice. */
  | {
      command: "list_in_notice";
      /** Month in the site's zone, such as `2026-04`. */
      month: string;
    }
  /** Take money. */
  | {
      command: "receive_payment";
      /** Number of the receipt. */
      receipt: string;
      /** Amount in fen. */
      amount_fen: number;
      /** How. */
      method: PaymentMethod;
      /** When, milliseconds since 1970 UTC; now when absent. */
      paid_at?: number | null;
    }
  /** Correct an approved line in a later month. */
  | {
      command: "adjust";
      /** Month in the site's zone, such as `2026-04`. */
      month: string;
      /** Difference in fen. */
      difference_fen: number;
      /** Why. */
      reason: string;
    }
  /** Answer a correction. */
  | {
      command: "answer_adjustment";
      /** The correction. */
      adjustment: EntryId;
      /** Approved. */
      approved: boolean;
    }
  /** Let the charge go. */
  | {
      command: "waive_charge";
      /** Why. */
      reason: string;
    }
  /** Issue the job slip. */
  | { command: "issue_slip" }
  /** Assign or reassign. */
  | {
      command: "assign";
      /** The technician. */
      technician: UserId;
      /** Why; needed when the order had a holder. */
      reason?: string | null;
    }
  /** Take the slip. */
  | {
      command: "receive";
      /** Receipt time, milliseconds since 1970 UTC; now when absent. */
      received_at?: number | null;
    }
  /** Arrive on site. */
  | { command: "arrive" }
  /** Record the finding. */
  | {
      command: "finding";
      /** What really has to be done. */
      content: string;
      /** Materials needed. */
      materials?: string[];
      /** Tools needed. */
      tools?: string[];
    }
  /** Offer a price. */
  | {
      command: "quote";
      /** Lines. */
      lines: QuoteRequest[];
    }
  /** Both sides agree on the quote shown last. */
  | {
      command: "confirm_price";
      /** The quote; the latest when absent. */
      quote?: EntryId | null;
      /** Who agreed for the customer. */
      confirmed_by: string;
      /** The customer's strokes as an SVG path on a 1000 x 400 field, where the site asks for them. */
      strokes?: string | null;
    }
  /** The customer refuses a price. */
  | {
      command: "refuse_price";
      /** The quote; the latest when absent. */
      quote?: EntryId | null;
      /** Why. */
      reason: string;
    }
  /** Confirm a safety gate. */
  | {
      command: "set_gate";
      /** Checklist path. */
      checklist: string;
      /** Step. */
      step: string;
    }
  /** Put supply on again. */
  | {
      command: "withdraw_gate";
      /** Checklist path. */
      checklist: string;
      /** Step. */
      step: string;
    }
  /** Record a step's result. */
  | {
      command: "record_step";
      /** Checklist path. */
      checklist: string;
      /** Step. */
      step: string;
      /** Values by record name. */
      values: { [key in string]?: RecordValue };
      /** Photos. */
      photos?: PhotoInput[];
    }
  /** Exchange a part. */
  | {
      command: "replace_part";
      /** Checklist path. */
      checklist: string;
      /** Step. */
      step: string;
      /** Item of the catalogue. */
      item: string;
      /** Number. */
      quantity: number;
      /** Specification taken out. */
      old_specification: string;
      /** Specification fitted. */
      new_specification: string;
      /** Where it came from. */
      source: PartSource;
      /** Needed when the specifications differ. */
      deviation?: SpecificationDeviation | null;
    }
  /** The work of this round is done. */
  | { command: "finish_work" }
  /** It could not be repaired. */
  | {
      command: "not_repaired";
      /** Why. */
      reason: string;
    }
  /** The customer's trial. */
  | {
      command: "inspect";
      /** Satisfied. */
      passed: boolean;
      /** The customer's words; needed when not satisfied. */
      words?: string | null;
    }
  /** The customer signs. */
  | {
      command: "sign";
      /** Strokes as an SVG path on a 1000 x 400 field. */
      strokes: string;
      /** The same as a picture: JPEG or PNG bytes. */
      image?: ImageBytes | null;
    }
  /** The customer wants it done again. */
  | {
      command: "request_rework";
      /** The customer's words. */
      words: string;
    }
  /** Call the managers. */
  | {
      command: "open_escalation";
      /** What happened. */
      words: string;
    }
  /** A manager answers the escalation. */
  | {
      command: "decide_escalation";
      /** Outcome. */
      outcome: EscalationOutcome;
      /** How the matter was handled. */
      handling: string;
    }
  /** The customer's property was damaged or lost. */
  | {
      command: "report_damage";
      /** Damaged or lost. */
      damage: DamageKind;
      /** What, where and how. */
      description: string;
      /** Photos. */
      photos?: PhotoInput[];
    }
  /** A manager's offer or agreement on compensation. */
  | {
      command: "settle_damage";
      /** The report. */
      case: EntryId;
      /** Compensation in fen. */
      amount_fen: number;
      /** Terms in words. */
      terms: string;
      /** Agreed by both sides; otherwise an offer. */
      agreed: boolean;
    }
  /** The agreed time can't be kept. */
  | {
      command: "cannot_keep_time";
      /** Why. */
      reason: string;
    }
  /** The customer agreed to a time. */
  | {
      command: "confirm_appointment";
      /** The time, milliseconds since 1970 UTC. */
      appointment_at: number;
      /** Who agreed for the customer. */
      confirmed_by: string;
    }
  /** Tick the tools that are taken along. */
  | {
      command: "check_tools";
      /** Codes of the tools. */
      tools: string[];
    }
  /** Leave the site. */
  | {
      command: "leave_site";
      /** Why. */
      reason: string;
    }
  /** Nobody was there. */
  | {
      command: "customer_absent";
      /** What was tried to reach the customer. */
      tried: string;
    }
  /** Work waits for something. */
  | {
      command: "wait";
      /** For what. */
      waiting_for: WaitingFor;
      /** Which part, which permit. */
      detail?: string | null;
      /** Until when it should be there, milliseconds since 1970 UTC. */
      until?: number | null;
    }
  /** What work waited for is there. */
  | { command: "resume" }
  /** The customer, or the office, cancels. */
  | {
      command: "request_cancel";
      /** On whose word. */
      cancelled_by: CancelledBy;
      /** Why. */
      reason: string;
    }
  /** Write off the cancelled slip. */
  | { command: "confirm_cancel" }
  /** Dispatch write-off. */
  | {
      command: "write_off";
      /** A manager's reason where there is no signature. */
      manager_reason?: string | null;
    }
  /** A remark. */
  | {
      command: "note";
      /** Text. */
      text: string;
    }
  /** A photo beside the order. */
  | {
      command: "add_photo";
      /** The photo. */
      photo: PhotoInput;
    }
  /** Settle a collision. */
  | {
      command: "decide";
      /** Id of the conflict. */
      conflict: string;
      /** What is chosen. */
      choice: Choice;
      /** Why. */
      reason: string;
    }
  /** Ask the store for goods. */
  | {
      command: "need_material";
      /** Materials. */
      lines?: GoodsLine[];
      /** Kinds of tools. */
      tools?: string[];
    }
  /** Answer a need. */
  | {
      command: "answer_need";
      /** The need. */
      need: EntryId;
      /** Approved; otherwise refused. */
      approved: boolean;
      /** Why it is refused. */
      reason?: string | null;
    }
  /** Issue material. */
  | {
      command: "issue_material";
      /** The technician; the holder of the slip when absent. */
      technician?: UserId | null;
      /** Goods. */
      lines: GoodsLine[];
      /** The code of the other side's entry; a new movement when absent. */
      code?: MovementCode | null;
    }
  /** Take material that the store issues. */
  | {
      command: "receive_material";
      /** Goods. */
      lines: GoodsLine[];
      /** The code of the other side's entry; a new movement when absent. */
      code?: MovementCode | null;
    }
  /** Give material back, or take it back. */
  | {
      command: "return_material";
      /** The technician; the author when absent, or the holder where a storekeeper writes. */
      technician?: UserId | null;
      /** Goods. */
      lines: GoodsLine[];
      /** The code of the other side's entry; a new movement when absent. */
      code?: MovementCode | null;
    }
  /** Use material up. */
  | {
      command: "use_material";
      /** Goods. */
      lines: GoodsLine[];
      /** Where they came from. */
      source: PartSource;
    }
  /** Lend a tool, or borrow it. */
  | {
      command: "lend_tool";
      /** Asset number. */
      tool: string;
      /** The borrower; the author when absent, or the holder where a storekeeper writes. */
      technician?: UserId | null;
      /** When it is due back, milliseconds since 1970 UTC. */
      due_at: number;
      /** How it leaves. */
      condition: ToolCondition;
      /** Photos. */
      photos?: PhotoInput[];
      /** The code of the other side's entry; a new movement when absent. */
      code?: MovementCode | null;
    }
  /** Give a tool back, or take it back. */
  | {
      command: "return_tool";
      /** Asset number. */
      tool: string;
      /** Who brings it; the borrower when absent. */
      technician?: UserId | null;
      /** How it comes back. */
      condition: ToolCondition;
      /** Photos. */
      photos?: PhotoInput[];
      /** The code of the other side's entry; a new movement when absent. */
      code?: MovementCode | null;
    }
  /** Pass a borrowed tool to a colleague, or take it from one. */
  | {
      command: "hand_over_tool";
      /** Asset number. */
      tool: string;
      /** Who gives it. */
      from: UserId;
      /** Who takes it. */
      to: UserId;
      /** How it is. */
      condition: ToolCondition;
      /** Photos. */
      photos?: PhotoInput[];
      /** The code of the other side's entry; a new movement when absent. */
      code?: MovementCode | null;
    }
  /** Goods of the store are lost or broken. */
  | {
      command: "report_lost";
      /** What. */
      goods: Goods;
      /** Lost, or broken. */
      damage: DamageKind;
      /** Who had it; the author when absent, or the holder where a storekeeper writes. */
      technician?: UserId | null;
      /** What happened. */
      words: string;
      /** Photos. */
      photos?: PhotoInput[];
    }
  /** Store write-off. */
  | { command: "write_off_store" };

/** A command: a ulid. */
export type CommandId = string;

/** How one number stands to another. */
export type Comparison =
  /** Greater. */
  | "above"
  /** Less or equal. */
  | "at_most"
  /** Equal. */
  | "equal";

/** An offer or agreement on compensation. */
export type Compensation = {
  /** Origin. */
  origin: Origin;
  /** Compensation in fen. */
  amount_fen: number;
  /** Terms in words. */
  terms: string;
  /** Agreed by both sides; otherwise an offer. */
  agreed: boolean;
};

/** A complaint. */
export type Complaint = {
  /** Its document. */
  id: DocumentId;
  /** It is about the service centre itself (CMP-2). */
  about_centre: boolean;
  /** How far it has come. */
  state: ComplaintState;
  /** How it was heard. */
  capture: Capture;
  /** The record as it was captured, then each version that somebody wrote later; the last one says how it is seen now. */
  records: RecordVersion[];
  /** The centre took it on. */
  accepted: Acceptance | null;
  /** How grave it is: the gravest that stands (COL-25). */
  class: ComplaintClass | null;
  /** The earliest day that the resident asks for; of a minor one only. */
  asked_for: Day | null;
  /** Classes, in order. */
  classifications: Classification[];
  /** Whose fault it is, in order. */
  attributions: Attributed[];
  /** Who deals with it, in order. */
  assignments: ComplaintAssignment[];
  /** Assignments that say different things and didn't know each other, the one that counts first; empty for none. */
  conflict: EntryId[];
  /** Measures after the capture, in order. */
  measures: Said[];
  /** Calls of the supervisor, in order. */
  supervisor_calls: SupervisorCall[];
  /** When the responsible person spoke with him, in order. */
  contacts: Contact[];
  /** What the responsible person told, in order. */
  handling: Said[];
  /** Plans, in order. */
  plans: RemedyPlan[];
  /** Deliveries to heads, in order. */
  forwarded: Forwarded[];
  /** Answers to the resident, in order. */
  answers: Said[];
  /** What he was told, in order. */
  notices: Notified[];
  /** Results, in order. */
  resolutions: Resolution[];
  /** Why it was opened again, in order. */
  reopened: Said[];
  /** Orders that were registered for it, in order. */
  orders: LinkedOrder[];
  /** Entries that count for nothing. */
  not_accepted: NotAccepted[];
  /** Entries of a newer version. */
  newer: EntryId[];
};

/** Who deals with it. */
export type ComplaintAssignment = {
  /** Origin. */
  origin: Origin;
  /** The department in charge. */
  department: Department;
  /** The person directly responsible. */
  person: UserId | null;
  /** Which kind of case it is (CMP-7). */
  case_kind?: string;
  /** What it comes to. */
  standing: Standing;
};

/** How a complaint reached us (CMP-22). Nothing depends on it. */
export type ComplaintChannel =
  /** Somebody came, or spoke to somebody of the staff. */
  | "visit"
  /** A call. */
  | "phone"
  /** A letter. */
  | "letter"
  /** Anything else. */
  | "other";

/** How grave a complaint is, the lightest first (CMP-13 to CMP-15). */
export type ComplaintClass =
  /** An isolated matter, or one person's conduct. */
  | "minor"
  /** A lapse in management or service. */
  | "important"
  /** Daily life or safety suffer, or the company's good name. */
  | "serious";

/** What a person does about a complaint (CMP). */
export type ComplaintCommand =
  /** Take one down: makes a new complaint. */
  | {
      command: "capture_complaint";
      /** It is about the service centre itself: administration gets it, the centre doesn't see it (CMP-2). */
      about_centre: boolean;
      /** How it reached us. */
      channel: ComplaintChannel;
      /** How the complainant comes to the centre. */
      handover: Handover;
      /** What he says; fields may be empty until the centre accepts it. */
      record: ComplaintRecord;
      /** When it was heard, milliseconds since 1970 UTC; now when absent. */
      heard_at: number | null;
      /** How grave it seems. */
      seems: ComplaintClass | null;
      /** Somebody is being harmed now. */
      ongoing_harm: boolean;
      /** What was done against it at once. */
      measure: string | null;
      /** Which kind of case it seems to be: a code of the site's list (CMP-7). */
      case_kind: string | null;
    }
  /** Write the record anew, complete. */
  | {
      command: "record_complaint";
      /** The whole record. */
      record: ComplaintRecord;
      /** Fields that nobody can fill, and why. */
      unknown: { [key in RecordField]?: string };
    }
  /** Take it on. One whose kind of case is known goes to the department that answers for it (CMP-7). */
  | {
      command: "accept_complaint";
      /** When the centre had it, milliseconds since 1970 UTC. When absent: when it was heard, where somebody of the centre heard it, else now. */
      received_at: number | null;
      /** Which kind of case it is; when absent, what whoever heard it said. */
      case_kind: string | null;
    }
  /** Say how grave it is. */
  | {
      command: "classify_complaint";
      /** How grave. */
      class: ComplaintClass;
      /** The day that the resident asks for; of a minor one only. */
      asked_for: Day | null;
    }
  /** Decide that it is a lighter one. */
  | {
      command: "lower_class";
      /** How grave. */
      class: ComplaintClass;
      /** The day that the resident asks for; of a minor one only. */
      asked_for: Day | null;
      /** Why. */
      reason: string;
    }
  /** Say whose fault it is. */
  | {
      command: "attribute_complaint";
      /** Whose. */
      attribution: Attribution;
      /** Departments concerned; of a shared one two at least. */
      departments: Department[];
    }
  /** Say who deals with it. */
  | {
      command: "assign_complaint";
      /** The department in charge; when absent, the one that answers for the kind of case (CMP-7). */
      department: Department | null;
      /** The person directly responsible. */
      person: UserId | null;
      /** Which kind of case it is; when absent, it stays what it is. */
      case_kind: string | null;
    }
  /** Write down what was done against the harm. */
  | {
      command: "meet_harm";
      /** What was done. */
      what: string;
    }
  /** Call the supervisor to a meeting room. */
  | {
      command: "call_supervisor";
      /** The room. */
      place: string;
      /** Why. */
      reason: string;
    }
  /** The responsible person has spoken with the complainant. */
  | {
      command: "contact_complainant";
      /** How. */
      way: SpokenTo;
      /** What was made clear. */
      words: string;
    }
  /** Tell the receiver how the handling goes. */
  | {
      command: "report_handling";
      /** How. */
      words: string;
    }
  /** Plan what can't be settled at once. */
  | {
      command: "plan_remedy";
      /** The plan. */
      plan: string;
      /** What it costs, fen. */
      cost: number;
      /** The reason as the resident was told. */
      told: string;
      /** Which superior knows. */
      superior: string;
    }
  /** Deliver it to a head. */
  | {
      command: "forward_complaint";
      /** To whom. */
      to: ForwardTo;
      /** Who took it. */
      who: string;
    }
  /** Give the resident a clear answer. */
  | {
      command: "answer_complaint";
      /** The answer. */
      answer: string;
    }
  /** Tell the complainant how it stands, or what came of it. */
  | {
      command: "notify_complainant";
      /** Of what. */
      of: NoticeOf;
      /** How. */
      way: SpokenTo;
      /** What he said to it. */
      words: string | null;
    }
  /** Write down what came of it. */
  | {
      command: "resolve_complaint";
      /** Settled, or unfounded. */
      outcome: ComplaintOutcome;
      /** What caused it. */
      cause: string;
      /** How it was handled. */
      course: string;
      /** The result. */
      result: string;
      /** How we apologised; needed where the fault is the company's. */
      apology: string | null;
      /** What was agreed; needed where the fault is the company's. */
      agreed: string | null;
      /** What was explained; needed where the fault is the resident's or a neighbour's. */
      explanation: string | null;
      /** How he was helped; needed of an unfounded one. */
      help: string | null;
    }
  /** Open it again. */
  | {
      command: "reopen_complaint";
      /** Why. */
      reason: string;
    }
  /** Name the order that was registered for it. */
  | {
      command: "link_complaint";
      /** The order. */
      order: DocumentId;
    };

/** What this device's user may do about a complaint now, and the conduct that it asks for. */
export type ComplaintNext = {
  /** Commands, open ones and those that something else comes before. */
  commands: Action[];
  /** Words for the present moment. */
  guidance: Guidance[];
};

/** What came of a complaint (CMP-12, CMP-21). */
export type ComplaintOutcome =
  /** It was settled. */
  | "settled"
  /** There was nothing in it; he was helped all the same. */
  | "unfounded";

/** The record book's line (CMP-5, PRI-16). A field that nobody could fill is empty. */
export type ComplaintRecord = {
  /** The complainant's name. */
  name: string;
  /** His address. */
  address: string;
  /** How he is reached. */
  contact: string;
  /** When it happened, as he says it. */
  time: string;
  /** Where. */
  place: string;
  /** Whom he complains of. */
  person: string;
  /** Which department he complains of. */
  department: string;
  /** What happened. */
  course: string;
  /** What he wants. */
  demand: string;
};

/** Why a command on a complaint is refused. */
export type ComplaintRefusal =
  /** Only a minor one is passed on without the person (CMP-4). */
  | "accompany_or_call"
  /** The record has a field with neither words nor a reason (CMP-5). */
  | { record_incomplete: RecordField }
  /** The centre has it already. */
  | "accepted_already"
  /** Handling begins with acceptance (CMP-1). */
  | "not_accepted"
  /** Somebody is being harmed: that is stopped first (CMP-20). */
  | "harm_first"
  /** A class is only raised by classifying; a superior lowers it (COL-25). */
  | { lower_by_decision: ComplaintClass }
  /** There is no heavier class to lower. */
  | "nothing_to_lower"
  /** Several sides share it, and fewer than two departments are named (CMP-10). */
  | "two_departments"
  /** It is resolved already. */
  | "resolved_already"
  /** There is no result yet. */
  | "no_result"
  /** It names this order already. */
  | "linked_already";

/** A complaint as a line of a list. Stored ready-made, so that a list loads no document. */
export type ComplaintRow = {
  /** The complaint. */
  id: DocumentId;
  /** It is about the service centre itself (CMP-2). */
  about_centre: boolean;
  /** How far it has come. */
  state: ComplaintState;
  /** How it reached us. */
  channel: ComplaintChannel;
  /** How grave it is. */
  class: ComplaintClass | null;
  /** Which kind of case it is, by its code (CMP-7). */
  case_kind?: string;
  /** The department in charge. */
  department: Department | null;
  /** The person directly responsible. */
  person: UserId | null;
  /** The beginning of what happened, or of what is wanted; empty where this device doesn't hold the words. */
  words: string;
  /** Who heard it. */
  heard_by: UserId;
  /** When it was heard, milliseconds since 1970 UTC. */
  heard_at: number;
  /** Somebody is being harmed, and nothing was done against it yet (CMP-20). */
  unmet_harm: boolean;
  /** It was assigned differently by people who didn't know of each other. */
  in_conflict: boolean;
  /** Own entries that are saved here and not yet with the server. */
  pending: number;
  /** Own changes that the server refused. */
  stuck: number;
};

/** How far a complaint has come. */
export type ComplaintState =
  /** Somebody has heard it; the centre hasn't accepted it yet (CMP-1). */
  | "captured"
  /** Accepted, and without class or department: not assigned (CMP-16). */
  | "accepted"
  /** A department deals with it. */
  | "assigned"
  /** There is a result, and the complainant doesn't know it yet (CMP-19). */
  | "resolved"
  /** He knows it. */
  | "closed";

/** A complaint as its page shows it. */
export type ComplaintView = {
  /** The complaint. */
  complaint: Complaint;
  /** The record as it is seen now; `None` where this device doesn't hold its words. */
  record: ComplaintRecord | null;
  /** The record as it was captured; `None` where this device doesn't hold its words. */
  captured: ComplaintRecord | null;
  /** Names of the people in it. */
  names: { [key in UserId]?: string };
  /** When the server received an entry, milliseconds since 1970 UTC. */
  received_at: { [key in EntryId]?: number };
  /** Own entries that are saved here and not yet with the server. */
  pending: EntryId[];
  /** Own changes that the server refused. They are not part of `complaint`. */
  stuck: StuckChange[];
  /** Whether it is still in this device's view; one that left it stays until its work is sent. */
  listed: boolean;
};

/** What unlocks a step. */
export type Condition =
  /** The step is done or not applicable. */
  | { closed: StepId }
  /** Every step above this one is done or not applicable. */
  | "closed_above"
  /** The gate is set on this visit by the one who records. */
  | { gate: StepId }
  /** Nothing that this round asks for behind the gate is left to do; supply may come on again. */
  | { done_behind: StepId }
  /** Nobody holds the gate. */
  | { released: StepId }
  /** The gate was set in this round, or is held. */
  | { touched: StepId }
  /** The gate was never set in this round, and nobody holds it. */
  | { untouched: StepId }
  /** The reading of a step answers so. */
  | { answer: {
      /** The step. */
      step: StepId;
      /** The question. */
      test: Test;
    } }
  /** One of them holds. */
  | { any: Condition[] }
  /** All of them hold. */
  | { all: Condition[] };

/** Two or more decisions that nobody had weighed against each other. */
export type Conflict = {
  /** Stable id: the rule and the first side's entry id, such as `COL-04:01J…`. */
  id: string;
  /** The rule that chose, such as `COL-04`. */
  rule: string;
  /** The present outcome, as a word that screens translate. */
  outcome: string;
  /** Both sides, or more. */
  sides: Side[];
  /** The roles whose task it is. */
  audience: Role[];
  /** The technicians who are told. */
  told: UserId[];
  /** The decision that settled it. */
  settled: Settled | null;
};

/** A confirmed price. */
export type Consent = {
  /** Origin. */
  origin: Origin;
  /** The quote. */
  quote: EntryId;
  /** Amount in fen. */
  amount_fen: number;
  /** Version of the fee standard. */
  price_list_version: number;
  /** Digest of what both sides saw. */
  shown: BlobDigest;
  /** Who agreed for the customer. */
  confirmed_by: string;
  /** The customer's strokes under the price, where there are any: a blob. */
  strokes: BlobDigest | null;
};

/** The complainant was spoken to. */
export type Contact = {
  /** Origin. */
  origin: Origin;
  /** How. */
  way: SpokenTo;
  /** What was made clear. */
  words: string;
};

/** A correction of an approved line. */
export type Correction = {
  /** Origin. */
  origin: Origin;
  /** Month of the report that it goes into. */
  month: string;
  /** Difference in fen. */
  difference_fen: number;
  /** Why. */
  reason: string;
  /** A manager's answer. */
  answered: [Origin, boolean] | null;
};

/** Something that has to be put right. */
export type Corrective = {
  /** Origin. */
  origin: Origin;
  /** The follow-up that it comes from. */
  follow_up: EntryId | null;
  /** What has to be put right. */
  demand: string;
  /** Who closed it, and with what. */
  closed: [Origin, string] | null;
};

/** A counted line of a stocktake. */
export type CountRequest = {
  /** Code of the catalogue. */
  item: string;
  /** Batch, for items that are tracked by batch. */
  batch?: string | null;
  /** What is there, in the item's small unit. */
  counted: number;
};

/** A report of the course. */
export type CourseReport = {
  /** Origin. */
  origin: Origin;
  /** How it went. */
  course: string;
  /** Whoever decided hadn't seen it. */
  after_decision: boolean;
};

/** A customer's name, unit and contact as one order needs them. */
export type Customer = {
  /** The customer document. */
  id: DocumentId;
  /** Customer's name. */
  customer_name: string;
  /** Building and unit. */
  unit_no: string;
  /** Phone or another way to reach the customer. */
  contact: string;
  /** Department or company that the person belongs to, where he names one (PRI-16). */
  department: string | null;
};

/** A case of damaged or lost property. */
export type DamageCase = {
  /** Origin; its entry names the case. */
  origin: Origin;
  /** Damaged or lost. */
  damage: DamageKind;
  /** Description: a text blob. */
  description: BlobDigest;
  /** Photos. */
  photos: PhotoRef[];
  /** Offers and agreements, in order. */
  compensations: Compensation[];
  /** The agreement that closed the case. */
  settled: Compensation | null;
};

/** What happened to the customer's property (DMG-1). */
export type DamageKind =
  /** Damaged. */
  | "damaged"
  /** Lost. */
  | "lost";

/** Day in the site's zone, such as `2026-03-02`. */
export type Day = string;

/** One choice. */
export type DefinitionChoice = {
  /** Value in the entry. */
  id: string;
  /** Words for people. */
  label: LocalText;
};

/** What a step is. */
export type DefinitionKind =
  /** Look, listen, feel, ask. */
  | "inspect"
  /** Measure with a tool. */
  | "measure"
  /** Do something. */
  | "act"
  /** Exchange a part. */
  | "replace"
  /** Isolate, or put supply on again. */
  | "safety"
  /** The final test of a round; one for each procedure. */
  | "final";

/** A delivered copy. */
export type DeliveredCopy = {
  /** Origin. */
  origin: Origin;
  /** Which. */
  copy: SlipCopy;
  /** Who took it. */
  received_by: string;
};

/** Why the table says no. */
export type Denial =
  /** The role never writes entries of this kind. */
  | "role"
  /** The role does, but only for an order that is assigned to the author. */
  | "not_assigned";

/** A department of the management office (PRI-3). */
export type Department =
  /** The customer service centre. */
  | "customer_service"
  /** Security. */
  | "security"
  /** Operation and repair. */
  | "operation_repair"
  /** Administration and personnel. */
  | "administration"
  /** Finance. */
  | "finance"
  /** Environment: cleanliness, plants, pests, refuse (ROL-11). */
  | "environment";

/** The end of a visit. */
export type Departure = {
  /** Origin. */
  origin: Origin;
  /** How. */
  departure: DepartureKind;
  /** Why he left, or what was tried to reach the customer. */
  reason: string;
};

/** How a visit ended. */
export type DepartureKind =
  /** The technician left. */
  | "left_site"
  /** Nobody was there. */
  | "customer_absent";

/** Where a request is taken, or a slip comes back. */
export type Desk =
  /** The dispatch centre. */
  | "dispatch_centre"
  /** Control-room duty. */
  | "control_room"
  /** Front-desk duty. */
  | "front_desk";

/** What the desks did. */
export type DeskTrack = {
  /** Content and time agreed with a service person. */
  agreed: Agreement | null;
  /** Replies to the customer, the one that stops the clock first. */
  replies: Reply[];
  /** Nobody holds the slip and a technician may take it. */
  in_pool: boolean;
  /** Slips given back by their holders. */
  handed_back: HandedBack[];
  /** Where the slip came back. */
  returned: Returned[];
  /** Batch of the front desk. */
  batch: Batch | null;
  /** Copies that were delivered, the first of each. */
  copies: DeliveredCopy[];
  /** The customer of a declined request was told that the service exists now. */
  told: Reply | null;
  /** Other orders that may be the same request (COL-07). */
  twins: Twin[];
  /** The number on the printed slip, where another slip had it already and this one got a suffix (COL-35). */
  printed_number: string | null;
  /** Archive. */
  archive: Archive | null;
};

/** An installation: a uuid. */
export type DeviceId = string;

/** One thing that doesn't agree. */
export type Discrepancy = {
  /** Id: the question that a decision answers, where one does. */
  id: string;
  /** Why. */
  cause: DiscrepancyCause;
  /** The order or kit that it is about. */
  document: DocumentId | null;
  /** Code of a material. */
  item: string | null;
  /** Asset number of a tool. */
  tool: string | null;
  /** How much, in the item's small unit. */
  quantity: number;
  /** The entries behind it with their documents: both sides' facts. */
  entries: [DocumentId, EntryId][];
  /** The people concerned. */
  people: UserId[];
};

/** Why something doesn't agree. */
export type DiscrepancyCause =
  /** Only one of two people has written a movement. */
  | "one_sided"
  /** The technician says that he returned it; the store hasn't confirmed. */
  | "return_unconfirmed"
  /** Two storekeepers wrote the same side under one code: once more, or goods that left unrecorded. */
  | "code_used_again"
  /** Used without any issue. */
  | "used_without_issue"
  /** More was used, returned and lost than was issued (COL-12). */
  | "excess"
  /** More left the store than it had (COL-11, MAT-10): count it. */
  | "stock_negative"
  /** More was taken from a personal stock than it had. */
  | "kit_overdrawn"
  /** Two open loans of one tool (COL-10). */
  | "two_loans"
  /** A tool came back twice (COL-09). */
  | "seen_again"
  /** Something is lost or broken and waits for a manager. */
  | "loss";

/** An order, a customer, a kit or a store month: a uuid. */
export type DocumentId = string;

/** A half-filled form. */
export type Draft = {
  /** Which form: a key of the screen's own. Keys of a store aren't sealed, so it holds ids and names of commands only. */
  key: string;
  /** What the screen needs to go on with it, in the screen's own form. */
  value: string;
};

/** How a matter ends. */
export type Ends =
  /** By itself, when everything needed is there. */
  | "by_itself"
  /** When somebody ends it, and everything needed is there. */
  | "by_hand"
  /** Never by being done: it lasts until somebody gives it up. */
  | "never";

/** An entry of a journal: a ulid. */
export type EntryId = string;

/** The escalation of an order (ACC-5, ACC-6). */
export type Escalation = {
  /** Why managers are called, in order. */
  causes: EscalationCause[];
  /** Decisions that count, in order. */
  decisions: EscalationDecision[];
  /** Whether a cause waits for a manager. */
  open: boolean;
  /** The last decision closed the order without a signature, and nobody has called for anything since. */
  closed_unsigned: boolean;
};

/** Why managers are called. */
export type EscalationCause = {
  /** The second dissatisfaction, or the call by hand. */
  origin: Origin;
  /** Kind of that entry. */
  kind: Kind;
  /** What was said: a text blob. */
  words: BlobDigest | null;
  /** Whether a manager's decision has answered it. */
  answered: boolean;
};

/** A manager's decision. */
export type EscalationDecision = {
  /** Origin. */
  origin: Origin;
  /** Outcome. */
  outcome: EscalationOutcome;
  /** How the matter was handled. */
  handling: string;
};

/** How a manager closes an escalation (ACC-6). */
export type EscalationOutcome =
  /** Another round of work. */
  | "rework"
  /** The customer is content now and will try and sign. */
  | "customer_satisfied"
  /** Closed without a signature; nothing is charged. */
  | "closed_unsigned";

/** How often a duty comes again. */
export type Every =
  /** Every week, Monday to Sunday. */
  | "week"
  /** Every month. */
  | "month"
  /** Every year. */
  | "year";

/** What changes hands. */
export type Exchange =
  /** Material from the store to a technician, against an order (MAT-2). */
  | "issue"
  /** Material back from an order (MAT-4). */
  | "return"
  /** A tool from the store to a technician, against an order (MAT-3). */
  | "loan"
  /** A tool back (MAT-4). */
  | "tool_return"
  /** A borrowed tool from one technician to another. */
  | "hand_over"
  /** Material from the store into a technician's personal stock. */
  | "kit_issue"
  /** Material back from it. */
  | "kit_return"
  /** Material from one technician's personal stock to another's. */
  | "kit_transfer";

/** A period of management fees, such as `2026-H1`, `2026-Q2` or `2026-02`. */
export type FeePeriod = string;

/** Why a command on an account is refused. */
export type FeeRefusal =
  /** Nothing of this period is left to charge (DUN-1). */
  | { nothing_to_bill: FeePeriod }
  /** The day for it hasn't come. */
  | { too_early: Day }
  /** It isn't this step's turn: an earlier notice is missing, not sent or not received. */
  | { first: [NoticeWork, FeeStage] }
  /** Everything is paid (DUN-2). */
  | "paid"
  /** The bill is disputed and left out of dunning (DUN-21). */
  | "disputed"
  /** No dispute about it is open. */
  | "not_disputed"
  /** The notice was made already. */
  | "prepared_already"
  /** The notice went out already. */
  | "sent_already"
  /** The notice has not gone out. */
  | "not_sent"
  /** The notice was withdrawn. */
  | "withdrawn"
  /** A later notice of the period stands on it. */
  | { later_notice: FeeStage }
  /** The customer confirms name, address, what is paid, months and amounts first (FEE-9). */
  | "not_confirmed"
  /** The number of the receipt was used for another payment (FEE-10). */
  | { receipt_used: string }
  /** The number of the receipt stands on another paper of the site, used or prepared (FEE-10). */
  | { receipt_used_at: {
      /** The number. */
      receipt: string;
      /** Where it stands. */
      place: ReceiptPlace;
    } }
  /** More than what is owed of the late fee. */
  | { late_fee_too_high: number }
  /** The prepared receipt was used, or voided. */
  | "visit_over"
  /** Nothing is in arrears. */
  | "not_overdue"
  /** The letter comes three months after a call or a message, once (DUN-18). */
  | "call_first"
  /** The first month lies in a bill already. */
  | { billed_already: MonthOf };

/** An account as a line of a list. Stored ready-made, so that a list loads no document. */
export type FeeRow = {
  /** The account's document. */
  id: DocumentId;
  /** The customer's number in the directory. */
  account: string;
  /** Visits that are still to be made. */
  visits: FeeRowVisit[];
  /** Own entries that are saved here and not yet with the server. */
  pending: number;
  /** Own changes that the server refused. */
  stuck: number;
};

/** A visit that is still to be made, with the five things that are confirmed beforehand (FEE-11). */
export type FeeRowVisit = {
  /** The visit. */
  visit: EntryId;
  /** Who goes. */
  collector: UserId;
  /** When, milliseconds since 1970 UTC. */
  visit_at: number;
  /** How much, in fen. */
  amount_fen: number;
  /** Number of the prepared receipt. */
  receipt: string;
  /** Who will be there, the owner's name and the address; `None` where this device doesn't hold the words. */
  party: FeeVisitParty | null;
};

/** Which of the three notices (DUN-6). */
export type FeeStage =
  /** The payment notice, with the full list of charges: the bill itself. */
  | "payment"
  /** The reminder. */
  | "reminder"
  /** The final notice. */
  | "final";

/** Three of the five confirmations of a visit; time and amount are in the entry. */
export type FeeVisitParty = {
  /** Who will be there. */
  contact_name: string;
  /** The owner's name. */
  owner_name: string;
  /** The address. */
  address: string;
};

/** A field as it is drawn. */
export type FieldDescription = {
  /** Its key. */
  key: string;
  /** What it is called. */
  label: string;
  /** What it holds: `confirm`, `passed`, `mark`, `choice`, `words`, `private`, `number`, `day`, `time`, `person`, `department`, `signature` or `photo`. */
  holds: string;
  /** Its choices, where it has some. */
  choices: ChoiceDescription[];
  /** Decimal places of a number. */
  places: number;
  /** What stands behind a number. */
  unit: string;
  /** Whether it may stay empty. */
  asked: FormAsked;
  /** When it matters at all. */
  when: When | null;
};

/** A finding. */
export type FindingView = {
  /** Origin. */
  origin: Origin;
  /** What really has to be done. */
  content: string;
  /** Materials needed. */
  materials: string[];
  /** Tools needed. */
  tools: string[];
};

/** What a reading demands next. */
export type FollowUp =
  /** This step became part of the round and isn't done. */
  | {
      is: "step";
      /** It. */
      step: StepId;
    }
  /** This child checklist has to pass. */
  | {
      is: "child";
      /** Its path. */
      path: string;
    }
  /** Record this step again. */
  | { is: "repeat" }
  /** Record the material of this step. */
  | {
      is: "material";
      /** One of these items. */
      items: string[];
    }
  /** A new round began. */
  | {
      is: "new_round";
      /** Its number. */
      round: number;
    };

/** Who follows up (FUP-2). */
export type FollowUpBy =
  /** The dispatch centre. */
  | "dispatch_centre"
  /** The area customer assistant. */
  | "area_assistant";

/** Who follows up. */
export type FollowUpDuty = {
  /** Whose it is. */
  follow_up_by: FollowUpBy;
  /** The person, where one is named. */
  person: UserId | null;
  /** The entry that changed what the intake place says (FUP-2). */
  changed: [Origin, string] | null;
};

/** Follow-up track. */
export type FollowUpTrack =
  /** Not signed yet. */
  | "not_due"
  /** Signed, nobody called back yet. */
  | "due"
  /** Followed up, and the customer is satisfied. */
  | "done"
  /** Something has to be put right before the next follow-up (FUP-9). */
  | "corrective_open";

/** How a customer was followed up (FUP-4). */
export type FollowUpWay =
  /** A visit. */
  | "on_site"
  /** A call. */
  | "phone"
  /** Another way; never for repairs (FUP-15). */
  | "other";

/** Everything after the signature that isn't money. */
export type FollowUps = {
  /** Who follows up; absent before the registration is known. */
  duty: FollowUpDuty | null;
  /** What the repair was about, where somebody said so. */
  repair_class: RepairClass | null;
  /** Trials of a repaired leak. */
  leak_tests: LeakTrial[];
  /** Follow-ups. */
  done: FollowedUp[];
  /** What has to be put right. */
  correctives: Corrective[];
  /** Spot checks. */
  spot_checks: Checked[];
};

/** A follow-up. */
export type FollowedUp = {
  /** Origin. */
  origin: Origin;
  /** How. */
  way: FollowUpWay;
  /** Satisfied. */
  satisfied: boolean;
  /** Opinion column: a text blob. */
  opinion: BlobDigest | null;
  /** The customer's own signature: strokes, a blob. Never of a call (FUP-7). */
  signature: BlobDigest | null;
  /** Why the customer didn't sign or write. */
  refused: string | null;
  /** What it is about. */
  cause: Cause | null;
  /** Both columns are filled, or the refusal is recorded (FUP-6). */
  complete: boolean;
  /** It is about the signature that the order stands on; otherwise history of an earlier round (COL-17). */
  current: boolean;
  /** One of the last complete ones of this signature: of several the dissatisfied one leads (COL-16). */
  leads: boolean;
  /** Whoever asked knew that everything that had to be put right is. */
  after_correctives: boolean;
  /** The follow-up that somebody else made without knowing of this one, and that is counted for both (COL-16). */
  twin_of: EntryId | null;
};

/** Whether a field may stay empty. */
export type FormAsked =
  /** It has to be filled. */
  | "always"
  /** It has to be filled, or it is said that there is none, and why. */
  | "or_reason"
  /** It may stay empty. */
  | "never";

/** A form as it is drawn. */
export type FormDescription = {
  /** Its key. */
  key: string;
  /** Which matters it is for. */
  kind: MatterKind;
  /** Its version. */
  version: number;
  /** What it is called. */
  title: string;
  /** Ids of the rules that it serves. */
  rules: string[];
  /** It is about a home. */
  of_unit: boolean;
  /** Who answers for it and until when are named from the beginning. */
  planned: boolean;
  /** How often it comes again. */
  every: Every | null;
  /** How it ends. */
  ends: Ends;
  /** Its sections. */
  sections: SectionDescription[];
};

/** To whom a complaint is delivered (CMP-13, CMP-14). */
export type ForwardTo =
  /** The head of the management office. */
  | "office_head"
  /** The head of the department in charge. */
  | "department_head";

/** It was delivered (CMP-13, CMP-14). */
export type Forwarded = {
  /** Origin. */
  origin: Origin;
  /** To whom. */
  to: ForwardTo;
  /** Who took it. */
  who: string;
};

/** A safety gate. */
export type GateState = {
  /** Step id of the gate. */
  step: StepId;
  /** Somebody holds it now. */
  held: boolean;
  /** Who holds it on which visit; everybody isolates himself. */
  holders: Holder[];
  /** The last time that supply was put on. */
  withdrawn: EntryId | null;
};

/** What is lost or broken. */
export type Goods =
  /** Material that was issued. */
  | { material: GoodsLine }
  /** A tool on loan, by its asset number. */
  | { tool: string };

/** The account of one item in one order. Quantities are in the item's small unit. */
export type GoodsAccount = {
  /** Code of the catalogue. */
  item: string;
  /** Issued. */
  issued: number;
  /** Used, as far as it came from the store. */
  used: number;
  /** Returned, as far as the store has confirmed it. */
  returned: number;
  /** Returned by the technician's word alone. */
  unconfirmed: number;
  /** Lost or broken. */
  lost: number;
  /** Not accounted for: the technician has it. */
  open: number;
  /** More was used, returned and lost than was issued (COL-12). */
  excess: number;
  /** A person has accepted just this excess. */
  accepted: boolean;
};

/** A quantity of one material of the catalogue. */
export type GoodsLine = {
  /** Code of the catalogue. */
  item: string;
  /** Quantity in the small unit of the item's unit, from 1. */
  quantity: number;
  /** Batch, for items that are tracked by batch. */
  batch?: string | null;
};

/** Words of one moment, ready for a screen. */
export type Guidance = {
  /** The moment. */
  moment: Moment;
  /** Rules that ask for it. */
  rules: string[];
  /** What to do. */
  text: LocalText;
};

/** A hand-over that only one of two people has written. */
export type HandOver = {
  /** Its movement. */
  movement: MovementId;
  /** Its code, for the other side. */
  code: MovementCode;
  /** The order of the loan. */
  document: DocumentId;
  /** Asset number. */
  tool: string;
  /** Who gives. */
  from: UserId;
  /** Who takes. */
  to: UserId;
  /** The loan that goes on, where one of them knew it. */
  loan: MovementId | null;
  /** When, milliseconds since 1970 UTC. */
  at: number;
  /** Who has written it. */
  sides: Sides;
  /** What the storekeeper said of one side alone. */
  decided: boolean | null;
};

/** A slip that its holder gave back. */
export type HandedBack = {
  /** Origin: the holder wrote it. */
  origin: Origin;
  /** Why. */
  reason: string;
  /** The colleague whom he proposes. */
  proposed: UserId | null;
};

/** How the complainant came to the service centre (CMP-3, CMP-4). */
export type Handover =
  /** He spoke, called or wrote to the centre himself. */
  | "direct"
  /** Somebody of the staff went there with him. */
  | "accompanied"
  /** Somebody of the staff passes it on without him. */
  | "relayed";

/** Changes that the server sent and this device can't use. */
export type HeldProblem = {
  /** The document. */
  document: DocumentId;
  /** Who wrote them. */
  actor: ActorId;
  /** How many. */
  rows: number;
  /** What is wrong with them. */
  why: string;
};

/** Somebody who holds a gate. */
export type Holder = {
  /** Who. */
  author: UserId;
  /** His visit. */
  visit: number;
  /** The entry that set it. */
  entry: EntryId;
};

/** The enrolment of this installation. */
export type Identity = {
  /** Base address of the site's server, such as `https://site.example`. */
  site_url: string;
  /** The person. */
  user: UserId;
  /** Name shown before the staff list has come. */
  display_name: string;
  /** This installation. */
  device: DeviceId;
  /** Roles held at enrolment; the staff list of the reference data overrides them. */
  roles: Role[];
  /** Beginning of the slip numbers that this device gives out, unique at the site. */
  slip_prefix: string;
  /** The server's word that it has enrolled this device, which lets it in again after a restore; it opens nothing without the device's key. An older server gives none. */
  enrolment_receipt?: string;
};

/** A picture, base64url without padding. */
export type ImageBytes = string;

/** An incident in a public area. */
export type Incident = {
  /** Its document. */
  id: DocumentId;
  /** How far it has come. */
  state: IncidentState;
  /** The report. */
  report: IncidentReport;
  /** A major one: head of department and office head are told (PRI-12). */
  major: boolean;
  /** Why it became a major one later. */
  made_major: Said[];
  /** The finder waits for the department (PRI-10). */
  finder_on_site: boolean;
  /** Measures after the report, in order. */
  measures: Said[];
  /** Who came from the department, in order. */
  arrivals: Said[];
  /** Why the finder had to go before. */
  left: Said[];
  /** The course as it was reported, in order. */
  courses: CourseReport[];
  /** What was found out, in order; the last one says how it is seen now. */
  verifications: Verification[];
  /** Decisions, in order. */
  decisions: IncidentDecision[];
  /** Decisions that say different things and didn't know each other, the one that counts first; empty for none. */
  conflict: EntryId[];
  /** Orders that were registered for it, in order. */
  orders: LinkedOrder[];
  /** Entries that count for nothing. */
  not_accepted: NotAccepted[];
  /** Entries of a newer version. */
  newer: EntryId[];
};

/** What a person does about something in a public area, without an order (PRI-9). */
export type IncidentCommand =
  /** Report one: makes a new incident. */
  | {
      command: "report_incident";
      /** Where. */
      place: string;
      /** What kind of public matter. */
      area: PublicArea;
      /** Whose it is. */
      department: Department;
      /** What happened. */
      what: string;
      /** A major accident, or somebody may be liable for safety. */
      major: boolean;
      /** What was done at once. */
      measure: string | null;
    }
  /** Write a measure down. */
  | {
      command: "take_measure";
      /** What was done. */
      what: string;
    }
  /** The department's people are there. */
  | {
      command: "department_arrived";
      /** Who came. */
      who: string;
    }
  /** The finder has to go before they come. */
  | {
      command: "finder_left";
      /** Why. */
      reason: string;
    }
  /** Call both heads. */
  | {
      command: "make_major";
      /** Why. */
      reason: string;
    }
  /** Report the course to the superior. */
  | {
      command: "report_course";
      /** How it went. */
      course: string;
    }
  /** Write down what was found out. */
  | {
      command: "verify_incident";
      /** What caused it. */
      cause: string;
      /** Who answers for it. */
      responsibility: string;
      /** How it should be handled. */
      proposal: string;
    }
  /** Decide whether it is reported further. */
  | {
      command: "decide_incident";
      /** It goes further up. */
      report_further: boolean;
      /** To whom; needed where it goes further up. */
      to: string | null;
      /** Why. */
      reason: string;
    }
  /** Name the order that was registered for it. */
  | {
      command: "link_incident";
      /** The order. */
      order: DocumentId;
    };

/** A superior's decision (PRI-11). */
export type IncidentDecision = {
  /** Origin. */
  origin: Origin;
  /** It goes further up. */
  report_further: boolean;
  /** To whom. */
  to: string | null;
  /** Why. */
  reason: string;
  /** What it comes to. */
  standing: Standing;
};

/** What this device's user may do about an incident now, and the conduct that it asks for. */
export type IncidentNext = {
  /** Commands, open ones and those that something else comes before. */
  commands: Action[];
  /** Words for the present moment. */
  guidance: Guidance[];
};

/** Why a command on an incident is refused. */
export type IncidentRefusal =
  /** The department is there: the finder may go, and nothing has to be written about it (PRI-10). */
  | "department_there"
  /** Both heads are told already (PRI-12). */
  | "major_already"
  /** The superior decides on a course that somebody has reported (PRI-11). */
  | "no_course"
  /** Everything that is known of it comes from whoever wants to decide; only the office head may (PRI-7, PRI-11). */
  | "own_report"
  /** It names this order already. */
  | "linked_already";

/** The report. */
export type IncidentReport = {
  /** Origin; its author is the finder. */
  origin: Origin;
  /** Where. */
  place: string;
  /** What kind of public matter. */
  area: PublicArea;
  /** Whose it is. */
  department: Department;
  /** What happened. */
  what: string;
  /** It was a major one from the first word on. */
  major: boolean;
  /** What was done at once. */
  measure: string | null;
};

/** An incident as a line of a list. Stored ready-made, so that a list loads no document. */
export type IncidentRow = {
  /** The incident. */
  id: DocumentId;
  /** How far it has come. */
  state: IncidentState;
  /** A major one. */
  major: boolean;
  /** What kind of public matter. */
  area: PublicArea;
  /** Whose it is. */
  department: Department;
  /** Where. */
  place: string;
  /** The finder. */
  finder: UserId;
  /** Best estimate of when it was reported, milliseconds since 1970 UTC. */
  reported_at: number;
  /** Decisions of several superiors differ. */
  in_conflict: boolean;
  /** Own entries that are saved here and not yet with the server. */
  pending: number;
  /** Own changes that the server refused. */
  stuck: number;
};

/** How far an incident has come. */
export type IncidentState =
  /** The finder is there and waits for the department (PRI-10). */
  | "finder_on_site"
  /** The finder had to go, and nobody of the department has come: an alarm (PRI-10). */
  | "nobody_on_site"
  /** The department is there; nobody has reported the course yet. */
  | "department_on_site"
  /** The course is reported: the superior decides (PRI-11). */
  | "reported"
  /** He has decided whether it is reported further. */
  | "decided";

/** An incident as its page shows it. */
export type IncidentView = {
  /** The incident. */
  incident: Incident;
  /** Names of the people in it. */
  names: { [key in UserId]?: string };
  /** When the server received an entry, milliseconds since 1970 UTC. */
  received_at: { [key in EntryId]?: number };
  /** Own entries that are saved here and not yet with the server. */
  pending: EntryId[];
  /** Own changes that the server refused. They are not part of `incident`. */
  stuck: StuckChange[];
  /** Whether it is still in this device's view; one that left it stays until its work is sent. */
  listed: boolean;
};

/** The customer's trial. */
export type Inspection = {
  /** Origin. */
  origin: Origin;
  /** Satisfied. */
  passed: boolean;
  /** Whether its author knew of every call for rework: otherwise it tried an earlier round. */
  current: boolean;
  /** The customer's words: a text blob. */
  words: BlobDigest | null;
};

/** The judgement that counts. */
export type Judgement = {
  /** Origin. */
  origin: Origin;
  /** Accepted. */
  accepted: boolean;
  /** Version of the fee standard that it was made with (REG-3). */
  price_list_version: number;
  /** What was explained. */
  explanation: string | null;
  /** Why the service is free; absent for paid work. */
  free_reason: string | null;
  /** What was tried to help all the same, where it was not accepted (PRI-14). */
  tried: string | null;
  /** Until when a warranty runs, and whether it covers the request (REC-7). */
  warranty?: Warranty;
  /** Who deals with a business service (REG-9). */
  routed_to?: string;
};

export type Kind =
  | "request_registered"
  | "judged"
  | "slip_issued"
  | "assigned"
  | "slip_received"
  | "arrived"
  | "finding"
  | "quoted"
  | "price_confirmed"
  | "gate_set"
  | "gate_withdrawn"
  | "step_result"
  | "part_replaced"
  | "work_finished"
  | "not_repaired"
  | "inspection_result"
  | "customer_signed"
  | "cancel_requested"
  | "cancel_confirmed"
  | "dispatch_written_off"
  | "note"
  | "photo_added"
  | "marked"
  | "received"
  | "decision"
  | "cannot_keep_time"
  | "appointment_confirmed"
  | "tools_checked"
  | "left_site"
  | "customer_absent"
  | "waiting"
  | "resumed"
  | "price_refused"
  | "rework_requested"
  | "escalation_opened"
  | "escalation_decided"
  | "damage_reported"
  | "damage_settled"
  | "material_needed"
  | "material_approved"
  | "material_issued"
  | "material_received"
  | "material_used"
  | "material_returned"
  | "tool_loaned"
  | "tool_returned"
  | "tool_handed_over"
  | "lost_or_broken"
  | "store_written_off"
  | "settled"
  | "stock_received"
  | "stock_counted"
  | "scrapped"
  | "tool_inspected"
  | "kit_opened"
  | "kit_issued"
  | "kit_returned"
  | "kit_transferred"
  | "kit_used"
  | "kit_lost"
  | "content_time_agreed"
  | "customer_replied"
  | "pool_taken"
  | "assignment_returned"
  | "slip_returned"
  | "desk_batch_handed"
  | "desk_batch_taken"
  | "copy_delivered"
  | "demand_told"
  | "repair_classified"
  | "leak_tested"
  | "follow_up_assigned"
  | "follow_up"
  | "corrective_opened"
  | "corrective_closed"
  | "spot_check"
  | "registered_by_method"
  | "line_reported"
  | "line_approved"
  | "notice_line_listed"
  | "payment_received"
  | "adjustment"
  | "adjustment_approved"
  | "charge_waived"
  | "archived"
  | "month_checked"
  | "report_submitted"
  | "report_approved"
  | "report_sent_back"
  | "bundle_handed"
  | "analysis_recorded"
  | "analysis_reviewed"
  | "analysis_sent"
  | "incident_reported"
  | "emergency_measure_taken"
  | "department_arrived"
  | "finder_left"
  | "incident_made_major"
  | "course_reported"
  | "incident_verified"
  | "incident_decided"
  | "incident_linked"
  | "complaint_captured"
  | "complaint_recorded"
  | "complaint_accepted"
  | "complaint_classified"
  | "complaint_class_lowered"
  | "complaint_attributed"
  | "complaint_assigned"
  | "immediate_measure_taken"
  | "supervisor_called"
  | "complainant_contacted"
  | "handling_reported"
  | "remedy_planned"
  | "complaint_forwarded"
  | "complaint_answered"
  | "complainant_notified"
  | "complaint_resolved"
  | "complaint_reopened"
  | "complaint_linked"
  | "fee_terms_set"
  | "fee_opening_set"
  | "fee_notice_prepared"
  | "fee_notice_sent"
  | "fee_notice_received"
  | "fee_notice_withdrawn"
  | "fee_paid"
  | "fee_visit_planned"
  | "fee_receipt_voided"
  | "fee_contacted"
  | "fee_letter_sent"
  | "fee_recovery_decided"
  | "fee_disputed"
  | "fee_dispute_settled"
  | "matter_opened"
  | "matter_filled"
  | "matter_row_struck"
  | "matter_assigned"
  | "matter_noted"
  | "matter_closed"
  | "matter_reopened"
  | "matter_linked"
  | "customer_recorded";

/** How another request stands to this one. */
export type Kinship =
  /** Nobody has looked at both yet. */
  | "open"
  /** They are one request; which order leads the server has not said yet. */
  | "linked"
  /** They are one request, and this order leads. */
  | "leads"
  /** They are one request, and the other order leads. */
  | "follows"
  /** They are two requests. */
  | "different";

/** What a technician's personal stock has of one item. */
export type KitLine = {
  /** Whose. */
  technician: UserId;
  /** Code of the catalogue. */
  item: string;
  /** In the kit, in the item's small unit; negative where more was used than it had. */
  on_hand: number;
};

/** Goods that two technicians pass from kit to kit. */
export type KitTransfer = {
  /** Its movement. */
  movement: MovementId;
  /** Its code, for the other side. */
  code: MovementCode;
  /** Who gives. */
  from: UserId;
  /** Who takes. */
  to: UserId;
  /** Goods. */
  lines: GoodsLine[];
  /** When, by the side that came first; milliseconds since 1970 UTC. */
  at: number;
  /** Who has written it. */
  sides: Sides;
  /** What the storekeeper said of one side alone. */
  decided: boolean | null;
};

/** A trial of a repaired leak. */
export type LeakTrial = {
  /** Origin. */
  origin: Origin;
  /** It holds. */
  passed: boolean;
  /** When, milliseconds since 1970 UTC. */
  tested_at: number;
};

/** Everything that a replica knows of the store. */
export type Ledger = {
  /** The store, by item. */
  stock: StockLine[];
  /** Personal stock, by technician and item. */
  kits: KitLine[];
  /** Accounts of orders that goods were moved for. */
  orders: { [key in DocumentId]?: OrderGoods };
  /** Goods that moved between the store and kits, by time. */
  kit_movements: OrderMovement[];
  /** Goods that moved between kits, by time. */
  kit_transfers: KitTransfer[];
  /** Loans and tools. */
  tools: Tools;
  /** Every posting, by time. */
  postings: Posting[];
  /** What doesn't agree, each with its cause. */
  discrepancies: Discrepancy[];
};

/** What is wrong with a line of goods. */
export type LineError =
  /** No lines. */
  | { problem: "empty" }
  /** More lines than one entry takes. */
  | {
      problem: "too_many";
      /** Lines that are allowed. */
      max: number;
    }
  /** The catalogue has no such material. */
  | {
      problem: "unknown_material";
      /** The code. */
      item: string;
    }
  /** Zero, negative or beyond any store. */
  | {
      problem: "quantity";
      /** The code. */
      item: string;
    }
  /** Finer than the item's smallest step. */
  | {
      problem: "step";
      /** The code. */
      item: string;
      /** The step. */
      step: number;
    }
  /** The item is tracked by batch. */
  | {
      problem: "batch_missing";
      /** The code. */
      item: string;
    }
  /** A batch where none is tracked, or one of another form. */
  | {
      problem: "batch";
      /** The code. */
      item: string;
    }
  /** The same item and batch twice. */
  | {
      problem: "twice";
      /** The code. */
      item: string;
    };

/** An order that was registered for it (ISS-50). */
export type LinkedOrder = {
  /** Origin. */
  origin: Origin;
  /** The order. */
  order: DocumentId;
};

/** A loan of a tool. */
export type Loan = {
  /** Its movement. */
  movement: MovementId;
  /** Its code, for the other side. */
  code: MovementCode;
  /** The order. */
  document: DocumentId;
  /** Asset number. */
  tool: string;
  /** Who borrowed it. */
  lent_to: UserId;
  /** Who has it now: the borrower, or the last to whom it was handed over. */
  borrower: UserId;
  /** When, by the side that came first; milliseconds since 1970 UTC. */
  at: number;
  /** When it is due back, milliseconds since 1970 UTC. */
  due_at: number;
  /** How it left. */
  condition_out: ToolCondition;
  /** How it came back; the worse of two reports (P5). */
  condition_in: ToolCondition | null;
  /** Who has written the loan. */
  sides: Sides;
  /** What the storekeeper said of one side alone. */
  decided: boolean | null;
  /** How it stands. */
  state: LoanState;
  /** When it came back, milliseconds since 1970 UTC. */
  returned_at: number | null;
  /** A named person lets it run on after the order's end. */
  carried_over: boolean;
  /** The collision that it is part of. */
  conflict: string | null;
  /** The first entry that speaks of it. */
  entry: EntryId;
};

/** How a loan stands. */
export type LoanState =
  /** The tool is out. */
  | "open"
  /** The technician says that he brought it; the store hasn't confirmed. */
  | "return_unconfirmed"
  /** It is back. */
  | "returned"
  /** It came back under another order (COL-09). */
  | "came_back"
  /** Lost. */
  | "lost"
  /** Two loans of one tool: another one holds until the storekeeper has found out (COL-10). */
  | "unconfirmed"
  /** The storekeeper found that this loan did not take place (COL-10). */
  | "not_taken";

/** One wording in all three languages. */
export type LocalText = {
  /** Simplified Chinese. */
  "zh-Hans": string;
  /** Traditional Chinese. */
  "zh-Hant": string;
  /** English. */
  en: string;
};

/** Why a step is locked. */
export type LockReason =
  /** Another step comes first. */
  | {
      is: "step_open";
      /** It. */
      step: StepId;
    }
  /** The answer that decides whether this step is needed is not recorded yet. */
  | {
      is: "answer_needed";
      /** The deciding step. */
      step: StepId;
    }
  /** Another answer would be needed. */
  | {
      is: "other_answer_needed";
      /** The deciding step. */
      step: StepId;
    }
  /** Nobody holds the gate (CHK-3). */
  | {
      is: "gate_open";
      /** Step id of the gate. */
      gate: StepId;
    }
  /** Somebody else may hold it, but this technician did not set it on this visit (CHK-3). */
  | {
      is: "gate_not_set_by_you";
      /** Step id of the gate. */
      gate: StepId;
    }
  /** Supply has to be on. */
  | {
      is: "gate_held";
      /** Step id of the gate. */
      gate: StepId;
    }
  /** A child checklist has to pass first (CHK-10). */
  | {
      is: "child_open";
      /** Path of the child. */
      path: string;
    }
  /** The loop's action has to be recorded before the measurement is repeated (CHK-21, CHK-22). */
  | {
      is: "loop_pass_missing";
      /** The action's step. */
      step: StepId;
    };

/** Something lost or broken, which a manager has to close. */
export type LossCase = {
  /** The entry. */
  entry: EntryId;
  /** What. */
  goods: Goods;
  /** Lost, or broken. */
  damage: DamageKind;
  /** Who had it. */
  technician: UserId;
  /** When, milliseconds since 1970 UTC. */
  at: number;
  /** The manager's word: written off, or not accepted. */
  decided: boolean | null;
};

/** What a reading means, in a word: "below normal" (CHK-77). It binds nothing by itself; branches and rules do. */
export type Mark = {
  /** Unique in its step. */
  id: string;
  /** Given when this holds. */
  when: Test;
  /** Words for people. */
  label: LocalText;
};

/** The material line that a step takes (CHK-4). */
export type Material = {
  /** One of these items. */
  items: string[];
  /** How much. */
  quantity: Quantity;
  /** Another specification needs a reason and the customer's consent. */
  same_specification: boolean;
  /** The step can be done without. */
  optional: boolean;
  /** Where it comes from unless somebody says otherwise (ISS-52). */
  source: PartSource;
};

/** A material that the procedure may consume. */
export type MaterialKind = {
  /** Item of the catalogue, such as `starter`. */
  item: string;
  /** Name for people. */
  label: LocalText;
  /** Unit that quantities are counted in. */
  unit: Unit;
};

/** What a person does about a matter. */
export type MatterCommand =
  /** Begin one. */
  | {
      command: "open_matter";
      /** The form by its key, such as `move_in`. */
      form: string;
      /** What it is about, in words that name nobody. */
      title: string;
      /** The home: building and unit. */
      unit_no: string | null;
      /** The period of a duty that comes again: `2026-W10`, `2026-03` or `2026`. */
      period: string | null;
      /** Who answers for it; whoever opens it when absent. */
      person: UserId | null;
      /** The last day for it. */
      due: Day | null;
    }
  /** Fill in a section, or a row of it. */
  | {
      command: "fill_matter";
      /** The section by its key. */
      section: string;
      /** The row that was begun; a new one when absent, in a section that has rows. Only where people name rows may a new one be named here. */
      row: string | null;
      /** Values by the keys of their fields. */
      values: { [key in string]?: MatterInput };
    }
  /** Take a row back. */
  | {
      command: "strike_row";
      /** The section. */
      section: string;
      /** The row. */
      row: string;
      /** Why. */
      reason: string;
    }
  /** Give it to somebody. */
  | {
      command: "assign_matter";
      /** Who answers for it. */
      person: UserId;
      /** The department that it goes to. */
      department: Department | null;
      /** The last day for it. */
      due: Day | null;
      /** What is to be done. */
      words: string;
    }
  /** A remark. */
  | {
      command: "note_matter";
      /** Text that names nobody. */
      words: string;
    }
  /** Name an order that belongs to it. */
  | {
      command: "link_order";
      /** The order. */
      order: DocumentId;
      /** Section of the row that it is about. */
      section: string | null;
      /** The row. */
      row: string | null;
    }
  /** End it. */
  | {
      command: "close_matter";
      /** Everything is there; otherwise it is given up, with a reason. */
      done: boolean;
      /** Why it is given up, or what came of it. */
      words: string | null;
    }
  /** Take it up again. */
  | {
      command: "reopen_matter";
      /** Why. */
      reason: string;
    };

/** What a person fills into a field of a form. */
export type MatterInput =
  /** Yes or no. */
  | { is: boolean }
  /** One of the form's choices, by its key. */
  | { one: string }
  /** Words that name nobody, at most 500 characters. */
  | { words: string }
  /** Words about a person: they are kept apart and can be erased. */
  | { private: string }
  /** An integer in the field's small unit. */
  | { number: number }
  /** A day in the site's zone, such as `2026-03-02`. */
  | { day: Day }
  /** A moment, milliseconds since 1970 UTC. */
  | { time: number }
  /** Somebody of the staff. */
  | { person: UserId }
  /** A department. */
  | { department: Department }
  /** A signature: an SVG path on a 1000 x 400 field. */
  | { strokes: string }
  /** A photo. */
  | { photo: PhotoInput }
  /** There is none, and why. */
  | { without: string };

/** What a matter is about. Each is a kind of document of its own, because each has readers of its own. */
export type MatterKind =
  /** An owner moves in (MOV). */
  | "move_in"
  /** An empty home is looked after (TRU). */
  | "trusteeship"
  /** A home is renovated (REN). */
  | "renovation"
  /** Somebody came or called with a question (REC-1 to REC-4). */
  | "enquiry"
  /** Goods leave through the gate (REC-5). */
  | "goods_release"
  /** A visit or a call at a resident's (VIS-1, VIS-3, VIS-4). */
  | "visit"
  /** The yearly opinion survey (VIS-2). */
  | "survey"
  /** A community event (EVT-1, EVT-3 to EVT-7). */
  | "event"
  /** A notice board (EVT-2). */
  | "notice_board"
  /** A convenience or entrusted service (CNV-2 to CNV-6). */
  | "convenience"
  /** What the office publishes: the list of services, income and expenditure (CNV-1, CNV-7, FEE-12). */
  | "publication"
  /** A task, or a duty that comes again and again (ROL, FEE-13). */
  | "task";

/** Why a command on a matter is refused. Fields and sections are named by their keys. */
export type MatterRefusal =
  /** There is no such form. */
  | { refusal: "unknown_form"; data: string }
  /** The matter uses a form of a newer program. */
  | { refusal: "newer_form" }
  /** The form has no such section. */
  | { refusal: "unknown_section"; data: string }
  /** The section has no such field. */
  | { refusal: "unknown_field"; data: string }
  /** The value isn't what the field holds. */
  | { refusal: "unfit_value"; data: string }
  /** Another section comes first. */
  | { refusal: "first"; data: string }
  /** The section doesn't matter here. */
  | { refusal: "not_applicable"; data: string }
  /** There is no such row, or the section has none. */
  | { refusal: "no_such_row" }
  /** The section is filled as a whole: these fields are empty. */
  | { refusal: "incomplete"; data: {
      /** The section. */
      section: string;
      /** Its fields that are empty. */
      missing: string[];
    } }
  /** It is about a home, which has to be named. */
  | { refusal: "unit_needed" }
  /** A duty belongs to a period, and other matters don't. */
  | { refusal: "wrong_period" }
  /** Who answers for it and until when are named from the beginning (VIS-1). */
  | { refusal: "plan_needed" }
  /** It is over. */
  | { refusal: "over" }
  /** It isn't over. */
  | { refusal: "not_over" }
  /** It ends when everything is there, not by hand. */
  | { refusal: "ends_by_itself" }
  /** The row isn't a defect (MOV-9). */
  | { refusal: "not_a_defect" }
  /** The defect has no repair yet (MOV-9). */
  | { refusal: "repair_first"; data: string }
  /** Our own recheck has to pass first (MOV-10). */
  | { refusal: "recheck_first" }
  /** The owner agrees to a time first (MOV-10). */
  | { refusal: "appointment_first" }
  /** The owner has signed that it is mended (MOV-11). */
  | { refusal: "signed_already" }
  /** A paper that was needed has to be filed (MOV-12, REN-6). */
  | { refusal: "paper_needed"; data: string }
  /** The owner has to know of a problem before it is solved (TRU-6). */
  | { refusal: "owner_not_told" }
  /** The fee for the rubble is paid first, or a manager makes an exception (REN-5). */
  | { refusal: "waste_fee_first" }
  /** The pass was used (REC-5). */
  | { refusal: "pass_used" }
  /** The pass isn't valid now (REC-5). */
  | { refusal: "pass_not_valid" }
  /** An official is handed over to somebody (REC-3). */
  | { refusal: "receiver_needed" }
  /** It has to be ready before the event begins (EVT-5). */
  | { refusal: "before_the_event" }
  /** More than there can be. */
  | { refusal: "too_many"; data: string }
  /** A meter doesn't run backwards. */
  | { refusal: "lower_than_start"; data: string }
  /** The end lies before the beginning. */
  | { refusal: "end_before_start"; data: string }
  /** The order is linked already, or the row has one. */
  | { refusal: "linked_already" };

/** A matter as a line of a list. Stored ready-made, so that a list loads no document. */
export type MatterRow = {
  /** The matter. */
  id: DocumentId;
  /** What it is about. */
  kind: MatterKind;
  /** Its form. */
  form: string;
  /** How far it has come. */
  state: MatterState;
  /** What it is about, in a few words. */
  title: string;
  /** The home. */
  unit_no: string | null;
  /** A duty's period. */
  period: string | null;
  /** Who answers for it. */
  person: UserId;
  /** What is due next, milliseconds since 1970 UTC. */
  due_at: number | null;
  /** Best estimate of when it began, milliseconds since 1970 UTC. */
  opened_at: number;
  /** People have to look at it at once. */
  alarmed: boolean;
  /** Own entries that are saved here and not yet with the server. */
  pending: number;
  /** Own changes that the server refused. */
  stuck: number;
};

/** How far a matter has come. */
export type MatterState =
  /** Something is still to be done. */
  | "open"
  /** Everything that its form asks for is there. */
  | "done"
  /** It was given up. */
  | "given_up";

/** What stands in a field of a form. */
export type MatterValue =
  /** Yes or no. */
  | { is: boolean }
  /** One of the form's choices, by its key. */
  | { one: string }
  /** Words that name nobody. */
  | { words: string }
  /** An integer in the field's small unit. */
  | { number: number }
  /** A day in the site's zone. */
  | { day: Day }
  /** A moment, milliseconds since 1970 UTC. */
  | { time: number }
  /** Somebody of the staff. */
  | { person: UserId }
  /** A department. */
  | { department: Department }
  /** Words about a person, or a signature's strokes: a blob. */
  | { blob: BlobDigest }
  /** A photo. */
  | { photo: PhotoRef }
  /** There is none, and why. */
  | { without: string };

/** What is missing before the round can end. */
export type Missing =
  /** A step is not recorded. */
  | {
      is: "step";
      /** It. */
      step: StepId;
    }
  /** A step has to be recorded again. */
  | {
      is: "repeat";
      /** It. */
      step: StepId;
    }
  /** A child checklist is open. */
  | {
      is: "child";
      /** Its path. */
      path: string;
    };

/** A moment that has its own words. */
export type Moment =
  /** Before leaving for the job: tools and time (MAT-7, DSP-4). */
  | "on_the_way"
  /** At the customer's: look first, name the price before repairing (DSP-5, PRC-2). */
  | "finding"
  /** A price is offered: only what the standard names, and no promises (PRC-1, PRI-7). */
  | "price"
  /** The customer refused the price (PRI-5). */
  | "price_refused"
  /** The customer tries the repaired thing (ACC-1). */
  | "trial"
  /** The customer is not satisfied: apologise, write down his words, do it again (ACC-3, ACC-4). */
  | "dissatisfied"
  /** Managers are called: what they decide is theirs (ACC-5, ACC-6). */
  | "escalated"
  /** Something of the customer's was damaged or lost (DMG-1, DMG-2). */
  | "damage"
  /** Nobody is there. */
  | "absent"
  /** A dispute threatens (PRI-6). */
  | "quarrel"
  /** The office can't offer a service (REG-4, PRI-13 to PRI-15). */
  | "decline"
  /** Leaving: everything safe, everything taken along (CHK-3). */
  | "leaving"
  /** Somebody from outside uses violence (PRI-8). */
  | "violence"
  /** Something is wrong in a public area: act, stay, tell (PRI-9 to PRI-11). */
  | "public_area"
  /** Somebody complains: how he is met, and what a judgement rests on (CMP-3, CMP-6). */
  | "complaint"
  /** The complainant is very upset (CMP-11). */
  | "upset"
  /** Somebody is being harmed (CMP-20). */
  | "harm";

/** Money track. */
export type MoneyTrack =
  /** No price yet. */
  | "none"
  /** A price was offered. */
  | "quoted"
  /** Both sides agreed. */
  | "agreed"
  /** Signed: may be billed. */
  | "billable"
  /** In a finance report that is under review. */
  | "in_report"
  /** In an approved report. */
  | "approved"
  /** In a monthly notice. */
  | "in_notice"
  /** Paid in full. */
  | "paid"
  /** Regular, free, declined, or cancelled before work. */
  | "not_charged"
  /** A manager let the charge go, or closed the order without a signature and without charge (ACC-6). */
  | "waived";

/** Month, such as `2026-03`. */
export type MonthOf = string;

/** Code of a movement, such as `7K3M-0QXA`. */
export type MovementCode = string;

/** A movement: 32 hexadecimal digits. */
export type MovementId = string;

/** What a technician asked the store for. */
export type NeedLine = {
  /** The entry. */
  entry: EntryId;
  /** Who asks. */
  technician: UserId;
  /** When, milliseconds since 1970 UTC. */
  at: number;
  /** Materials. */
  lines: GoodsLine[];
  /** Kinds of tools. */
  tools: string[];
  /** The storekeeper's answer. */
  approved: boolean | null;
  /** Why it was refused. */
  reason: string | null;
};

/** What this device's user may do with an order now, and the conduct that the moment asks for. */
export type NextView = {
  /** How the next arrival stands to the appointment (DSP-4). */
  arrival: ArrivalDue | null;
  /** Words for the present moment. */
  guidance: Guidance[];
} & Actions;

/** An entry that counts for nothing, and why. It stays visible. */
export type NotAccepted = {
  /** Origin. */
  origin: Origin;
  /** Kind. */
  kind: Kind;
  /** Why, as a word that screens translate. */
  reason: string;
};

/** A line of a monthly notice. */
export type NoticeLine = {
  /** Origin. */
  origin: Origin;
  /** Month of the notice. */
  month: string;
  /** Amount in fen. */
  amount_fen: number;
};

/** What the complainant is told (CMP-19). */
export type NoticeOf =
  /** How it stands. */
  | "status"
  /** What came of it. */
  | "result";

/** What customer service has to do with a notice first. */
export type NoticeWork =
  /** Make it ready. */
  | "prepare"
  /** Send it. */
  | "send"
  /** Write down when it was received. */
  | "receive";

/** The complainant was told (CMP-19). */
export type Notified = {
  /** Origin. */
  origin: Origin;
  /** Of what. */
  of: NoticeOf;
  /** How. */
  way: SpokenTo;
  /** What he said. */
  words: string | null;
  /** Of a result: it is one that still stands. */
  stands: boolean;
};

/** What an order is. */
export type Order = {
  /** Version of the fold that made this value. */
  fold_version: number;
  /** The order's id. */
  id: DocumentId;
  /** Work track. */
  state: OrderState;
  /** A collision that people must settle (lifecycle section 4). */
  needs_decision: boolean;
  /** The time must be agreed again with the customer (REG-6). */
  time_open: boolean;
  /** Work waits for something. */
  waiting: boolean;
  /** Whether and why it is priced; unknown before registration. */
  charge: Charge | null;
  /** What finance decided about when the charge arose, where clocks left its month open: milliseconds since 1970 UTC (P10). */
  charge_decided_at?: number;
  /** The earliest and the latest that the charge can have arisen, while finance is asked for its month. */
  charge_between?: [number, number];
  /** Money track. */
  money: MoneyTrack;
  /** Signed once, and under rework or in doubt now: nothing may be collected. */
  disputed: boolean;
  /** Follow-up track. */
  follow_up: FollowUpTrack;
  /** Store track. */
  store: StoreTrack;
  /** Sides or sums of the order's goods don't agree. */
  store_discrepancy: boolean;
  /** Registration. */
  registered: Registered | null;
  /** Judgement. */
  judgement: Judgement | null;
  /** Slip. */
  slip: Slip | null;
  /** The technician who holds the slip (DSP-11). */
  holder: UserId | null;
  /** All assignments in order. */
  assignments: Assignment[];
  /** Times that the customer agreed to, the registered one first. */
  appointments: Appointment[];
  /** Times that could not be kept, visits that met nobody. */
  time_questions: TimeQuestion[];
  /** What each technician did. */
  visits: Visit[];
  /** What work waits or waited for. */
  waits: Wait[];
  /** Findings. */
  findings: FindingView[];
  /** Quotes. */
  quotes: Quote[];
  /** Confirmed prices. */
  consents: Consent[];
  /** Refused prices. */
  refusals: Refusal[];
  /** The price offered last was refused: cancel, or quote again. */
  price_refused: boolean;
  /** The amount that may be billed at most, in fen: never more than the customer confirmed (PRC-5). */
  billable_fen: number | null;
  /** Present round, from 1. */
  round: number;
  /** The checklist of the service class. */
  checklist: Checklist | null;
  /** Parts exchanged. */
  parts: PartLine[];
  /** End of work per round. */
  finished: Origin[];
  /** Reasons why it could not be repaired. */
  not_repaired: [Origin, string][];
  /** Trials. */
  inspections: Inspection[];
  /** Wishes for rework that came outside a trial. */
  rework_wishes: ReworkWish[];
  /** Signatures. */
  signatures: Signature[];
  /** Escalation to the managers. */
  escalation: Escalation | null;
  /** Damaged or lost property. */
  damages: DamageCase[];
  /** What was asked of the store, issued, used, returned and lost. */
  goods: OrderGoods;
  /** Tools on loan. */
  tools: Tools;
  /** Cancellations. */
  cancellations: Cancellation[];
  /** Write-off. */
  written_off: Origin | null;
  /** What the desks did. */
  desk: DeskTrack;
  /** Follow-ups, what has to be put right, spot checks. */
  follow_ups: FollowUps;
  /** Money after the signature. */
  account: Account;
  /** Remarks. */
  notes: Attachment[];
  /** Photos. */
  photos: PhotoLine[];
  /** Conflicts, settled ones included. */
  conflicts: Conflict[];
  /** Claims. */
  claims: Claim[];
  /** Entries that count for nothing. */
  not_accepted: NotAccepted[];
  /** What keeps the order out of the archive: `work`, `store`, `money`, `follow_up`, `copies`, `escalation`, `damage`, `decision`. */
  archive_blocked_by: string[];
  /** What waits for somebody. */
  tasks: Task[];
  /** Odd data. */
  problems: StateProblem[];
  /** Kinds of a newer version: the app needs an update to show them. */
  needs_update: string[];
};

/** The account of one order's materials. */
export type OrderGoods = {
  /** What was asked for. */
  needs: NeedLine[];
  /** What changed hands. */
  movements: OrderMovement[];
  /** By item. */
  accounts: GoodsAccount[];
  /** What was used up beside the parts that steps name, wherever it came from: quantity by item. */
  consumed: { [key in string]?: number };
  /** Lost and broken things, tools included. */
  losses: LossCase[];
  /** Entries whose code doesn't belong to their goods, or that name somebody else: they count for nothing. */
  unfit: EntryId[];
  /** The storekeeper's write-off. */
  written_off: EntryId | null;
};

/** Material that changed hands against an order. */
export type OrderMovement = {
  /** Its id. */
  movement: MovementId;
  /** Its code, for the other side. */
  code: MovementCode;
  /** Issue or return. */
  exchange: Exchange;
  /** The technician. */
  technician: UserId;
  /** Goods. */
  lines: GoodsLine[];
  /** When, by the side that came first; milliseconds since 1970 UTC. */
  at: number;
  /** Who has written it. */
  sides: Sides;
  /** What the storekeeper said of one side alone: it counts, or it doesn't. */
  decided: boolean | null;
  /** The store's side as further storekeepers wrote it: either once more, or goods that left under a code that had been used. */
  again: EntryId[];
  /** A storekeeper has confirmed that just these are one movement. */
  once: boolean;
};

/** An order as a line of a list. Stored ready-made, so that a list loads no document. */
export type OrderRow = {
  /** The order. */
  id: DocumentId;
  /** Slip number, once issued. */
  number: string | null;
  /** Work track. */
  state: OrderState;
  /** People must settle a collision. */
  needs_decision: boolean;
  /** Money track. */
  money: MoneyTrack;
  /** Follow-up track. */
  follow_up: FollowUpTrack;
  /** Store track. */
  store: StoreTrack;
  /** Service class. */
  service_class: string | null;
  /** Kind of service. */
  service_kind: ServiceKind | null;
  /** Customer's name, where this device holds it. */
  customer_name: string | null;
  /** Building and unit, where this device holds it. */
  unit_no: string | null;
  /** Appointment in force, milliseconds since 1970 UTC. */
  appointment_at: number | null;
  /** The time must be agreed again with the customer (REG-6). */
  time_open: boolean;
  /** Somebody is needed at once (PRI-4). */
  urgent: boolean;
  /** Work waits for something. */
  waiting: boolean;
  /** Signed once, and under rework or in doubt now. */
  disputed: boolean;
  /** The technician who holds the slip. */
  holder: UserId | null;
  /** Present round. */
  round: number;
  /** Ids of the tasks that wait for somebody. */
  tasks: string[];
  /** Open conflicts. */
  open_conflicts: number;
  /** Own entries that are saved here and not yet with the server. */
  pending: number;
  /** Own changes that the server refused. */
  stuck: number;
  /** Entries in the journal. */
  entries: number;
  /** Best estimate of the last entry's time, milliseconds since 1970 UTC. */
  changed_at: number | null;
};

/** Main state of the work track (lifecycle section 2). `time_open` and `needs_decision` are flags beside it. */
export type OrderState =
  /** Nothing registered yet in what this replica has. */
  | "unknown"
  /** Registration complete. */
  | "requested"
  /** Not for now. */
  | "declined"
  /** Accepted. */
  | "accepted"
  /** A business service, passed on to whoever deals with it (REG-9). */
  | "routed"
  /** Slip issued and assigned. */
  | "dispatched"
  /** The technician took the slip. */
  | "received"
  /** Arrived. */
  | "on_site"
  /** Both sides agreed on the price; regular orders pass with "no charge". */
  | "price_agreed"
  /** Checklist open. */
  | "in_work"
  /** The customer tries and inspects. */
  | "inspection"
  /** A new round is asked for. */
  | "rework"
  /** Still dissatisfied after rework. */
  | "escalated"
  /** The customer signed. */
  | "signed"
  /** Dispatch write-off done. */
  | "written_off"
  /** Cancelled, not yet confirmed by dispatch or desk. */
  | "cancel_open"
  /** Cancelled and confirmed. */
  | "cancelled"
  /** Every track closed, and kept (STA-5). */
  | "archived"
  /** Something came after the archive (COL-23). */
  | "reopened";

/** An order as its page shows it. */
export type OrderView = {
  /** The order. */
  order: Order;
  /** Its customer, where this device holds the document. */
  customer: Customer | null;
  /** Texts and signature strokes that the journal names, where this device holds them. */
  texts: { [key in BlobDigest]?: string };
  /** When the server received an entry, milliseconds since 1970 UTC. */
  received_at: { [key in EntryId]?: number };
  /** Names of the people in it. */
  names: { [key in UserId]?: string };
  /** Tools of the checklist that the holder hasn't ticked: a warning before he leaves for the job (MAT-7). */
  missing_tools: string[];
  /** Own entries that are saved here and not yet with the server. */
  pending: EntryId[];
  /** Own changes that the server refused. They are not part of `order`. */
  stuck: StuckChange[];
  /** Whether the order is still in this device's view; one that left it stays until its work is sent. */
  listed: boolean;
};

/** Who wrote an entry, and when: what every line on a screen can say of its origin. */
export type Origin = {
  /** The entry. */
  entry: EntryId;
  /** Author, role and device. */
  by: By;
  /** The author's clocks. */
  at: At;
};

/** A command with something unsent. */
export type OutboxItem = {
  /** The command. */
  command: CommandId;
  /** Kind of its first entry, such as `customer_signed`. */
  what: string;
  /** The documents that it wrote to. */
  documents: DocumentId[];
  /** When, by this device's wall clock, milliseconds since 1970 UTC. */
  created_at: number;
} & OutboxStatus;

/** How far a command of the outbox is. */
export type OutboxStatus =
  /** Waits for a connection. */
  | { status: "queued" }
  /** Is in the request whose answer hasn't come. */
  | { status: "sent_waiting" }
  /** Waits for a photo that it names; the photo goes up first. Later work on the same order waits with it. */
  | {
      status: "uploading_photo";
      /** The document. */
      document: DocumentId;
      /** The photo. */
      blob: BlobDigest;
      /** Bytes that the server has, as far as known. */
      sent: number;
      /** Bytes of the whole. */
      bytes: number;
      /** Why it doesn't move, when it doesn't. */
      trouble: string | null;
    }
  /** The server refused it: a person must look at it. */
  | {
      status: "stuck";
      /** The document whose change was refused. */
      document: DocumentId;
      /** Why. */
      reason: QuarantineReason;
      /** In more words. */
      detail: string;
    };

/** A part that was exchanged. */
export type PartLine = {
  /** Origin. */
  origin: Origin;
  /** Step. */
  step: string;
  /** Item. */
  item: string;
  /** Number. */
  quantity: number;
  /** Specification taken out. */
  old_specification: string;
  /** Specification fitted. */
  new_specification: string;
  /** Where it came from. */
  source: PartSource;
};

/** `part_replaced`: a part was exchanged at a `replace` step (CHK-4, MAT-8). */
export type PartReplaced = {
  /** Path of the checklist. */
  checklist: string;
  /** Step id. */
  step: string;
  /** Item of the catalogue, such as `starter`. */
  item: string;
  /** Number of pieces (or the item's smallest unit). */
  quantity: number;
  /** Specification of the part taken out. */
  old_specification: string;
  /** Specification of the part fitted. */
  new_specification: string;
  /** Where it came from. */
  source: PartSource;
  /** Why another specification was fitted, and that the customer agreed; needed when the two differ. */
  deviation?: SpecificationDeviation;
};

/** Where a replacement part came from (MAT-6, ISS-52). */
export type PartSource =
  /** Issued by the store against the order. */
  | "store"
  /** From the technician's personal stock. */
  | "kit"
  /** Bought by the customer: no stock movement, no material charge. */
  | "customer";

/** A payment. */
export type Payment = {
  /** Origin. */
  origin: Origin;
  /** Number of the receipt. */
  receipt: string;
  /** Amount in fen. */
  amount_fen: number;
  /** How. */
  method: PaymentMethod;
  /** When, milliseconds since 1970 UTC. */
  paid_at: number;
  /** Counts; a second entry of one receipt says nothing more (COL-26). */
  counts: boolean;
  /** The order or fee account whose payment bears this number too, where it came first (FEE-10). */
  elsewhere?: DocumentId;
};

/** How a customer pays (FEE-3). */
export type PaymentMethod =
  /** With the notice of the month. */
  | "monthly_account"
  /** Cash. */
  | "cash"
  /** A transfer. */
  | "transfer"
  /** A card. */
  | "card"
  /** A mobile wallet. */
  | "mobile";

/** Whether a photo may or must come with a step. */
export type Photo =
  /** May come. */
  | "optional"
  /** Must come. */
  | "required"
  /** Is refused. */
  | "none";

/** A photo as a command brings it. */
export type PhotoInput = {
  /** JPEG or PNG, at most `MAX_PHOTO_BYTES`. */
  bytes: ImageBytes;
  /** When it was taken, milliseconds since 1970 UTC, not in the future; now when absent. */
  taken_at?: number | null;
};

/** A photo beside the order. */
export type PhotoLine = {
  /** The entry. */
  origin: Origin;
} & PhotoRef;

/** A photo as an entry names it. */
export type PhotoRef = {
  /** The picture: a blob. */
  blob: BlobDigest;
  /** How many bytes the stored blob has. */
  bytes: number;
  /** When it was taken as its author says, milliseconds since 1970 UTC. */
  taken_at: number;
};

/** Where material is, or where it came from and went to. */
export type Place =
  /** Suppliers. */
  | { place: "supplier" }
  /** The store. */
  | { place: "store" }
  /** With a technician, against an order. */
  | { place: "order"; of: DocumentId }
  /** A technician's personal stock. */
  | { place: "kit"; of: UserId }
  /** Built in. */
  | { place: "used" }
  /** Lost or broken. */
  | { place: "lost" }
  /** Scrapped. */
  | { place: "scrap" }
  /** What a count found too much or too little. */
  | { place: "counted" }
  /** An opening balance whose past this replica doesn't hold. */
  | { place: "carried_over" };

/** One line of the ledger. */
export type Posting = {
  /** When it happened, milliseconds since 1970 UTC. */
  at: number;
  /** The entry behind it. */
  entry: EntryId;
  /** Its document. */
  document: DocumentId;
  /** Kind of entry. */
  what: Kind;
  /** Who wrote it. */
  by: UserId;
  /** Code of the catalogue. */
  item: string;
  /** Batch, where one is named. */
  batch: string | null;
  /** Quantity in the item's small unit. Negative only for a count that found less. */
  quantity: number;
  /** From here. */
  from: Place;
  /** To here. */
  to: Place;
};

/** One item of the fee standard. */
export type PriceItem = {
  /** Code, such as `lamp_repair` or `starter`. */
  code: string;
  /** Labour or material. */
  kind: PriceItemKind;
  /** Name. */
  label: LocalText;
  /** Unit in which it is counted. */
  unit: string;
  /** Price of one unit in fen. */
  unit_price_fen: number;
};

/** What an item of the fee standard pays for. */
export type PriceItemKind =
  /** Work. */
  | "labour"
  /** Something that stays with the customer. */
  | "material";

/** The fee standard (PRC-1, PRC-6). */
export type PriceList = {
  /** Version, from 1. */
  version: number;
  /** Legal basis. */
  basis: string;
  /** Valid from, milliseconds since 1970 UTC. */
  valid_from: number;
  /** Valid until before this moment, milliseconds since 1970 UTC; open-ended when absent. */
  valid_until?: number;
  /** Items. */
  items: PriceItem[];
};

/** A fact that could not be placed. */
export type Problem = {
  /** Its entry. */
  entry: EntryId;
  /** What is odd. */
  kind: ProblemKind;
};

/** What is odd about a fact. */
export type ProblemKind =
  /** No such checklist was open. */
  | "unknown_checklist"
  /** The procedure has no such step. */
  | "unknown_step"
  /** The step doesn't take this kind of entry. */
  | "wrong_kind"
  /** Its values are not what the step records; it does not count. */
  | "wrong_values"
  /** It names a round that never began; kept in the latest one. */
  | "unknown_round"
  /** Children are nested too deep, or the child's procedure is unknown; no child was opened. */
  | "child_not_opened";

/** One checklist in one version. */
export type Procedure = {
  /** Such as `LMP`; every step id begins with it. */
  id: string;
  /** From 1. */
  version: number;
  /** Clause of the source text. */
  clause: string;
  /** Name for people. */
  label: LocalText;
  /** What has to be at hand. */
  tools: Tool[];
  /** What it may consume. */
  materials: MaterialKind[];
  /** In the order in which a screen shows them; branches only lead forward. */
  steps: Step[];
  /** When the work counts as good. */
  acceptance: LocalText;
};

/** Which procedure in which version; an order keeps the one that it started with (CHK-1). */
export type ProcedureRef = {
  /** Such as `LMP`. */
  id: string;
  /** From 1. */
  version: number;
};

/** What kind of public matter it is (PRI-9). */
export type PublicArea =
  /** Public installations: lifts, pumps, lighting, roads. */
  | "engineering"
  /** Order and safety. */
  | "security"
  /** Cleanliness. */
  | "cleaning"
  /** Plants. */
  | "greening"
  /** Protection from fire (ROL-19). */
  | "fire"
  /** Vermin and insects (ROL-22). */
  | "pests"
  /** Refuse and its collection (ROL-22). */
  | "refuse"
  /** Upkeep of buildings and grounds (ROL-22). */
  | "upkeep"
  /** Anything else. */
  | "other";

/** How much of a material one line takes. */
export type Quantity =
  /** Exactly this many. */
  | { exactly: number }
  /** At least this many. */
  | { at_least: number };

/** Unit of a material. Quantities are integers in its small unit. */
export type QuantityUnit =
  /** Pieces. */
  | "piece"
  /** Sets of parts that belong together. */
  | "set"
  /** Rolls. */
  | "roll"
  /** Pairs. */
  | "pair"
  /** Bottles, cans and the like. */
  | "bottle"
  /** Metres, counted in millimetres. */
  | "metre"
  /** Kilograms, counted in grams. */
  | "kilogram"
  /** Litres, counted in millilitres. */
  | "litre";

/** Why changes are kept in quarantine instead of the log. */
export type QuarantineReason =
  /** Not an entry, not in the one deterministic form, an empty row, unsorted deps, a gap inside the run. */
  | "malformed"
  /** Larger or more than allowed. */
  | "limits"
  /** The actor belongs to another device or document, or is the document's creating actor. */
  | "actor"
  /** The actor has another change with this `seq`: two lives of one actor. Take a new actor and send again. */
  | "fork"
  /** The author's own last change is not in the ancestry. */
  | "own_past"
  /** The entry id is used already. */
  | "entry_id_used"
  /** The rebuilt change has another hash. */
  | "hash"
  /** `by` names another user, device, or a role that the user doesn't hold and didn't in the last 60 days. */
  | "by"
  /** The policy table never allowed it to this author here. */
  | "forbidden"
  /** The kind of entry does not belong into this kind of document. */
  | "document_kind"
  /** Comes after a refused change of the same actor. Send it again under a new actor. */
  | "follows"
  /** Another document's part of the same command was refused. */
  | "group";

/** A quote. */
export type Quote = {
  /** Origin. */
  origin: Origin;
  /** Version of the fee standard. */
  price_list_version: number;
  /** Lines. */
  lines: QuoteLine[];
  /** Part of the sum that is for work, in fen. */
  labour_fen: number;
  /** Part of the sum that is for material, in fen. */
  material_fen: number;
  /** Sum in fen. */
  amount_fen: number;
};

/** One line of a quote. */
export type QuoteLine = {
  /** Item of the fee standard. */
  item: string;
  /** Labour or material. */
  kind: PriceItemKind;
  /** Number of the item's unit. */
  quantity: number;
  /** Price of one unit in fen. */
  unit_price_fen: number;
};

/** A line of a quote as a technician enters it; the price comes from the fee standard. */
export type QuoteRequest = {
  /** Item of the fee standard. */
  item: string;
  /** Number of the item's unit, from 1. */
  quantity: number;
};

/** One recorded fact at a step. */
export type Reading = {
  /** Its entry. */
  entry: EntryId;
  /** Who. */
  author: UserId;
  /** On which visit. */
  visit: number;
  /** When, milliseconds since 1970, best estimate. */
  at_ms: number;
  /** What. */
  recorded: Recorded;
  /** Whether the values are good by the step's own rule; true where it has none. */
  good: boolean;
  /** Ids of the step's marks that they get, such as `below_normal` (CHK-77). */
  marks?: string[];
};

/** Where the number of a receipt stands already, as people call it (FEE-10). */
export type ReceiptPlace =
  /** A payment of the order with this slip number. */
  | { slip: string }
  /** The fee account of the customer with this number. */
  | { account: string };

/** One value that a step records. */
export type Record = {
  /** Name in the entry; unique in its step. */
  name: string;
  /** The question for a person. */
  label: LocalText;
  /** What kind of value it is. */
  value: RecordKind;
  /** May be left out. */
  optional: boolean;
  /** Asked only when this holds for the other values of the same record. */
  when: Test | null;
};

/** What is wrong with a recorded value. */
export type RecordFault =
  /** A value that the step asks for is not there. */
  | {
      is: "missing";
      /** Name of the record. */
      record: string;
    }
  /** The step doesn't ask for this value, or not together with the other answers. */
  | {
      is: "not_asked_for";
      /** Name of the record. */
      record: string;
    }
  /** Another type of value. */
  | {
      is: "wrong_type";
      /** Name of the record. */
      record: string;
    }
  /** A number that can't be. */
  | {
      is: "impossible";
      /** Name of the record. */
      record: string;
      /** What was given. */
      value: number;
      /** Its unit. */
      unit: Unit;
      /** Smallest possible. */
      min: number | null;
      /** Largest possible. */
      max: number | null;
    }
  /** No words in it. */
  | {
      is: "empty";
      /** Name of the record. */
      record: string;
    }
  /** Too many words or rows. */
  | {
      is: "too_long";
      /** Name of the record. */
      record: string;
      /** Characters or rows. */
      max: number;
    }
  /** None of the choices. */
  | {
      is: "unknown_choice";
      /** Name of the record. */
      record: string;
      /** What was given. */
      choice: string;
    };

/** A field of the record that intake asks for (CMP-5, PRI-16). */
export type RecordField =
  /** The complainant's name. */
  | "name"
  /** His address. */
  | "address"
  /** How he is reached. */
  | "contact"
  /** When it happened. */
  | "time"
  /** Where. */
  | "place"
  /** Whom he complains of. */
  | "person"
  /** Which department he complains of. */
  | "department"
  /** What happened. */
  | "course"
  /** What he wants. */
  | "demand";

/** What kind of value a record is. */
export type RecordKind =
  /** Yes or no. */
  | "yes_no"
  /** Done. */
  | "ack"
  /** Words; never empty, at most 500 characters. */
  | "text"
  /** A whole number in a fixed unit. The limits say what is possible, not what is good. */
  | { number: {
      /** Unit of the number. */
      unit: Unit;
      /** Smallest possible value. */
      min: number | null;
      /** Largest possible value. */
      max: number | null;
    } }
  /** One of these. */
  | { choice: {
      /** The choices. */
      options: DefinitionChoice[];
    } }
  /** Rows. */
  | { list: {
      /** Fields of each row; no lists inside. */
      fields: Record[];
      /** In which order to work and write; shown above the list. */
      order: LocalText | null;
    } };

/** A value recorded at a step. */
export type RecordValue =
  /** An answer to a yes/no question. */
  | { yes_no: boolean }
  /** A number in the fixed small unit that the procedure names for this record. */
  | { number: number }
  /** Words, at most 500 characters. */
  | { text: string }
  /** One of the choices that the procedure names. */
  | { choice: string }
  /** Done. */
  | "ack"
  /** Rows of a list (points of a short circuit, lines of a leakage), each with its own fields. */
  | { list: { [key in string]?: RecordValue }[] };

/** One version of the record. */
export type RecordVersion = {
  /** Origin. */
  origin: Origin;
  /** Its words: a blob. */
  record: BlobDigest;
  /** Fields that have words. */
  given: RecordField[];
  /** Fields that nobody can fill, and why. */
  unknown: UnknownField[];
};

/** What was recorded. */
export type Recorded =
  /** Values and photos. */
  | {
      kind: "values";
      /** By record name. */
      values: { [key in string]?: RecordValue };
      /** Photos. */
      photos: PhotoRef[];
    }
  /** A part. */
  | {
      kind: "part";
      /** The line. */
      part: PartReplaced;
    }
  /** The gate was set. */
  | { kind: "gate_set" }
  /** Supply was put on. */
  | { kind: "gate_withdrawn" };

/** Everything that a device needs to know of its site, in one bundle. */
export type Reference = {
  /** Version of the bundle, from 1; 0 for none yet. */
  version: number;
  /** Site name. */
  site_name: string;
  /** IANA time zone of the site's business days. */
  timezone: string;
  /** Fee standard. */
  price_list: PriceList;
  /** The fee standard that follows, where it is published ahead of time. */
  coming_price_list?: PriceList;
  /** Materials and tools of the store. */
  catalogue?: Catalogue;
  /** Staff. */
  staff: StaffMember[];
  /** The site's own procedures, and its versions of those that come with the software (CHK-1). */
  procedures?: Procedure[];
  /** Minutes before an appointment at which a technician is warned, where the site has other than the printed ones (DL-02). */
  arrival_warning_minutes?: number;
  /** The site's own kinds of cases; none while it uses those that come with the software (CMP-7). */
  case_kinds?: CaseKinds;
};

/** A quote that the customer refused. */
export type Refusal = {
  /** Origin. */
  origin: Origin;
  /** The quote. */
  quote: EntryId;
  /** Why. */
  reason: string;
};

/** The registration. */
export type Registered = {
  /** Origin. */
  origin: Origin;
  /** The customer's document. */
  customer: DocumentId;
  /** How the request came. */
  channel: Channel;
  /** Kind of service. */
  service_kind: ServiceKind;
  /** Service class. */
  service_class: string;
  /** Content: a text blob. */
  content: BlobDigest;
  /** Appointment, milliseconds since 1970 UTC. */
  appointment_at: number;
  /** When the request arrived, milliseconds since 1970 UTC. */
  received_at: number;
  /** How soon somebody is needed (PRI-4). */
  urgency?: Urgency;
};

/** Registration of a request: the five required fields and what belongs to them (REG-1). */
export type Registration = {
  /** Customer's name. */
  customer_name: string;
  /** Building and unit. */
  unit_no: string;
  /** Phone or another way to reach the customer. */
  contact: string;
  /** Department or company that the person belongs to, where he names one (PRI-16). */
  department?: string | null;
  /** Service content in the customer's words. */
  content: string;
  /** Appointment, milliseconds since 1970 UTC. */
  appointment_at: number;
  /** When the request arrived, milliseconds since 1970 UTC. */
  received_at: number;
  /** How it arrived. */
  channel: Channel;
  /** Kind of service. */
  service_kind: ServiceKind;
  /** Service class: id of a procedure. */
  service_class: string;
  /** How soon somebody is needed (PRI-4). */
  urgency?: Urgency;
};

/** A refused command. Nothing was written. */
export type Rejection =
  /** The order isn't here. */
  | { code: "not_found" }
  /** The policy table says no. */
  | { code: "denied"; data: {
      /** Kind of entry. */
      kind: Kind;
      /** Role or relation missing. */
      denial: Denial;
    } }
  /** The order's state doesn't allow it. */
  | { code: "wrong_state"; data: {
      /** Present state. */
      state: OrderState;
      /** What has to come first, as a word that screens translate. */
      needs: string;
    } }
  /** A required field is empty. */
  | { code: "missing"; data: {
      /** The field. */
      field: string;
    } }
  /** A field is too long, too large or not of its form. */
  | { code: "invalid"; data: {
      /** The field. */
      field: string;
      /** What is wrong. */
      detail: string;
    } }
  /** The fee standard has no such item. */
  | { code: "unknown_item"; data: {
      /** The item. */
      item: string;
    } }
  /** No procedure of this class is known here. */
  | { code: "unknown_class"; data: {
      /** The class. */
      service_class: string;
    } }
  /** The checklist refuses the step. */
  | { code: "step"; data: StepRefusal }
  /** The step needs the price that both sides agreed (PRC-2). */
  | { code: "price_not_agreed" }
  /** The fee standard changed since the quote was made, and nobody has agreed to it yet (COL-20). */
  | { code: "quote_outdated"; data: {
      /** Version of the quote. */
      quoted: number;
      /** Version in force here. */
      current: number;
    } }
  /** The fee standard carried here is not in force yet (PRC-6). */
  | { code: "fee_standard_not_yet"; data: {
      /** Its version. */
      version: number;
      /** From when it is, milliseconds since 1970 UTC. */
      valid_from: number;
    } }
  /** A part that the customer bought is in the agreed price (MAT-6). */
  | { code: "part_is_charged"; data: {
      /** Item of the fee standard. */
      item: string;
    } }
  /** The final test of this round hasn't passed. */
  | { code: "round_open"; data: {
      /** Steps still open. */
      missing: string[];
    } }
  /** The conflict doesn't exist or is settled. */
  | { code: "unknown_conflict"; data: {
      /** Its id. */
      conflict: string;
    } }
  /** The choice doesn't fit the conflict. */
  | { code: "unfit_choice"; data: {
      /** Its id. */
      conflict: string;
    } }
  /** What was given as a photo is neither JPEG nor PNG by its content. */
  | { code: "not_a_picture" }
  /** A photo is too large; the app scales it down first. */
  | { code: "photo_too_large"; data: {
      /** Its bytes. */
      bytes: number;
      /** Bytes that are allowed. */
      max: number;
    } }
  /** A picture that takes more memory to open than any camera's. */
  | { code: "too_many_pixels"; data: {
      /** Pixels across. */
      width: number;
      /** Pixels down. */
      height: number;
    } }
  /** More photos than one entry takes. */
  | { code: "too_many_photos"; data: {
      /** Photos that are allowed. */
      max: number;
    } }
  /** A photo that was taken later than now. */
  | { code: "photo_from_the_future"; data: {
      /** The time that was named, milliseconds since 1970 UTC. */
      taken_at: number;
    } }
  /** Lines of goods that the catalogue doesn't allow. */
  | { code: "goods"; data: LineError }
  /** The catalogue has no such tool. */
  | { code: "unknown_tool"; data: {
      /** Asset number. */
      tool: string;
    } }
  /** The tool is on loan, as this device knows (MAT-3). */
  | { code: "tool_out"; data: {
      /** Asset number. */
      tool: string;
      /** Who has it. */
      borrower: UserId;
      /** For which order. */
      order: DocumentId;
      /** Until when, milliseconds since 1970 UTC. */
      due_at: number;
    } }
  /** The tool is damaged, lost or scrapped. */
  | { code: "tool_unfit"; data: {
      /** Asset number. */
      tool: string;
    } }
  /** No open loan of this tool is known for the order. */
  | { code: "tool_not_out"; data: {
      /** Asset number. */
      tool: string;
    } }
  /** Somebody else has the tool. */
  | { code: "tool_with_other"; data: {
      /** Asset number. */
      tool: string;
      /** Who has it. */
      borrower: UserId;
    } }
  /** More goes back than the technician has (MAT-4). */
  | { code: "more_than_open"; data: {
      /** Code of the catalogue. */
      item: string;
      /** What is open, in the item's small unit. */
      open: number;
    } }
  /** The code was made for other goods, another order or somebody else. */
  | { code: "wrong_code" }
  /** This side of the movement is written already. */
  | { code: "recorded_already" }
  /** Goods aren't accounted for (MAT-5). */
  | { code: "goods_open"; data: {
      /** Items, tools and questions that are open. */
      open: string[];
    } }
  /** Goods leave the store only against an order with a slip (MAT-2). */
  | { code: "no_slip" }
  /** The incident's state doesn't allow it. */
  | { code: "incident"; data: IncidentRefusal }
  /** The complaint's state doesn't allow it. */
  | { code: "complaint"; data: ComplaintRefusal }
  /** The account's state doesn't allow it. */
  | { code: "fee"; data: FeeRefusal }
  /** The matter's form or state doesn't allow it. */
  | { code: "matter"; data: MatterRefusal }
  /** An entry would be longer than 4 KB. */
  | { code: "entry_too_long"; data: {
      /** Bytes that fit. */
      max: number;
    } };

/** A plan for what can't be settled at once (CMP-12). */
export type RemedyPlan = {
  /** Origin. */
  origin: Origin;
  /** The plan. */
  plan: string;
  /** What it costs, fen. */
  cost: number;
  /** The reason as the resident was told. */
  told: string;
  /** Which superior knows. */
  superior: string;
};

/** What a repair was about: the term of its follow-up hangs on it (FUP-11 to FUP-13). */
export type RepairClass =
  /** A safety installation. */
  | "safety"
  /** A leak or seepage. */
  | "leak"
  /** Any other repair. */
  | "other";

/** A reply to the customer. */
export type Reply = {
  /** Origin. */
  origin: Origin;
  /** What was said. */
  said: string;
  /** When, milliseconds since 1970 UTC. */
  replied_at: number;
};

/** A line of a finance report. */
export type ReportLine = {
  /** Origin. */
  origin: Origin;
  /** Month of the report. */
  month: string;
  /** Amount in fen. */
  amount_fen: number;
  /** The adjustment that it is for. */
  adjustment: EntryId | null;
  /** The signature, or the end with a charge, as the line's author saw it: milliseconds since 1970 UTC (FEE-1). */
  signed_at: number;
  /** The method of payment as the line's author saw it (FEE-3). */
  method: PaymentMethod | null;
  /** The office head's approval: from then on nothing changes it (P4). */
  approved: Origin | null;
};

/** What came of it. */
export type Resolution = {
  /** Origin. */
  origin: Origin;
  /** Settled, or unfounded. */
  outcome: ComplaintOutcome;
  /** What caused it. */
  cause: string;
  /** How it was handled. */
  course: string;
  /** The result. */
  result: string;
  /** How we apologised. */
  apology: string | null;
  /** What was agreed. */
  agreed: string | null;
  /** What was explained. */
  explanation: string | null;
  /** How he was helped. */
  help: string | null;
  /** Nobody who knew it has opened the complaint again. */
  stands: boolean;
};

/** Where the slip came back. */
export type Returned = {
  /** Origin. */
  origin: Origin;
  /** Where. */
  return_place: Desk;
};

/** A wish for rework that came outside a trial. */
export type ReworkWish = {
  /** Origin. */
  origin: Origin;
  /** The customer's words: a text blob. */
  words: BlobDigest;
};

/** Posts that a person can hold at a site. */
export type Role =
  /** Staff of the dispatch centre. */
  | "dispatcher"
  /** Front-desk duty. */
  | "front_desk"
  /** Dispatch assistant: follow-ups. */
  | "dispatch_assistant"
  /** Area customer assistant. */
  | "area_assistant"
  /** Customer-service assistant. */
  | "cs_assistant"
  /** Supervisor of the customer service centre. */
  | "csc_supervisor"
  /** Manager of the customer service centre. */
  | "csc_manager"
  /** Head of the management office. */
  | "office_head"
  /** Technician. */
  | "technician"
  /** Storekeeper. */
  | "storekeeper"
  /** Finance staff. */
  | "finance"
  /** Fee collector. */
  | "fee_collector"
  /** Records administrator. */
  | "records_admin"
  /** Gate guard. */
  | "gate_guard"
  /** Contractor. */
  | "contractor"
  /** Staff of administration and personnel. */
  | "admin_hr"
  /** Administrator of the software: accounts and devices, no business. */
  | "administrator"
  /** The server itself; no person holds it. */
  | "server";

/** A round that ended. */
export type Round = {
  /** From 1. */
  round: number;
  /** Verdict of its final test; `None` when it was left for another reason. */
  passed: boolean | null;
  /** The step that it began with; `None` for the first round. */
  from: StepId | null;
  /** Its steps. */
  steps: StepState[];
};

/** Something that was said in a few words: a measure, who came, why the finder left, why it is major. */
export type Said = {
  /** Origin. */
  origin: Origin;
  /** The words. */
  words: string;
};

/** A section as it is drawn. */
export type SectionDescription = {
  /** Its key. */
  key: string;
  /** Its heading. */
  title: string;
  /** Ids of the rules that ask for it. */
  rules: string[];
  /** It has rows. */
  rows: boolean;
  /** Its rows bear the keys of that section's rows. */
  of: string | null;
  /** Whoever begins a row may give its key; keys of other sections' rows are drawn. */
  named: boolean;
  /** It is filled as a whole. */
  whole: boolean;
  /** The matter can't end without it. */
  needed: boolean;
  /** What comes before it. */
  after: string[];
  /** Words for whoever fills it. */
  guidance: string | null;
  /** Its fields. */
  fields: FieldDescription[];
};

/** Two returns of one loan that nobody has confirmed once (COL-09). */
export type SeenAgain = {
  /** Id of the question. */
  conflict: string;
  /** Asset number. */
  tool: string;
  /** The returns with their documents. */
  entries: [DocumentId, EntryId][];
  /** Whether the reports of its condition differ. */
  conditions_differ: boolean;
  /** A person has confirmed it. */
  settled: boolean;
};

/** What kind of service is asked for (REG-7 to REG-9). */
export type ServiceKind =
  /** Covered by the management contract; never priced from the fee standard. */
  | "regular"
  /** Special (paid) service, priced by the fee standard. */
  | "special"
  /** Business service: letting, parking, venues. */
  | "business";

/** A person's decision on a conflict. */
export type Settled = {
  /** Origin. */
  origin: Origin;
  /** What was chosen. */
  choice: Choice;
  /** Why. */
  reason: string;
};

/** One side of a conflict: an entry with the value that it stands for. */
export type Side = {
  /** Origin: who, which device, when it happened. */
  origin: Origin;
  /** Kind of entry. */
  kind: Kind;
  /** Its data as JSON: the value to show. */
  value: unknown;
  /** Whether the present outcome follows this side. */
  counts: boolean;
};

/** The two entries of a movement, where this replica has them. */
export type Sides = {
  /** By who gave. */
  given: EntryId | null;
  /** By who took. */
  taken: EntryId | null;
};

/** The customer's signature. */
export type Signature = {
  /** Origin. */
  origin: Origin;
  /** Strokes: a blob. */
  strokes: BlobDigest;
  /** Picture: a blob. */
  image: BlobDigest | null;
  /** The entries that were shown. */
  items: EntryId[];
  /** Digest of what was shown. */
  shown: BlobDigest;
  /** Amount shown in fen. */
  amount_fen: number;
  /** Whether the digest is that of the entries named: otherwise nobody can say what was signed. */
  bound: boolean;
  /** Whether what was signed has changed since (ACC-2). */
  changed_since: boolean;
  /** Whether it is the signature that the order stands on; otherwise history of an earlier round or another visit. */
  counts: boolean;
};

/** The job slip. */
export type Slip = {
  /** Origin. */
  origin: Origin;
  /** Number. */
  number: string;
  /** Service class. */
  service_class: string;
  /** Version of its procedure (CHK-1). */
  procedure_version: number;
};

/** One of the three copies of a slip (FEE-2). */
export type SlipCopy =
  /** The customer keeps it. */
  | "owner"
  /** The customer service centre files it. */
  | "csc"
  /** Finance reckons with it and files it. */
  | "finance";

/** Another specification than before was fitted, with the customer's consent (CHK-4). */
export type SpecificationDeviation = {
  /** Why the same specification was not fitted. */
  reason: string;
  /** Whether the customer agreed; must be true. */
  customer_agreed: boolean;
};

/** How the complainant is spoken to (CMP-17, CMP-19). */
export type SpokenTo =
  /** By phone. */
  | "phone"
  /** In person, at the door. */
  | "on_site";

/** A member of the staff, as screens name him. */
export type StaffMember = {
  /** The person. */
  user: UserId;
  /** Name shown. */
  display_name: string;
  /** Roles held now. */
  roles: Role[];
};

/** What a decision comes to. */
export type Standing =
  /** It counts. */
  | "counts"
  /** A later one knew it and stands in its place. */
  | "replaced"
  /** Another one that didn't know it counts: of the higher role, else the earlier one (P8). */
  | "outweighed";

/** Something odd in the journal that no rule expects. Nothing is lost by it. */
export type StateProblem = {
  /** The entry. */
  entry: EntryId;
  /** What is odd, as a word that screens translate. */
  problem: string;
};

/** Where a step stands. */
export type Status =
  /** May be recorded now. */
  | { is: "open" }
  /** Waits; see the step's `locks`. */
  | { is: "locked" }
  /** Recorded and good. */
  | { is: "done" }
  /** Recorded, but has to be recorded again (fault loop, stale reading, failed final test). */
  | { is: "failed" }
  /** The branch that it stands on was not taken. */
  | {
      is: "not_applicable";
      /** Why. */
      because: Because;
    };

/** One step of a checklist. */
export type Step = {
  /** Unique in the procedure. */
  id: StepId;
  /** Letter of the clause; empty when added. */
  clause: string;
  /** Not printed in the source text; a site may switch it off (ISS-39). */
  added: boolean;
  /** What it is. */
  kind: DefinitionKind;
  /** A few words for a phone. */
  label: LocalText;
  /** What to do, in a sentence. */
  instruction: LocalText;
  /** What is recorded in a `step_result`. */
  records: Record[];
  /** Whether a photo may or must come with it. */
  photo: Photo;
  /** All must hold before it can be recorded. */
  needs: Condition[];
  /** When given and not met, the step is not applicable. */
  only_if: Condition | null;
  /** Where an answer leads; every branch that matches is taken. */
  branches: Branch[];
  /** Each must hold, or the record is refused. */
  accepts: Accept[];
  /** When the values are good: the verdict of a final test, or when another step counts as done. */
  passes: Test | null;
  /** Confirming this step sets the gate that bears its id (CHK-3). */
  sets_gate: boolean;
  /** Confirming this step says that supply is on: these gates fall open (CHK-3). */
  withdraws: StepId[];
  /** Makes a place safe: never waits for a price. */
  make_safe: boolean;
  /** The material line that it takes. */
  material: Material | null;
  /** May be left out with a written reason (ISS-48). */
  skippable_with_reason: boolean;
  /** While this holds, not even with a reason (CHK-74). */
  skip_barred: Test | null;
  /** The round may end without it. */
  optional: boolean;
  /** A reading older than the last one of these steps is stale and has to be taken again. */
  again_after: StepId[];
  /** The same, but only after an answer of this kind. */
  again_if: Answer[];
  /** What a reading means, in a word for people. */
  marks: Mark[];
  /** While its last reading answers so, the supervisor is told: a leak of gas that isn't removed. */
  alarms: Test | null;
  /** Steps whose last readings of the round are shown beside it. */
  shows: StepId[];
  /** Of a final test: the step that a new round starts from; the earliest applicable one of several. */
  restart: StepId[];
};

/** A step of the checklist that isn't closed. */
export type StepAction = {
  /** Path of its checklist. */
  checklist: string;
  /** Step id. */
  step: string;
  /** Kind of entry that it takes: `gate_set`, `gate_withdrawn`, `part_replaced` or `step_result`. */
  action: Kind;
  /** Why it is refused now, the price that nobody has agreed to included; absent when it is open. */
  refused: Rejection | null;
};

/** Id of a step, such as `LMP-3`; unique in its procedure. */
export type StepId = string;

/** Why an entry is refused. */
export type StepRefusal =
  /** No such checklist is open. */
  | {
      is: "unknown_checklist";
      /** What was named. */
      path: string;
    }
  /** The procedure in this version is not known here. */
  | {
      is: "unknown_procedure";
      /** It. */
      procedure: ProcedureRef;
    }
  /** The procedure has no such step. */
  | {
      is: "unknown_step";
      /** What was named. */
      step: string;
    }
  /** The step takes another kind of entry. */
  | {
      is: "wrong_kind";
      /** It. */
      step: string;
      /** What it is. */
      kind: DefinitionKind;
    }
  /** Another round is open. */
  | {
      is: "other_round";
      /** It. */
      current: number;
    }
  /** The final test passed; only a new round takes results. */
  | {
      is: "round_ended";
      /** It. */
      round: number;
    }
  /** The branch that the step stands on was not taken. */
  | {
      is: "not_applicable";
      /** It. */
      step: string;
    }
  /** Something comes first; a gate that is not set on this visit is among the reasons (CHK-3). */
  | {
      is: "locked";
      /** It. */
      step: string;
      /** All reasons. */
      reasons: LockReason[];
    }
  /** A value is wrong. */
  | {
      is: "record";
      /** It. */
      step: string;
      /** The first fault. */
      fault: RecordFault;
    }
  /** The values don't meet a rule of the step. */
  | {
      is: "not_accepted";
      /** It. */
      step: string;
      /** What the rule says. */
      rule: LocalText;
    }
  /** A photo has to come with it. */
  | {
      is: "photo_required";
      /** It. */
      step: string;
    }
  /** No photo is taken here. */
  | {
      is: "photo_not_wanted";
      /** It. */
      step: string;
    }
  /** May not be left out. */
  | {
      is: "not_skippable";
      /** It. */
      step: string;
    }
  /** Left out without saying why (ISS-48). */
  | {
      is: "skip_reason_missing";
      /** It. */
      step: string;
    }
  /** Another part than the step is about. */
  | {
      is: "wrong_item";
      /** It. */
      step: string;
      /** What was given. */
      item: string;
      /** What it takes. */
      items: string[];
    }
  /** Another quantity. */
  | {
      is: "wrong_quantity";
      /** It. */
      step: string;
      /** What was given. */
      quantity: number;
      /** What it takes. */
      wanted: Quantity;
    }
  /** Old or new specification is not named (CHK-4). */
  | {
      is: "specification_missing";
      /** Step. */
      step: string;
    }
  /** Another specification without reason or without the customer's consent (CHK-4, MAT-8). */
  | {
      is: "deviation_missing";
      /** Step. */
      step: string;
      /** Specification of the part taken out. */
      old: string;
      /** Specification of the part fitted. */
      new: string;
    };

/** State of one step in one round. */
export type StepState = {
  /** Step id. */
  id: StepId;
  /** Kind. */
  kind: DefinitionKind;
  /** Where it stands. */
  status: Status;
  /** Why a result, or a further one, would be refused now; empty when it may be recorded. */
  locks: LockReason[];
  /** How often it was recorded in this round. */
  attempts: number;
  /** How often it was recorded in this and all earlier rounds (CHK-2). */
  attempts_all_rounds: number;
  /** The reading that counts: the latest, or the unfavourable one of a final test (COL-28). */
  reading: Reading | null;
  /** Every reading of this round in Lamport order; of the earlier round when it was kept from there. */
  readings: Reading[];
  /** The round that the reading was kept from, when a new round began behind this step. */
  kept_from: number | null;
  /** What the reading demands next. */
  requires: FollowUp[];
};

/** What the store has of one item. */
export type StockLine = {
  /** Code of the catalogue. */
  item: string;
  /** In the store, in the item's small unit; negative where more has left than was there. */
  on_hand: number;
  /** The same by batch, for items that are tracked by batch. */
  batches: { [key in string]?: number };
};

/** What people do with the store and with personal stock, without an order. */
export type StoreCommand =
  /** Take a delivery in. */
  | {
      command: "receive_stock";
      /** Goods. */
      lines: GoodsLine[];
      /** Supplier, or number of the delivery note. */
      origin: string;
    }
  /** Write a stocktake down. */
  | {
      command: "count_stock";
      /** Whose kit; the store when absent. */
      kit?: UserId | null;
      /** Lines. */
      lines: CountRequest[];
      /** Why it was counted, or why it differs. */
      reason: string;
    }
  /** Scrap goods. */
  | {
      command: "scrap";
      /** What. */
      goods: Goods;
      /** Why. */
      reason: string;
    }
  /** Look at a tool. */
  | {
      command: "inspect_tool";
      /** Asset number. */
      tool: string;
      /** How it is. */
      condition: ToolCondition;
      /** When it is due for calibration or inspection again, milliseconds since 1970 UTC. */
      due_at?: number | null;
    }
  /** Issue material into a kit. */
  | {
      command: "issue_kit";
      /** Whose; the author when absent. */
      technician?: UserId | null;
      /** Goods. */
      lines: GoodsLine[];
      /** The code of the other side's entry; a new movement when absent. */
      code?: MovementCode | null;
    }
  /** Take material back from a kit. */
  | {
      command: "return_kit";
      /** Whose; the author when absent. */
      technician?: UserId | null;
      /** Goods. */
      lines: GoodsLine[];
      /** The code of the other side's entry; a new movement when absent. */
      code?: MovementCode | null;
    }
  /** Pass material from kit to kit. */
  | {
      command: "transfer_kit";
      /** Who gives. */
      from: UserId;
      /** Who takes. */
      to: UserId;
      /** Goods. */
      lines: GoodsLine[];
      /** The code of the other side's entry; a new movement when absent. */
      code?: MovementCode | null;
    }
  /** Goods of the own kit are gone or broken. */
  | {
      command: "report_kit_lost";
      /** Goods. */
      lines: GoodsLine[];
      /** What happened. */
      reason: string;
    }
  /** Answer a question about a movement of a kit. */
  | {
      command: "decide_kit";
      /** Id of the question, such as `ONE-SIDED:…`. */
      conflict: string;
      /** What is chosen. */
      choice: Choice;
      /** Why. */
      reason: string;
    };

/** Store track (MAT-5). */
export type StoreTrack =
  /** No goods of the store moved for this order. */
  | "none"
  /** Goods are out, or something isn't accounted for or written off. */
  | "open"
  /** Everything is accounted for and written off. */
  | "closed";

/** A refused change of one document, with its data for a person. */
export type StuckChange = {
  /** Why the server refused it. */
  reason: QuarantineReason;
  /** In more words. */
  detail: string;
  /** Its entries: id, kind and data as JSON. */
  entries: [EntryId, string, unknown][];
};

/** The supervisor was called (CMP-11). */
export type SupervisorCall = {
  /** Origin. */
  origin: Origin;
  /** The meeting room. */
  place: string;
  /** Why. */
  reason: string;
};

/** What waits for somebody. */
export type Task = {
  /** What, as a word that screens translate: `judge`, `issue_slip`, `assign`, `reply`, `confirm_cancel`, `write_off`, `escalation`, `damage:…`, `alarm`, `settle:COL-04:…`, `review:…`. */
  id: string;
  /** Whose. */
  roles: Role[];
};

/** A question about recorded values. A value that is not there fails every question but `not`. */
export type Test =
  /** The answer is yes. */
  | { yes: string }
  /** The answer is no. */
  | { no: string }
  /** There is a value. */
  | { recorded: string }
  /** The number lies in a range, limits included. */
  | { number: {
      /** Name of the record. */
      record: string;
      /** Smallest. */
      at_least: number | null;
      /** Largest. */
      at_most: number | null;
    } }
  /** The choice is one of these. */
  | { choice: {
      /** Name of the record. */
      record: string;
      /** The choices. */
      is: string[];
    } }
  /** Two numbers compared. */
  | { compare: {
      /** Name of the first number. */
      record: string;
      /** How the first stands to the second. */
      is: Comparison;
      /** Name of the second number. */
      other: string;
      /** The step that the second is read from; the same record when not given. */
      step: StepId | null;
    } }
  /** In every row of a list (and there is one) the choice is one of these. */
  | { every: {
      /** Name of the list. */
      list: string;
      /** Field of each row. */
      field: string;
      /** The choices. */
      is: string[];
    } }
  /** In every row of a list (and there is one) the question holds for the row's own values. */
  | { rows: {
      /** Name of the list. */
      list: string;
      /** The question about one row. */
      test: Test;
    } }
  /** The reading of another step answers so. */
  | { at: {
      /** The step. */
      step: StepId;
      /** The question about its values. */
      test: Test;
    } }
  /** The final test of the round before answered so; never in the first round. */
  | { before: Test }
  /** One of them holds. */
  | { any: Test[] }
  /** All of them hold. */
  | { all: Test[] }
  /** It doesn't hold. */
  | { not: Test };

/** What one screen shows and the other scans: everything that its owner needs to write his own entry. */
export type Ticket = {
  /** What changes hands. */
  exchange: Exchange;
  /** The order. */
  order?: DocumentId;
  /** Its slip number, for the eye. */
  number?: string;
  /** The technician; giver and taker where there are two. */
  parties: UserId[];
  /** Material. */
  lines?: GoodsLine[];
  /** Asset number of a tool. */
  tool?: string;
  /** When a loan is due back, milliseconds since 1970 UTC. */
  due_at?: number;
  /** How the tool is. */
  condition?: ToolCondition;
  /** The loan that a return ends. */
  loan?: MovementId;
  /** The code. */
  code: MovementCode;
};

/** Somebody said that the agreed time can't be kept, or found nobody there. */
export type TimeQuestion = {
  /** Origin. */
  origin: Origin;
  /** Why. */
  reason: string;
  /** Whether the customer has agreed to a time since. */
  answered: boolean;
};

/** A tool that the procedure asks for. */
export type Tool = {
  /** Kind of tool in the catalogue, such as `multimeter`. */
  id: string;
  /** Name for people. */
  label: LocalText;
  /** Not printed in the source text (ISS-39). */
  added: boolean;
};

/** A numbered tool. */
export type ToolCard = {
  /** Asset number, such as `T-017`. */
  asset: string;
  /** Kind of tool as procedures name it, such as `clamp_meter`. */
  kind: string;
  /** Name. */
  label: LocalText;
  /** Condition when it was registered. */
  condition: ToolCondition;
  /** When calibration or inspection is due, milliseconds since 1970 UTC. */
  due_at?: number;
};

/** How a tool is; a worse condition sorts higher (P5). */
export type ToolCondition =
  /** Works. */
  | "good"
  /** Works, but shows wear that somebody should look at. */
  | "worn"
  /** Must not be lent before it is repaired. */
  | "damaged";

/** What happened to a tool. */
export type ToolEvent = {
  /** When, milliseconds since 1970 UTC. */
  at: number;
  /** The entry. */
  entry: EntryId;
  /** Its document. */
  document: DocumentId;
  /** Kind of entry. */
  what: Kind;
  /** Who wrote it. */
  by: UserId;
  /** Who had the tool after it, or who brought it. */
  person: UserId | null;
  /** How the tool was. */
  condition: ToolCondition | null;
  /** A repeat of something already known: a second return. */
  seen_again: boolean;
};

/** A tool with its past. */
export type ToolState = {
  /** Asset number. */
  asset: string;
  /** Where it is. */
  place: ToolWhere;
  /** How it is; `None` when nothing was said. */
  condition: ToolCondition | null;
  /** When the last inspection says that the next one is due, milliseconds since 1970 UTC. */
  inspection_due: number | null;
  /** All that happened, in order. */
  history: ToolEvent[];
};

/** Where a tool is. */
export type ToolWhere =
  /** In the store. */
  | { place: "store" }
  /** On loan. */
  | {
      place: "on_loan";
      /** Who has it. */
      borrower: UserId;
      /** For which order. */
      order: DocumentId;
      /** Until when, milliseconds since 1970 UTC. */
      due_at: number;
    }
  /** Two people may have it (COL-10). */
  | {
      place: "unclear";
      /** They. */
      people: UserId[];
    }
  /** Lost. */
  | { place: "lost" }
  /** Scrapped. */
  | { place: "scrapped" };

/** Loans and tools. */
export type Tools = {
  /** All loans, by time. */
  loans: Loan[];
  /** Tools of which facts speak, by asset number. */
  tools: ToolState[];
  /** Tools returned more than once. */
  seen_again: SeenAgain[];
  /** Hand-overs, by time. */
  hand_overs: HandOver[];
  /** Entries whose code doesn't belong to their content, or that name somebody else: they count for nothing. */
  unfit: EntryId[];
};

/** Another order that may be the same request. */
export type Twin = {
  /** Id of the question, the same in both orders. */
  conflict: string;
  /** The other order. */
  order: DocumentId;
  /** How it stands to this one. */
  kinship: Kinship;
  /** When the earlier of two linked requests came, milliseconds since 1970 UTC: its deadlines count. */
  since: number | null;
};

/** Fixed small units; a stored number is always whole. */
export type Unit =
  /** Pieces, flashes, tries, bends. */
  | "count"
  /** 0.1 V. */
  | "decivolt"
  /** 0.01 V. */
  | "centivolt"
  /** 1 W. */
  | "watt"
  /** 1 ohm. */
  | "ohm"
  /** 0.01 megohm. */
  | "centimegohm"
  /** 1 mA. */
  | "milliampere"
  /** 1 kPa. */
  | "kilopascal"
  /** 0.1 degree Celsius. */
  | "decicelsius"
  /** 0.1 mm. */
  | "decimillimetre"
  /** 0.1 mm for each metre. */
  | "decimillimetre_per_metre"
  /** 0.01 m. */
  | "centimetre"
  /** 1 g. */
  | "gram"
  /** 1 ml. */
  | "millilitre"
  /** A day of the calendar written as the number YYYYMMDD. */
  | "calendar_day";

/** Why a field of the record stays empty (CMP-5). */
export type UnknownField = {
  /** The field. */
  field: RecordField;
  /** Why nobody can say. */
  reason: string;
};

/** How soon somebody is needed, as it was chosen when the request was taken down (PRI-4). */
export type Urgency =
  /** At the time that is agreed. */
  | "normal"
  /** Before what isn't: water runs, somebody can't get out, there is no light. */
  | "urgent";

/** A person: a uuid. */
export type UserId = string;

/** How a fee standard stands to a moment. */
export type Validity =
  /** In force. */
  | "in_force"
  /** Published ahead of time. */
  | "not_yet"
  /** Over; a newer version should have come with a sync. */
  | "over";

/** What was found out (ROL-25). */
export type Verification = {
  /** Origin. */
  origin: Origin;
  /** What caused it. */
  cause: string;
  /** Who answers for it. */
  responsibility: string;
  /** How it should be handled. */
  proposal: string;
};

/** What one technician did on his way and on site. */
export type Visit = {
  /** The technician. */
  technician: UserId;
  /** Receipt: the time that he named, milliseconds since 1970 UTC. */
  received_at: number | null;
  /** Receipt: origin. */
  received: Origin | null;
  /** Tools that he has with him, as ticked last (MAT-7). */
  tools: string[];
  /** Arrivals. */
  arrivals: Arrival[];
  /** Departures. */
  departures: Departure[];
  /** Whether he is at the customer's: arrived and not left since. */
  on_site: boolean;
};

/** Something that work waits, or waited, for. */
export type Wait = {
  /** Origin. */
  origin: Origin;
  /** For what. */
  waiting_for: WaitingFor;
  /** Which part, which permit, in words. */
  detail: string | null;
  /** Until when it should be there, milliseconds since 1970 UTC. */
  until: number | null;
  /** The word that it is there. */
  resumed: Origin | null;
};

/** What an order waits for. */
export type WaitingFor =
  /** A part that isn't here. */
  | "part"
  /** Water, gas or power of the building. */
  | "supply"
  /** Material that the owner buys (MAT-6). */
  | "owner_material"
  /** The customer's word. */
  | "customer"
  /** A permit. */
  | "permit";

/** A warranty, and what it means for a request (REC-7). */
export type Warranty = {
  /** Its last day in the site's zone. */
  until: Day;
  /** The request came within it: the unpaid form is the right one. */
  covers: boolean;
};

/** A field matters only where another one of the same matter has one of these values. */
export type When = {
  /** Section of the other field; of rows the same row. */
  section: string;
  /** The other field. */
  field: string;
  /** Its values: keys of choices, `yes` or `no`. */
  is: string[];
};
