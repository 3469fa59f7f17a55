/** Commands that take nothing, or a few words. */

import { useTranslation } from "react-i18next";
import { useCall, useWords } from "../../app/session";
import type { CancelledBy, Command, Desk, Kind, SlipCopy, UserId, WaitingFor } from "../../core/types";
import { asInput, fromInput, inLanguage } from "../../ui/format";
import { ChoiceField, LineField, MomentField, TextField, TicksField } from "../../ui/fields";
import { ActFrame, useAct, type ActProps } from "./frame";

const WORDLESS: Partial<Record<Kind, Command>> = {
  slip_received: { command: "receive" },
  arrived: { command: "arrive" },
  resumed: { command: "resume" },
  work_finished: { command: "finish_work" },
  pool_taken: { command: "take_from_pool" },
};

/** Commands that are given by one tap on an order's page. */
export function wordless(action: Kind): Command | undefined {
  return WORDLESS[action];
}

const ONE_TEXT: Partial<Record<Kind, (text: string) => Command>> = {
  cannot_keep_time: (reason) => ({ command: "cannot_keep_time", reason }),
  customer_absent: (tried) => ({ command: "customer_absent", tried }),
  price_refused: (reason) => ({ command: "refuse_price", reason }),
  left_site: (reason) => ({ command: "leave_site", reason }),
  not_repaired: (reason) => ({ command: "not_repaired", reason }),
  rework_requested: (words) => ({ command: "request_rework", words }),
  escalation_opened: (words) => ({ command: "open_escalation", words }),
  note: (text) => ({ command: "note", text }),
};

export function hasOneText(action: Kind): boolean {
  return action in ONE_TEXT;
}

export function OneText(props: ActProps) {
  const { t } = useTranslation();
  const act = useAct(props, () => ({ text: "" }));
  const make = ONE_TEXT[props.action];
  return (
    <ActFrame
      {...props}
      {...act}
      ready={act.value.text.trim() !== ""}
      onSave={() => make && act.save(make(act.value.text))}
    >
      <TextField
        label={t(`ask.${props.action}`)}
        value={act.value.text}
        onChange={(text) => act.set({ text })}
        max={props.action === "note" ? 2000 : 500}
      />
    </ActFrame>
  );
}

export function TakeAlong(props: ActProps) {
  const { t } = useTranslation();
  const { page } = props;
  const me = page.view.order.visits.find((visit) => visit.technician === page.view.order.holder);
  const act = useAct(props, () => ({ tools: me?.tools ?? [] }));
  const root = page.view.order.checklist;
  const tools = (root && page.procedures[root.path]?.tools) ?? [];
  return (
    <ActFrame {...props} {...act} onSave={() => act.save({ command: "check_tools", tools: act.value.tools })}>
      <TicksField
        label={t("ask.tools_checked")}
        hint={t("ask.tools_checked_hint")}
        options={tools.map((tool) => ({ id: tool.id, label: inLanguage(tool.label) }))}
        value={act.value.tools}
        onChange={(ticked) => act.set({ tools: ticked })}
      />
    </ActFrame>
  );
}

export function NewAppointment(props: ActProps) {
  const { t } = useTranslation();
  const { data: status } = useCall("status", {});
  const zone = status?.timezone ?? "UTC";
  const now = props.page.view.order.appointments.find((one) => one.counts)?.appointment_at ?? props.page.now;
  const act = useAct(props, () => ({ at: "", by: "" }));
  const at = fromInput(act.value.at || asInput(now, zone), zone);
  return (
    <ActFrame
      {...props}
      {...act}
      ready={at !== null && act.value.at !== "" && act.value.by.trim() !== ""}
      onSave={() =>
        at && act.save({ command: "confirm_appointment", appointment_at: at, confirmed_by: act.value.by })
      }
    >
      <MomentField
        label={t("ask.appointment_at")}
        value={act.value.at}
        onChange={(value) => act.set({ at: value })}
      />
      <LineField label={t("ask.confirmed_by")} value={act.value.by} onChange={(by) => act.set({ by })} />
    </ActFrame>
  );
}

export function WaitForm(props: ActProps) {
  const { t } = useTranslation();
  const words = useWords();
  const { data: status } = useCall("status", {});
  const zone = status?.timezone ?? "UTC";
  const act = useAct(props, () => ({ waiting_for: null as WaitingFor | null, detail: "", until: "" }));
  const { waiting_for, detail, until } = act.value;
  return (
    <ActFrame
      {...props}
      {...act}
      ready={waiting_for !== null}
      onSave={() =>
        waiting_for &&
        act.save({
          command: "wait",
          waiting_for,
          detail: detail.trim() || null,
          until: until ? fromInput(until, zone) : null,
        })
      }
    >
      <ChoiceField
        label={t("ask.waiting")}
        options={Object.entries(words.waiting_for).map(([id, label]) => ({ id, label }))}
        value={waiting_for}
        onChange={(id) => act.set({ waiting_for: id as WaitingFor })}
      />
      <LineField
        label={t("ask.waiting_detail")}
        optional
        value={detail}
        onChange={(text) => act.set({ detail: text })}
      />
      <MomentField
        label={t("ask.waiting_until")}
        optional
        value={until}
        onChange={(value) => act.set({ until: value })}
      />
    </ActFrame>
  );
}

