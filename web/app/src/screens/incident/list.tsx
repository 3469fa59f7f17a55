/** Incidents in public areas: the open ones first, by time waiting. */

import { useTranslation } from "react-i18next";
import { go, to } from "../../app/route";
import { useCall } from "../../app/session";
import type { IncidentList, IncidentListRow } from "../../core/contract";
import { age, moment } from "../../ui/format";
import { Warning } from "../../ui/icons";
import { CantShow, Empty, Fold, Loading, NextButton, Page } from "../../ui/page";

function IncidentCard({ row, list }: { row: IncidentListRow; list: IncidentList }) {
  const { t } = useTranslation();
  return (
    <li>
      <a className={`card ${row.open ? (row.alarm ? "bad" : "warn") : ""}`} href={to("incident", row.id)}>
        <span className="row apart">
          <span className="big">{row.place}</span>
          <span className="chip">{row.state_text}</span>
        </span>
        <span className="row apart">
          <span>
            {row.area_text} · {row.department_text}
          </span>
          <span className="numeric">
            {row.open ? age(row.reported_at, list.now) : moment(row.reported_at, list.now, list.timezone)}
          </span>
        </span>
        <span className="row apart soft">
          <span>{row.finder}</span>
          <span className="row">
            {row.major && (
              <span className="chip bad">
                <Warning /> {t("incident_major")}
              </span>
            )}
            {row.unsent && <span className="chip warn">{t("not_sent_yet")}</span>}
          </span>
        </span>
      </a>
    </li>
  );
}

export function IncidentsScreen() {
  const { t } = useTranslation();
  const { data: list, error } = useCall("incidents", {}, { every: 60_000 });
  const cards = (rows: IncidentListRow[]) => (
    <ul className="stack">
      {list && rows.map((row) => <IncidentCard key={row.id} row={row} list={list} />)}
    </ul>
  );
  const open = list?.incidents.filter((row) => row.open) ?? [];
  const decided = list?.incidents.filter((row) => !row.open) ?? [];
  return (
    <Page
      title={t("incidents")}
      back={to()}
      foot={<NextButton onClick={() => go(to("incident", "new"))}>{t("incident_report")}</NextButton>}
    >
      {error && <CantShow failure={error} />}
      {!list && !error && <Loading />}
      {list && open.length === 0 && (
        <Empty title={t("no_incidents")}>
          <p>{t("no_incidents_hint")}</p>
        </Empty>
      )}
      {open.length > 0 && cards(open)}
      {decided.length > 0 && (
        <Fold title={`${t("incidents_decided")} · ${decided.length}`}>{cards(decided)}</Fold>
      )}
    </Page>
  );
}
