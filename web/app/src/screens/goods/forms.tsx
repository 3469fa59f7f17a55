/** Commands on the goods and tools of an order. */

import { useTranslation } from "react-i18next";
import { to } from "../../app/route";
import { useCall, useWords } from "../../app/session";
import type { DamageKind, PartSource, ToolCondition, UserId } from "../../core/types";
import { ChoiceField, LineField, MomentField, TextField, TicksField } from "../../ui/fields";
import { fromInput, inLanguage } from "../../ui/format";
import { PhotosField, type TakenPhoto } from "../../ui/photos";
import { ActFrame, useAct, type ActProps } from "../act/frame";
import { ColleagueField } from "../act/simple";
import { afterMovement } from "./exchange";
import { LinesField, useCatalogue, type Lines } from "./lines";

const CONDITIONS: readonly ToolCondition[] = ["good", "worn", "damaged"];

function code(text: string): string | null {
  return text.trim() || null;
}

export function ConditionField({
  value,
  onChange,
}: {
  value: ToolCondition;
  onChange: (value: ToolCondition) => void;
}) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <ChoiceField
      label={t("ask.condition")}
      columns="three"
      options={CONDITIONS.map((id) => ({ id, label: words.condition[id] ?? id }))}
      value={value}
      onChange={(id) => onChange(id as ToolCondition)}
    />
  );
}

function CodeField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  return (
    <LineField
      label={t("ask.code")}
      hint={t("ask.code_hint")}
      optional
      value={value}
      onChange={onChange}
      max={12}
    />
  );
}

export function NeedForm(props: ActProps) {
  const { t } = useTranslation();
  const { tools } = useCatalogue();
  const act = useAct(props, () => ({ lines: [] as Lines, tools: [] as string[] }));
  const kinds = [
    ...new Map(tools.map((tool) => [tool.kind, { id: tool.kind, label: inLanguage(tool.label) }])).values(),
  ];
  return (
    <ActFrame
      {...props}
      {...act}
      ready={act.value.lines.length + act.value.tools.length > 0}
      onSave={() =>
        act.save({ command: "need_material", lines: [...act.value.lines], tools: act.value.tools })
      }
    >
      <LinesField
        label={t("ask.need_lines")}
        lines={act.value.lines}
        onChange={(lines) => act.set({ lines })}
      />
      {kinds.length > 0 && (
        <TicksField
          label={t("ask.need_tools")}
          options={kinds}
          value={act.value.tools}
          onChange={(ticked) => act.set({ tools: ticked })}
        />
      )}
    </ActFrame>
  );
}

/** Material from or to the store. */
export function MovementForm(props: ActProps) {
  const { t } = useTranslation();
  const { order } = props.page.view;
  const back = to("order", order.id, "goods");
  const act = useAct(
    props,
    () => ({ lines: [] as Lines, code: "" }),
    (saved) => afterMovement(saved, back),
  );
  const returning = props.action === "material_returned";
  const open = order.goods.accounts
    .filter((account) => account.open > account.unconfirmed)
    .map((account) => account.item);
  return (
    <ActFrame
      {...props}
      {...act}
      ready={act.value.lines.length > 0}
      onSave={() =>
        act.save({
          command: returning ? "return_material" : "receive_material",
          lines: [...act.value.lines],
          code: code(act.value.code),
        })
      }
    >
      <LinesField
        label={t(returning ? "ask.return_lines" : "ask.receive_lines")}
        lines={act.value.lines}
        {...(returning ? { only: open } : {})}
        onChange={(lines) => act.set({ lines })}
      />
      <CodeField value={act.value.code} onChange={(text) => act.set({ code: text })} />
    </ActFrame>
  );
}

export function SourceField({
  value,
  onChange,
}: {
  value: PartSource;
  onChange: (value: PartSource) => void;
}) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <ChoiceField
      label={t("ask.source")}
      options={(["store", "kit", "customer"] as const).map((id) => ({ id, label: words.source[id] ?? id }))}
      value={value}
      onChange={(id) => onChange(id as PartSource)}
    />
  );
}

export function UseForm(props: ActProps) {
  const { t } = useTranslation();
  const back = to("order", props.page.view.order.id, "goods");
  const act = useAct<{ lines: Lines; source: PartSource }>(
    props,
    () => ({ lines: [], source: "kit" }),
    (saved) => afterMovement(saved, back),
  );
  return (
    <ActFrame
      {...props}
      {...act}
      ready={act.value.lines.length > 0}
      onSave={() =>
        act.save({ command: "use_material", lines: [...act.value.lines], source: act.value.source })
      }
    >
      <SourceField value={act.value.source} onChange={(source) => act.set({ source })} />
      <LinesField
        label={t("ask.use_lines")}
        lines={act.value.lines}
        onChange={(lines) => act.set({ lines })}
      />
    </ActFrame>
  );
}

