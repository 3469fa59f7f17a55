/** One account: what the customer owes, the visits to make, and what this person may do. */

import { useTranslation } from "react-i18next";
import { to } from "../../app/route";
import { isNowhere, useCall } from "../../app/session";
import type { FeePage } from "../../core/contract";
import { Fact, Facts } from "../../ui/fields";
import { moment, money } from "../../ui/format";
import { CantShow, Empty, Fold, Loading, Page, TapRow } from "../../ui/page";
import { Alarm, ClosedCommands, RefusedByServer } from "../matter";
import { TakePayment, VoidReceipt } from "./door";

export type Visit = FeePage["said"]["visits"][number];

function Standing({ page: { said } }: { page: FeePage }) {
  const { t } = useTranslation();
  return (
    <section className="card">
      <Facts>
        <Fact name={t("fee_billed")}>{money(said.billed_fen)}</Fact>
        <Fact name={t("fee_paid")}>{money(said.paid_fen)}</Fact>
        <Fact name={t("fee_unpaid")}>
          <span className="strong">{money(said.unpaid_fen)}</span>
        </Fact>
        <Fact name={t("fee_late_fee")}>{money(said.late_fee_fen)}</Fact>
        {said.credit_fen > 0 && <Fact name={t("fee_credit")}>{money(said.credit_fen)}</Fact>}
      </Facts>
      <p className="soft">{t("fee_reckoned")}</p>
    </section>
  );
}

function VisitFacts({ page: { now, timezone }, visit }: { page: FeePage; visit: Visit }) {
  const { t } = useTranslation();
  const { party } = visit;
  return (
    <>
      <p className="row apart">
        <span className="big numeric">{moment(visit.visit_at, now, timezone)}</span>
        <span className="row">
          {visit.unsent && <span className="chip warn">{t("not_sent_yet")}</span>}
          <span className={`chip ${visit.open ? "warn" : ""}`}>{visit.state}</span>
        </span>
      </p>
      <Facts>
        <Fact name={t("fee_address")}>{party === null ? t("fee_party_gone") : party.address}</Fact>
        {party !== null && <Fact name={t("fee_owner")}>{party.owner_name}</Fact>}
        {party !== null && <Fact name={t("fee_contact")}>{party.contact_name}</Fact>}
        <Fact name={t("fee_amount")}>
          <span className="strong">{money(visit.amount_fen)}</span>
        </Fact>
        <Fact name={t("fee_receipt")}>{visit.receipt}</Fact>
        {!visit.mine && <Fact name={t("fee_collector")}>{visit.collector}</Fact>}
      </Facts>
    </>
  );
}

function OpenVisit({ page, visit }: { page: FeePage; visit: Visit }) {
  const { t } = useTranslation();
  return (
    <section className="card" aria-label={t("fee_receipt_is", { number: visit.receipt })}>
      <VisitFacts page={page} visit={visit} />
      {visit.takes && (
        <TapRow href={to("fee", page.id, "take", visit.visit)}>
          <span className="strong">{t("fee_take")}</span>
        </TapRow>
      )}
      {visit.voids && (
        <TapRow href={to("fee", page.id, "void", visit.visit)}>
          <span>{t("fee_void")}</span>
        </TapRow>
      )}
    </section>
  );
}

function Visits({ page }: { page: FeePage }) {
  const { t } = useTranslation();
  const open = page.said.visits.filter((visit) => visit.open);
  const over = page.said.visits.filter((visit) => !visit.open);
  return (
    <>
      {open.map((visit) => (
        <OpenVisit key={visit.visit} page={page} visit={visit} />
      ))}
      {over.length > 0 && (
        <Fold title={`${t("fee_visits_over")} · ${over.length}`}>
          {over.map((visit) => (
            <section className="card" key={visit.visit}>
              <VisitFacts page={page} visit={visit} />
            </section>
          ))}
        </Fold>
      )}
    </>
  );
}

