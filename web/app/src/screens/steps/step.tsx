/** One step: what to do, what is recorded, and afterwards what the answer leads to. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDraft } from "../../app/drafts";
import { go, to } from "../../app/route";
import { useExecute } from "../../app/session";
import type { OrderPage, SaidStep } from "../../core/contract";
import type { Command, RecordValue, Step } from "../../core/types";
import { TextField } from "../../ui/fields";
import { inLanguage } from "../../ui/format";
import { Lock, Tick, Warning } from "../../ui/icons";
import { Empty, Failure, Fold, NextButton, Page, TapRow } from "../../ui/page";
import { PhotosField, type TakenPhoto } from "../../ui/photos";
import { say } from "../../ui/saying";
import { Inputs, useAsked, type Row } from "./inputs";
import { PartFields, partOf, type PartTyped } from "./part";
import { everyChecklist, stepDefinition, stepSaid, stepState } from "./tree";

type StepTyped = { row: Row; photos: TakenPhoto[]; part: PartTyped | null; skip: string };

/** What the last answer demands, in the core's words, and where to go now. */
function Result({ said, onAgain }: { said: SaidStep; onAgain: () => void }) {
  const { t } = useTranslation();
  const bad = said.values.some((value) => value.good === false);
  const refused = said.refused !== null;
  return (
    <section className={`card ${bad ? "bad" : "good"}`} role="status">
      <p className="with-icon strong">
        {bad ? <Warning /> : <Tick />} {bad ? t("result_bad") : t("result_good")}
      </p>
      {said.values.map((value) => (
        <p key={value.label}>
          {value.label} <b>{value.value}</b>
        </p>
      ))}
      {said.requires.map((text) => (
        <p className="strong" key={text}>
          → {text}
        </p>
      ))}
      {!refused && (
        <button type="button" className="tap-row" onClick={onAgain}>
          <span>{t("record_again")}</span>
        </button>
      )}
    </section>
  );
}

/** Leads to what comes next in this order. */
function Onward({ page }: { page: OrderPage }) {
  const { t } = useTranslation();
  const id = page.view.order.id;
  const { primary } = page;
  if (primary?.is === "step") {
    const next = stepSaid(page, primary.checklist, primary.step);
    return (
      <NextButton onClick={() => go(to("order", id, "step", primary.checklist, primary.step))}>
        {next ? `${t("next_step")}: ${next.label}` : t("next_step")}
      </NextButton>
    );
  }
  return <NextButton onClick={() => go(to("order", id))}>{t("to_order")}</NextButton>;
}

/** The command that a step's entry takes: setting a gate, putting supply on, a part, or values. */
function commandOf(
  page: OrderPage,
  said: SaidStep,
  definition: Step,
  typed: StepTyped,
  values: { [name: string]: RecordValue },
): Command | null {
  const at = { checklist: said.checklist, step: said.step };
  const action = page.next.steps.find(
    (one) => one.checklist === said.checklist && one.step === said.step,
  )?.action;
  if (definition.sets_gate || action === "gate_set") return { command: "set_gate", ...at };
  if (definition.withdraws.length > 0 || action === "gate_withdrawn")
    return { command: "withdraw_gate", ...at };
  if (typed.skip.trim() !== "") {
    return { command: "record_step", ...at, values: { skip_reason: { text: typed.skip } } };
  }
  if (typed.part) return partOf(at, typed.part);
  const photos = typed.photos.map(({ bytes, taken_at }) => ({ bytes, taken_at }));
  return { command: "record_step", ...at, values, photos };
}

