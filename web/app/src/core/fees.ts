/** What the core's answers about management fees hold. */

import type { DocumentId, EntryId, FeeRow, FeeRowVisit, Kind, PaymentMethod } from "./types";

/** An account of management fees as a line of the list. */
export type FeeListRow = Pick<FeeRow, "id" | "account"> & {
  /** Those that are still to be made: the person's own first, by time. */
  visits: (Pick<FeeRowVisit, "visit" | "visit_at" | "amount_fen" | "receipt" | "party"> & {
    /** This person goes. */
    mine: boolean;
    collector: string;
  })[];
  /** The server refused something. */
  stuck: boolean;
  unsent: boolean;
};

/** The accounts of this device: those first at which this person has a visit to make, by time. */
export type FeeList = {
  now: number;
  timezone: string;
  /** One of this person's posts takes money. */
  collects: boolean;
  fees: FeeListRow[];
};

/** Everything that an account's page needs. */
export type FeePage = {
  now: number;
  timezone: string;
  id: DocumentId;
  /** The customer's number. */
  account: string;
  /** How somebody pays at the door. */
  methods: { id: PaymentMethod; text: string }[];
  said: {
    billed_fen: number;
    paid_fen: number;
    unpaid_fen: number;
    /** As it is reckoned on this device. */
    late_fee_fen: number;
    /** What was paid beyond all bills. */
    credit_fen: number;
    /** What must be looked at first. */
    alarms: string[];
    bills: {
      /** Its months, or that it is the opening balance. */
      of: string;
      amount_fen: number;
      paid_fen: number;
      unpaid_fen: number;
      late_fee_fen: number;
      pay_by: string | null;
      disputed: boolean;
    }[];
    /** Those that are still to be made first, the person's own before others'. */
    visits: {
      visit: EntryId;
      mine: boolean;
      collector: string;
      visit_at: number;
      amount_fen: number;
      /** The same as a person types it. */
      amount_yuan: string;
      receipt: string;
      /** Whom the collector meets; `null` where this device doesn't hold the words. */
      party: FeeRowVisit["party"];
      open: boolean;
      state: string;
      /** This person may take the money now. */
      takes: boolean;
      /** This person may void the receipt now. */
      voids: boolean;
      unsent: boolean;
    }[];
    payments: {
      entry: EntryId;
      receipt: string;
      principal_fen: number;
      late_fee_fen: number;
      method: string;
      paid_at: number;
      who: string;
      unsent: boolean;
    }[];
    /** Open where `refused` is null. */
    commands: { action: Kind; name: string; refused: string | null }[];
    /** How many entries need a newer program. */
    newer: number;
    /** Why the server refused something. */
    stuck: string[];
  };
};

/** What the customer is asked before he pays. */
export type FeeAsked = {
  /** What changes hands; `null` where something typed is no amount. */
  total_fen: number | null;
  /** Why it is none. */
  wrong: string | null;
  /** Each line is confirmed by itself: name, address, what is paid, the months due, the amounts. */
  confirm: string[];
};

/** What a collector does at the door. */
export type FeeAtTheDoor =
  | {
      command: "take_payment";
      visit: EntryId;
      /** In yuan, as typed. */
      principal: string;
      late_fee: string;
      method: PaymentMethod;
      /** The lines of `FeeAsked.confirm` that the customer has confirmed. The core refuses where one is missing. */
      confirmed: string[];
    }
  | { command: "void_receipt"; visit: EntryId; reason: string };
