/** The checklist as large cards: the step that comes next above all, the others in their order. */

import Button from "antd-mobile/es/components/button";
import ProgressBar from "antd-mobile/es/components/progress-bar";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { go, to } from "../../app/route";
import type { OrderPage, SaidStep } from "../../core/contract";
import type { Checklist, Status } from "../../core/types";
import { inLanguage } from "../../ui/format";
import { Again, Dash, Dot, Lock, Tick } from "../../ui/icons";
import { Empty, Fold, Page } from "../../ui/page";
import { everyChecklist, stepDefinition, stepState } from "./tree";

const MARKS: Record<Status["is"], ReactNode> = {
  open: <Dot />,
  locked: <Lock />,
  done: <Tick />,
  failed: <Again />,
  not_applicable: <Dash />,
};

function StepCard({ page, said }: { page: OrderPage; said: SaidStep }) {
  const state = stepState(page, said.checklist, said.step);
  const status = state?.status.is ?? "locked";
  // Open by the checklist, but something else comes first: not arrived, no price.
  const is = status === "open" && said.refused !== null ? "locked" : status;
  const inside = (
    <>
      <span className="mark">{MARKS[is]}</span>
      <span className="stack tight">
        <span className="row apart">
          <span className="strong">{said.label}</span>
          <span className="soft small">
            {said.step} · {said.kind} · {said.status}
          </span>
        </span>
        {said.values.map((value) => (
          <span key={value.label} className={value.good === false ? "chip bad" : ""}>
            {value.label} <b>{value.value}</b>
          </span>
        ))}
        {said.because && <span className="soft">{said.because}</span>}
        {!said.because && said.refused && is !== "done" && <span className="soft">{said.refused}</span>}
        {said.requires.map((text) => (
          <span className="strong" key={text}>
            → {text}
          </span>
        ))}
      </span>
    </>
  );
  // A closed step can be looked at; whether it may be recorded again, its page says.
  return is === "not_applicable" ? (
    <div className={`step ${is}`}>{inside}</div>
  ) : (
    <a className={`step ${is}`} href={to("order", page.view.order.id, "step", said.checklist, said.step)}>
      {inside}
    </a>
  );
}

function NowCard({ page, said }: { page: OrderPage; said: SaidStep }) {
  const { t } = useTranslation();
  const definition = stepDefinition(page, said.checklist, said.step);
  return (
    <section className="step now" aria-label={t("step_now")}>
      <p className="soft">
        {t("step_now")} · {said.step} · {said.kind}
      </p>
      <h2 className="big">{said.label}</h2>
      {definition && <p>{inLanguage(definition.instruction)}</p>}
      {said.good_when.map((text) => (
        <p className="soft" key={text}>
          {text}
        </p>
      ))}
      <Button
        block
        color="primary"
        className="next"
        onClick={() => go(to("order", page.view.order.id, "step", said.checklist, said.step))}
      >
        {t("step_begin")}
      </Button>
    </section>
  );
}

function Gates({ checklist, page }: { checklist: Checklist; page: OrderPage }) {
  const { t } = useTranslation();
  const held = checklist.gates.filter((gate) => gate.held);
  return (
    <>
      {held.map((gate) => (
        <p className="card good with-icon" key={gate.step}>
          <Lock />
          <span>
            {t("gate_held", {
              gate:
                page.said.steps.find((one) => one.checklist === checklist.path && one.step === gate.step)
                  ?.label ?? gate.step,
              who: gate.holders.map((one) => page.view.names[one.author] ?? "?").join(t("comma")),
            })}
          </span>
        </p>
      ))}
    </>
  );
}

function ChecklistPart({ checklist, page }: { checklist: Checklist; page: OrderPage }) {
  const { t } = useTranslation();
  const definition = page.procedures[checklist.path];
  const steps = page.said.steps.filter((one) => one.checklist === checklist.path);
  const wanted = checklist.steps.filter((step) => step.status.is !== "not_applicable");
  const done = wanted.filter((step) => step.status.is === "done").length;
  return (
    <section className="stack">
      <div className="stack tight">
        <h2 className="row apart">
          <span>{definition ? inLanguage(definition.label) : checklist.path}</span>
          <span className="soft">
            {t("round", { round: checklist.round })} · {t("steps_done", { done, all: wanted.length })}
          </span>
        </h2>
        <ProgressBar
          percent={wanted.length === 0 ? 0 : Math.round((done * 100) / wanted.length)}
          aria-hidden="true"
        />
      </div>
      <Gates checklist={checklist} page={page} />
      {checklist.passed && <p className="card good strong">{t("round_passed")}</p>}
      <div className="steps">
        {steps.map((said) => (
          <StepCard key={said.step} page={page} said={said} />
        ))}
      </div>
      {definition && (
        <p className="soft">
          {t("acceptance")}: {inLanguage(definition.acceptance)}
        </p>
      )}
      {checklist.rounds.map((round) => (
        <Fold key={round.round} title={t("earlier_round", { round: round.round })}>
          <p className="soft">{round.passed === false ? t("round_failed") : ""}</p>
          {round.steps
            .filter((step) => step.reading !== null)
            .map((step) => (
              <p key={step.id}>
                {definition
                  ? inLanguage(definition.steps.find((one) => one.id === step.id)?.label ?? definition.label)
                  : step.id}
              </p>
            ))}
        </Fold>
      ))}
    </section>
  );
}

export function WorkScreen({ page }: { page: OrderPage }) {
  const { t } = useTranslation();
  const { primary, said, view } = page;
  const now =
    primary?.is === "step"
      ? said.steps.find((one) => one.checklist === primary.checklist && one.step === primary.step)
      : undefined;
  const all = everyChecklist(view.order.checklist);
  return (
    <Page
      title={t("checklist")}
      back={to("order", view.order.id)}
      side={<span className="numeric">{said.title}</span>}
    >
      {all.length === 0 && <Empty title={t("no_checklist")} />}
      {now && <NowCard page={page} said={now} />}
      {!now && primary?.is === "command" && (
        <Button block color="primary" className="next" onClick={() => go(to("order", view.order.id))}>
          {said.commands.find((one) => one.action === primary.action)?.name}
        </Button>
      )}
      {/* A child checklist is what has to pass now, so it stands above the one that called it. */}
      {[...all].reverse().map((checklist) => (
        <ChecklistPart key={checklist.path} checklist={checklist} page={page} />
      ))}
    </Page>
  );
}
