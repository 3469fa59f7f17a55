/** The values of a step, typed as its procedure asks for them. */

import Button from "antd-mobile/es/components/button";
import { useTranslation } from "react-i18next";
import { useCall } from "../../app/session";
import type { SaidInput } from "../../core/contract";
import type { Asked, ProcedureRef, RecordValue } from "../../core/types";
import { ChoiceField, TextField, TickField } from "../../ui/fields";
import { toSmallUnit } from "../../ui/format";
import { Cross, Plus } from "../../ui/icons";
import { NumberField } from "../../ui/keypad";

/** What was typed for one input; rows of a list hold the same for their fields. */
export type Typed = string | boolean | Row[] | undefined;
export type Row = { [name: string]: Typed };

/** Which of these the core asks for. Until it has answered, those that are asked for in any case. */
function shown(inputs: readonly SaidInput[], asked: Asked | undefined): SaidInput[] {
  return inputs.filter((one) => (asked ? asked.names.includes(one.name) : one.asked_when === null));
}

/** A typed value as an entry keeps it; `undefined` where nothing was typed. */
function valueOf(input: SaidInput, typed: Typed, rows: Asked[] | undefined): RecordValue | undefined {
  const { input: form } = input;
  if (form.is === "list") {
    if (!Array.isArray(typed) || typed.length === 0) return undefined;
    return {
      list: typed.map((row, index) => valuesOf(rows ? shown(form.fields, rows[index]) : form.fields, row)),
    };
  }
  if (typed === undefined || typed === "" || Array.isArray(typed)) return undefined;
  if (form.is === "ack") return typed === true ? "ack" : undefined;
  if (typeof typed === "boolean") return { yes_no: typed };
  if (form.is === "number") {
    const number = toSmallUnit(typed, form.decimals);
    return number === null ? undefined : { number };
  }
  if (form.is === "choice") return { choice: typed };
  return typed.trim() === "" ? undefined : { text: typed };
}

function valuesOf(inputs: readonly SaidInput[], row: Row, asked?: Asked): { [name: string]: RecordValue } {
  const values: { [name: string]: RecordValue } = {};
  for (const input of inputs) {
    const value = valueOf(input, row[input.name], asked?.rows[input.name]);
    if (value !== undefined) values[input.name] = value;
  }
  return values;
}

const depends = (inputs: readonly SaidInput[]): boolean =>
  inputs.some((one) => one.asked_when !== null || (one.input.is === "list" && depends(one.input.fields)));

/** What a step's form asks for with the answers so far, and the values of a command. `waits`: the core hasn't heard the
 * last answer yet. */
export function useAsked(
  at: { procedure: ProcedureRef; step: string },
  inputs: readonly SaidInput[],
  row: Row,
) {
  const enabled = depends(inputs);
  const answer = useCall("asked", { ...at, values: valuesOf(inputs, row) }, { enabled, keep: true });
  const asked = answer.data;
  return {
    asked,
    waits: enabled && (answer.isPlaceholderData || !asked),
    values: valuesOf(enabled ? shown(inputs, asked) : inputs, row, enabled ? asked : undefined),
  };
}

function One({
  input,
  typed,
  rows: askedRows,
  alone,
  onChange,
}: {
  input: SaidInput;
  typed: Typed;
  rows: Asked[] | undefined;
  alone: boolean;
  onChange: (typed: Typed) => void;
}) {
  const { t } = useTranslation();
  const { label, optional, input: form } = input;
  const text = typeof typed === "string" ? typed : "";
  switch (form.is) {
    case "yes_no":
      return (
        <ChoiceField
          label={label}
          optional={optional}
          columns="two"
          options={[
            { id: "yes", label: t("yes") },
            { id: "no", label: t("no") },
          ]}
          value={typeof typed === "boolean" ? (typed ? "yes" : "no") : null}
          onChange={(id) => onChange(id === "yes")}
        />
      );
    case "ack":
      return <TickField label={label} value={typed === true} onChange={onChange} />;
    case "text":
      return <TextField label={label} optional={optional} value={text} onChange={onChange} rows={2} />;
    case "number":
      return (
        <NumberField
          label={label}
          optional={optional}
          input={form}
          typed={text}
          onChange={onChange}
          open={alone}
        />
      );
    case "choice":
      return (
        <ChoiceField
          label={label}
          optional={optional}
          options={form.options}
          value={text || null}
          onChange={onChange}
        />
      );
    case "list": {
      const rows = Array.isArray(typed) ? typed : [];
      return (
        <fieldset className="field">
          <legend>{label}</legend>
          {form.order && <p className="hint">{form.order}</p>}
          {rows.map((row, index) => (
            <div className="card" key={index}>
              <div className="row apart">
                <span className="strong">{index + 1}</span>
                <button
                  type="button"
                  className="icon-tap"
                  aria-label={t("row_drop", { number: index + 1 })}
                  onClick={() => onChange(rows.filter((_, at) => at !== index))}
                >
                  <Cross />
                </button>
              </div>
              <Inputs
                inputs={form.fields}
                row={row}
                asked={askedRows?.[index]}
                onChange={(changed) => onChange(rows.map((one, at) => (at === index ? changed : one)))}
              />
            </div>
          ))}
          <Button block onClick={() => onChange([...rows, {}])}>
            <span className="row">
              <Plus /> {t("row_add")}
            </span>
          </Button>
        </fieldset>
      );
    }
  }
}

export function Inputs({
  inputs,
  row,
  asked,
  onChange,
}: {
  inputs: readonly SaidInput[];
  row: Row;
  asked: Asked | undefined;
  onChange: (row: Row) => void;
}) {
  const now = shown(inputs, asked);
  return (
    <>
      {now.map((input) => (
        <One
          key={input.name}
          input={input}
          typed={row[input.name]}
          rows={asked?.rows[input.name]}
          alone={now.length === 1}
          onChange={(typed) => onChange({ ...row, [input.name]: typed })}
        />
      ))}
    </>
  );
}
