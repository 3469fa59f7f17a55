/** An exchanged part: what was taken out, what was fitted, where it came from. */

import { useTranslation } from "react-i18next";
import { useDraft } from "../../app/drafts";
import { replaceWith, to } from "../../app/route";
import { useExecute } from "../../app/session";
import type { OrderPage } from "../../core/contract";
import type { Command, Material, PartSource } from "../../core/types";
import { ChoiceField, Counter, LineField, TextField, TickField } from "../../ui/fields";
import { Empty, Failure, NextButton, Page } from "../../ui/page";
import { say } from "../../ui/saying";
import { SourceField } from "../goods/forms";
import { useCatalogue } from "../goods/lines";
import { stepDefinition, stepSaid } from "./tree";

export type PartTyped = {
  item: string;
  quantity: number;
  before: string;
  fitted: string;
  source: PartSource;
  reason: string;
  agreed: boolean;
};

export function partOf(at: { checklist: string; step: string }, typed: PartTyped): Command {
  return {
    command: "replace_part",
    ...at,
    item: typed.item,
    quantity: typed.quantity,
    old_specification: typed.before,
    new_specification: typed.fitted,
    source: typed.source,
    deviation: typed.reason.trim() ? { reason: typed.reason, customer_agreed: typed.agreed } : null,
  };
}

function least(material: Material): number {
  return "exactly" in material.quantity ? material.quantity.exactly : material.quantity.at_least;
}

export function PartFields({
  page,
  material,
  value,
  onChange,
}: {
  page: OrderPage;
  material: Material;
  value: PartTyped | null;
  onChange: (value: PartTyped) => void;
}) {
  const { t } = useTranslation();
  const { nameOf, materials } = useCatalogue();
  const labels = Object.values(page.procedures).flatMap((one) => one.materials);
  const typed: PartTyped = value ?? {
    item: material.items[0] ?? "",
    quantity: least(material),
    before: "",
    fitted: "",
    source: material.source,
    reason: "",
    agreed: false,
  };
  const set = (change: Partial<PartTyped>) => onChange({ ...typed, ...change });
  const specification = materials.find((one) => one.code === typed.item)?.specification;
  const name = (item: string) =>
    labels.some((one) => one.item === item) || materials.length > 0 ? nameOf(item) : item;
  return (
    <>
      {material.items.length > 1 && (
        <ChoiceField
          label={t("ask.part_item")}
          options={material.items.map((item) => ({ id: item, label: name(item) }))}
          value={value ? typed.item : null}
          onChange={(item) => set({ item })}
        />
      )}
      {material.items.length === 1 && <p className="card strong">{name(typed.item)}</p>}
      {"at_least" in material.quantity && (
        <div className="field">
          <p className="strong">{t("ask.part_quantity")}</p>
          <Counter
            label={name(typed.item)}
            value={typed.quantity}
            onChange={(quantity) => set({ quantity })}
          />
        </div>
      )}
      <LineField
        label={t("ask.part_before")}
        {...(specification ? { hint: t("specification_of_stock", { specification }) } : {})}
        value={typed.before}
        onChange={(before) => set({ before })}
      />
      <LineField label={t("ask.part_fitted")} value={typed.fitted} onChange={(fitted) => set({ fitted })} />
      {typed.before !== "" && (
        <button type="button" className="tap-row" onClick={() => set({ fitted: typed.before })}>
          <span>{t("part_same")}</span>
        </button>
      )}
      <SourceField value={typed.source} onChange={(source) => set({ source })} />
      {typed.before.trim() !== typed.fitted.trim() && typed.before !== "" && typed.fitted !== "" && (
        <>
          <TextField
            label={t("ask.part_reason")}
            value={typed.reason}
            onChange={(reason) => set({ reason })}
            rows={2}
          />
          <TickField
            label={t("ask.part_agreed")}
            value={typed.agreed}
            onChange={(agreed) => set({ agreed })}
          />
        </>
      )}
    </>
  );
}

/** A part beside the values of a step that is recorded already. */
export function PartScreen({ page, checklist, step }: { page: OrderPage; checklist: string; step: string }) {
  const { t } = useTranslation();
  const id = page.view.order.id;
  const said = stepSaid(page, checklist, step);
  const material = stepDefinition(page, checklist, step)?.material;
  const execute = useExecute(id);
  const draft = useDraft(
    `${id}/${checklist}/${step}/part`,
    `${page.said.title} · ${said?.label ?? step}`,
    () => ({
      part: null as PartTyped | null,
    }),
  );
  const { part } = draft.value;
  const back = to("order", id, "step", checklist, step);
  if (!material) {
    return (
      <Page title={step} back={back}>
        <Empty title={t("step_gone")} />
      </Page>
    );
  }
  return (
    <Page
      title={t("part_too")}
      back={back}
      side={<span className="numeric">{step}</span>}
      foot={
        <NextButton
          loading={execute.isPending}
          disabled={part === null}
          onClick={() =>
            part &&
            execute.mutate(partOf({ checklist, step }, part), {
              onSuccess: () => {
                draft.clear();
                say(t("saved"));
                replaceWith(back);
              },
            })
          }
        >
          {t("save")}
        </NextButton>
      }
    >
      <PartFields
        page={page}
        material={material}
        value={part}
        onChange={(changed) => draft.set({ part: changed })}
      />
      <Failure failure={execute.error} />
    </Page>
  );
}
