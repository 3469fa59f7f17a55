/** Taking a complaint down. It needs no network, and nothing of it is asked for that the person doesn't say. */

import { useTranslation } from "react-i18next";
import { to } from "../../app/route";
import { useWords } from "../../app/session";
import type { ComplaintChannel, ComplaintClass, ComplaintRecord, Handover } from "../../core/types";
import { ChoiceField, TextField, TickField } from "../../ui/fields";
import { PlainFrame, filled, optionsOf } from "../act/plain";
import { useComplaintForm } from "./frame";
import { CaseKindField } from "./kind";
import { NOTHING_SAID, RecordFields } from "./record";

type Heard = {
  record: ComplaintRecord;
  channel: ComplaintChannel;
  handover: Handover | null;
  seems: ComplaintClass | null;
  harm: boolean;
  measure: string;
  kind: string;
  centre: boolean;
};

export function CaptureScreen() {
  const { t } = useTranslation();
  const words = useWords();
  const form = useComplaintForm<Heard>(null, "capture", t("complaint_capture"), () => ({
    record: NOTHING_SAID,
    channel: "visit",
    handover: null,
    seems: null,
    harm: false,
    measure: "",
    kind: "",
    centre: false,
  }));
  const { record, channel, handover, seems, harm, measure, kind, centre } = form.value;
  return (
    <PlainFrame
      title={t("complaint_capture")}
      back={to("complaints")}
      button={t("complaint_capture")}
      moments={harm ? ["harm", "complaint"] : ["complaint"]}
      form={form}
      ready={handover !== null && (filled(record.course) || filled(record.demand))}
      onSave={() => {
        if (handover === null) return;
        form.save({
          command: "capture_complaint",
          about_centre: centre,
          channel,
          handover,
          record,
          heard_at: null,
          seems,
          ongoing_harm: harm,
          measure: measure.trim() || null,
          case_kind: kind || null,
        });
      }}
    >
      <TickField label={t("complaint_harm")} value={harm} onChange={(yes) => form.set({ harm: yes })} />
      <TextField
        label={t("complaint_measure")}
        optional
        rows={2}
        value={measure}
        onChange={(text) => form.set({ measure: text })}
      />
      <RecordFields record={record} onChange={(changed) => form.set({ record: changed })} />
      <CaseKindField
        value={kind}
        none={t("complaint_kind_unsure")}
        onChange={(code) => form.set({ kind: code })}
      />
      <ChoiceField
        label={t("complaint_handover")}
        hint={t("complaint_handover_hint")}
        options={optionsOf(words.handover)}
        value={handover}
        onChange={(id) => form.set({ handover: id as Handover })}
      />
      <ChoiceField
        label={t("complaint_channel")}
        columns="two"
        options={optionsOf(words.complaint_channel)}
        value={channel}
        onChange={(id) => form.set({ channel: id as ComplaintChannel })}
      />
      <ChoiceField
        label={t("complaint_seems")}
        optional
        options={optionsOf(words.complaint_class)}
        value={seems}
        onChange={(id) => form.set({ seems: id as ComplaintClass })}
      />
      <TickField
        label={t("complaint_about_centre")}
        value={centre}
        onChange={(yes) => form.set({ centre: yes })}
      />
    </PlainFrame>
  );
}
