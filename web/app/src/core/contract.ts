/**
 * What the app's main thread and the worker with client-core in it say to each other.
 *
 * This folder (`web/app/src/core/`) is the seam between the screens and the Rust core:
 *
 * - `contract.ts` (this file): calls, answers, events, errors. Written by hand.
 * - `types.ts`: the values inside them, generated from client-core's serde types (`cargo xtask types`). Don't edit.
 * - `client.ts`: `openCore()`, what a screen imports: typed calls that give promises, and events.
 * - `passkey.ts`: the platform's secret for the PIN (WebAuthn PRF), which only a page can ask for.
 * - `worker.ts`: loads the wasm module and passes messages on. No screen imports it.
 *
 * Rules: a screen never judges by itself what may be done; it asks `order`, whose `next.commands` and `next.steps` name
 * everything: open where `refused` is null, and otherwise refused with what comes before it. Texts for people are `LocalText`, in three
 * languages. Money is in fen, quantities in an item's small unit, times in milliseconds since 1970 UTC. Times are shown
 * in the site's zone (`Reference.timezone`), never in the browser's.
 */

import type {
  Asked,
  Command,
  DeviceId,
  DocumentId,
  BlobDigest,
  Choice,
  Draft,
  EntryId,
  Guidance,
  HeldProblem,
  Identity,
  IncidentCommand,
  IncidentNext,
  IncidentRow,
  IncidentView,
  Kind,
  Ledger,
  Moment,
  NextView,
  OrderRow,
  OrderView,
  OutboxItem,
  PriceList,
  Procedure,
  ProcedureRef,
  RecordValue,
  Reference,
  Rejection,
  Role,
  StoreCommand,
  Ticket,
  ToolCondition,
  UserId,
  Validity,
} from "./types";

// ---------------------------------------------------------------------------------------------------------------
// Where the device stands

/** Where the device in this browser stands. Screens switch on `state`. */
export type OpenState =
  /** The core is starting. Nothing is known yet. */
  | { state: "starting" }
  /** Another tab or window of this browser has the data open; this one may show "open elsewhere" and `takeOver`. */
  | { state: "elsewhere" }
  /** Nobody is enrolled: only `enrol` is possible. */
  | { state: "not_enrolled" }
  /** Data are here, and sealed. */
  | {
      state: "locked";
      /** Who is enrolled, as far as may be shown without the key. */
      name: string;
      /** How the PIN opens it; `null` where none is set or ten wrong PINs have deleted that way: only `login` opens. */
      pin: PinWay | null;
      /** Why there is no PIN: never set, or deleted after ten wrong ones. */
      pin_gone: "never_set" | "ten_wrong" | null;
    }
  /** Everything is open. */
  | {
      state: "ready";
      identity: Identity;
      /** Roles that count now, by the staff list. */
      roles: Role[];
      /** Whether a PIN is set. Until it is, only a login opens the data after the next start. */
      pin_set: boolean;
      /** Whether tokens are there; without them `login` is needed before the next sync. Work goes on meanwhile. */
      signed_in: boolean;
      /** The server has reference data that only a newer app reads. */
      needs_update: boolean;
    }
  /** The stored data can't be opened: damaged, or no IndexedDB in this browser (private windows). */
  | { state: "broken"; error: CoreError };

/** What goes into the lock beside the PIN. */
export type PinWay = {
  /** How many wrong PINs are left before this way is deleted: 10 to 1. */
  left: number;
  /** The platform's secret to ask for. */
  secret:
    /** A passkey with PRF: `passkey.ts` evaluates it; both base64url. */
    | { kind: "passkey"; credential: string; salt: string }
    /** A passphrase of at least 12 characters that the person types besides the PIN. */
    | { kind: "passphrase" };
};

/** The second secret beside the PIN, as a call brings it. */
export type Secret =
  /** `output`: what the passkey's PRF gave, base64url of 32 bytes. */
  | { kind: "passkey"; credential: string; salt: string; output: string }
  /** At least 12 characters. */
  | { kind: "passphrase"; passphrase: string };

// ---------------------------------------------------------------------------------------------------------------
// Answers made for screens

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

export type UrgentWhy = "stuck" | "decision" | "late" | "soon" | "conflict" | "time_open" | "rework" | "waiting" | "unsent";

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
    course: {
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
    }[];
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
  failure: ConnectionFailure | null;
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

// ---------------------------------------------------------------------------------------------------------------
// Calls

