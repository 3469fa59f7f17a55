/** The code and the QR that the other person needs after one side of a movement was written. */

import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { go, to } from "../../app/route";
import { useWords } from "../../app/session";
import type { ExchangeShown, Overdrawn } from "../../core/contract";
import { Empty, NextButton, Page } from "../../ui/page";
import { Qr } from "../../ui/qr";
import { useCatalogue } from "./lines";

type Shown = { exchange: ExchangeShown | null; overdrawn: Overdrawn[]; back: string };

let shown: Shown | null = null;
const listeners = new Set<() => void>();

/** Where a saved movement leads: to its code, where another person has to write too, else back. */
export function afterMovement(saved: Omit<Shown, "back">, back: string): string {
  if (!saved.exchange && saved.overdrawn.length === 0) return back;
  shown = { ...saved, back };
  listeners.forEach((listener) => listener());
  return to("exchange");
}

export function ExchangePage() {
  const { t } = useTranslation();
  const words = useWords();
  const { nameOf, amount, toolName } = useCatalogue();
  const now = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
  const back = now?.back ?? to("goods");
  return (
    <Page
      title={t("exchange_title")}
      back={back}
      foot={<NextButton onClick={() => go(back)}>{t("done")}</NextButton>}
    >
      {!now && <Empty title={t("exchange_gone")} />}
      {now?.overdrawn.map((one) => (
        <p className="card warn" role="alert" key={one.item}>
          {t("overdrawn", {
            item: nameOf(one.item),
            before: amount(one.item, one.before),
            after: amount(one.item, one.after),
          })}
        </p>
      ))}
      {now?.exchange && (
        <section className="card">
          <h2>{words.exchange[now.exchange.says.exchange]}</h2>
          {now.exchange.says.number && <p>{now.exchange.says.number}</p>}
          {now.exchange.says.lines?.map((line) => (
            <p key={line.item}>
              {nameOf(line.item)} · {amount(line.item, line.quantity)}
            </p>
          ))}
          {now.exchange.says.tool && <p>{toolName(now.exchange.says.tool)}</p>}
          <p>{t("exchange_hint")}</p>
          <p className="code">{now.exchange.code}</p>
          <Qr text={now.exchange.ticket} label={t("exchange_qr")} />
        </section>
      )}
    </Page>
  );
}
