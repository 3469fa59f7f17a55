/**
 * What the core's answers hold, as screens show it: lists, pages, words. The calls that give them are in `contract.ts`.
 */

import type {
  Choice,
  ComplaintNext,
  ComplaintRow,
  ComplaintView,
  DeviceId,
  DocumentId,
  EntryId,
  HeldProblem,
  IncidentNext,
  IncidentRow,
  IncidentView,
  Kind,
  Ledger,
  NextView,
  OrderRow,
  OrderView,
  OutboxItem,
  PriceList,
  Procedure,
  RecordField,
  Role,
  Ticket,
  UserId,
  Validity,
} from "./types";

export type * from "./fees";
export type * from "./matters";

/** An order as a line of the day's list. */
export type OrderListRow = OrderRow & {
  /** How the next arrival stands to the appointment at `now`; absent where nothing is due. */
  arrival: NextView["arrival"];
  /** Where it belongs in the list. */
  group: "now" | "today" | "later" | "pool" | "elsewhere" | "done";
  /** What must be looked at, the gravest first. */
  urgent: { why: UrgentWhy; text: string }[];
  /** State of the work in words. */
  state_text: string;
};

export type UrgentWhy = "stuck" | "decision" | "late" | "soon" | "urgent" | "conflict" | "time_open" | "rework" | "waiting" | "unsent";

/** The day's list, in the order in which it is shown: by group, then the urgent ones, then by appointment. */
export type OrderList = {
  /** Best estimate of the time, milliseconds since 1970 UTC. */
  now: number;
  /** IANA zone of the site. */
  timezone: string;
  /** The person. */
  me: UserId;
  orders: OrderListRow[];
  /** Names of the staff. */
  names: Record<UserId, string>;
};

/** A line of the list of incidents in public areas. */
export type IncidentListRow = Pick<IncidentRow, "id" | "state" | "major" | "place" | "reported_at"> & {
  state_text: string;
  /** Somebody still has to do something. */
  open: boolean;
  /** Nobody is on site, superiors differ, or the server refused something. */
  alarm: boolean;
  area_text: string;
  department_text: string;
  finder: string;
  unsent: boolean;
};

/** The incidents of this device, the open ones first, by time waiting. */
export type IncidentList = { now: number; timezone: string; incidents: IncidentListRow[] };

/** Everything that an incident's page needs. */
export type IncidentPage = {
  now: number;
  timezone: string;
  view: IncidentView;
  next: IncidentNext;
  said: {
    state: string;
    open: boolean;
    area: string;
    department: string;
    finder: string;
    reported_at: number;
    /** What must be looked at first. */
    alarm: string | null;
    finder_on_site: string | null;
    /** Oldest first. */
    course: CourseLine[];
    /** Open where `refused` is null. */
    commands: { action: Kind; name: string; refused: string | null }[];
    /** Why the server refused something. */
    stuck: string[];
    guidance: string[];
  };
};

/** What happened to an incident or a complaint, line by line. */
export type CourseLine = {
  entry: EntryId;
  kind: string;
  who: string;
  at: number;
  certain: boolean;
  /** When the server had it, as far as this device has heard. */
  arrived_at: number | null;
  unsent: boolean;
  words: string[];
  mark: { is: "good" | "warn" | "bad"; text: string } | null;
};

/** The kinds of cases that a form offers. */
export type CaseKindChoices = { kinds: { code: string; name: string; department: string }[] };

/** A line of the list of complaints. */
export type ComplaintListRow = Pick<
  ComplaintRow,
  "id" | "state" | "about_centre" | "unmet_harm" | "words" | "heard_at"
> & {
  state_text: string;
  /** Somebody still has to do something. */
  open: boolean;
  /** Somebody is being harmed, it was assigned twice, or the server refused something. */
  alarm: boolean;
  class_text: string | null;
  /** Its kind of case; `null` where nobody has said. */
  case_kind_text: string | null;
  department_text: string | null;
  channel_text: string;
  heard_by: string;
  unsent: boolean;
};

