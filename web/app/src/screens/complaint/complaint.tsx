/** One complaint: where it stands, what the complainant says, its course, and what this person may do. */

import { useTranslation } from "react-i18next";
import { to } from "../../app/route";
import { isNowhere, useCall } from "../../app/session";
import type { ComplaintPage } from "../../core/contract";
import type { Kind } from "../../core/types";
import { Fact, Facts } from "../../ui/fields";
import { age, moment } from "../../ui/format";
import { CantShow, Empty, Loading, Page } from "../../ui/page";
import { Alarm, ClosedCommands, Conduct, Course, OpenCommands, RefusedByServer } from "../matter";
import { ComplaintAct } from "./form";

function Standing({ page: { said, now, timezone } }: { page: ComplaintPage }) {
  const { t } = useTranslation();
  const at = (ms: number) => <span className="numeric">{moment(ms, now, timezone)}</span>;
  const { assigned_at: assigned, first_contact_at: contact } = said;
  return (
    <section className="card">
      <Facts>
        <Fact name={t("complaint_class")}>{said.class ?? t("complaint_no_class")}</Fact>
        {said.case_kind !== null && <Fact name={t("complaint_kind")}>{said.case_kind}</Fact>}
        <Fact name={t("complaint_department")}>
          {said.department ?? t("complaint_nobody")}
          {said.person !== null && ` · ${said.person}`}
        </Fact>
        <Fact name={t("complaint_channel")}>{said.channel}</Fact>
        <Fact name={t("complaint_heard_by")}>{said.heard_by}</Fact>
        <Fact name={t("complaint_heard")}>
          {at(said.heard_at)}
          {said.open && ` · ${age(said.heard_at, now)}`}
        </Fact>
        {said.received_at !== null && <Fact name={t("complaint_received")}>{at(said.received_at)}</Fact>}
        {contact !== null && (
          <Fact name={t("complaint_first_contact")}>
            {at(contact)}
            {assigned !== null &&
              ` · ${t("complaint_contact_after", { count: Math.max(0, Math.floor((contact - assigned) / 60_000)) })}`}
          </Fact>
        )}
      </Facts>
    </section>
  );
}

function RecordShown({ record }: { record: ComplaintPage["said"]["record"] }) {
  const { t } = useTranslation();
  return (
    <section className="card">
      <h2>{t("complaint_record")}</h2>
      {record === null ? (
        <p>{t("complaint_record_gone")}</p>
      ) : (
        <Facts>
          {record.map((one) => (
            <Fact key={one.field} name={one.name}>
              {one.words === "" ? (one.unknown ?? "—") : one.words}
              {one.captured !== null && (
                <>
                  <br />
                  <span className="soft small">{t("complaint_captured", { words: one.captured })}</span>
                </>
              )}
            </Fact>
          ))}
        </Facts>
      )}
    </section>
  );
}

function ComplaintShown({ page }: { page: ComplaintPage }) {
  const { t } = useTranslation();
  const { said, view, now, timezone } = page;
  const id = view.complaint.id;
  return (
    <Page title={said.title} back={to("complaints")} side={<span className="chip">{said.state}</span>}>
      <RefusedByServer reasons={said.stuck} />
      {said.alarm && <Alarm text={said.alarm} />}
      {said.about_centre && <p className="card info">{said.about_centre}</p>}
      <Standing page={page} />
      {said.case !== null && said.case.length > 0 && (
        <section className="card">
          <h2>{said.case_kind}</h2>
          <Facts>
            {said.case.map((one) => (
              <Fact key={one.name} name={one.name}>
                {one.words}
              </Fact>
            ))}
          </Facts>
        </section>
      )}
      <RecordShown record={said.record} />
      <OpenCommands commands={said.commands} at={(action) => to("complaint", id, "do", action)} />
      <Conduct texts={said.guidance} />
      <Course title={t("complaint_course")} lines={said.course} now={now} timezone={timezone} />
      <ClosedCommands commands={said.commands} />
    </Page>
  );
}

export function ComplaintScreen({ id, rest: [part, action = ""] }: { id: string; rest: string[] }) {
  const { t } = useTranslation();
  const { data, error } = useCall("complaint", { id }, { every: 60_000 });
  if (data && part === "do") return <ComplaintAct key={action} page={data} action={action as Kind} />;
  if (data) return <ComplaintShown page={data} />;
  return (
    <Page title={t("complaint")} back={to("complaints")}>
      {error && isNowhere(error) ? (
        <Empty title={t("complaint_gone")} />
      ) : error ? (
        <CantShow failure={error} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}
