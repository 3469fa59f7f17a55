/** What is done about a complaint, and what came of it. */

import { useTranslation } from "react-i18next";
import { useCall, useWords } from "../../app/session";
import type { ComplaintCommand, ComplaintOutcome, Kind, NoticeOf, SpokenTo } from "../../core/types";
import { ChoiceField, LineField, TextField } from "../../ui/fields";
import { toSmallUnit } from "../../ui/format";
import { Empty } from "../../ui/page";
import { filled, optionsOf } from "../act/plain";
import { ActFrame, useActForm, type ActProps } from "./frame";

/** Commands that are a few words. */
const SAID: Partial<Record<Kind, (text: string) => ComplaintCommand>> = {
  immediate_measure_taken: (what) => ({ command: "meet_harm", what }),
  handling_reported: (words) => ({ command: "report_handling", words }),
  complaint_answered: (answer) => ({ command: "answer_complaint", answer }),
  complaint_reopened: (reason) => ({ command: "reopen_complaint", reason }),
};

export function Say(props: ActProps) {
  const { t } = useTranslation();
  const form = useActForm(props, () => ({ text: "" }));
  const { text } = form.value;
  const command = SAID[props.action];
  return (
    <ActFrame act={props} form={form} ready={filled(text)} onSave={() => command && form.save(command(text))}>
      <TextField
        label={t(`complaint_ask.${props.action}`)}
        value={text}
        onChange={(typed) => form.set({ text: typed })}
        rows={4}
      />
    </ActFrame>
  );
}

function WayField({ value, onChange }: { value: SpokenTo | null; onChange: (way: SpokenTo) => void }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <ChoiceField
      label={t("complaint_way")}
      columns="two"
      options={optionsOf(words.spoken_to)}
      value={value}
      onChange={(id) => onChange(id as SpokenTo)}
    />
  );
}

export function Contact(props: ActProps) {
  const { t } = useTranslation();
  const form = useActForm(props, () => ({ way: null as SpokenTo | null, words: "" }));
  const { way, words } = form.value;
  return (
    <ActFrame
      act={props}
      form={form}
      moments={["complaint"]}
      ready={way !== null && filled(words)}
      onSave={() => way && form.save({ command: "contact_complainant", way, words })}
    >
      <WayField value={way} onChange={(chosen) => form.set({ way: chosen })} />
      <TextField label={t("complaint_words")} value={words} onChange={(text) => form.set({ words: text })} />
    </ActFrame>
  );
}

export function CallSupervisor(props: ActProps) {
  const { t } = useTranslation();
  const form = useActForm(props, () => ({ place: "", reason: "" }));
  const { place, reason } = form.value;
  return (
    <ActFrame
      act={props}
      form={form}
      moments={["upset"]}
      ready={filled(place, reason)}
      onSave={() => form.save({ command: "call_supervisor", place, reason })}
    >
      <LineField label={t("complaint_place")} value={place} onChange={(text) => form.set({ place: text })} />
      <TextField label={t("ask.reason")} value={reason} onChange={(text) => form.set({ reason: text })} />
    </ActFrame>
  );
}

export function PlanRemedy(props: ActProps) {
  const { t } = useTranslation();
  const form = useActForm(props, () => ({ plan: "", cost: "", told: "", superior: "" }));
  const { plan, cost, told, superior } = form.value;
  const fen = toSmallUnit(cost.trim(), 2);
  return (
    <ActFrame
      act={props}
      form={form}
      ready={filled(plan, told, superior) && fen !== null}
      onSave={() => {
        if (fen !== null) form.save({ command: "plan_remedy", plan, cost: fen, told, superior });
      }}
    >
      <TextField label={t("complaint_plan")} value={plan} onChange={(text) => form.set({ plan: text })} />
      <LineField
        label={t("complaint_cost")}
        hint={t("complaint_cost_hint")}
        value={cost}
        onChange={(text) => form.set({ cost: text })}
        max={15}
      />
      <TextField label={t("complaint_told")} value={told} onChange={(text) => form.set({ told: text })} />
      <LineField
        label={t("complaint_superior")}
        value={superior}
        onChange={(text) => form.set({ superior: text })}
      />
    </ActFrame>
  );
}

