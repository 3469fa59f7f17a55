/** Materials and tools of one order. */

import { useTranslation } from "react-i18next";
import { to } from "../../app/route";
import { useWords } from "../../app/session";
import type { OrderPage } from "../../core/contract";
import type { Kind } from "../../core/types";
import { moment } from "../../ui/format";
import { Empty, Page, TapRow } from "../../ui/page";
import { useCatalogue } from "../goods/lines";

/** The commands on goods. */
export const GOODS: readonly Kind[] = [
  "material_needed",
  "material_received",
  "material_used",
  "material_returned",
  "tool_loaned",
  "tool_returned",
  "tool_handed_over",
  "lost_or_broken",
];

export function OrderGoodsScreen({ page }: { page: OrderPage }) {
  const { t } = useTranslation();
  const words = useWords();
  const { nameOf, amount, toolName, personOf, zone } = useCatalogue();
  const { order } = page.view;
  const commands = page.said.commands.filter((one) => GOODS.includes(one.action));
  const one_sided = order.goods.movements.filter(
    (movement) =>
      (movement.sides.given === null || movement.sides.taken === null) && movement.decided === null,
  );
  const nothing = order.goods.accounts.length + order.goods.needs.length + order.tools.loans.length === 0;
  return (
    <Page
      title={t("goods_of_order")}
      back={to("order", order.id)}
      side={<span className="numeric">{page.said.title}</span>}
    >
      <TapRow href={to("ticket")}>{t("ticket_read")}</TapRow>
      {nothing && <Empty title={t("goods_none")} />}
      {order.goods.accounts.map((account) => (
        <section className="card" key={account.item}>
          <h2>{nameOf(account.item)}</h2>
          <p className="row">
            <span>
              {t("account.issued")} <b>{amount(account.item, account.issued)}</b>
            </span>
            <span>
              {t("account.used")} <b>{amount(account.item, account.used)}</b>
            </span>
            <span>
              {t("account.returned")} <b>{amount(account.item, account.returned)}</b>
            </span>
            {account.lost > 0 && (
              <span>
                {t("account.lost")} <b>{amount(account.item, account.lost)}</b>
              </span>
            )}
          </p>
          {account.open > 0 && (
            <p className="chip warn">{t("account.open", { amount: amount(account.item, account.open) })}</p>
          )}
          {account.excess > 0 && (
            <p className="chip bad">
              {t("account.excess", { amount: amount(account.item, account.excess) })}
            </p>
          )}
        </section>
      ))}
      {order.goods.needs.map((need) => (
        <section className="card" key={need.entry}>
          <p className="row apart">
            <span className="strong">{words.kind.material_needed}</span>
            <span className={`chip ${need.approved === null ? "warn" : need.approved ? "good" : "bad"}`}>
              {need.approved === null
                ? t("need.open")
                : need.approved
                  ? t("need.approved")
                  : t("need.refused")}
            </span>
          </p>
          {need.lines.map((line) => (
            <p key={line.item}>
              {nameOf(line.item)} · {amount(line.item, line.quantity)}
            </p>
          ))}
          {need.tools.length > 0 && <p>{need.tools.join(t("comma"))}</p>}
          {need.reason && <p className="soft">{need.reason}</p>}
        </section>
      ))}
      {order.tools.loans.map((loan) => (
        <section className="card" key={loan.movement}>
          <p className="row apart">
            <span className="strong">{toolName(loan.tool)}</span>
            <span className="chip">{words.loan[loan.state]}</span>
          </p>
          <p>
            {personOf(loan.borrower)} · {t("due_at", { at: moment(loan.due_at, page.now, zone) })}
          </p>
        </section>
      ))}
      {one_sided.map((movement) => (
        <section className="card warn" key={movement.movement}>
          <h2>{t("one_sided")}</h2>
          <p>{words.exchange[movement.exchange]}</p>
          {movement.lines.map((line) => (
            <p key={line.item}>
              {nameOf(line.item)} · {amount(line.item, line.quantity)}
            </p>
          ))}
          <p>
            {t("code_is")} <span className="strong">{movement.code}</span>
          </p>
        </section>
      ))}
      <section className="stack tight">
        <h2>{t("what_to_do")}</h2>
        {commands.map((one) =>
          one.refused === null ? (
            <TapRow key={one.action} href={to("order", order.id, "do", one.action)}>
              {one.name}
            </TapRow>
          ) : (
            <div className="card" key={one.action}>
              <p className="strong">{one.name}</p>
              <p className="soft">{one.refused}</p>
            </div>
          ),
        )}
      </section>
    </Page>
  );
}