export function CancelForm(props: ActProps) {
  const { t } = useTranslation();
  const act = useAct(props, () => ({ by: null as CancelledBy | null, reason: "" }));
  const { by, reason } = act.value;
  return (
    <ActFrame
      {...props}
      {...act}
      ready={by !== null && reason.trim() !== ""}
      onSave={() => by && act.save({ command: "request_cancel", cancelled_by: by, reason })}
    >
      <p className="card warn">{t("cancel_hint")}</p>
      <ChoiceField
        label={t("ask.cancelled_by")}
        columns="two"
        options={[
          { id: "customer", label: t("customer") },
          { id: "office", label: t("office") },
        ]}
        value={by}
        onChange={(id) => act.set({ by: id as CancelledBy })}
      />
      <TextField label={t("ask.reason")} value={reason} onChange={(text) => act.set({ reason: text })} />
    </ActFrame>
  );
}

/** Colleagues who could take a slip or a tool. */
export function ColleagueField({
  label,
  optional,
  value,
  onChange,
}: {
  label: string;
  optional?: boolean;
  value: UserId | null;
  onChange: (user: UserId) => void;
}) {
  const { data: reference } = useCall("reference", {});
  const { data: status } = useCall("status", {});
  const colleagues = (reference?.staff ?? []).filter(
    (one) => one.roles.includes("technician") && one.user !== status?.user,
  );
  return (
    <ChoiceField
      label={label}
      {...(optional ? { optional } : {})}
      columns="two"
      options={colleagues.map((one) => ({ id: one.user, label: one.display_name }))}
      value={value}
      onChange={onChange}
    />
  );
}

export function GiveBack(props: ActProps) {
  const { t } = useTranslation();
  const act = useAct(props, () => ({ reason: "", proposed: null as UserId | null }));
  return (
    <ActFrame
      {...props}
      {...act}
      ready={act.value.reason.trim() !== ""}
      onSave={() => act.save({ command: "return_assignment", ...act.value })}
    >
      <TextField
        label={t("ask.reason")}
        value={act.value.reason}
        onChange={(reason) => act.set({ reason })}
      />
      <ColleagueField
        label={t("ask.proposed")}
        optional
        value={act.value.proposed}
        onChange={(proposed) => act.set({ proposed })}
      />
    </ActFrame>
  );
}

const DESKS: readonly Desk[] = ["front_desk", "dispatch_centre", "control_room"];

export function SlipBack(props: ActProps) {
  const { t } = useTranslation();
  const act = useAct(props, () => ({ place: null as Desk | null }));
  const { place } = act.value;
  return (
    <ActFrame
      {...props}
      {...act}
      ready={place !== null}
      onSave={() => place && act.save({ command: "return_slip", return_place: place })}
    >
      <ChoiceField
        label={t("ask.return_place")}
        options={DESKS.map((id) => ({ id, label: t(`desk.${id}`) }))}
        value={place}
        onChange={(id) => act.set({ place: id as Desk })}
      />
    </ActFrame>
  );
}

const COPIES: readonly SlipCopy[] = ["owner", "csc", "finance"];

export function CopyForm(props: ActProps) {
  const { t } = useTranslation();
  const delivered = props.page.view.order.desk.copies.map((one) => one.copy);
  const act = useAct(props, () => ({ copy: COPIES.find((one) => !delivered.includes(one)) ?? null, by: "" }));
  const { copy, by } = act.value;
  return (
    <ActFrame
      {...props}
      {...act}
      ready={copy !== null && by.trim() !== ""}
      onSave={() => copy && act.save({ command: "deliver_copy", copy, received_by: by })}
    >
      <ChoiceField
        label={t("ask.copy")}
        options={COPIES.map((id) => ({ id, label: t(`copy.${id}`) }))}
        value={copy}
        onChange={(id) => act.set({ copy: id as SlipCopy })}
      />
      <LineField label={t("ask.received_by")} value={by} onChange={(text) => act.set({ by: text })} />
    </ActFrame>
  );
}

export function LeakForm(props: ActProps) {
  const { t } = useTranslation();
  const act = useAct(props, () => ({ passed: null as boolean | null }));
  const { passed } = act.value;
  return (
    <ActFrame
      {...props}
      {...act}
      ready={passed !== null}
      onSave={() => passed !== null && act.save({ command: "test_leak", passed })}
    >
      <ChoiceField
        label={t("ask.leak_tested")}
        columns="two"
        options={[
          { id: "yes", label: t("leak_holds") },
          { id: "no", label: t("leak_again") },
        ]}
        value={passed === null ? null : passed ? "yes" : "no"}
        onChange={(id) => act.set({ passed: id === "yes" })}
      />
    </ActFrame>
  );
}
