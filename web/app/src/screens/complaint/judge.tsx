/** What the service centre decides of a complaint: acceptance, class, fault, who deals with it, which head has it. */

import { useTranslation } from "react-i18next";
import { useCall, useWords } from "../../app/session";
import type { Attribution, ComplaintClass, Department, ForwardTo } from "../../core/types";
import { ChoiceField, DayField, LineField, MomentField, TextField, TicksField } from "../../ui/fields";
import { fromInput } from "../../ui/format";
import { filled, optionsOf } from "../act/plain";
import { ActFrame, useActForm, type ActProps } from "./frame";
import { CaseKindField } from "./kind";

export function Accept(props: ActProps) {
  const { t } = useTranslation();
  const form = useActForm(props, () => ({ at: "", kind: "" }));
  const { at, kind } = form.value;
  const known = props.page.said.case_kind;
  return (
    <ActFrame
      act={props}
      form={form}
      button={props.title}
      moments={["complaint"]}
      ready
      onSave={() =>
        form.save({
          command: "accept_complaint",
          received_at: fromInput(at, props.page.timezone),
          case_kind: kind || null,
        })
      }
    >
      <MomentField
        label={t("complaint_received")}
        optional
        value={at}
        onChange={(typed) => form.set({ at: typed })}
      />
      <p className="soft">{t("complaint_accept_hint")}</p>
      <CaseKindField
        value={kind}
        none={known ?? t("complaint_no_kind")}
        onChange={(code) => form.set({ kind: code })}
      />
      <p className="soft">{t("complaint_kind_hint")}</p>
    </ActFrame>
  );
}

function ClassFields({
  value,
  set,
}: {
  value: { class: ComplaintClass | null; day: string };
  set: (change: Partial<{ class: ComplaintClass | null; day: string }>) => void;
}) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <>
      <ChoiceField
        label={t("complaint_class")}
        options={optionsOf(words.complaint_class)}
        value={value.class}
        onChange={(id) => set({ class: id as ComplaintClass })}
      />
      {value.class === "minor" && (
        <DayField
          label={t("complaint_asked_for")}
          optional
          value={value.day}
          onChange={(day) => set({ day })}
        />
      )}
    </>
  );
}

/** The day that the resident asks for counts for a minor complaint alone. */
const askedFor = (value: { class: ComplaintClass | null; day: string }) =>
  value.class === "minor" && value.day ? value.day : null;

export function Classify(props: ActProps) {
  const form = useActForm(props, () => ({ class: null as ComplaintClass | null, day: "" }));
  const { value } = form;
  return (
    <ActFrame
      act={props}
      form={form}
      ready={value.class !== null}
      onSave={() => {
        if (value.class === null) return;
        form.save({ command: "classify_complaint", class: value.class, asked_for: askedFor(value) });
      }}
    >
      <ClassFields value={value} set={form.set} />
    </ActFrame>
  );
}

export function Lower(props: ActProps) {
  const { t } = useTranslation();
  const form = useActForm(props, () => ({ class: null as ComplaintClass | null, day: "", reason: "" }));
  const { value } = form;
  return (
    <ActFrame
      act={props}
      form={form}
      ready={value.class !== null && filled(value.reason)}
      onSave={() => {
        if (value.class === null) return;
        const { class: lighter, reason } = value;
        form.save({ command: "lower_class", class: lighter, asked_for: askedFor(value), reason });
      }}
    >
      <ClassFields value={value} set={form.set} />
      <TextField label={t("ask.reason")} value={value.reason} onChange={(reason) => form.set({ reason })} />
    </ActFrame>
  );
}

export function Attribute(props: ActProps) {
  const { t } = useTranslation();
  const words = useWords();
  const form = useActForm(props, () => ({
    whose: null as Attribution | null,
    departments: [] as Department[],
  }));
  const { whose, departments } = form.value;
  return (
    <ActFrame
      act={props}
      form={form}
      ready={whose !== null && (whose !== "shared" || departments.length > 1)}
      onSave={() => whose && form.save({ command: "attribute_complaint", attribution: whose, departments })}
    >
      <ChoiceField
        label={t("complaint_whose")}
        options={optionsOf(words.attribution)}
        value={whose}
        onChange={(id) => form.set({ whose: id as Attribution })}
      />
      <TicksField
        label={t("complaint_departments")}
        hint={t("complaint_departments_hint")}
        options={optionsOf(words.department)}
        value={departments}
        onChange={(ids) => form.set({ departments: ids as Department[] })}
      />
    </ActFrame>
  );
}

export function Assign(props: ActProps) {
  const { t } = useTranslation();
  const words = useWords();
  const { data: reference } = useCall("reference", {});
  const form = useActForm<{ kind: string; department: Department | ""; person: string }>(props, () => ({
    kind: "",
    department: "",
    person: "",
  }));
  const { kind, department, person } = form.value;
  const known = props.page.said.case_kind;
  const staff = (reference?.staff ?? []).map((one) => ({ id: one.user, label: one.display_name }));
  return (
    <ActFrame
      act={props}
      form={form}
      ready={department !== "" || kind !== "" || known !== null}
      onSave={() =>
        form.save({
          command: "assign_complaint",
          department: department || null,
          person: person || null,
          case_kind: kind || null,
        })
      }
    >
      <CaseKindField
        value={kind}
        none={known ?? t("complaint_no_kind")}
        onChange={(code) => form.set({ kind: code })}
      />
      <ChoiceField
        label={t("complaint_department")}
        columns="two"
        options={[{ id: "", label: t("complaint_by_kind") }, ...optionsOf(words.department)]}
        value={department}
        onChange={(id) => form.set({ department: id as Department | "" })}
      />
      <ChoiceField
        label={t("complaint_person")}
        columns="two"
        options={[{ id: "", label: t("complaint_nobody") }, ...staff]}
        value={person}
        onChange={(id) => form.set({ person: id })}
      />
    </ActFrame>
  );
}

export function Forward(props: ActProps) {
  const { t } = useTranslation();
  const words = useWords();
  const form = useActForm(props, () => ({ whom: null as ForwardTo | null, who: "" }));
  const { whom, who } = form.value;
  return (
    <ActFrame
      act={props}
      form={form}
      ready={whom !== null && filled(who)}
      onSave={() => whom && form.save({ command: "forward_complaint", to: whom, who })}
    >
      <ChoiceField
        label={t("complaint_to")}
        columns="two"
        options={optionsOf(words.forward_to)}
        value={whom}
        onChange={(id) => form.set({ whom: id as ForwardTo })}
      />
      <LineField
        label={t("complaint_who")}
        value={who}
        onChange={(text) => form.set({ who: text })}
        max={500}
      />
    </ActFrame>
  );
}