/** Every call: its arguments and its answer. All but the first group need the state `ready`. */
export interface Calls {
  /** Where the device stands. */
  state: { args: {}; answer: OpenState };
  /** Enrols this browser with a one-time code and the person's password. The server is that of the page. May be
   * repeated with the same code after an interruption. Afterwards `ready` with `pin_set: false`: ask for a PIN. */
  enrol: { args: { code: string; password: string; device_name: string }; answer: OpenState };
  /** Opens with PIN and secret. Fails with `wrong_pin` or `pin_deleted`. Takes about a second (argon2id). */
  unlock: { args: { pin: string; secret: Secret }; answer: OpenState };
  /** Logs the same person in again; opens sealed data too (by the key that the server holds). Needs the network. */
  login: { args: { password: string }; answer: OpenState };
  /** Sets the PIN (4 to 12 digits), or changes it. `old` is needed where one is set and the last opening wasn't by
   * `login`. */
  set_pin: {
    args: { pin: string; secret: Secret; old: { pin: string; secret: Secret } | null };
    answer: OpenState;
  };
  /** Forgets the key until the next `unlock`. Nothing is lost. */
  lock: { args: {}; answer: OpenState };
  /** Forgets the tokens. Everything saved stays. With unsent work it fails with `unsent_work` unless `anyway`. */
  log_out: { args: { anyway: boolean }; answer: OpenState };
  /** Takes the data from the tab that has them open. That one gets `elsewhere`, after what it was saving is saved. */
  take_over: { args: {}; answer: OpenState };

  /** The language of all texts in answers; simplified Chinese until this is called. */
  set_language: { args: { language: "zh-Hans" | "zh-Hant" | "en" }; answer: Words };
  /** Who this device is. */
  status: { args: {}; answer: Status };
  /** The day's list. */
  orders: { args: {}; answer: OrderList };
  /** One order. Fails with `not_found`. */
  order: { args: { id: DocumentId }; answer: OrderPage };
  /** The conduct that a command's own moment asks for, such as `leaving`: show it before. */
  guidance: { args: { moment: Moment }; answer: Guidance };
  /** Which values of a step a form asks for, given the answers so far. Others must not be in the command. Fails with
   * `not_found`. */
  asked: {
    args: { procedure: ProcedureRef; step: string; values: { [name: string]: RecordValue } };
    answer: Asked;
  };
  /** Does something with an order; `order` is `null` for `register`. Durable when the answer is there. Fails with a
   * `rejected` that says what is missing, or `not_saved`. */
  execute: { args: { order: DocumentId | null; command: Command }; answer: Saved };
  /** The same for the own kit (and, for storekeepers, the store). */
  execute_store: { args: { command: StoreCommand }; answer: SavedStore };
  /** Incidents in public areas. */
  incidents: { args: {}; answer: IncidentList };
  /** One of them. Fails with `not_found`. */
  incident: { args: { id: DocumentId }; answer: IncidentPage };
  /** Does something about one; `incident` is `null` for `report_incident`. Durable when the answer is there. */
  execute_incident: { args: { incident: DocumentId | null; command: IncidentCommand }; answer: IncidentPage };
  /** Makes a picture of a camera or a file into what a command takes: upright, at most 2048 pixels, JPEG, no place and
   * no serial number in it, base64url. Fails with `not_a_picture` or `too_many_pixels`. */
  prepare_photo: {
    args: { file: Blob };
    answer: { bytes: string; taken_at: number | null; width: number; height: number; size: number };
  };
  /** A photo beside an order, where this device holds it; `null` where it doesn't (yet). */
  photo: {
    args: { document: DocumentId; digest: BlobDigest };
    answer: { media_type: string; bytes: Uint8Array } | null;
  };

  /** Half-filled forms. They are sealed like everything, and are no work: nothing of them is sent. */
  drafts: { args: {}; answer: Draft[] };
  /** Keeps one as it is now. `key` is stored unsealed: ids and names of commands only. */
  keep_draft: { args: Draft; answer: null };
  drop_draft: { args: { key: string }; answer: null };

