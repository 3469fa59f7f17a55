/** Parts of the pages of an incident and of a complaint: what the server refused, what may be done, what happened. */

import { useTranslation } from "react-i18next";
import { to } from "../app/route";
import type { CourseLine } from "../core/contract";
import type { Kind } from "../core/types";
import { moment } from "../ui/format";
import { Warning } from "../ui/icons";
import { Fold, TapRow } from "../ui/page";

type Commands = { action: Kind; name: string; refused: string | null }[];

export function RefusedByServer({ reasons }: { reasons: string[] }) {
  const { t } = useTranslation();
  return reasons.map((reason, index) => (
    <a className="card bad" href={to("outbox")} key={index}>
      <span className="with-icon strong">
        <Warning /> {t("refused_by_server")}
      </span>
      <span>{reason}</span>
    </a>
  ));
}

export function Alarm({ text }: { text: string }) {
  return (
    <p className="card bad with-icon strong" role="alert">
      <Warning /> {text}
    </p>
  );
}

export function Conduct({ texts }: { texts: string[] }) {
  return texts.map((text) => (
    <aside className="card info" key={text}>
      <p>{text}</p>
    </aside>
  ));
}

/** The commands that are open, each with the form that `at` leads to. */
export function OpenCommands({ commands, at }: { commands: Commands; at: (action: Kind) => string }) {
  const { t } = useTranslation();
  const open = commands.filter((one) => one.refused === null);
  if (open.length === 0) return null;
  return (
    <nav className="stack tight" aria-label={t("also_open")}>
      {open.map((one) => (
        <TapRow key={one.action} href={at(one.action)}>
          <span className="strong">{one.name}</span>
        </TapRow>
      ))}
    </nav>
  );
}

export function ClosedCommands({ commands }: { commands: Commands }) {
  const { t } = useTranslation();
  const closed = commands.filter((one) => one.refused !== null);
  if (closed.length === 0) return null;
  return (
    <Fold title={t("not_open")}>
      {closed.map((one) => (
        <p key={one.action}>
          <span className="strong">{one.name}</span>
          <br />
          <span className="soft">{one.refused}</span>
        </p>
      ))}
    </Fold>
  );
}

export function Course({
  title,
  lines,
  now,
  timezone,
}: {
  title: string;
  lines: CourseLine[];
  now: number;
  timezone: string;
}) {
  const { t } = useTranslation();
  return (
    <section className="card">
      <h2>{title}</h2>
      <ol className="times">
        {lines.map((one) => (
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
