/** One of the office's other matters: where it stands, its form section by section, and what this person may do. */

import { useTranslation } from "react-i18next";
import { to } from "../../app/route";
import { isNowhere, useCall } from "../../app/session";
import type { MatterPage } from "../../core/contract";
import { Fact, Facts } from "../../ui/fields";
import { moment } from "../../ui/format";
import { Warning } from "../../ui/icons";
import { CantShow, Empty, Fold, Loading, Page } from "../../ui/page";
import { Alarm, ClosedCommands, Course, OpenCommands, RefusedByServer } from "../matter";
import { LinkRow, MatterAct, StrikeRow } from "./act";
import { FillMatter } from "./fill";
import { SectionCard } from "./section";

function Standing({ page: { said, form, now, timezone } }: { page: MatterPage }) {
  const { t } = useTranslation();
  return (
    <section className="card">
      <Facts>
        <Fact name={t("matter_kind")}>{form?.title ?? said.kind}</Fact>
        {said.unit_no !== null && <Fact name={t("matter_unit")}>{said.unit_no}</Fact>}
        {said.period !== null && <Fact name={t("matter_period")}>{said.period}</Fact>}
        <Fact name={t("matter_person")}>{said.person}</Fact>
        {said.due !== null && <Fact name={t("matter_due")}>{said.due}</Fact>}
        <Fact name={t("matter_opened")}>
          {said.opened_by}, <span className="numeric">{moment(said.opened_at, now, timezone)}</span>
        </Fact>
        {Object.entries(said.figures).map(([name, text]) => (
          <Fact key={name} name={t(`matter_figure.${name}`)}>
            {text}
          </Fact>
        ))}
      </Facts>
      {said.ending && said.open && said.ending.missing !== null && (
        <p className="soft">{t("matter_to_the_end", { what: said.ending.missing })}</p>
      )}
    </section>
  );
}

type Due = MatterPage["said"]["dues"][number];

function Dues({ page: { said, now, timezone } }: { page: MatterPage }) {
  const { t } = useTranslation();
  const line = (due: Due, index: number) => (
    <p className="row apart" key={index}>
      <span>{[due.text, due.row].filter(Boolean).join(" · ")}</span>
      <span className="row">
        <span className="numeric">{moment(due.due_at, now, timezone)}</span>
        {due.done_at !== null && <span className="chip good">{t("done")}</span>}
        {due.late && (
          <span className="chip bad">
            <Warning /> {t(due.missed ? "matter_missed" : "matter_late")}
          </span>
        )}
      </span>
    </p>
  );
  const open = said.dues.filter((due) => due.done_at === null && !due.missed);
  const missed = said.dues.filter((due) => due.missed);
  const done = said.dues.filter((due) => due.done_at !== null);
  if (said.dues.length === 0) return null;
  return (
    <section className="card">
      <h2>{t("matter_dues")}</h2>
      {open.map(line)}
      {missed.length > 0 && (
        <Fold title={`${t("matter_missed")} · ${missed.length}`}>{missed.map(line)}</Fold>
      )}
      {done.length > 0 && <Fold title={`${t("done")} · ${done.length}`}>{done.map(line)}</Fold>}
    </section>
  );
}

function Defects({ page: { id, said } }: { page: MatterPage }) {
  const { t } = useTranslation();
  const links = said.commands.some((one) => one.action === "matter_linked" && one.refused === null);
  if (said.defects.length === 0) return null;
  return (
    <section className="card">
      <h2>{t("matter_defects")}</h2>
      {said.defects.map((defect) => (
        <div className="stack tight" key={defect.row}>
          <p className="row apart">
            <span className="strong">{[defect.name, defect.defect].filter(Boolean).join(" · ")}</span>
            <span className={`chip ${defect.order === null ? "bad" : ""}`}>{defect.state}</span>
          </p>
          {defect.order !== null && (
            <a className="tap-row" href={to("order", defect.order)}>
              <span>{defect.number ?? t("order")}</span>
            </a>
          )}
          {defect.order === null && links && (
            <a className="tap-row" href={to("matter", id, "link", defect.row)}>
              <span>{t("matter_link_row", { what: defect.defect })}</span>
            </a>
          )}
        </div>
      ))}
    </section>
  );
}

function NotAccepted({ page: { said } }: { page: MatterPage }) {
  const { t } = useTranslation();
  if (said.not_accepted.length === 0) return null;
  return (
    <section className="card warn">
      <h2>{t("matter_not_accepted")}</h2>
      {said.not_accepted.map((one) => (
        <p key={one.entry}>
          {one.text} <span className="soft">({one.who})</span>
        </p>
      ))}
    </section>
  );
}

function MatterShown({ page }: { page: MatterPage }) {
  const { t } = useTranslation();
  const { said, form, now, timezone, id } = page;
  const commands = said.commands.map((one) => ({ ...one, name: t(`matter_do.${one.action}`) }));
  return (
    <Page title={said.title} back={to("matters")} side={<span className="chip">{said.state}</span>}>
      <RefusedByServer reasons={said.stuck} />
      {said.alarms.map((text) => (
        <Alarm key={text} text={text} />
      ))}
      {(form === null || said.newer > 0) && <p className="card warn">{t("needs_update")}</p>}
      <Standing page={page} />
      <Dues page={page} />
      <Defects page={page} />
      {said.sections.map((filled) => {
        const section = form?.sections.find((one) => one.key === filled.section);
        return section && <SectionCard key={section.key} page={page} section={section} filled={filled} />;
      })}
      <NotAccepted page={page} />
      <OpenCommands commands={commands} at={(action) => to("matter", id, "do", action)} />
      <Fold title={t("matter_course")}>
        <Course title={t("matter_course")} lines={said.course} now={now} timezone={timezone} />
      </Fold>
      <ClosedCommands commands={commands} />
    </Page>
  );
}

function shownPart(page: MatterPage, [part, first = "", second = ""]: string[]) {
  switch (part) {
    case "fill":
      return <FillMatter key={`${first}/${second}`} page={page} section={first} row={second} />;
    case "strike":
      return <StrikeRow page={page} section={first} row={second} />;
    case "link":
      return <LinkRow page={page} row={first} />;
    case "do":
      return <MatterAct key={first} page={page} action={first} />;
    default:
      return <MatterShown page={page} />;
  }
}

export function MatterScreen({ id, rest }: { id: string; rest: string[] }) {
  const { t } = useTranslation();
  const { data, error } = useCall("matter", { id }, { every: 60_000 });
  if (data) return shownPart(data, rest);
  return (
    <Page title={t("matter")} back={to("matters")}>
      {error && isNowhere(error) ? (
        <Empty title={t("matter_gone")} />
      ) : error ? (
        <CantShow failure={error} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}