/** The complaints of this device, the open ones first, by time waiting. */
export type ComplaintList = { now: number; timezone: string; complaints: ComplaintListRow[] };

/** Everything that a complaint's page needs. */
export type ComplaintPage = {
  now: number;
  timezone: string;
  view: ComplaintView;
  next: ComplaintNext;
  said: {
    /** The complainant's name, or the start of the id. */
    title: string;
    state: string;
    open: boolean;
    /** What it means that it is about the service centre; `null` where it isn't. */
    about_centre: string | null;
    channel: string;
    class: string | null;
    /** Its kind of case; `null` where nobody has said. */
    case_kind: string | null;
    /** The kind's steps and duties; `null` where the site's list doesn't know it. */
    case: { name: string; words: string }[] | null;
    department: string | null;
    person: string | null;
    heard_by: string;
    heard_at: number;
    /** When the centre had it. */
    received_at: number | null;
    assigned_at: number | null;
    first_contact_at: number | null;
    /** What must be looked at first. */
    alarm: string | null;
    /** All fields of the record in their order; `null` where this device doesn't hold its words. */
    record:
      | {
          field: RecordField;
          name: string;
          words: string;
          /** Why nobody can fill it. */
          unknown: string | null;
          /** What was captured, where it was something else. */
          captured: string | null;
        }[]
      | null;
    /** Oldest first. */
    course: CourseLine[];
    /** Open where `refused` is null. */
    commands: { action: Kind; name: string; refused: string | null }[];
    /** Why the server refused something. */
    stuck: string[];
    guidance: string[];
  };
};

/** Everything that an order's page needs, in one answer. */
export type OrderPage = {
  now: number;
  row: OrderRow | null;
  view: OrderView;
  /** What may be done now, what not yet and why (`refused`), open and locked steps, guidance, arrival. */
  next: NextView;
  /** Definition of each checklist by its path (`order.checklist.path` and those of its children): labels, steps with
   * their records, units, ranges, branches and gates. */
  procedures: Record<string, Procedure>;
  /** The one thing that comes next, for the big button; `waits_for` is whose turn it is, in words. */
  primary:
    | { is: "command"; action: Kind }
    | { is: "step"; checklist: string; step: string }
    | { is: "waits"; text: string }
    | null;
  /** Words in the language of `set_language`. */
  said: Said;
  /** Every entry, oldest first. */
  timeline: TimelineEntry[];
};

/** What an order's page says, in words. Nothing here has to be translated or put together by a screen. */
export type Said = {
  /** Slip number, or the start of the id. */
  title: string;
  state: string;
  /** As `next.commands`: name of the command, and why not yet. */
  commands: { action: Kind; name: string; refused: string | null }[];
  /** Every step of the checklist and of its children, in their order. */
  steps: SaidStep[];
  /** What the round needs before the work can be finished. */
  missing: string[];
  tasks: { id: string; text: string; whose: string }[];
  conflicts: SaidConflict[];
  /** Entries that count for nothing, entries admitted as claims, odd data: each with why. */
  not_accepted: { entry: EntryId; text: string }[];
  claims: { entry: EntryId; text: string; reviewed: boolean }[];
  problems: { entry: EntryId; text: string }[];
  /** As `view.stuck`: why the server refused it, and its entries. */
  stuck: { reason: string; entries: string[] }[];
  /** The conduct that the moment asks for, with the rules that say so. */
  guidance: { text: string; rules: string[] }[];
};

