/** Today's orders: what is urgent first. */

import { useTranslation } from "react-i18next";
import { to } from "../app/route";
import { useCall } from "../app/session";
import type { OrderList, OrderListRow } from "../core/contract";
import { inLanguage, moment } from "../ui/format";
import { Warning } from "../ui/icons";
import { CantShow, Empty, Fold, Loading, Page, TapRow } from "../ui/page";
import { SyncMark, SyncStrip } from "./sync-strip";

const GROUPS = ["now", "today", "later", "pool", "elsewhere", "done"] as const;
/** Groups that are looked at only when somebody wants to. */
const FOLDED: readonly OrderListRow["group"][] = ["elsewhere", "done"];

const GRAVE: Record<OrderListRow["urgent"][number]["why"], "bad" | "warn"> = {
  stuck: "bad",
  decision: "bad",
  late: "bad",
  soon: "warn",
  urgent: "bad",
  conflict: "bad",
  time_open: "warn",
  rework: "warn",
  waiting: "warn",
  unsent: "warn",
};

function OrderCard({ row, list, className }: { row: OrderListRow; list: OrderList; className: string }) {
  const { t } = useTranslation();
  const worst = row.urgent.some((one) => GRAVE[one.why] === "bad")
    ? "bad"
    : row.urgent.length > 0
      ? "warn"
      : "";
  return (
    <li>
      <a className={`card ${row.group === "done" ? "" : worst}`} href={to("order", row.id)}>
        <span className="row apart">
          <span className="big">{row.unit_no ?? t("address_not_here")}</span>
          <span className="chip">{row.state_text}</span>
        </span>
        <span className="row apart">
          <span>{className}</span>
          {row.appointment_at !== null && (
            <span className="strong numeric">{moment(row.appointment_at, list.now, list.timezone)}</span>
          )}
        </span>
        <span className="row apart soft">
          <span>{row.customer_name}</span>
          <span className="numeric small">{row.number}</span>
        </span>
        {row.urgent.length > 0 && (
          <span className="row">
            {row.urgent.map((one) => (
              <span className={`chip ${GRAVE[one.why]}`} key={one.why}>
                <Warning /> {one.text}
              </span>
            ))}
          </span>
        )}
      </a>
    </li>
  );
}

/** The way to what needs no order. */
function Incidents() {
  const { t } = useTranslation();
  const { data } = useCall("incidents", {});
  const open = data?.incidents.filter((row) => row.open) ?? [];
  return (
    <TapRow href={to("incidents")}>
      <span className="strong">{t("incidents")}</span>{" "}
      {open.length > 0 && (
        <span className={`chip ${open.some((row) => row.alarm) ? "bad" : "warn"}`}>
          {t("incidents_open", { count: open.length })}
        </span>
      )}
    </TapRow>
  );
}

function Complaints() {
  const { t } = useTranslation();
  const { data } = useCall("complaints", {});
  const open = data?.complaints.filter((row) => row.open) ?? [];
  return (
    <TapRow href={to("complaints")}>
      <span className="strong">{t("complaints")}</span>{" "}
      {open.length > 0 && (
        <span className={`chip ${open.some((row) => row.alarm) ? "bad" : "warn"}`}>
          {t("complaints_open", { count: open.length })}
        </span>
      )}
    </TapRow>
  );
}

function Matters() {
  const { t } = useTranslation();
  const { data } = useCall("matters", {});
  const open = data?.matters.filter((row) => row.open) ?? [];
  return (
    <TapRow href={to("matters")}>
      <span className="strong">{t("matters")}</span>{" "}
      {open.length > 0 && (
        <span className={`chip ${open.some((row) => row.alarm || row.late) ? "bad" : "warn"}`}>
          {t("matters_open", { count: open.length })}
        </span>
      )}
    </TapRow>
  );
}

/** Only for those whose posts take money, or where there is an account. */
function Fees() {
  const { t } = useTranslation();
  const { data } = useCall("fees", {});
  if (!data || (!data.collects && data.fees.length === 0)) return null;
  const mine = data.fees.filter((row) => row.visits.some((visit) => visit.mine));
  return (
    <TapRow href={to("fees")}>
      <span className="strong">{t("fees")}</span>{" "}
      {mine.length > 0 && (
        <span className={`chip ${mine.some((row) => row.stuck) ? "bad" : "warn"}`}>
          {t("fees_mine", { count: mine.length })}
        </span>
      )}
    </TapRow>
  );
}

export function OrdersScreen() {
  const { t } = useTranslation();
  // Lateness depends on the time, so the list is asked for again every minute.
  const { data: list, error } = useCall("orders", {}, { every: 60_000 });
  const { data: procedures } = useCall("procedures", {});
  const className = (row: OrderListRow) => {
    const found = procedures?.find((one) => one.id === row.service_class);
    return found ? inLanguage(found.label) : (row.service_class ?? "");
  };
  const groups = GROUPS.map((group) => ({
    group,
    rows: list?.orders.filter((row) => row.group === group) ?? [],
  }));
  const cards = (rows: OrderListRow[]) => (
    <ul className="stack">
      {list && rows.map((row) => <OrderCard key={row.id} row={row} list={list} className={className(row)} />)}
    </ul>
  );
  return (
    <Page title={t("tab.orders")} side={<SyncMark />} strip={<SyncStrip />}>
      {error && <CantShow failure={error} />}
      {!list && !error && <Loading />}
      {list?.orders.length === 0 && (
        <Empty title={t("no_orders")}>
          <p>{t("no_orders_hint")}</p>
        </Empty>
      )}
      {groups
        .filter(({ rows }) => rows.length > 0)
        .map(({ group, rows }) =>
          FOLDED.includes(group) ? (
            <Fold key={group} title={`${t(`group.${group}`)} · ${rows.length}`}>
              {cards(rows)}
            </Fold>
          ) : (
            <section key={group} className="stack tight">
              <h2>
                {t(`group.${group}`)} <span className="soft">{rows.length}</span>
              </h2>
              {cards(rows)}
            </section>
          ),
        )}
      {list && <Incidents />}
      {list && <Complaints />}
      {list && <Matters />}
      {list && <Fees />}
    </Page>
  );
}
