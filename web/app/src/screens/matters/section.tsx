/** A section of a matter: its rows, what is filled, what is missing, and the way to its form. */

import { useTranslation } from "react-i18next";
import { to } from "../../app/route";
import type { MatterPage, MatterSection } from "../../core/contract";
import type { SectionDescription } from "../../core/types";
import { Fact, Facts } from "../../ui/fields";
import { Tick, Warning } from "../../ui/icons";
import { Fold, TapRow } from "../../ui/page";
import { Kept } from "./field";

type Row = MatterSection["rows"][number];
type Shown = { page: MatterPage; section: SectionDescription; filled: MatterSection };

function Values({ page, section, row }: { page: MatterPage; section: SectionDescription; row: Row }) {
  const { t } = useTranslation();
  return (
    <>
      <Facts>
        {section.fields.map((field) => {
          const cell = row.cells[field.key];
          if (!cell) return null;
          const kept = field.holds === "signature" || field.holds === "photo";
          return (
            <Fact key={field.key} name={field.label}>
              {kept ? <Kept document={page.id} cell={cell} label={field.label} /> : cell.text}
              {cell.against.map((other) => (
                <span className="chip bad" key={other}>
                  <Warning /> {other}
                </span>
              ))}
            </Fact>
          );
        })}
      </Facts>
      {row.missing.length > 0 && (
        <p className="with-icon">
          <Warning /> {t("matter_missing", { fields: row.missing.join(" · ") })}
        </p>
      )}
    </>
  );
}

function OwnRow({ page, section, filled, row }: Shown & { row: Row }) {
  const { t } = useTranslation();
  if (row.struck !== null) {
    return (
      <p className="soft">
        <del>{row.name}</del> · {t("matter_struck", { why: row.struck })}
      </p>
    );
  }
  const key = row.row;
  return (
    <div className="stack tight">
      <Values page={page} section={section} row={row} />
      <p className="soft small">{row.who}</p>
      {filled.open && key !== null && (
        <div className="row">
          <a className="tap-row shrink" href={to("matter", page.id, "fill", section.key, key)}>
            <span>{t("matter_change", { what: row.name })}</span>
          </a>
          <a className="tap-row shrink" href={to("matter", page.id, "strike", section.key, key)}>
            <span>{t("matter_strike", { what: row.name })}</span>
          </a>
        </div>
      )}
    </div>
  );
}

/** A row of another section, and what this one says about it. */
function Offered({ shown, row: { row, name } }: { shown: Shown; row: { row: string | null; name: string } }) {
  const { t } = useTranslation();
  const { page, section, filled } = shown;
  const said = filled.rows.find((one) => one.row === row && one.struck === null);
  return (
    <div className="stack tight">
      <h3>{name}</h3>
      {said && <Values page={page} section={section} row={said} />}
      {filled.open && row !== null && (
        <TapRow href={to("matter", page.id, "fill", section.key, row)}>
          <span className="strong">{t(said ? "matter_change" : "matter_fill", { what: name })}</span>
        </TapRow>
      )}
    </div>
  );
}

function Inside(shown: Shown) {
  const { t } = useTranslation();
  const { page, section, filled } = shown;
  const begun = filled.rows.length > 0;
  const named = section.rows ? "matter_add_row" : begun ? "matter_change" : "matter_fill";
  return (
    <>
      {filled.offered === null
        ? filled.rows.map((row, index) => <OwnRow key={row.row ?? index} {...shown} row={row} />)
        : filled.offered.map((row) => <Offered key={row.row} shown={shown} row={row} />)}
      {filled.first !== null && <p className="soft">{t("matter_first", { what: filled.first })}</p>}
      {filled.open && filled.offered === null && (
        <TapRow href={to("matter", page.id, "fill", section.key)}>
          <span className="strong">{t(named, { what: section.title })}</span>
        </TapRow>
      )}
    </>
  );
}

export function SectionCard(shown: Shown) {
  const { t } = useTranslation();
  const { section, filled } = shown;
  if (filled.complete && filled.rows.length > 0) {
    return (
      <Fold
        title={
          <span className="with-icon">
            <Tick /> {section.title} · {t("matter_complete")}
          </span>
        }
      >
        <div className="card">
          <Inside {...shown} />
        </div>
      </Fold>
    );
  }
  return (
    <section className="card">
      <h2>
        {section.title} {!section.needed && <span className="soft small">({t("optional")})</span>}
      </h2>
      <Inside {...shown} />
    </section>
  );
}
