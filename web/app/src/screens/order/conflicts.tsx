/** Collisions of an order in plain words: what happened on both sides, what counts now, whose turn it is. */

import { useTranslation } from "react-i18next";
import { useDraft } from "../../app/drafts";
import { to } from "../../app/route";
import { useExecute } from "../../app/session";
import type { OrderPage, SaidConflict } from "../../core/contract";
import { ChoiceField, TextField } from "../../ui/fields";
import { Empty, Failure, NextButton, Page } from "../../ui/page";
import { say } from "../../ui/saying";

/** The form of somebody whose task it is. */
function Settle({ page, conflict }: { page: OrderPage; conflict: SaidConflict }) {
  const { t } = useTranslation();
  const id = page.view.order.id;
  const execute = useExecute(id);
  const draft = useDraft(`${id}/${conflict.id}`, `${page.said.title} · ${conflict.about}`, () => ({
    choice: null as string | null,
    reason: "",
  }));
  const chosen = draft.value.choice === null ? undefined : conflict.choices[Number(draft.value.choice)];
  return (
    <div className="stack">
      <ChoiceField
        label={t("ask.choice")}
        options={conflict.choices.map((one, index) => ({ id: String(index), label: one.text }))}
        value={draft.value.choice}
        onChange={(choice) => draft.set({ choice })}
      />
      <TextField
        label={t("ask.reason")}
        value={draft.value.reason}
        onChange={(reason) => draft.set({ reason })}
      />
      <Failure failure={execute.error} />
      <NextButton
        loading={execute.isPending}
        disabled={!chosen || draft.value.reason.trim() === ""}
        onClick={() =>
          chosen &&
          execute.mutate(
            { command: "decide", conflict: conflict.id, choice: chosen.choice, reason: draft.value.reason },
            {
              onSuccess: () => {
                draft.clear();
                say(t("saved"));
              },
            },
          )
        }
      >
        {t("settle")}
      </NextButton>
    </div>
  );
}

export function ConflictsScreen({ page }: { page: OrderPage }) {
  const { t } = useTranslation();
  const { said } = page;
  return (
    <Page
      title={t("conflicts")}
      back={to("order", page.view.order.id)}
      side={<span className="numeric">{said.title}</span>}
    >
      <p>{t("conflicts_hint")}</p>
      {said.conflicts.length === 0 && <Empty title={t("no_conflicts")} />}
      {said.conflicts.map((one) => (
        <section className={`card ${one.settled === null ? "bad" : ""}`} key={one.id}>
          <h2>{one.about}</h2>
          {one.sides.map((side) => (
            <div className="card" key={side.entry}>
              <p className="row apart">
                <span className="strong">
                  {side.letter} · {side.kind}
                </span>
                {side.counts && <span className="chip good">{t("counts_now")}</span>}
              </p>
              {side.value && <p>{side.value}</p>}
              <p className="soft">{side.who}</p>
            </div>
          ))}
          <p>
            <span className="soft">{t("outcome_now")}:</span> <span className="strong">{one.outcome}</span>
          </p>
          <p>{one.settled ?? t("waits_for", { whose: one.whose })}</p>
          {one.settled === null && one.choices.length > 0 && <Settle page={page} conflict={one} />}
          <p className="soft small">{one.rule}</p>
        </section>
      ))}
      {said.claims.map((one) => (
        <p className="card warn" key={one.entry}>
          {one.text}
          {one.reviewed && ` · ${t("reviewed")}`}
        </p>
      ))}
      {said.not_accepted.map((one) => (
        <p className="card" key={one.entry}>
          {one.text}
        </p>
      ))}
      {said.problems.map((one) => (
        <p className="card" key={one.entry}>
          {one.text}
        </p>
      ))}
    </Page>
  );
}
