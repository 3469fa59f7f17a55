/** What forms are made of. Every field has its label; every target is large. */

import Input from "antd-mobile/es/components/input";
import TextArea from "antd-mobile/es/components/text-area";
import { useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

type Labelled = { label: string; hint?: string | null; optional?: boolean };

function Label({ id, label, optional }: { id: string; label: string; optional?: boolean }) {
  const { t } = useTranslation();
  return (
    <label htmlFor={id}>
      {label} {optional && <span className="optional">({t("optional")})</span>}
    </label>
  );
}

export function TextField({
  label,
  hint,
  optional,
  value,
  onChange,
  rows = 3,
  max = 500,
}: Labelled & { value: string; onChange: (value: string) => void; rows?: number; max?: number }) {
  const id = useId();
  return (
    <div className="field">
      <Label id={id} label={label} {...(optional ? { optional } : {})} />
      <div className="box">
        <TextArea
          id={id}
          value={value}
          onChange={onChange}
          rows={rows}
          maxLength={max}
          autoSize={{ minRows: rows, maxRows: 8 }}
        />
      </div>
      {hint && <p className="hint">{hint}</p>}
    </div>
  );
}

export function LineField({
  label,
  hint,
  optional,
  value,
  onChange,
  type = "text",
  autoComplete = "off",
  inputMode,
  max = 200,
}: Labelled & {
  value: string;
  onChange: (value: string) => void;
  type?: "text" | "password";
  autoComplete?: "off" | "current-password" | "new-password" | "one-time-code";
  inputMode?: "text" | "numeric" | "decimal";
  max?: number;
}) {
  const id = useId();
  return (
    <div className="field">
      <Label id={id} label={label} {...(optional ? { optional } : {})} />
      <div className="box">
        <Input
          id={id}
          type={type}
          value={value}
          onChange={onChange}
          autoComplete={autoComplete}
          maxLength={max}
          {...(inputMode ? { inputMode } : {})}
        />
      </div>
      {hint && <p className="hint">{hint}</p>}
    </div>
  );
}

export function MomentField({
  label,
  optional,
  value,
  onChange,
}: Labelled & { value: string; onChange: (value: string) => void }) {
  const id = useId();
  return (
    <div className="field">
      <Label id={id} label={label} {...(optional ? { optional } : {})} />
      <input
        className="box"
        id={id}
        type="datetime-local"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

export function DayField({
  label,
  optional,
  value,
  onChange,
}: Labelled & { value: string; onChange: (value: string) => void }) {
  const id = useId();
  return (
    <div className="field">
      <Label id={id} label={label} {...(optional ? { optional } : {})} />
      <input
        className="box"
        id={id}
        type="date"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

export type Option = { id: string; label: string };

/** One of several, all in sight. */
export function ChoiceField({
  label,
  hint,
  optional,
  options,
  value,
  onChange,
  columns,
}: Labelled & {
  options: readonly Option[];
  value: string | null;
  onChange: (value: string) => void;
  columns?: "two" | "three";
}) {
  const { t } = useTranslation();
  const name = useId();
  return (
    <fieldset className="field">
      <legend>
        {label} {optional && <span className="optional">({t("optional")})</span>}
      </legend>
      {hint && <p className="hint">{hint}</p>}
      <div className={`choices ${columns ?? ""}`}>
        {options.map((option) => (
          <label className="choice" key={option.id}>
            <input
              type="radio"
              name={name}
              value={option.id}
              checked={value === option.id}
              onChange={() => onChange(option.id)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Any of several. */
export function TicksField({
  label,
  hint,
  options,
  value,
  onChange,
}: Labelled & { options: readonly Option[]; value: readonly string[]; onChange: (value: string[]) => void }) {
  return (
    <fieldset className="field">
      <legend>{label}</legend>
      {hint && <p className="hint">{hint}</p>}
      <div className="choices">
        {options.map((option) => (
          <label className="choice" key={option.id}>
            <input
              type="checkbox"
              checked={value.includes(option.id)}
              onChange={(event) =>
                onChange(
                  event.target.checked ? [...value, option.id] : value.filter((one) => one !== option.id),
                )
              }
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function TickField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: boolean;
  onChange: (value: boolean) => void;
}) {
  return (
    <div className="choices">
      <label className="choice">
        <input type="checkbox" checked={value} onChange={(event) => onChange(event.target.checked)} />
        <span>{label}</span>
      </label>
    </div>
  );
}

/** How many, with a large key on either side. */
export function Counter({
  label,
  value,
  shown,
  step = 1,
  onChange,
}: {
  label: string;
  value: number;
  shown?: string;
  step?: number;
  onChange: (value: number) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="counter" role="group" aria-label={label}>
      <button
        type="button"
        aria-label={t("less", { what: label })}
        disabled={value <= 0}
        onClick={() => onChange(value - step)}
      >
        −
      </button>
      <output>{shown ?? value}</output>
      <button type="button" aria-label={t("more", { what: label })} onClick={() => onChange(value + step)}>
        +
      </button>
    </div>
  );
}

/** A group of facts. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="facts">{children}</dl>;
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
