/**
 * What the app's main thread and the worker with client-core in it say to each other.
 *
 * This folder (`web/app/src/core/`) is the seam between the screens and the Rust core:
 *
 * - `contract.ts` (this file): calls, answers, events, errors. Written by hand.
 * - `shown.ts`: what the answers hold: lists, pages, words; `matters.ts`, `fees.ts`: those about other matters and fees.
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
  CaseKindChoices,
  ComplaintList,
  ComplaintPage,
  ConnectionFailure,
  FeeAsked,
  FeeAtTheDoor,
  FeeList,
  FeePage,
  IncidentList,
  IncidentPage,
  KitPage,
  MatterForms,
  MatterList,
  MatterPage,
  OrderList,
  OrderPage,
  OutboxPage,
  Prices,
  Saved,
  SavedStore,
  Status,
  StorageState,
  SyncReport,
  SyncState,
  Words,
} from "./shown";
import type {
  Asked,
  BlobDigest,
  Command,
  ComplaintCommand,
  DocumentId,
  Draft,
  EntryId,
  Guidance,
  Identity,
  IncidentCommand,
  Ledger,
  MatterCommand,
  Moment,
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
} from "./types";

export type * from "./shown";

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
  /** Complaints. */
  complaints: { args: {}; answer: ComplaintList };
  /** The kinds of cases that a form offers, each with the department that answers for it. */
  case_kinds: { args: {}; answer: CaseKindChoices };
  /** One of them. Fails with `not_found`. */
  complaint: { args: { id: DocumentId }; answer: ComplaintPage };
  /** Does something about one; `complaint` is `null` for `capture_complaint`. Durable when the answer is there. */
  execute_complaint: {
    args: { complaint: DocumentId | null; command: ComplaintCommand };
    answer: ComplaintPage;
  };
  /** The office's other matters: move-in, empty homes, questions, goods at the gate, duties and the like. */
  matters: { args: {}; answer: MatterList };
  /** The forms that this person may begin. */
  matter_forms: { args: {}; answer: MatterForms };
  /** One of the matters. Fails with `not_found`. */
  matter: { args: { id: DocumentId }; answer: MatterPage };
  /** Does something about one; `matter` is `null` for `open_matter`. Durable when the answer is there. */
  execute_matter: { args: { matter: DocumentId | null; command: MatterCommand }; answer: MatterPage };
  /** Accounts of management fees at which somebody collects. */
  fees: { args: {}; answer: FeeList };
  /** One of them. Fails with `not_found`. */
  fee: { args: { id: DocumentId }; answer: FeePage };
  /** What the customer is asked to confirm before he pays this at a visit. Amounts are yuan as they are typed. */
  fee_asked: {
    args: { id: DocumentId; visit: EntryId; principal: string; late_fee: string };
    answer: FeeAsked;
  };
  /** Takes the money of a visit, or voids its receipt. Durable when the answer is there. */
  execute_fee: { args: { id: DocumentId; command: FeeAtTheDoor }; answer: FeePage };
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
  /** Damaged data were found and set right; nothing unsent was lost. The call had no effect: try again. */
  | { code: "mended"; message: string }
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
