/** The office's other matters: the open ones first, by what is due next. */

import { useTranslation } from "react-i18next";
import { go, replaceWith, to, useRoute } from "../../app/route";
import { useCall } from "../../app/session";
import type { MatterList, MatterListRow } from "../../core/contract";
import { moment } from "../../ui/format";
import { Warning } from "../../ui/icons";
import { CantShow, Empty, Fold, Loading, NextButton, Page, TapRow } from "../../ui/page";
import { SelectField } from "../../ui/select";

function MatterCard({ row, list }: { row: MatterListRow; list: MatterList }) {
  const { t } = useTranslation();
  const grave = row.open && (row.alarm || row.late);
  return (
    <li>
      <a className={`card ${grave ? "bad" : ""}`} href={to("matter", row.id)}>
        <span className="row apart">
          <span className="big">{row.title}</span>
          <span className="chip">{row.state_text}</span>
        </span>
        <span className="row apart">
          <span>{[row.form_text ?? row.kind_text, row.unit_no, row.period].filter(Boolean).join(" · ")}</span>
          {row.open && row.due_at !== null && (
            <span className="numeric">
              {t("matter_due_at", { at: moment(row.due_at, list.now, list.timezone) })}
            </span>
          )}
        </span>
        <span className="row apart soft">
          <span>{row.person}</span>
          <span className="row">
            {row.alarm && (
              <span className="chip bad">
                <Warning /> {t("matter_alarmed")}
              </span>
            )}
            {row.late && (
              <span className="chip bad">
                <Warning /> {t("matter_late")}
              </span>
            )}
            {row.unsent && <span className="chip warn">{t("not_sent_yet")}</span>}
          </span>
        </span>
      </a>
    </li>
  );
}

/** The kinds that are on this device, each once, in the order of the list. */
function kindsOf(rows: readonly MatterListRow[]) {
  return [...new Map(rows.map((row) => [row.kind, row.kind_text]))].map(([id, label]) => ({ id, label }));
}

export function MattersScreen() {
  const { t } = useTranslation();
  const { query } = useRoute();
  const kind = query.get("kind") ?? "";
  const { data: list, error } = useCall("matters", {}, { every: 60_000 });
  const shown = (list?.matters ?? []).filter((row) => kind === "" || row.kind === kind);
  const cards = (rows: MatterListRow[]) => (
    <ul className="stack">{list && rows.map((row) => <MatterCard key={row.id} row={row} list={list} />)}</ul>
  );
  const open = shown.filter((row) => row.open);
  const over = shown.filter((row) => !row.open);
  return (
    <Page
      title={t("matters")}
      back={to()}
      foot={<NextButton onClick={() => go(to("matter", "new"))}>{t("matter_begin")}</NextButton>}
    >
      {error && <CantShow failure={error} />}
      {!list && !error && <Loading />}
      <TapRow href={to("matter", "new", "superior_call")}>
        <span className="strong">{t("matter_call_superior")}</span>
      </TapRow>
      {list && list.matters.length > 0 && (
        <SelectField
          label={t("matter_kind")}
          options={[{ id: "", label: t("matter_any_kind") }, ...kindsOf(list.matters)]}
          value={kind}
          onChange={(id) => replaceWith(id === "" ? to("matters") : `${to("matters")}?kind=${id}`)}
        />
      )}
      {list && open.length === 0 && (
        <Empty title={t("no_matters")}>
          <p>{t("no_matters_hint")}</p>
        </Empty>
      )}
      {open.length > 0 && cards(open)}
      {over.length > 0 && <Fold title={`${t("matters_over")} · ${over.length}`}>{cards(over)}</Fold>}
    </Page>
  );
}
