/** Forms about an incident: the report, and what comes after it. None of it needs a network, or an order. */

import { useTranslation } from "react-i18next";
import { useDraft } from "../../app/drafts";
import { replaceWith, to } from "../../app/route";
import { useCall, useExecuteIncident, useWords } from "../../app/session";
import type { IncidentPage } from "../../core/contract";
import type { Department, IncidentCommand, Kind, PublicArea } from "../../core/types";
import { ChoiceField, LineField, TextField, TickField } from "../../ui/fields";
import { Empty, Page } from "../../ui/page";
import { say } from "../../ui/saying";
import { PlainFrame, filled, optionsOf } from "../act/plain";

function useForm<T>(incident: string | null, form: string, title: string, initial: () => T) {
  const { t } = useTranslation();
  const draft = useDraft<T>(`incident/${incident ?? "new"}/${form}`, title, initial);
  const execute = useExecuteIncident(incident);
  const save = (command: IncidentCommand) =>
    execute.mutate(command, {
      onSuccess: (page) => {
        draft.clear();
        say(t("saved"));
        replaceWith(to("incident", page.view.incident.id));
      },
    });
  return { ...draft, save, saving: execute.isPending, failure: execute.error };
}

/** The department that a kind of public matter mostly belongs to; the finder may choose another. */
const USUAL: Record<PublicArea, Department> = {
  engineering: "operation_repair",
  security: "security",
  cleaning: "environment",
  greening: "environment",
  fire: "security",
  pests: "environment",
  refuse: "environment",
  upkeep: "operation_repair",
  other: "customer_service",
};

export function ReportScreen() {
  const { t } = useTranslation();
  const words = useWords();
  const form = useForm(null, "report", t("incident_report"), () => ({
    place: "",
    area: null as PublicArea | null,
    department: null as Department | null,
    what: "",
    measure: "",
    major: false,
  }));
  const { place, area, department, what, measure, major } = form.value;
  const whose = department ?? (area && USUAL[area]);
  return (
    <PlainFrame
      title={t("incident_report")}
      back={to("incidents")}
      button={t("incident_report")}
      moments={["public_area", "violence"]}
      form={form}
      ready={filled(place, what) && area !== null}
      onSave={() => {
        if (!area || !whose) return;
        const done = measure.trim() || null;
        form.save({ command: "report_incident", place, area, department: whose, what, major, measure: done });
      }}
    >
      <LineField
        label={t("incident_place")}
        hint={t("incident_place_hint")}
        value={place}
        onChange={(text) => form.set({ place: text })}
      />
      <ChoiceField
        label={t("incident_area")}
        columns="two"
        options={optionsOf(words.area)}
        value={area}
        onChange={(id) => form.set({ area: id as PublicArea })}
      />
      <ChoiceField
        label={t("incident_department")}
        columns="two"
        options={optionsOf(words.department)}
        value={whose}
        onChange={(id) => form.set({ department: id as Department })}
      />
      <TextField
        label={t("incident_what")}
        value={what}
        onChange={(text) => form.set({ what: text })}
        max={2000}
      />
      <TextField
        label={t("incident_measure")}
        optional
        rows={2}
        value={measure}
        onChange={(text) => form.set({ measure: text })}
      />
      <TickField
        label={t("incident_make_major")}
        value={major}
        onChange={(yes) => form.set({ major: yes })}
      />
    </PlainFrame>
  );
}

type ActProps = { page: IncidentPage; action: Kind; title: string };

/** Commands that are a few words. */
const SAID: Partial<Record<Kind, { long?: boolean; make: (text: string) => IncidentCommand }>> = {
  emergency_measure_taken: { make: (what) => ({ command: "take_measure", what }) },
  department_arrived: { make: (who) => ({ command: "department_arrived", who }) },
  finder_left: { make: (reason) => ({ command: "finder_left", reason }) },
  incident_made_major: { make: (reason) => ({ command: "make_major", reason }) },
  course_reported: { long: true, make: (course) => ({ command: "report_course", course }) },
};

