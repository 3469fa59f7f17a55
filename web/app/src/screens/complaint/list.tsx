/** Complaints: the open ones first, by time waiting. */

import { useTranslation } from "react-i18next";
import { go, to } from "../../app/route";
import { useCall } from "../../app/session";
import type { ComplaintList, ComplaintListRow } from "../../core/contract";
import { age, moment } from "../../ui/format";
import { Warning } from "../../ui/icons";
import { CantShow, Empty, Fold, Loading, NextButton, Page } from "../../ui/page";

function ComplaintCard({ row, list }: { row: ComplaintListRow; list: ComplaintList }) {
  const { t } = useTranslation();
  return (
    <li>
      <a className={`card ${row.open ? (row.alarm ? "bad" : "warn") : ""}`} href={to("complaint", row.id)}>
        <span className="row apart">
          <span className="big">{row.words || t("complaint_record_gone")}</span>
          <span className="chip">{row.state_text}</span>
        </span>
        <span className="row apart">
          <span>
            {[row.case_kind_text, row.class_text, row.department_text ?? row.channel_text]
              .filter(Boolean)
              .join(" · ")}
          </span>
          <span className="numeric">
            {row.open ? age(row.heard_at, list.now) : moment(row.heard_at, list.now, list.timezone)}
          </span>
        </span>
        <span className="row apart soft">
          <span>{row.heard_by}</span>
          <span className="row">
            {row.unmet_harm && (
              <span className="chip bad">
                <Warning /> {t("complaint_harmed")}
              </span>
            )}
            {row.about_centre && <span className="chip">{t("complaint_of_centre")}</span>}
            {row.unsent && <span className="chip warn">{t("not_sent_yet")}</span>}
          </span>
        </span>
      </a>
    </li>
  );
}

export function ComplaintsScreen() {
  const { t } = useTranslation();
  const { data: list, error } = useCall("complaints", {}, { every: 60_000 });
  const cards = (rows: ComplaintListRow[]) => (
    <ul className="stack">
      {list && rows.map((row) => <ComplaintCard key={row.id} row={row} list={list} />)}
    </ul>
  );
  const open = list?.complaints.filter((row) => row.open) ?? [];
  const closed = list?.complaints.filter((row) => !row.open) ?? [];
  return (
    <Page
      title={t("complaints")}
      back={to()}
      foot={<NextButton onClick={() => go(to("complaint", "new"))}>{t("complaint_capture")}</NextButton>}
    >
      {error && <CantShow failure={error} />}
      {!list && !error && <Loading />}
      {list && open.length === 0 && (
        <Empty title={t("no_complaints")}>
          <p>{t("no_complaints_hint")}</p>
        </Empty>
      )}
      {open.length > 0 && cards(open)}
      {closed.length > 0 && (
        <Fold title={`${t("complaints_closed")} · ${closed.length}`}>{cards(closed)}</Fold>
      )}
    </Page>
  );
}
