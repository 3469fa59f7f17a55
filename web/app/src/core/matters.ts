/** What the core's answers about the office's other matters hold. */

import type { CourseLine } from "./shown";
import type { DocumentId, EntryId, FormDescription, Kind, MatterKind, MatterRow, MatterValue } from "./types";

/** A line of the list of the office's other matters. */
export type MatterListRow = Pick<MatterRow, "id" | "kind" | "title" | "unit_no" | "period" | "due_at" | "opened_at"> & {
  kind_text: string;
  /** What its form is called; `null` of a newer program's. */
  form_text: string | null;
  state_text: string;
  /** Something is still to be done. */
  open: boolean;
  /** People have to look at it at once, or the server refused something. */
  alarm: boolean;
  /** What is due next is over time. */
  late: boolean;
  /** Who answers for it. */
  person: string;
  unsent: boolean;
};

/** The matters of this device, the open ones first, by what is due next. */
export type MatterList = { now: number; timezone: string; matters: MatterListRow[] };

/** Forms that this person may begin, in the order in which people look for them. */
export type MatterForms = {
  forms: {
    key: string;
    kind: MatterKind;
    kind_text: string;
    title: string;
    /** The home has to be named. */
    of_unit: boolean;
    /** Who answers for it and until when have to be named. */
    planned: boolean;
    /** Of a duty: the current period and the one before, and the matter of each where it is here already. */
    periods: { period: string; here: DocumentId | null }[];
  }[];
};

/** What stands in a field of a matter. */
export type MatterCell = {
  text: string;
  value: MatterValue;
  /** Words about a person, or strokes, as far as this device holds them. */
  held: string | null;
  who: string;
  /** Different values of people who didn't know of each other. */
  against: string[];
};

/** A section of a matter as it is filled. */
export type MatterSection = {
  section: string;
  /** Nothing is missing. */
  complete: boolean;
  /** This person may fill it now. */
  open: boolean;
  /** The section that comes before it and isn't complete. */
  first: string | null;
  /** One without a key where the section has no rows. */
  rows: {
    row: string | null;
    name: string;
    who: string;
    /** Why it was struck. */
    struck: string | null;
    /** Fields that are asked for and empty. */
    missing: string[];
    cells: { [field in string]?: MatterCell };
  }[];
  /** Rows of another section that this one says more about; `null` where it has rows of its own, or none. */
  offered: { row: string | null; name: string }[] | null;
};

/** Everything that a matter's page needs. */
export type MatterPage = {
  now: number;
  timezone: string;
  id: DocumentId;
  /** The form in the language of `set_language`; `null` of a newer program's. */
  form: FormDescription | null;
  said: {
    title: string;
    kind: string;
    state: string;
    open: boolean;
    person: string;
    unit_no: string | null;
    period: string | null;
    opened_by: string;
    opened_at: number;
    /** The last day for it. */
    due: string | null;
    /** What is due, and what was, by time. */
    dues: {
      text: string;
      row: string | null;
      due_at: number;
      done_at: number | null;
      late: boolean;
      missed: boolean;
    }[];
    alarms: string[];
    defects: {
      row: string;
      name: string | null;
      defect: string;
      state: string;
      order: DocumentId | null;
      number: string | null;
    }[];
    /** What the core reckons from it: what meters used, how many sheets came back. */
    figures: { [name in string]?: string };
    /** Those that matter here, in the order of the form. */
    sections: MatterSection[];
    /** Oldest first. */
    course: CourseLine[];
    /** Open where `refused` is null. */
    commands: { action: Kind; refused: string | null }[];
    /** Whether somebody ends it by hand, and what is missing before it is done. */
    ending: { by_hand: boolean; missing: string | null } | null;
    /** Entries that count for nothing, and why. */
    not_accepted: { entry: EntryId; text: string; who: string }[];
    /** How many entries need a newer program. */
    newer: number;
    /** Why the server refused something. */
    stuck: string[];
  };
};
