/** One incident: where it stands, its course, and what this person may do. */

import { useTranslation } from "react-i18next";
import { to } from "../../app/route";
import { isNowhere, useCall } from "../../app/session";
import type { IncidentPage } from "../../core/contract";
import type { Kind } from "../../core/types";
import { Fact, Facts } from "../../ui/fields";
import { age, moment } from "../../ui/format";
import { Warning } from "../../ui/icons";
import { CantShow, Empty, Fold, Loading, Page, TapRow } from "../../ui/page";
import { IncidentAct } from "./form";

function Course({ page }: { page: IncidentPage }) {
  const { t } = useTranslation();
  const { said, now, timezone } = page;
  return (
    <section className="card">
      <h2>{t("incident_course")}</h2>
      <ol className="times">
        {said.course.map((one) => (
          <li key={one.entry} className={one.unsent ? "unsent" : ""}>
            <p className="row apart">
              <span className="strong">{one.kind}</span>
              <span className="numeric">
                {moment(one.at, now, timezone)}
                {!one.certain && ` (${t("clock_uncertain")})`}
              </span>
            </p>
            {one.words.map((words, index) => (
              <p key={index}>{words}</p>
            ))}
            {one.mark && (
              <p>
                <span className={`chip ${one.mark.is}`}>{one.mark.text}</span>
              </p>
            )}
            <p className="soft small">
              {one.who}
              {one.unsent && ` · ${t("not_sent_yet")}`}
              {one.arrived_at !== null &&
                ` · ${t("arrived_at", { at: moment(one.arrived_at, now, timezone) })}`}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function IncidentShown({ page }: { page: IncidentPage }) {
  const { t } = useTranslation();
  const { said, view, now, timezone } = page;
  const id = view.incident.id;
  const open = said.commands.filter((one) => one.refused === null);
  const closed = said.commands.filter((one) => one.refused !== null);
  return (
    <Page
      title={view.incident.report.place}
      back={to("incidents")}
      side={<span className="chip">{said.state}</span>}
    >
      {said.stuck.map((reason, index) => (
        <a className="card bad" href={to("outbox")} key={index}>
          <span className="with-icon strong">
            <Warning /> {t("refused_by_server")}
          </span>
          <span>{reason}</span>
        </a>
      ))}
      {said.alarm && (
        <p className="card bad with-icon strong" role="alert">
          <Warning /> {said.alarm}
        </p>
      )}
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
      {said.guidance.map((text) => (
        <aside className="card info" key={text}>
          <p>{text}</p>
        </aside>
      ))}
      {open.length > 0 && (
        <nav className="stack tight" aria-label={t("also_open")}>
          {open.map((one) => (
            <TapRow key={one.action} href={to("incident", id, "do", one.action)}>
              <span className="strong">{one.name}</span>
            </TapRow>
          ))}
        </nav>
      )}
      <Course page={page} />
      {closed.length > 0 && (
        <Fold title={t("not_open")}>
          {closed.map((one) => (
            <p key={one.action}>
              <span className="strong">{one.name}</span>
              <br />
              <span className="soft">{one.refused}</span>
            </p>
          ))}
        </Fold>
      )}
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