export type SaidStep = {
  checklist: string;
  step: string;
  label: string;
  /** `inspect`, `measure`, … in words. */
  kind: string;
  /** `open`, `locked`, `done`, … in words. */
  status: string;
  /** Why this person can't record it now; `null` where he can. */
  refused: string | null;
  /** Why it isn't needed, where it isn't. */
  because: string | null;
  /** What the last answer demands next. */
  requires: string[];
  /** When its values are good. */
  good_when: string[];
  /** Where its answers lead. */
  leads: string[];
  /** What it records, for the inputs. */
  inputs: SaidInput[];
  /** Values recorded in this round. */
  values: { label: string; value: string; good: boolean | null }[];
};

/** One value of a step, as a keypad or a choice asks for it. Numbers are integers in the small unit: what is typed times
 * ten to the power of `decimals`. */
export type SaidInput = {
  name: string;
  label: string;
  optional: boolean;
  /** Asked only when this holds, in words. Which are asked with the answers so far, the call `asked` says. */
  asked_when: string | null;
  input:
    | { is: "yes_no" }
    | { is: "ack" }
    | { is: "text" }
    | {
        is: "number";
        /** Sign of the unit, such as `V`; empty for counts. */
        symbol: string;
        decimals: number;
        /** What is possible, in the small unit. */
        min: number | null;
        max: number | null;
        /** A day, as the number 20260302. */
        day: boolean;
        /** What passes, in words and, where it is one range, in the small unit. */
        good: { text: string; min: number | null; max: number | null } | null;
      }
    | { is: "choice"; options: { id: string; label: string }[] }
    | { is: "list"; order: string | null; fields: SaidInput[] };
};

export type SaidConflict = {
  id: string;
  rule: string;
  about: string;
  outcome: string;
  /** Who settled it and how; `null` while it is open. */
  settled: string | null;
  /** Whose task it is. */
  whose: string;
  sides: { letter: string; entry: EntryId; kind: string; value: string; who: string; counts: boolean }[];
  /** Choices that this person may make now with the command `decide`. */
  choices: { choice: Choice; text: string }[];
};

export type TimelineEntry = {
  entry: EntryId;
  kind: Kind | null;
  /** The kind in words. */
  name: string;
  who: string;
  role: string;
  /** Best estimate, and whether the clock behind it is certain. */
  at: number;
  certain: boolean;
  /** When the server had it; `null` while it hasn't. */
  arrived_at: number | null;
  /** Its data in one line. */
  text: string;
};

/** Dictionaries for what screens show without an order: by the id of each word. */
export type Words = {
  state: Record<string, string>;
  kind: Record<string, string>;
  role: Record<string, string>;
  money: Record<string, string>;
  store: Record<string, string>;
  follow_up: Record<string, string>;
  source: Record<string, string>;
  condition: Record<string, string>;
  loan: Record<string, string>;
  waiting_for: Record<string, string>;
  damage: Record<string, string>;
  area: Record<string, string>;
  department: Record<string, string>;
  service_kind: Record<string, string>;
  channel: Record<string, string>;
  /** Units of materials, with the places that people write: a quantity is shown divided by ten to that power. */
  material_unit: Record<string, { text: string; decimals: number }>;
  exchange: Record<string, string>;
  complaint_channel: Record<string, string>;
  handover: Record<string, string>;
  complaint_class: Record<string, string>;
  attribution: Record<string, string>;
  record_field: Record<string, string>;
  forward_to: Record<string, string>;
  notice_of: Record<string, string>;
  spoken_to: Record<string, string>;
  complaint_outcome: Record<string, string>;
};

/** What a movement's other side needs on its screen: the code to read aloud, and the text of the QR. */
export type ExchangeShown = {
  /** Eight characters, `7K3M-0QXA`. */
  code: string;
  movement: string;
  /** The QR's text. */
  ticket: string;
  says: Ticket;
};

/** An item that the person's own kit has less than nothing of now: it is kept, and the storekeeper gets to know. */
export type Overdrawn = { item: string; before: number; after: number };

