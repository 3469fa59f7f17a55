/** A section of a matter, or a row of it, as it is filled in. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { replaceWith, to } from "../../app/route";
import type { MatterPage } from "../../core/contract";
import type { SectionDescription } from "../../core/types";
import { TickField } from "../../ui/fields";
import { Empty, Page } from "../../ui/page";
import { PlainFrame } from "../act/plain";
import { Conduct } from "../matter";
import { FormField } from "./field";
import { useMatterForm } from "./frame";
import { cellOf, inputs, isAsked, isWrong, sectionOf, shownIn, type Filling, type Place } from "./values";

/** What the row is about: one of its own, or one of the section that this one says more about. */
function nameOf({ page, section, row }: Place): string | null {
  if (row === null) return null;
  const filled = sectionOf(page, section.key);
  const known = [...(filled?.offered ?? []), ...(filled?.rows ?? [])];
  return known.find((one) => one.row === row)?.name ?? null;
}

function Fill({ place }: { place: Place }) {
  const { t } = useTranslation();
  const { page, section, row } = place;
  const name = nameOf(place);
  const heading = name === null || name === "" ? section.title : `${section.title} · ${name}`;
  const adds = section.rows && section.of === null && row === null;
  const [another, setAnother] = useState(false);
  const form = useMatterForm<{ typed: Filling }>(
    page.id,
    `fill/${section.key}/${row ?? "new"}`,
    `${page.said.title} · ${heading}`,
    () => ({ typed: {} }),
    () => {
      if (adds && another) scrollTo(0, 0);
      else replaceWith(to("matter", page.id));
    },
  );
  const { typed } = form.value;
  const asked = section.fields.filter((field) => isAsked(place, field, typed));
  const values = inputs(place, typed);
  const rows = sectionOf(page, section.key)?.rows.filter((one) => one.struck === null) ?? [];
  return (
    <PlainFrame
      title={heading}
      back={to("matter", page.id)}
      form={form}
      ready={Object.keys(values).length > 0 && !asked.some((field) => isWrong(field, typed[field.key] ?? {}))}
      onSave={() => form.save({ command: "fill_matter", section: section.key, row, values })}
    >
      {section.guidance !== null && <Conduct texts={[section.guidance]} />}
      {adds && rows.length > 0 && (
        <p className="soft">
          {t("matter_rows_there", { count: rows.length, last: rows.at(-1)?.name ?? "" })}
        </p>
      )}
      {asked.map((field) => (
        <FormField
          key={field.key}
          document={page.id}
          field={field}
          cell={cellOf(place, field.key)}
          shown={shownIn(place, field, typed)}
          timezone={page.timezone}
          onChange={(one) =>
            form.set(({ typed: before }) => {
              const now = typeof one === "function" ? one(before[field.key] ?? {}) : one;
              return { typed: { ...before, [field.key]: now } };
            })
          }
        />
      ))}
      {adds && <TickField label={t("matter_another")} value={another} onChange={setAnother} />}
    </PlainFrame>
  );
}

/** The address may name anything. */
export function FillMatter({ page, section: key, row }: { page: MatterPage; section: string; row: string }) {
  const { t } = useTranslation();
  const section: SectionDescription | undefined = page.form?.sections.find((one) => one.key === key);
  const filled = sectionOf(page, key);
  if (section && filled?.open) return <Fill place={{ page, section, row: row === "" ? null : row }} />;
  const why = filled?.first ? t("matter_first", { what: filled.first }) : t("not_here");
  return (
    <Page title={section?.title ?? t("matter")} back={to("matter", page.id)}>
      <Empty title={why} />
    </Page>
  );
}
