/** The tab of materials and tools: the own kit, tools on loan, movements that wait for the other side. */

import { useTranslation } from "react-i18next";
import { useDraft } from "../../app/drafts";
import { replaceWith, to } from "../../app/route";
import { useCall, useExecuteStore, useWords } from "../../app/session";
import type { StoreCommand, UserId } from "../../core/types";
import { TextField } from "../../ui/fields";
import { age, moment } from "../../ui/format";
import { Scan } from "../../ui/icons";
import { useNow } from "../../ui/now";
import { CantShow, Empty, Failure, Loading, NextButton, Page, TapRow } from "../../ui/page";
import { say } from "../../ui/saying";
import { SyncMark, SyncStrip } from "../sync-strip";
import { ColleagueField } from "../act/simple";
import { afterMovement } from "./exchange";
import { LinesField, useCatalogue, type Lines } from "./lines";

export function KitScreen() {
  const { t } = useTranslation();
  const words = useWords();
  const { data: kit, error } = useCall("kit", { of: null });
  const { nameOf, amount, toolName, zone } = useCatalogue();
  const now = useNow();
  return (
    <Page title={t("tab.goods")} side={<SyncMark />} strip={<SyncStrip />}>
      <a className="tap-row" href={to("ticket")}>
        <span className="strong">{t("ticket_read")}</span>
        <Scan />
      </a>
      {error && <CantShow failure={error} />}
      {!kit && !error && <Loading />}
      {kit && (
        <>
          <section className="card">
            <h2>{t("kit_title")}</h2>
            {kit.lines.length === 0 && <Empty title={t("kit_empty")} />}
            {kit.lines.map((line) => (
              <p className="row apart" key={line.item}>
                <span>{nameOf(line.item)}</span>
                <span className={`strong numeric ${line.on_hand < 0 ? "chip bad" : ""}`}>
                  {amount(line.item, line.on_hand)}
                </span>
              </p>
            ))}
          </section>
          <div className="tiles">
            <TapRow href={to("kit", "issue_kit")}>{t("kit.issue_kit")}</TapRow>
            <TapRow href={to("kit", "return_kit")}>{t("kit.return_kit")}</TapRow>
            <TapRow href={to("kit", "transfer_kit")}>{t("kit.transfer_kit")}</TapRow>
            <TapRow href={to("kit", "report_kit_lost")}>{t("kit.report_kit_lost")}</TapRow>
          </div>
          <section className="card">
            <h2>{t("tools_borrowed")}</h2>
            {kit.tools.loans.length === 0 && <p className="soft">{t("tools_none")}</p>}
            {kit.tools.loans.map((loan) => (
              <a className="tap-row" href={to("order", loan.document, "goods")} key={loan.movement}>
                <span>
                  <span className="strong">{toolName(loan.tool)}</span>
                  <br />
                  <span className={loan.due_at < now && loan.state === "open" ? "chip bad" : "soft"}>
                    {t("due_at", { at: moment(loan.due_at, now, zone) })}
                  </span>{" "}
                  <span className="soft">{words.loan[loan.state]}</span>
                </span>
              </a>
            ))}
          </section>
          {kit.one_sided.length > 0 && (
            <section className="card warn">
              <h2>{t("one_sided")}</h2>
              {kit.one_sided.map((movement) => (
                <div key={movement.movement} className="stack tight">
                  <p className="row apart">
                    <span>{words.exchange[movement.exchange]}</span>
                    <span className="soft">{age(movement.at, now)}</span>
                  </p>
                  {movement.lines.map((line) => (
                    <p key={line.item}>
                      {nameOf(line.item)} · {amount(line.item, line.quantity)}
                    </p>
                  ))}
                  <p>
                    {t("code_is")} <span className="strong">{movement.code}</span>
                  </p>
                </div>
              ))}
            </section>
          )}
        </>
      )}
    </Page>
  );
}

const KIT_ACTIONS = ["issue_kit", "return_kit", "transfer_kit", "report_kit_lost"] as const;
type KitAction = (typeof KIT_ACTIONS)[number];

export function isKitAction(name: string): name is KitAction {
  return (KIT_ACTIONS as readonly string[]).includes(name);
}

export function KitForm({ action }: { action: KitAction }) {
  const { t } = useTranslation();
  const { data: status } = useCall("status", {});
  const { data: kit } = useCall("kit", { of: null });
  const title = t(`kit.${action}`);
  const draft = useDraft(`kit/${action}`, title, () => ({
    lines: [] as Lines,
    to: null as UserId | null,
    reason: "",
  }));
  const execute = useExecuteStore();
  const { lines, reason } = draft.value;
  const passing = action === "transfer_kit";
  const lost = action === "report_kit_lost";
  const command = (): StoreCommand | null => {
    const goods = [...lines];
    if (goods.length === 0) return null;
    if (lost) return reason.trim() ? { command: "report_kit_lost", lines: goods, reason } : null;
    if (!passing) return { command: action, lines: goods };
    return status && draft.value.to
      ? { command: "transfer_kit", from: status.user, to: draft.value.to, lines: goods }
      : null;
  };
  const ready = command();
  const own = kit?.lines.map((line) => line.item);
  return (
    <Page
      title={title}
      back={to("goods")}
      foot={
        <NextButton
          loading={execute.isPending}
          disabled={ready === null}
          onClick={() =>
            ready &&
            execute.mutate(ready, {
              onSuccess: (saved) => {
                draft.clear();
                say(t("saved"));
                replaceWith(afterMovement(saved, to("goods")));
              },
            })
          }
        >
          {t("save")}
        </NextButton>
      }
    >
      {passing && (
        <ColleagueField
          label={t("ask.hand_over_to")}
          value={draft.value.to}
          onChange={(user) => draft.set({ to: user })}
        />
      )}
      <LinesField
        label={t("ask.kit_lines")}
        lines={lines}
        {...(action !== "issue_kit" && own ? { only: own } : {})}
        onChange={(all) => draft.set({ lines: all })}
      />
      {lost && (
        <TextField label={t("ask.reason")} value={reason} onChange={(text) => draft.set({ reason: text })} />
      )}
      <Failure failure={execute.error} />
    </Page>
  );
}

export function KitPage({ name }: { name: string }) {
  const { t } = useTranslation();
  if (isKitAction(name)) return <KitForm action={name} />;
  return (
    <Page title={t("kit_title")} back={to("goods")}>
      <Empty title={t("not_here")} />
    </Page>
  );
}