/** What is said after a command was saved. It is durable when this arrives. */
export type Saved = {
  page: OrderPage;
  /** Own entries of this order that aren't with the server. */
  unsent: number;
  /** Where this command was the first side of a movement between two people. */
  exchange: ExchangeShown | null;
  overdrawn: Overdrawn[];
};

/** What is said after a command without an order was saved. */
export type SavedStore = {
  kit: KitPage;
  unsent: number;
  exchange: ExchangeShown | null;
  overdrawn: Overdrawn[];
};

/** A person's kit. */
export type KitPage = {
  technician: UserId;
  /** What is in it. */
  lines: Ledger["kits"];
  /** Movements that only one side has written. */
  one_sided: Ledger["kit_movements"];
  /** Questions about its movements, answered with `DecideKit`. */
  discrepancies: Ledger["discrepancies"];
  /** Tools that the person has borrowed. */
  tools: Ledger["tools"];
};

/** The outbox. */
export type OutboxPage = {
  now: number;
  items: (OutboxItem & {
    /** Slip numbers (or ids) of the orders that it touches, for the line. */
    orders: { id: DocumentId; number: string | null }[];
    /** The same for incidents. */
    incidents: { id: DocumentId; place: string }[];
    /** The same for complaints, with the beginning of their words. */
    complaints: { id: DocumentId; words: string }[];
    /** The same for the office's other matters. */
    matters: { id: DocumentId; title: string }[];
    /** The same for accounts of management fees. */
    fees: { id: DocumentId; account: string }[];
    /** What was done, in words. */
    name: string;
    /** How far it is, or why the server refused it, in words. */
    status_text: string;
  })[];
  /** What the server sent and this device can't use yet. */
  problems: HeldProblem[];
};

/** The fee standard at this moment. */
export type Prices = {
  now: number;
  price_list: PriceList;
  validity: Validity;
  coming: PriceList | null;
};

/** How far the connection is. */
export type SyncState = {
  /** A sync runs now. */
  running: boolean;
  /** What the browser says of the network; `false` is certain, `true` is a guess. */
  online: boolean;
  /** Wall clock of the last sync that ended well, milliseconds since 1970 UTC. */
  last_success: number | null;
  /** Why the last attempt failed; `null` after one that ended well. `not_our_server` is a captive portal. */
  failure: ConnectionFailure | StorageFailure | null;
  /** Commands that the server hasn't taken. */
  unsent: number;
  /** Of them, those that it refused. */
  stuck: number;
  /** Wall clock of the next attempt, milliseconds since 1970 UTC; `null` when it waits for an event. */
  next_attempt: number | null;
};

export type ConnectionFailure =
  | "offline"
  | "timeout"
  | "not_our_server"
  | "busy"
  | "signed_out"
  | "refused"
  | "not_saved";

/** What kept a sync from reading or storing. After `mended` the next one goes on. */
export type StorageFailure = "damaged" | "mended" | "store_failed";

/** What one sync did. */
export type SyncReport = {
  requests: number;
  accepted: number;
  waiting: number;
  reissued: number;
  pulled: number;
  changed: DocumentId[];
  removed: number;
  held: number;
  new_epoch: boolean;
  photos: number;
  photo_failure: ConnectionFailure | null;
};

/** What the browser says of the storage. `persist()` has to be asked for by the page (`navigator.storage.persist()`). */
export type StorageState = {
  /** The browser won't clear the data by itself. */
  persisted: boolean | null;
  /** Bytes. */
  usage: number | null;
  quota: number | null;
};

/** Who this device is and how it stands to its server. */
export type Status = {
  user: UserId;
  name: string;
  roles: Role[];
  device: DeviceId;
  slip_prefix: string;
  server: string;
  site: string;
  timezone: string;
  reference_version: number;
  needs_update: boolean;
  signed_in: boolean;
  cursor: { epoch: string; seq: number } | null;
  unsent: number;
  stuck: number;
  clock: { wall_ms: number; offset_ms: number | null };
  app: string;
};
