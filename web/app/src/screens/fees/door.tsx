/** At the customer's door: the money against the prepared receipt, or the receipt voided. None of it needs a network. */

import { useTranslation } from "react-i18next";
import { useDraft } from "../../app/drafts";
import { replaceWith, to } from "../../app/route";
import { useCall, useExecuteFee } from "../../app/session";
import type { FeeAtTheDoor, FeePage } from "../../core/contract";
import type { PaymentMethod } from "../../core/types";
import { ChoiceField, LineField, TextField, TicksField } from "../../ui/fields";
import { money } from "../../ui/format";
import { CantShow, Loading } from "../../ui/page";
import { say } from "../../ui/saying";
import { PlainFrame, filled } from "../act/plain";
import type { Visit } from "./account";

type DoorProps = { page: FeePage; visit: Visit };

function useDoorForm<T>({ page, visit }: DoorProps, form: string, title: string, initial: () => T) {
  const { t } = useTranslation();
  const draft = useDraft<T>(`fee/${page.id}/${form}/${visit.visit}`, title, initial);
  const execute = useExecuteFee(page.id);
  const save = (command: FeeAtTheDoor) =>
    execute.mutate(command, {
      onSuccess: () => {
        draft.clear();
        say(t("saved"));
        replaceWith(to("fee", page.id));
      },
    });
  return { ...draft, save, saving: execute.isPending, failure: execute.error };
}

type Payment = { principal: string; late_fee: string; method: string | null; confirmed: string[] };

/** What the customer is asked to confirm names the amounts as they are typed, so a changed one is confirmed anew. */
export function TakePayment({ page, visit }: DoorProps) {
  const { t } = useTranslation();
  const title = `${t("fee_take")} · ${visit.receipt}`;
  const form = useDoorForm<Payment>({ page, visit }, "take", `${page.account} · ${title}`, () => ({
    principal: visit.amount_yuan,
    late_fee: "",
    method: null,
    confirmed: [],
  }));
  const { principal, late_fee, method, confirmed } = form.value;
  const { data: asked, error } = useCall(
    "fee_asked",
    { id: page.id, visit: visit.visit, principal, late_fee },
    { keep: true },
  );
  const wrong = asked?.wrong ?? null;
  const total = asked?.total_fen ?? null;
  return (
    <PlainFrame
      title={title}
      back={to("fee", page.id)}
      button={t("fee_take")}
      form={form}
      ready={method !== null}
      onSave={() => {
        if (method === null) return;
        const chosen = method as PaymentMethod;
        form.save({
          command: "take_payment",
          visit: visit.visit,
          principal,
          late_fee,
          method: chosen,
          confirmed,
        });
      }}
    >
      <LineField
        label={t("fee_principal")}
        inputMode="decimal"
        max={16}
        value={principal}
        onChange={(typed) => form.set({ principal: typed })}
      />
      <LineField
        label={t("fee_late_fee_yuan")}
        hint={t("fee_late_fee_is", { sum: money(page.said.late_fee_fen) })}
        optional
        inputMode="decimal"
        max={16}
        value={late_fee}
        onChange={(typed) => form.set({ late_fee: typed })}
      />
      {wrong !== null && (
        <p className="card warn" role="alert">
          {wrong}
        </p>
      )}
      {total !== null && (
        <p className="row apart">
          <span className="strong">{t("fee_total")}</span>
          <output className="huge">{money(total)}</output>
        </p>
      )}
      <ChoiceField
        label={t("fee_method")}
        columns="two"
        options={page.methods.map((one) => ({ id: one.id, label: one.text }))}
        value={method}
        onChange={(id) => form.set({ method: id })}
      />
      {error && <CantShow failure={error} />}
      {!asked && !error && <Loading cards={2} />}
      {asked && (
        <TicksField
          label={t("fee_confirm")}
          hint={t("fee_confirm_hint")}
          options={asked.confirm.map((line) => ({ id: line, label: line }))}
          value={confirmed}
          onChange={(lines) => form.set({ confirmed: lines })}
        />
      )}
    </PlainFrame>
  );
}

export function VoidReceipt({ page, visit }: DoorProps) {
  const { t } = useTranslation();
  const title = `${t("fee_void")} · ${visit.receipt}`;
  const form = useDoorForm({ page, visit }, "void", `${page.account} · ${title}`, () => ({ reason: "" }));
  const { reason } = form.value;
  return (
    <PlainFrame
      title={title}
      back={to("fee", page.id)}
      button={t("fee_void")}
      form={form}
      ready={filled(reason)}
      onSave={() => form.save({ command: "void_receipt", visit: visit.visit, reason })}
    >
      <TextField
        label={t("fee_void_why")}
        hint={t("fee_void_hint")}
        value={reason}
        onChange={(text) => form.set({ reason: text })}
      />
    </PlainFrame>
  );
}
