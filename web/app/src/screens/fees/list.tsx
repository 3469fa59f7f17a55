/** Management-fee accounts: those first at which this person has a visit to make, by time. */

import { useTranslation } from "react-i18next";
import { to } from "../../app/route";
import { useCall } from "../../app/session";
import type { FeeList, FeeListRow } from "../../core/contract";
import { moment, money } from "../../ui/format";
import { Warning } from "../../ui/icons";
import { CantShow, Empty, Fold, Loading, Page } from "../../ui/page";

type Visit = FeeListRow["visits"][number];

function VisitLines({ visit, list }: { visit: Visit; list: FeeList }) {
  const { t } = useTranslation();
  const { party } = visit;
  return (
    <span className="stack tight">
      <span className="row apart">
        <span className="strong numeric">{moment(visit.visit_at, list.now, list.timezone)}</span>
        <span className="strong numeric">{money(visit.amount_fen)}</span>
      </span>
      <span className="big">{party === null ? t("fee_party_gone") : party.address}</span>
      {party !== null && (
        <span>
          {t("fee_owner_is", { who: party.owner_name })} · {t("fee_meets", { who: party.contact_name })}
        </span>
      )}
      <span className="row apart soft">
        <span>{t("fee_receipt_is", { number: visit.receipt })}</span>
        {!visit.mine && <span>{visit.collector}</span>}
      </span>
    </span>
  );
}

function AccountCard({ row, list }: { row: FeeListRow; list: FeeList }) {
  const { t } = useTranslation();
  return (
    <li>
      <a className={`card ${row.stuck ? "bad" : ""}`} href={to("fee", row.id)}>
        {row.visits.map((visit) => (
          <VisitLines key={visit.visit} visit={visit} list={list} />
        ))}
        <span className="row apart soft">
          <span className="numeric">{row.account}</span>
          <span className="row">
            {row.stuck && (
              <span className="chip bad">
                <Warning /> {t("refused_by_server")}
              </span>
            )}
            {row.unsent && <span className="chip warn">{t("not_sent_yet")}</span>}
          </span>
        </span>
      </a>
    </li>
  );
}

export function FeesScreen() {
  const { t } = useTranslation();
  const { data: list, error } = useCall("fees", {}, { every: 60_000 });
  const cards = (rows: FeeListRow[]) => (
    <ul className="stack">{list && rows.map((row) => <AccountCard key={row.id} row={row} list={list} />)}</ul>
  );
  const visited = list?.fees.filter((row) => row.visits.length > 0) ?? [];
  const others = list?.fees.filter((row) => row.visits.length === 0) ?? [];
  return (
    <Page title={t("fees")} back={to()}>
      {error && <CantShow failure={error} />}
      {!list && !error && <Loading />}
      {list && visited.length === 0 && (
        <Empty title={t("no_fees")}>
          <p>{t("no_fees_hint")}</p>
        </Empty>
      )}
      {visited.length > 0 && cards(visited)}
      {others.length > 0 && (
        <Fold title={`${t("fees_without_visit")} · ${others.length}`}>{cards(others)}</Fold>
      )}
    </Page>
  );
}