function useActForm<T>({ page, action, title }: ActProps, initial: () => T) {
  return useForm(page.view.incident.id, action, `${page.view.incident.report.place} · ${title}`, initial);
}

function Said(props: ActProps) {
  const { t } = useTranslation();
  const form = useActForm(props, () => ({ text: "" }));
  const kind = SAID[props.action];
  const { text } = form.value;
  return (
    <PlainFrame
      title={props.title}
      back={to("incident", props.page.view.incident.id)}
      form={form}
      ready={filled(text)}
      onSave={() => kind && form.save(kind.make(text))}
    >
      <TextField
        label={t(`incident_ask.${props.action}`)}
        value={text}
        onChange={(typed) => form.set({ text: typed })}
        rows={kind?.long ? 6 : 3}
        max={kind?.long ? 2000 : 500}
      />
    </PlainFrame>
  );
}

function Verify(props: ActProps) {
  const { t } = useTranslation();
  const form = useActForm(props, () => ({ cause: "", responsibility: "", proposal: "" }));
  const { cause, responsibility, proposal } = form.value;
  return (
    <PlainFrame
      title={props.title}
      back={to("incident", props.page.view.incident.id)}
      form={form}
      ready={filled(cause, responsibility, proposal)}
      onSave={() => form.save({ command: "verify_incident", cause, responsibility, proposal })}
    >
      <TextField label={t("incident_cause")} value={cause} onChange={(text) => form.set({ cause: text })} />
      <TextField
        label={t("incident_responsibility")}
        value={responsibility}
        onChange={(text) => form.set({ responsibility: text })}
      />
      <TextField
        label={t("incident_proposal")}
        value={proposal}
        onChange={(text) => form.set({ proposal: text })}
      />
    </PlainFrame>
  );
}

function Decide(props: ActProps) {
  const { t } = useTranslation();
  const form = useActForm(props, () => ({ further: null as boolean | null, to: "", reason: "" }));
  const { further, to: whom, reason } = form.value;
  return (
    <PlainFrame
      title={props.title}
      back={to("incident", props.page.view.incident.id)}
      form={form}
      ready={further !== null && filled(reason) && (!further || filled(whom))}
      onSave={() => {
        if (further === null) return;
        form.save({ command: "decide_incident", report_further: further, to: further ? whom : null, reason });
      }}
    >
      <ChoiceField
        label={t("incident_further")}
        columns="two"
        options={[
          { id: "yes", label: t("yes") },
          { id: "no", label: t("no") },
        ]}
        value={further === null ? null : further ? "yes" : "no"}
        onChange={(id) => form.set({ further: id === "yes" })}
      />
      {further && (
        <LineField label={t("incident_to")} value={whom} onChange={(text) => form.set({ to: text })} />
      )}
      <TextField label={t("ask.reason")} value={reason} onChange={(text) => form.set({ reason: text })} />
    </PlainFrame>
  );
}

function Link(props: ActProps) {
  const { t } = useTranslation();
  const { data: list } = useCall("orders", {});
  const form = useActForm(props, () => ({ order: null as string | null }));
  const { order } = form.value;
  const known = (list?.orders ?? []).filter((row) => row.number !== null);
  return (
    <PlainFrame
      title={props.title}
      back={to("incident", props.page.view.incident.id)}
      form={form}
      ready={order !== null}
      onSave={() => order && form.save({ command: "link_incident", order })}
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
    </PlainFrame>
  );
}

/** The form of a command; the address may name anything. */
export function IncidentAct({ page, action }: { page: IncidentPage; action: Kind }) {
  const { t } = useTranslation();
  const command = page.said.commands.find((one) => one.action === action);
  const back = to("incident", page.view.incident.id);
  if (command?.refused !== null) {
    return (
      <Page title={command?.name ?? t("incident")} back={back}>
        <Empty title={command?.refused ?? t("not_here")} />
      </Page>
    );
  }
  const props = { page, action, title: command.name };
  switch (action) {
    case "incident_verified":
      return <Verify {...props} />;
    case "incident_decided":
      return <Decide {...props} />;
    case "incident_linked":
      return <Link {...props} />;
    default:
      return <Said {...props} />;
  }
}
