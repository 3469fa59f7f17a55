/** A new matter: which form, then what has to be known from the beginning. */

import { useTranslation } from "react-i18next";
import { to } from "../../app/route";
import { useCall } from "../../app/session";
import type { MatterForms } from "../../core/contract";
import { ChoiceField, DayField, LineField } from "../../ui/fields";
import { CantShow, Empty, Fold, Loading, Page, TapRow } from "../../ui/page";
import { PlainFrame, filled } from "../act/plain";
import { useMatterForm, useStaff } from "./frame";

type Form = MatterForms["forms"][number];

function Choose({ forms }: { forms: readonly Form[] }) {
  const { t } = useTranslation();
  const kinds = [...new Map(forms.map((form) => [form.kind, form.kind_text]))];
  return (
    <Page title={t("matter_begin")} back={to("matters")}>
      {forms.length === 0 && <Empty title={t("not_here")} />}
      {kinds.map(([kind, name]) => (
        <section className="stack tight" key={kind}>
          <h2>{name}</h2>
          {forms
            .filter((form) => form.kind === kind)
            .map((form) => (
              <TapRow key={form.key} href={to("matter", "new", form.key)}>
                <span className="strong">{form.title}</span>
              </TapRow>
            ))}
        </section>
      ))}
    </Page>
  );
}

type Plan = { person: string | null; due: string };

function PlanFields({
  plan,
  optional,
  onChange,
}: {
  plan: Plan;
  optional: boolean;
  onChange: (plan: Partial<Plan>) => void;
}) {
  const { t } = useTranslation();
  const staff = useStaff();
  return (
    <>
      <DayField
        label={t("matter_due")}
        optional={optional}
        value={plan.due}
        onChange={(due) => onChange({ due })}
      />
      <ChoiceField
        label={t("matter_person")}
        optional={optional}
        columns="two"
        options={staff}
        value={plan.person}
        onChange={(person) => onChange({ person })}
      />
    </>
  );
}

function Begin({ form: { key, title: name, of_unit, planned, periods } }: { form: Form }) {
  const { t } = useTranslation();
  const free = periods.filter((one) => one.here === null);
  const form = useMatterForm(null, key, name, () => ({
    // Whoever needs help has no time for a title.
    title: key === "superior_call" ? name : "",
    unit: "",
    period: free[0]?.period ?? null,
    person: null as string | null,
    due: "",
  }));
  const { title, unit, person, due } = form.value;
  // A draft may be of a period that has gone by, or that somebody else has begun since.
  const period = free.find((one) => one.period === form.value.period)?.period ?? null;
  const known = [
    filled(title),
    !of_unit || filled(unit),
    periods.length === 0 || period !== null,
    !planned || (person !== null && filled(due)),
  ];
  return (
    <PlainFrame
      title={name}
      back={to("matter", "new")}
      button={t("matter_begin")}
      form={form}
      ready={known.every(Boolean)}
      onSave={() =>
        form.save({
          command: "open_matter",
          form: key,
          title,
          unit_no: unit.trim() || null,
          period,
          person,
          due: due || null,
        })
      }
    >
      {periods.map((one) => {
        if (one.here === null) return null;
        return (
          <TapRow key={one.period} href={to("matter", one.here)}>
            <span className="strong">{t("matter_period_here", { period: one.period })}</span>
          </TapRow>
        );
      })}
      {free.length > 0 && (
        <ChoiceField
          label={t("matter_period")}
          columns="two"
          options={free.map((one) => ({ id: one.period, label: one.period }))}
          value={period}
          onChange={(id) => form.set({ period: id })}
        />
      )}
      <LineField
        label={t("matter_title")}
        hint={t("matter_title_hint")}
        value={title}
        onChange={(text) => form.set({ title: text })}
      />
      <LineField
        label={t("matter_unit")}
        optional={!of_unit}
        value={unit}
        onChange={(text) => form.set({ unit: text })}
      />
      {planned ? (
        <PlanFields plan={form.value} optional={false} onChange={form.set} />
      ) : (
        <Fold title={t("matter_plan")} open={person !== null || due !== ""}>
          <PlanFields plan={form.value} optional onChange={form.set} />
        </Fold>
      )}
    </PlainFrame>
  );
}

export function BeginMatterScreen({ form: key }: { form: string }) {
  const { t } = useTranslation();
  const { data, error } = useCall("matter_forms", {});
  if (data && key === "") return <Choose forms={data.forms} />;
  const form = data?.forms.find((one) => one.key === key);
  if (form) return <Begin form={form} />;
  return (
    <Page title={t("matter_begin")} back={to("matters")}>
      {error ? <CantShow failure={error} /> : data ? <Empty title={t("not_here")} /> : <Loading />}
    </Page>
  );
}
