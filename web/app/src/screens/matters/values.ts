/** What is typed into the fields of a form, and what of it goes to the core. Nothing here decides what has to be filled. */

import type { MatterPage, MatterSection } from "../../core/contract";
import type { FieldDescription, MatterInput, MatterValue, SectionDescription } from "../../core/types";
import { asInput, fromInput, toSmallUnit, withDecimals } from "../../ui/format";
import type { TakenPhoto } from "../../ui/photos";
import { asPath, type Stroke } from "../../ui/strokes";

/** What a person has done to one field. */
export type Typed = {
  text?: string;
  yes?: boolean;
  photo?: TakenPhoto | null;
  strokes?: readonly Stroke[];
  /** There is none, and why. */
  none?: string | null;
};

/** By the keys of the fields; those that nobody has touched are absent. */
export type Filling = { [field in string]?: Typed };

/** Where a form is filled in. */
export type Place = {
  page: MatterPage;
  section: SectionDescription;
  /** `null` for a new row, and where the section has none. */
  row: string | null;
};

export function sectionOf(page: MatterPage, key: string): MatterSection | undefined {
  return page.said.sections.find((one) => one.section === key);
}

function standing(page: MatterPage, section: string, row: string | null) {
  return sectionOf(page, section)?.rows.find((one) => one.row === row && one.struck === null);
}

/** What stands in a field already. */
export function cellOf({ page, section, row }: Place, field: string) {
  if (section.rows && row === null) return undefined;
  return standing(page, section.key, row)?.cells[field];
}

/** A value as if it had just been typed. */
function asTyped(value: MatterValue, held: string | null, field: FieldDescription, timezone: string): Typed {
  if ("is" in value) return { yes: value.is };
  if ("one" in value) return { text: value.one };
  if ("words" in value) return { text: value.words };
  if ("number" in value) return { text: withDecimals(value.number, field.places) };
  if ("day" in value) return { text: value.day };
  if ("time" in value) return { text: asInput(value.time, timezone) };
  if ("person" in value) return { text: value.person };
  if ("department" in value) return { text: value.department };
  if ("without" in value) return { none: value.without };
  // Strokes and photos are shown, not typed.
  return field.holds === "private" ? { text: held ?? "" } : {};
}

/** What a field shows: what was typed, else what stands there. Where people differ somebody has to say it anew. */
export function shownIn(place: Place, field: FieldDescription, filling: Filling): Typed {
  const typed = filling[field.key];
  if (typed) return typed;
  const cell = cellOf(place, field.key);
  if (!cell || cell.against.length > 0) return {};
  return asTyped(cell.value, cell.held, field, place.page.timezone);
}

/** The key that a condition compares with. */
function keyOf({ yes, text }: Typed): string | undefined {
  return yes === undefined ? text : yes ? "yes" : "no";
}

/** Whether the form asks for a field, with the answers so far: the condition is the form's own. */
export function isAsked(place: Place, field: FieldDescription, filling: Filling): boolean {
  const { when } = field;
  if (!when) return true;
  const { page, section, row } = place;
  const other = page.form?.sections.find((one) => one.key === when.section);
  const asked = other?.fields.find((one) => one.key === when.field);
  if (!other || !asked) return false;
  const same = other.key === section.key || section.of === other.key;
  const there = { page, section: other, row: same ? row : null };
  const key = keyOf(shownIn(there, asked, other.key === section.key ? filling : {}));
  return key !== undefined && when.is.includes(key);
}

/** Something was typed that the field can't hold. */
export function isWrong(field: FieldDescription, typed: Typed): boolean {
  const text = typed.text?.trim() ?? "";
  if (typeof typed.none === "string") return typed.none.trim() === "";
  return field.holds === "number" && text !== "" && toSmallUnit(text, field.places) === null;
}

function ofText(field: FieldDescription, text: string, timezone: string): MatterInput | null {
  switch (field.holds) {
    case "choice":
      return { one: text };
    case "words":
      return { words: text };
    case "private":
      return { private: text };
    case "day":
      return { day: text };
    case "person":
      return { person: text };
    case "department":
      return { department: text as Extract<MatterInput, { department: unknown }>["department"] };
    case "number": {
      const number = toSmallUnit(text, field.places);
      return number === null ? null : { number };
    }
    case "time": {
      const time = fromInput(text, timezone);
      return time === null ? null : { time };
    }
    default:
      return null;
  }
}

/** What was typed as the core takes it; `null` where it is nothing. */
function asInputOf(field: FieldDescription, typed: Typed, timezone: string): MatterInput | null {
  if (typeof typed.none === "string") return { without: typed.none };
  if (typed.yes !== undefined) return { is: typed.yes };
  if (typed.photo) return { photo: { bytes: typed.photo.bytes, taken_at: typed.photo.taken_at } };
  if (typed.strokes) return typed.strokes.length > 0 ? { strokes: asPath(typed.strokes) } : null;
  const text = typed.text?.trim() ?? "";
  return text === "" ? null : ofText(field, text, timezone);
}

/** What goes to the core: of the fields that are asked for those that somebody has touched. */
export function inputs(place: Place, filling: Filling): { [field in string]?: MatterInput } {
  const all: { [field in string]?: MatterInput } = {};
  for (const field of place.section.fields) {
    const typed = filling[field.key];
    if (!typed || !isAsked(place, field, filling)) continue;
    const input = asInputOf(field, typed, place.page.timezone);
    if (input) all[field.key] = input;
  }
  return all;
}
