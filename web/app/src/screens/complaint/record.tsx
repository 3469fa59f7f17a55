/** The nine fields of the record, as intake asks for them. */

import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../app/session";
import type { ComplaintRecord, RecordField } from "../../core/types";
import { LineField, TextField } from "../../ui/fields";
import { filled } from "../act/plain";
import { ActFrame, useActForm, type ActProps } from "./frame";

/** What happened and what is wanted first: a record without both is none. */
const FIELDS: readonly RecordField[] = [
  ...(["course", "demand", "name", "contact", "address", "time", "place", "person"] as const),
  "department",
];
const LONG: readonly RecordField[] = ["course", "demand"];

export const NOTHING_SAID: ComplaintRecord = {
  name: "",
  address: "",
  contact: "",
  time: "",
  place: "",
  person: "",
  department: "",
  course: "",
  demand: "",
};

export function RecordFields({
  record,
  onChange,
  below,
}: {
  record: ComplaintRecord;
  onChange: (record: ComplaintRecord) => void;
  /** What else is asked for where a field is empty. */
  below?: (field: RecordField) => ReactNode;
}) {
  const words = useWords();
  return FIELDS.map((field) => {
    const props = {
      label: words.record_field[field] ?? field,
      value: record[field],
      onChange: (text: string) => onChange({ ...record, [field]: text }),
      optional: true,
    };
    return (
      <div className="stack tight" key={field}>
        {LONG.includes(field) ? <TextField {...props} max={2000} /> : <LineField {...props} max={500} />}
        {!filled(record[field]) && below?.(field)}
      </div>
    );
  });
}

type Whole = { record: ComplaintRecord; unknown: Partial<Record<RecordField, string>> };

/** The whole record: each field has words, or a reason why nobody knows. */
export function CompleteRecord(props: ActProps) {
  const { t } = useTranslation();
  const words = useWords();
  const known = props.page.view.complaint.records.at(-1)?.unknown ?? [];
  const form = useActForm<Whole>(props, () => ({
    record: props.page.view.record ?? NOTHING_SAID,
    unknown: Object.fromEntries(known.map((one) => [one.field, one.reason])),
  }));
  const { record, unknown } = form.value;
  const reasons = Object.entries(unknown).filter(([, reason]) => filled(reason));
  return (
    <ActFrame
      act={props}
      form={form}
      moments={["complaint"]}
      ready={filled(record.course) || filled(record.demand)}
      onSave={() => form.save({ command: "record_complaint", record, unknown: Object.fromEntries(reasons) })}
    >
      <RecordFields
        record={record}
        onChange={(changed) => form.set({ record: changed })}
        below={(field) => (
          <LineField
            label={t("complaint_unknown", { field: words.record_field[field] })}
            optional
            value={unknown[field] ?? ""}
            onChange={(reason) => form.set({ unknown: { ...unknown, [field]: reason } })}
            max={500}
          />
        )}
      />
    </ActFrame>
  );
}