export function Notify(props: ActProps) {
  const { t } = useTranslation();
  const words = useWords();
  const form = useActForm(props, () => ({
    of: null as NoticeOf | null,
    way: null as SpokenTo | null,
    answer: "",
  }));
  const { of, way, answer } = form.value;
  return (
    <ActFrame
      act={props}
      form={form}
      ready={of !== null && way !== null}
      onSave={() => {
        if (!of || !way) return;
        form.save({ command: "notify_complainant", of, way, words: answer.trim() || null });
      }}
    >
      <ChoiceField
        label={t("complaint_of")}
        columns="two"
        options={optionsOf(words.notice_of)}
        value={of}
        onChange={(id) => form.set({ of: id as NoticeOf })}
      />
      <WayField value={way} onChange={(chosen) => form.set({ way: chosen })} />
      <TextField
        label={t("complaint_said")}
        optional
        rows={2}
        value={answer}
        onChange={(text) => form.set({ answer: text })}
      />
    </ActFrame>
  );
}

const NO_RESULT = {
  outcome: null as ComplaintOutcome | null,
  cause: "",
  course: "",
  result: "",
  apology: "",
  agreed: "",
  explanation: "",
  help: "",
};

/** What the outcome and whose fault it is ask for, and what else may be said. */
function asks(outcome: ComplaintOutcome | null, whose: string | undefined) {
  const settled = outcome === "settled";
  return [
    { name: "apology", shown: settled && whose !== "resident", needed: settled && whose === "company" },
    { name: "agreed", shown: settled && whose !== "resident", needed: settled && whose === "company" },
    { name: "explanation", shown: settled && whose !== "company", needed: settled && whose === "resident" },
    { name: "help", shown: outcome === "unfounded", needed: outcome === "unfounded" },
  ] as const;
}

export function Resolve(props: ActProps) {
  const { t } = useTranslation();
  const words = useWords();
  const form = useActForm(props, () => NO_RESULT);
  const { value } = form;
  const whose = props.page.view.complaint.attributions.find((one) => one.standing === "counts");
  const parts = asks(value.outcome, whose?.attribution);
  const given = (name: (typeof parts)[number]["name"]) =>
    parts.some((one) => one.name === name && one.shown) ? value[name].trim() || null : null;
  return (
    <ActFrame
      act={props}
      form={form}
      ready={
        value.outcome !== null &&
        filled(value.cause, value.course, value.result) &&
        parts.every((one) => !one.needed || filled(value[one.name]))
      }
      onSave={() => {
        const { outcome, cause, course, result } = value;
        if (outcome === null) return;
        form.save({
          command: "resolve_complaint",
          outcome,
          cause,
          course,
          result,
          apology: given("apology"),
          agreed: given("agreed"),
          explanation: given("explanation"),
          help: given("help"),
        });
      }}
    >
      <ChoiceField
        label={t("complaint_outcome")}
        columns="two"
        options={optionsOf(words.complaint_outcome)}
        value={value.outcome}
        onChange={(id) => form.set({ outcome: id as ComplaintOutcome })}
      />
      {(["cause", "course", "result"] as const).map((name) => (
        <TextField
          key={name}
          label={t(`complaint_result.${name}`)}
          value={value[name]}
          onChange={(text) => form.set((before) => ({ ...before, [name]: text }))}
        />
      ))}
      {parts
        .filter((one) => one.shown)
        .map(({ name, needed }) => (
          <TextField
            key={name}
            label={t(`complaint_result.${name}`)}
            optional={!needed}
            rows={2}
            value={value[name]}
            onChange={(text) => form.set((before) => ({ ...before, [name]: text }))}
          />
        ))}
    </ActFrame>
  );
}

export function Link(props: ActProps) {
  const { t } = useTranslation();
  const { data: list } = useCall("orders", {});
  const form = useActForm(props, () => ({ order: null as string | null }));
  const { order } = form.value;
  const known = (list?.orders ?? []).filter((row) => row.number !== null);
  return (
    <ActFrame
      act={props}
      form={form}
      ready={order !== null}
      onSave={() => order && form.save({ command: "link_complaint", order })}
    >
      {list && known.length === 0 && <Empty title={t("no_orders")} />}
      <ChoiceField
        label={t("order")}
        options={known.map((row) => ({
          id: row.id,
          label: `${row.number ?? ""} ${row.unit_no ?? ""}`.trim(),
        }))}
        value={order}
        onChange={(id) => form.set({ order: id })}
      />
    </ActFrame>
  );
}
