/** One incident: where it stands, its course, and what this person may do. */

import { useTranslation } from "react-i18next";
import { to } from "../../app/route";
import { isNowhere, useCall } from "../../app/session";
import type { IncidentPage } from "../../core/contract";
import type { Kind } from "../../core/types";
import { Fact, Facts } from "../../ui/fields";
import { age, moment } from "../../ui/format";
import { Warning } from "../../ui/icons";
import { CantShow, Empty, Loading, Page } from "../../ui/page";
import { Alarm, ClosedCommands, Conduct, Course, OpenCommands, RefusedByServer } from "../matter";
import { IncidentAct } from "./form";

function IncidentShown({ page }: { page: IncidentPage }) {
  const { t } = useTranslation();
  const { said, view, now, timezone } = page;
  const id = view.incident.id;
  return (
    <Page
      title={view.incident.report.place}
      back={to("incidents")}
      side={<span className="chip">{said.state}</span>}
    >
      <RefusedByServer reasons={said.stuck} />
      {said.alarm && <Alarm text={said.alarm} />}
      {view.incident.major && (
        <p className="card bad with-icon strong">
          <Warning /> {t("incident_major_told")}
        </p>
      )}
      {said.finder_on_site && !said.alarm && <p className="card info">{said.finder_on_site}</p>}
      <section className="card">
        <Facts>
          <Fact name={t("incident_area")}>{said.area}</Fact>
          <Fact name={t("incident_department")}>{said.department}</Fact>
          <Fact name={t("incident_finder")}>{said.finder}</Fact>
          <Fact name={t("incident_reported")}>
            <span className="numeric">{moment(said.reported_at, now, timezone)}</span>
            {said.open && ` · ${age(said.reported_at, now)}`}
          </Fact>
        </Facts>
      </section>
      <Conduct texts={said.guidance} />
      <OpenCommands commands={said.commands} at={(action) => to("incident", id, "do", action)} />
      <Course title={t("incident_course")} lines={said.course} now={now} timezone={timezone} />
      <ClosedCommands commands={said.commands} />
    </Page>
  );
}

export function IncidentScreen({ id, rest: [part, action = ""] }: { id: string; rest: string[] }) {
  const { t } = useTranslation();
  const { data, error } = useCall("incident", { id }, { every: 60_000 });
  if (data && part === "do") return <IncidentAct key={action} page={data} action={action as Kind} />;
  if (data) return <IncidentShown page={data} />;
  return (
    <Page title={t("incident")} back={to("incidents")}>
      {error && isNowhere(error) ? (
        <Empty title={t("incident_gone")} />
      ) : error ? (
        <CantShow failure={error} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}