function Form({ page, said, definition }: { page: OrderPage; said: SaidStep; definition: Step }) {
  const { t } = useTranslation();
  const id = page.view.order.id;
  const state = stepState(page, said.checklist, said.step);
  const [again, setAgain] = useState(false);
  // The round that the last result of this visit to the page was recorded in.
  const [saved, setSaved] = useState<number | null>(null);
  const checklist = everyChecklist(page.view.order.checklist).find((one) => one.path === said.checklist);
  const round = checklist?.round ?? 1;
  const execute = useExecute(id);
  const takesPart =
    definition.material !== null && (definition.records.length === 0 || state?.status.is === "done");
  const empty = (): StepTyped => ({ row: {}, photos: [], part: null, skip: "" });
  const draft = useDraft(`${id}/${said.checklist}/${said.step}`, `${page.said.title} · ${said.label}`, empty);
  const { row, photos, part, skip } = draft.value;
  const gate = definition.sets_gate || definition.withdraws.length > 0;
  const recorded = !again && (saved !== null || state?.status.is === "done");
  const partShown = definition.material !== null && (definition.records.length === 0 || part !== null);
  const procedure = { id: checklist?.procedure ?? "", version: checklist?.version ?? 0 };
  const form = useAsked({ procedure, step: said.step }, said.inputs, row);
  const command = commandOf(page, said, definition, draft.value, form.values);
  const save = () => {
    if (!command) return;
    execute.mutate(command, {
      onSuccess: () => {
        draft.clear();
        setAgain(false);
        setSaved(round);
        say(t("saved"));
        scrollTo(0, 0);
      },
    });
  };
  const locked = said.refused !== null && !recorded;
  const foot = recorded ? (
    <Onward page={page} />
  ) : locked ? undefined : (
    <NextButton
      loading={execute.isPending}
      disabled={(partShown && part === null && skip === "") || form.waits}
      onClick={save}
    >
      {gate ? said.label : t("save")}
    </NextButton>
  );
  return (
    <Page
      title={said.label}
      back={to("order", id, "work")}
      side={<span className="numeric">{said.step}</span>}
      foot={foot}
    >
      <section className="card">
        <p className="soft">
          {said.kind} · {said.status}
        </p>
        <p className="big">{inLanguage(definition.instruction)}</p>
        {said.good_when.map((text) => (
          <p className="soft" key={text}>
            {text}
          </p>
        ))}
      </section>
      {recorded && saved !== null && round > saved && (
        <p className="card bad strong" role="status">
          {t("new_round", { round })}
        </p>
      )}
      {recorded && (saved === null || round === saved) && (
        <Result said={said} onAgain={() => setAgain(true)} />
      )}
      {!recorded && said.values.length > 0 && (
        <section className="card">
          {said.values.map((value) => (
            <p key={value.label} className={value.good === false ? "chip bad" : ""}>
              {value.label} <b>{value.value}</b>
            </p>
          ))}
          {said.requires.map((text) => (
            <p className="strong" key={text}>
              → {text}
            </p>
          ))}
        </section>
      )}
      {locked && (
        <p className="card warn with-icon">
          <Lock /> {said.refused}
        </p>
      )}
      {!recorded && !locked && (
        <>
          {gate && (
            <p className="card info">{definition.sets_gate ? t("gate_set_hint") : t("gate_withdraw_hint")}</p>
          )}
          <Inputs
            inputs={said.inputs}
            row={row}
            asked={form.asked}
            onChange={(changed) => draft.set({ row: changed })}
          />
          {partShown && definition.material && (
            <PartFields
              page={page}
              material={definition.material}
              value={part}
              onChange={(changed) => draft.set({ part: changed })}
            />
          )}
          {!gate && definition.photo !== "none" && !partShown && (
            <PhotosField
              label={t("photos")}
              hint={definition.photo === "required" ? t("photo_required") : t("photo_optional")}
              photos={photos}
              onChange={(taken) => draft.set({ photos: taken })}
            />
          )}
          {definition.skippable_with_reason && (
            <Fold title={t("skip_step")} open={skip !== ""}>
              <TextField
                label={t("ask.skip")}
                value={skip}
                onChange={(text) => draft.set({ skip: text })}
                rows={2}
              />
            </Fold>
          )}
          {said.leads.length > 0 && (
            <Fold title={t("leads")}>
              {said.leads.map((text) => (
                <p key={text}>{text}</p>
              ))}
            </Fold>
          )}
        </>
      )}
      {takesPart && definition.records.length > 0 && recorded && (
        <TapRow href={to("order", id, "part", said.checklist, said.step)}>{t("part_too")}</TapRow>
      )}
      <Failure failure={execute.error} />
    </Page>
  );
}

export function StepScreen({ page, checklist, step }: { page: OrderPage; checklist: string; step: string }) {
  const { t } = useTranslation();
  const said = stepSaid(page, checklist, step);
  const definition = stepDefinition(page, checklist, step);
  if (!said || !definition) {
    return (
      <Page title={step} back={to("order", page.view.order.id, "work")}>
        <Empty title={t("step_gone")} />
      </Page>
    );
  }
  return <Form key={`${checklist}/${step}`} page={page} said={said} definition={definition} />;
}
