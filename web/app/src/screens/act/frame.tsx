/** What all forms of an order's commands have in common: title, conduct for the moment, failure, the one button. */

import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDraft } from "../../app/drafts";
import { replaceWith, to } from "../../app/route";
import { useCall, useExecute } from "../../app/session";
import type { OrderPage, Saved } from "../../core/contract";
import type { Command, Kind, Moment } from "../../core/types";
import { inLanguage } from "../../ui/format";
import { Failure, NextButton, Page } from "../../ui/page";
import { say } from "../../ui/saying";

export type ActProps = { page: OrderPage; action: Kind; title: string };

/** The conduct that the rules ask for at a command's own moment. */
const MOMENTS: Partial<Record<Kind, Moment>> = {
  slip_received: "on_the_way",
  tools_checked: "on_the_way",
  finding: "finding",
  quoted: "price",
  price_confirmed: "price",
  price_refused: "price_refused",
  inspection_result: "trial",
  customer_signed: "trial",
  rework_requested: "dissatisfied",
  escalation_opened: "quarrel",
  damage_reported: "damage",
  customer_absent: "absent",
  left_site: "leaving",
};

export function GuidanceCard({ moment }: { moment: Moment }) {
  const { data } = useCall("guidance", { moment });
  if (!data) return null;
  return (
    <aside className="card info">
      <p>{inLanguage(data.text)}</p>
    </aside>
  );
}

/** The form's value and what happens when it is saved. */
export function useAct<T>(
  { page, action, title }: ActProps,
  initial: () => T,
  after?: (saved: Saved) => string,
) {
  const id = page.view.order.id;
  const { t } = useTranslation();
  const draft = useDraft<T>(`${id}/${action}`, `${page.said.title} · ${title}`, initial);
  const execute = useExecute(id);
  const save = (command: Command) =>
    execute.mutate(command, {
      onSuccess: (saved) => {
        draft.clear();
        say(t("saved"));
        replaceWith(after?.(saved) ?? to("order", id));
      },
    });
  return { ...draft, save, saving: execute.isPending, failure: execute.error };
}

type FrameProps = ActProps & {
  button?: string;
  onSave: () => void;
  ready?: boolean;
  saving: boolean;
  failure: ReturnType<typeof useExecute>["error"];
  children?: ReactNode;
};

export function ActFrame({
  page,
  action,
  title,
  button,
  onSave,
  ready = true,
  saving,
  failure,
  children,
}: FrameProps) {
  const { t } = useTranslation();
  const moment = MOMENTS[action];
  const [tried, setTried] = useState(false);
  return (
    <Page
      title={title}
      back={to("order", page.view.order.id)}
      side={<span className="numeric">{page.said.title}</span>}
      foot={
        <NextButton
          loading={saving}
          onClick={() => {
            setTried(true);
            if (ready) onSave();
          }}
        >
          {button ?? t("save")}
        </NextButton>
      }
    >
      {moment && <GuidanceCard moment={moment} />}
      {children}
      {tried && !ready && (
        <p className="card warn" role="alert">
          {t("fill_all")}
        </p>
      )}
      <Failure failure={failure} />
    </Page>
  );
}