  /** What the server hasn't taken yet, oldest first, and what it refused with the reason. */
  outbox: { args: {}; answer: OutboxPage };
  /** A kit; the own one where `of` is `null`. */
  kit: { args: { of: UserId | null }; answer: KitPage };
  /** Store, tools and kits as far as this device knows them. */
  ledger: { args: {}; answer: Ledger };
  /** What a scanned or typed ticket says. Fails with `not_a_ticket` or `damaged_ticket`. */
  read_ticket: { args: { text: string }; answer: Ticket };
  /** Writes this person's side of a ticket. */
  answer_ticket: {
    args: { text: string; condition: ToolCondition | null; photos: { bytes: string; taken_at: number | null }[] };
    answer: { order: Saved | null; store: SavedStore | null };
  };

  /** People, fee standard, catalogue and the site's own procedures, as last received. */
  reference: { args: {}; answer: Reference };
  prices: { args: {}; answer: Prices };
  /** The checklists on this device. */
  procedures: { args: {}; answer: Pick<Procedure, "id" | "version" | "label">[] };
  /** One checklist; the newest where `version` is `null`. Fails with `not_found`. */
  procedure: { args: { id: string; version: number | null }; answer: Procedure };

  /** Sends and fetches now. Fails with the connection's failure. The core syncs by itself too. */
  sync: { args: {}; answer: SyncReport };
  sync_state: { args: {}; answer: SyncState };
  storage: { args: {}; answer: StorageState };
}

export type CallName = keyof Calls;

// ---------------------------------------------------------------------------------------------------------------
// Errors

/** Why a call had no effect. Nothing was written, except where `store_failed` says that it is uncertain. `message` is for
 * a log, `text` for the person, in the language of `set_language`. */
export type CoreError = CoreErrorKind & { text: string };

type CoreErrorKind =
  /** A rule refuses it: `rejection.code` with its data. */
  | { code: "rejected"; rejection: Rejection; message: string }
  /** No room. Everything saved earlier is intact. */
  | { code: "not_saved"; message: string }
  /** The store failed: whether the last command was saved shows after `state`. */
  | { code: "store_failed"; message: string }
  | { code: "damaged"; message: string }
  | { code: "wrong_pin"; left: number; message: string }
  /** The tenth wrong PIN, or none set: log in. */
  | { code: "pin_deleted"; message: string }
  /** The PIN isn't 4 to 12 digits, or the passphrase shorter than 12 characters. */
  | { code: "weak_pin" | "weak_passphrase"; message: string }
  | { code: "unsent_work"; count: number; message: string }
  /** The connection failed. */
  | { code: ConnectionFailure; status?: number; message: string }
  /** The server said no: `kind` is the problem's name, such as `invalid-code`, `code-used`, `invalid-credentials`,
   * `too-many-attempts`, `device-revoked`. */
  | { code: "server"; kind: string; status: number; message: string }
  | {
      code:
        | "not_enrolled"
        | "sealed"
        | "elsewhere"
        | "not_found"
        | "not_a_ticket"
        | "damaged_ticket"
        | "not_a_picture"
        | "too_many_pixels"
        /** Arguments that can't be read: a fault of a screen. */
        | "bad_call"
        /** A fault of the core: it has been written to the console. */
        | "internal";
      message: string;
    };

// ---------------------------------------------------------------------------------------------------------------
// Events

/** What the core says by itself. */
export type CoreEvent =
  /** The state changed: another tab took over, the lock closed. */
  | { event: "state"; state: OpenState }
  /** Orders changed, by a sync or by a command; `null`: anything may have. Ask again for what is on the screen. */
  | { event: "changed"; documents: DocumentId[] | null }
  /** The sync state changed. */
  | { event: "sync"; sync: SyncState };

// ---------------------------------------------------------------------------------------------------------------
// Messages, for `client.ts` and `worker.ts` only

export type Request = { [N in CallName]: { id: number; call: N; args: Calls[N]["args"] } }[CallName];
export type Answer = { id: number; ok: unknown } | { id: number; error: CoreError };
/** What the page tells the worker without waiting for an answer: the network came or went, the page is shown. */
export type Hint = { hint: "online" | "offline" | "visible" };
export type ToWorker = Request | Hint;
export type FromWorker = Answer | CoreEvent;

/** The core as screens use it. */
export interface Core {
  call<N extends CallName>(call: N, args: Calls[N]["args"]): Promise<Calls[N]["answer"]>;
  /** Tells of every event; gives a function that ends it. */
  listen(listener: (event: CoreEvent) => void): () => void;
}

/** A failed call. */
export class CoreFailure extends Error {
  readonly error: CoreError;
  constructor(error: CoreError) {
    super(error.message);
    this.name = "CoreFailure";
    this.error = error;
  }
}