function Bills({ page: { said } }: { page: FeePage }) {
  const { t } = useTranslation();
  if (said.bills.length === 0) return null;
  return (
    <section className="card">
      <h2>{t("fee_bills")}</h2>
      {said.bills.map((bill) => (
        <div className="stack tight" key={bill.of}>
          <p className="row apart">
            <span className="strong">{bill.of}</span>
            <span className="row">
              {bill.disputed && <span className="chip warn">{t("fee_disputed")}</span>}
              <span className="numeric">{money(bill.amount_fen)}</span>
            </span>
          </p>
          <p className="soft">
            {t("fee_bill_stands", { paid: money(bill.paid_fen), unpaid: money(bill.unpaid_fen) })}
            {bill.late_fee_fen > 0 && ` · ${t("fee_late_fee_is", { sum: money(bill.late_fee_fen) })}`}
            {bill.pay_by !== null && ` · ${t("fee_pay_by", { day: bill.pay_by })}`}
          </p>
        </div>
      ))}
    </section>
  );
}

function Payments({ page: { said, now, timezone } }: { page: FeePage }) {
  const { t } = useTranslation();
  if (said.payments.length === 0) return null;
  return (
    <section className="card">
      <h2>{t("fee_payments")}</h2>
      {said.payments.map((one) => (
        <div className="stack tight" key={one.entry}>
          <p className="row apart">
            <span>{t("fee_receipt_is", { number: one.receipt })}</span>
            <span className="row">
              {one.unsent && <span className="chip warn">{t("not_sent_yet")}</span>}
              <span className="strong numeric">{money(one.principal_fen)}</span>
            </span>
          </p>
          <p className="soft">
            {[moment(one.paid_at, now, timezone), one.method, one.who].join(" · ")}
            {one.late_fee_fen > 0 && ` · ${t("fee_late_fee_besides", { sum: money(one.late_fee_fen) })}`}
          </p>
        </div>
      ))}
    </section>
  );
}

function MayNow({ page: { said } }: { page: FeePage }) {
  const { t } = useTranslation();
  const open = said.commands.filter((one) => one.refused === null);
  if (open.length === 0) return null;
  return (
    <Fold title={t("fee_may")}>
      {open.map((one) => (
        <p key={one.action}>{one.name}</p>
      ))}
      <p className="soft">{t("fee_may_hint")}</p>
    </Fold>
  );
}

function AccountShown({ page }: { page: FeePage }) {
  const { t } = useTranslation();
  const { said } = page;
  return (
    <Page title={t("fee_account", { number: page.account })} back={to("fees")}>
      <RefusedByServer reasons={said.stuck} />
      {said.alarms.map((text) => (
        <Alarm key={text} text={text} />
      ))}
      {said.newer > 0 && <p className="card warn">{t("needs_update")}</p>}
      <Visits page={page} />
      <Standing page={page} />
      <Bills page={page} />
      <Payments page={page} />
      <MayNow page={page} />
      <ClosedCommands commands={said.commands} />
    </Page>
  );
}

/** The form of a visit; the address may name anything. */
function AtTheDoor({ page, part, visit: id }: { page: FeePage; part: "take" | "void"; visit: string }) {
  const { t } = useTranslation();
  const visit = page.said.visits.find((one) => one.visit === id);
  if (visit?.takes && part === "take") return <TakePayment page={page} visit={visit} />;
  if (visit?.voids && part === "void") return <VoidReceipt page={page} visit={visit} />;
  return (
    <Page title={t(`fee_${part}`)} back={to("fee", page.id)}>
      <Empty title={visit && !visit.open ? visit.state : t("not_here")} />
    </Page>
  );
}

export function FeeScreen({ id, rest: [part, visit = ""] }: { id: string; rest: string[] }) {
  const { t } = useTranslation();
  const { data, error } = useCall("fee", { id }, { every: 60_000 });
  if (data && (part === "take" || part === "void")) {
    return <AtTheDoor key={`${part}/${visit}`} page={data} part={part} visit={visit} />;
  }
  if (data) return <AccountShown page={data} />;
  return (
    <Page title={t("fees")} back={to("fees")}>
      {error && isNowhere(error) ? (
        <Empty title={t("fee_gone")} />
      ) : error ? (
        <CantShow failure={error} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}
