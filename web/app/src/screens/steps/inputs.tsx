/** The values of a step, typed as its procedure asks for them. */

import Button from "antd-mobile/es/components/button";
import { useTranslation } from "react-i18next";
import type { SaidInput } from "../../core/contract";
import type { RecordValue } from "../../core/types";
import { ChoiceField, TextField, TickField } from "../../ui/fields";
import { toSmallUnit } from "../../ui/format";
import { Cross, Plus } from "../../ui/icons";
import { NumberField } from "../../ui/keypad";

/** What was typed for one input; rows of a list hold the same for their fields. */
export type Typed = string | boolean | Row[] | undefined;
export type Row = { [name: string]: Typed };

/** A typed value as an entry keeps it; `undefined` where nothing was typed. */
function valueOf(input: SaidInput, typed: Typed): RecordValue | undefined {
  const { input: form } = input;
  if (form.is === "list") {
    if (!Array.isArray(typed) || typed.length === 0) return undefined;
    return { list: typed.map((row) => valuesOf(form.fields, row)) };
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

export function valuesOf(inputs: readonly SaidInput[], row: Row): { [name: string]: RecordValue } {
  const values: { [name: string]: RecordValue } = {};
  for (const input of inputs) {
    const value = valueOf(input, row[input.name]);
    if (value !== undefined) values[input.name] = value;
  }
  return values;
}

function One({
  input,
  typed,
  alone,
  onChange,
}: {
  input: SaidInput;
  typed: Typed;
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
  onChange,
}: {
  inputs: readonly SaidInput[];
  row: Row;
  onChange: (row: Row) => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      {inputs.map((input) => (
        <div key={input.name} className="stack tight">
          {input.asked_when && (
            <p className="soft small">
              {t("asked_when")}: {input.asked_when}
            </p>
          )}
          <One
            input={input.asked_when ? { ...input, optional: true } : input}
            typed={row[input.name]}
            alone={inputs.length === 1}
            onChange={(typed) => onChange({ ...row, [input.name]: typed })}
          />
        </div>
      ))}
    </>
  );
}
