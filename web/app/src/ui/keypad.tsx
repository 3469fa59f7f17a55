/** A number with its unit, typed with keys for gloved thumbs. */

import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { toSmallUnit, withDecimals } from "./format";

export type NumberInput = {
  symbol: string;
  decimals: number;
  min: number | null;
  max: number | null;
  day: boolean;
  good: { text: string; min: number | null; max: number | null } | null;
};

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

export function Keys({
  onKey,
  onBack,
  left,
}: {
  onKey: (key: string) => void;
  onBack: () => void;
  /** The key left of the zero. */
  left?: { key: string; label: string };
}) {
  const { t } = useTranslation();
  return (
    <div className="keys">
      {KEYS.map((key) => (
        <button type="button" key={key} onClick={() => onKey(key)}>
          {key}
        </button>
      ))}
      {left ? (
        <button type="button" aria-label={left.label} onClick={() => onKey(left.key)}>
          {left.key}
        </button>
      ) : (
        <span />
      )}
      <button type="button" onClick={() => onKey("0")}>
        0
      </button>
      <button type="button" aria-label={t("delete_digit")} onClick={onBack}>
        ⌫
      </button>
    </div>
  );
}

function range(input: NumberInput): string | null {
  const limit = (value: number) => withDecimals(value, input.decimals);
  if (input.min !== null && input.max !== null) return `${limit(input.min)} – ${limit(input.max)}`;
  if (input.min !== null) return `≥ ${limit(input.min)}`;
  return input.max === null ? null : `≤ ${limit(input.max)}`;
}

function outside(value: number, limits: { min: number | null; max: number | null }): boolean {
  return (limits.min !== null && value < limits.min) || (limits.max !== null && value > limits.max);
}

export function NumberField({
  label,
  optional,
  input,
  typed,
  onChange,
  open: openAtFirst,
}: {
  label: string;
  optional: boolean;
  input: NumberInput;
  typed: string;
  onChange: (typed: string) => void;
  open?: boolean;
}) {
  const { t } = useTranslation();
  const id = useId();
  const [open, setOpen] = useState(openAtFirst ?? false);
  const value = toSmallUnit(typed, input.decimals);
  const impossible = value !== null && outside(value, input);
  const press = (key: string) => {
    if (key === "−") onChange(typed.startsWith("-") ? typed.slice(1) : `-${typed}`);
    else if (key === ".") onChange(typed.includes(".") ? typed : `${typed || "0"}.`);
    else if ((typed.split(".")[1]?.length ?? 0) < input.decimals || !typed.includes(".")) {
      onChange(typed === "0" ? key : typed + key);
    }
  };
  const negative = input.min !== null && input.min < 0;
  const left =
    input.decimals > 0
      ? { key: ".", label: t("point") }
      : negative
        ? { key: "−", label: t("minus") }
        : undefined;
  return (
    <div className="field">
      <label id={id} htmlFor={`${id}-value`}>
        {label} {optional && <span className="optional">({t("optional")})</span>}
      </label>
      <button
        type="button"
        id={`${id}-value`}
        className={`meter ${impossible ? "outside" : ""}`}
        aria-expanded={open}
        aria-describedby={`${id}-range`}
        aria-labelledby={`${id} ${id}-value`}
        onClick={() => setOpen(!open)}
      >
        <span className="value">{typed.replace("-", "−") || <span className="soft">—</span>}</span>
        <span className="unit">{input.symbol}</span>
      </button>
      <div id={`${id}-range`} className="stack tight">
        {input.good && (
          <p className="hint strong">
            {t("accepted_range")}: {input.good.text}
          </p>
        )}
        {range(input) && (
          <p className={impossible ? "wrong" : "hint"} role={impossible ? "alert" : undefined}>
            {t("possible_range")}: {range(input)} {input.symbol}
          </p>
        )}
        {input.day && <p className="hint">{t("day_as_number")}</p>}
      </div>
      {open && (
        <>
          <Keys onKey={press} onBack={() => onChange(typed.slice(0, -1))} {...(left ? { left } : {})} />
          {negative && input.decimals > 0 && (
            <button type="button" className="tap-row" onClick={() => press("−")}>
              <span>{t("change_sign")}</span>
            </button>
          )}
        </>
      )}
    </div>
  );
}
