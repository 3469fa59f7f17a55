/** One field of a form, by what it holds. */

import { useTranslation } from "react-i18next";
import type { MatterCell } from "../../core/contract";
import type { FieldDescription } from "../../core/types";
import { ChoiceField, DayField, LineField, MomentField, TextField, TickField } from "../../ui/fields";
import { asInput } from "../../ui/format";
import { useNow } from "../../ui/now";
import { SignaturePad, Strokes } from "../../ui/pad";
import { KeptPhoto, PhotosField } from "../../ui/photos";
import { useStaff } from "./frame";
import { isWrong, type Typed } from "./values";

type FieldProps = {
  field: FieldDescription;
  shown: Typed;
  timezone: string;
  /** What is typed now, or what becomes of what was typed last. */
  onChange: (typed: Typed | ((before: Typed) => Typed)) => void;
};

function useLabel({ label, unit, asked }: FieldDescription) {
  const { t } = useTranslation();
  const counted = unit === "" ? label : `${label} (${unit})`;
  return { label: counted, spoken: asked === "never" ? `${counted} (${t("optional")})` : counted };
}

function YesNo({ field, shown, onChange }: FieldProps) {
  const { t } = useTranslation();
  return (
    <ChoiceField
      label={field.label}
      optional={field.asked === "never"}
      columns="two"
      options={[
        { id: "yes", label: t("yes") },
        { id: "no", label: t("no") },
      ]}
      value={shown.yes === undefined ? null : shown.yes ? "yes" : "no"}
      onChange={(id) => onChange({ yes: id === "yes" })}
    />
  );
}

function PersonField({ field, shown, onChange }: FieldProps) {
  const staff = useStaff();
  return (
    <ChoiceField
      label={field.label}
      optional={field.asked === "never"}
      columns="two"
      options={staff}
      value={shown.text ?? null}
      onChange={(text) => onChange({ text })}
    />
  );
}

function TimeField({ field, shown, timezone, onChange }: FieldProps) {
  const { t } = useTranslation();
  const now = useNow();
  return (
    <div className="stack tight">
      <MomentField
        label={field.label}
        optional={field.asked === "never"}
        value={shown.text ?? ""}
        onChange={(text) => onChange({ text })}
      />
      <button type="button" className="tap-row" onClick={() => onChange({ text: asInput(now, timezone) })}>
        <span>{t("matter_now", { what: field.label })}</span>
      </button>
    </div>
  );
}

function Holding(props: FieldProps) {
  const { t } = useTranslation();
  const { field, shown, onChange } = props;
  const { label, spoken } = useLabel(field);
  const optional = field.asked === "never";
  const text = shown.text ?? "";
  const type = (typed: string) => onChange({ text: typed });
  switch (field.holds) {
    case "confirm":
    case "passed":
    case "mark":
      return <YesNo {...props} />;
    case "choice":
    case "department":
      return (
        <ChoiceField
          label={label}
          optional={optional}
          columns="two"
          options={field.choices.map((one) => ({ id: one.key, label: one.label }))}
          value={shown.text ?? null}
          onChange={type}
        />
      );
    case "number":
      return (
        <LineField
          label={label}
          optional={optional}
          inputMode={field.places === 0 ? "numeric" : "decimal"}
          hint={isWrong(field, shown) ? t("matter_number_wrong", { places: field.places }) : null}
          value={text}
          onChange={type}
          max={16}
        />
      );
    case "day":
      return <DayField label={label} optional={optional} value={text} onChange={type} />;
    case "time":
      return <TimeField {...props} />;
    case "person":
      return <PersonField {...props} />;
    case "signature":
      return (
        <SignaturePad
          label={spoken}
          strokes={shown.strokes ?? []}
          onChange={(change) => onChange((before) => ({ strokes: change(before.strokes ?? []) }))}
        />
      );
    case "photo":
      return (
        <PhotosField
          label={spoken}
          photos={shown.photo ? [shown.photo] : []}
          onChange={(photos) => onChange({ photo: photos.at(-1) ?? null })}
        />
      );
    case "private":
      return (
        <TextField
          label={label}
          hint={t("matter_private_hint")}
          optional={optional}
          rows={1}
          value={text}
          onChange={type}
        />
      );
    default:
      return <TextField label={label} optional={optional} rows={2} value={text} onChange={type} />;
  }
}

/** What people have filled in without knowing of each other. */
function Differing({ cell }: { cell: MatterCell }) {
  const { t } = useTranslation();
  return (
    <div className="card warn">
      <p className="strong">{t("matter_differing")}</p>
      <p>
        {cell.text} ({cell.who})
      </p>
      {cell.against.map((other) => (
        <p key={other}>{other}</p>
      ))}
    </div>
  );
}

/** A signature or a photo that is there already. */
export function Kept({ document, cell, label }: { document: string; cell: MatterCell; label: string }) {
  if ("photo" in cell.value) {
    return (
      <div className="photos">
        <KeptPhoto document={document} digest={cell.value.photo.blob} />
      </div>
    );
  }
  return cell.held === null ? <>{cell.text}</> : <Strokes path={cell.held} label={label} />;
}

export function FormField({
  document,
  cell,
  ...props
}: FieldProps & { document: string; cell: MatterCell | undefined }) {
  const { t } = useTranslation();
  const { field, shown, onChange } = props;
  const none = typeof shown.none === "string" ? shown.none : null;
  const kept = cell && (field.holds === "signature" || field.holds === "photo");
  return (
    <div className="stack tight">
      {cell && cell.against.length > 0 && <Differing cell={cell} />}
      {kept && <Kept document={document} cell={cell} label={field.label} />}
      {none === null && <Holding {...props} />}
      {field.asked === "or_reason" && (
        <TickField
          label={t("matter_none", { what: field.label })}
          value={none !== null}
          onChange={(ticked) => onChange((before) => ({ ...before, none: ticked ? "" : null }))}
        />
      )}
      {none !== null && (
        <TextField
          label={t("matter_none_reason", { what: field.label })}
          rows={1}
          value={none}
          onChange={(text) => onChange((before) => ({ ...before, none: text }))}
        />
      )}
    </div>
  );
}