type ToolValue = {
  tool: string;
  condition: ToolCondition;
  code: string;
  due: string;
  to: UserId | null;
  photos: TakenPhoto[];
};

/** A tool borrowed, brought back or passed on. */
export function ToolForm(props: ActProps) {
  const { t } = useTranslation();
  const { order } = props.page.view;
  const { tools, toolName, zone } = useCatalogue();
  const { data: status } = useCall("status", {});
  const back = to("order", order.id, "goods");
  const lent = order.tools.loans.filter((loan) => loan.state === "open");
  const borrowing = props.action === "tool_loaned";
  const act = useAct<ToolValue>(
    props,
    () => ({
      tool: !borrowing && lent.length === 1 ? (lent[0]?.tool ?? "") : "",
      condition: "good",
      code: "",
      due: "",
      to: null,
      photos: [],
    }),
    (saved) => afterMovement(saved, back),
  );
  const { tool, condition, due } = act.value;
  const due_at = fromInput(due, zone);
  const over = props.action === "tool_handed_over";
  const common = {
    tool,
    condition,
    code: code(act.value.code),
    photos: act.value.photos.map(({ bytes, taken_at }) => ({ bytes, taken_at })),
  };
  const save = () => {
    if (borrowing && due_at !== null) act.save({ command: "lend_tool", due_at, ...common });
    else if (over && status && act.value.to) {
      act.save({ command: "hand_over_tool", from: status.user, to: act.value.to, ...common });
    } else act.save({ command: "return_tool", ...common });
  };
  const choices = borrowing ? tools.map((card) => card.asset) : lent.map((loan) => loan.tool);
  return (
    <ActFrame
      {...props}
      {...act}
      ready={tool !== "" && (!borrowing || due_at !== null) && (!over || act.value.to !== null)}
      onSave={save}
    >
      <ChoiceField
        label={t("ask.tool")}
        options={choices.map((asset) => ({ id: asset, label: toolName(asset) }))}
        value={tool}
        onChange={(asset) => act.set({ tool: asset })}
      />
      {borrowing && (
        <MomentField label={t("ask.due")} value={due} onChange={(value) => act.set({ due: value })} />
      )}
      {over && (
        <ColleagueField
          label={t("ask.hand_over_to")}
          value={act.value.to}
          onChange={(user) => act.set({ to: user })}
        />
      )}
      <ConditionField value={condition} onChange={(value) => act.set({ condition: value })} />
      <PhotosField label={t("photos")} photos={act.value.photos} onChange={(photos) => act.set({ photos })} />
      <CodeField value={act.value.code} onChange={(text) => act.set({ code: text })} />
    </ActFrame>
  );
}

export function LostForm(props: ActProps) {
  const { t } = useTranslation();
  const { order } = props.page.view;
  const { toolName } = useCatalogue();
  const loans = order.tools.loans.filter((loan) => loan.state === "open");
  const open = order.goods.accounts.filter((account) => account.open > 0).map((account) => account.item);
  const act = useAct(props, () => ({
    tool: null as string | null,
    lines: [] as Lines,
    damage: null as DamageKind | null,
    words: "",
    photos: [] as TakenPhoto[],
  }));
  const { tool, lines, damage, words, photos } = act.value;
  const [line] = lines;
  const goods = tool ? { tool } : line ? { material: line } : null;
  return (
    <ActFrame
      {...props}
      {...act}
      ready={goods !== null && damage !== null && words.trim() !== ""}
      onSave={() =>
        goods &&
        damage &&
        act.save({
          command: "report_lost",
          goods,
          damage,
          words,
          photos: photos.map(({ bytes, taken_at }) => ({ bytes, taken_at })),
        })
      }
    >
      {loans.length > 0 && (
        <ChoiceField
          label={t("ask.tool")}
          options={loans.map((loan) => ({ id: loan.tool, label: toolName(loan.tool) }))}
          value={tool}
          onChange={(asset) => act.set({ tool: asset, lines: [] })}
        />
      )}
      {open.length > 0 && (
        <LinesField
          label={t("ask.lost_lines")}
          lines={lines}
          only={open}
          onChange={(all) => act.set({ lines: all.slice(-1), tool: null })}
        />
      )}
      <ChoiceField
        label={t("ask.damage")}
        columns="two"
        options={[
          { id: "damaged", label: t("damaged") },
          { id: "lost", label: t("lost") },
        ]}
        value={damage}
        onChange={(id) => act.set({ damage: id as DamageKind })}
      />
      <TextField
        label={t("ask.damage_description")}
        value={words}
        onChange={(text) => act.set({ words: text })}
      />
      <PhotosField
        label={t("photos")}
        hint={t("ask.damage_photos")}
        photos={photos}
        onChange={(taken) => act.set({ photos: taken })}
      />
    </ActFrame>
  );
}
