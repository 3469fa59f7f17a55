/** Materials with quantities: picked from the catalogue, counted in an item's own steps. */

import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useCall, useWords } from "../../app/session";
import type { Words } from "../../core/contract";
import type { CatalogueMaterial, GoodsLine } from "../../core/types";
import { Counter, LineField } from "../../ui/fields";
import { inLanguage, quantity } from "../../ui/format";

export type Lines = readonly GoodsLine[];

export function useCatalogue() {
  const { data } = useCall("reference", {});
  const words = useWords();
  const materials = data?.catalogue?.materials ?? [];
  const tools = data?.catalogue?.tools ?? [];
  const material = (code: string) => materials.find((one) => one.code === code);
  const tool = (asset: string) => tools.find((one) => one.asset === asset);
  return {
    materials,
    tools,
    zone: data?.timezone ?? "UTC",
    personOf: (user: string) => data?.staff.find((one) => one.user === user)?.display_name ?? "?",
    nameOf: (code: string) => {
      const item = material(code);
      return item ? inLanguage(item.label) : code;
    },
    toolName: (asset: string) => {
      const card = tool(asset);
      return card ? `${inLanguage(card.label)} ${asset}` : asset;
    },
    /** A quantity as people write it. */
    amount: (code: string, value: number) => shown(words, material(code), value),
  };
}

function shown(words: Words, item: CatalogueMaterial | undefined, value: number): string {
  const unit = item && words.material_unit[item.unit];
  return unit ? `${quantity(value, unit.decimals)} ${unit.text}` : value.toString();
}

/** The step of the counter: a whole piece, or the item's own step where it has units of measure. */
function stepOf(words: Words, item: CatalogueMaterial): number {
  const decimals = words.material_unit[item.unit]?.decimals ?? 0;
  return Math.max(item.step, 10 ** Math.max(0, decimals - 1));
}

export function LinesField({
  label,
  lines,
  only,
  onChange,
}: {
  label: string;
  lines: Lines;
  /** The items that can be meant; the whole catalogue when absent. */
  only?: readonly string[];
  onChange: (lines: Lines) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const words = useWords();
  const { materials, nameOf, amount } = useCatalogue();
  const rest = materials.filter(
    (item) => !lines.some((line) => line.item === item.code) && (only?.includes(item.code) ?? true),
  );
  const change = (code: string, value: Partial<GoodsLine>) =>
    onChange(
      lines
        .map((line) => (line.item === code ? { ...line, ...value } : line))
        .filter((line) => line.quantity > 0),
    );
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {lines.map((line) => {
        const item = materials.find((one) => one.code === line.item);
        return (
          <div className="card" key={line.item}>
            <div className="line">
              <div>
                <p className="strong">{nameOf(line.item)}</p>
                {item?.specification && <p className="soft small">{item.specification}</p>}
              </div>
              <Counter
                label={nameOf(line.item)}
                value={line.quantity}
                shown={amount(line.item, line.quantity)}
                step={item ? stepOf(words, item) : 1}
                onChange={(value) => change(line.item, { quantity: value })}
              />
            </div>
            {item?.batch_tracked && (
              <LineField
                label={t("batch")}
                value={line.batch ?? ""}
                onChange={(batch) => change(line.item, { batch: batch || null })}
              />
            )}
          </div>
        );
      })}
      <select
        id={id}
        className="box"
        value=""
        onChange={(event) => {
          const item = materials.find((one) => one.code === event.target.value);
          if (item) onChange([...lines, { item: item.code, quantity: stepOf(words, item) }]);
        }}
      >
        <option value="">{t("add_item")}</option>
        {rest.map((item) => (
          <option key={item.code} value={item.code}>
            {inLanguage(item.label)} {item.specification}
          </option>
        ))}
      </select>
    </div>
  );
}
