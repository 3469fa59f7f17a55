/** What is done about a matter beside filling it in. None of it needs a network. */

import { useTranslation } from "react-i18next";
import { to } from "../../app/route";
import { useCall, useWords } from "../../app/session";
import type { MatterPage } from "../../core/contract";
import type { Department, MatterCommand } from "../../core/types";
import { ChoiceField, DayField, TextField } from "../../ui/fields";
import { Empty, Page } from "../../ui/page";
import { PlainFrame, filled, optionsOf } from "../act/plain";
import { useMatterForm, useStaff } from "./frame";
import { sectionOf } from "./values";

type ActProps = { page: MatterPage; title: string };

function useActForm<T>({ page, title }: ActProps, name: string, initial: () => T) {
  return useMatterForm(page.id, name, `${page.said.title} · ${title}`, initial);
}

/** Commands that are a few words. */
function Say({
  label,
  name,
  make,
  ...props
}: ActProps & { label: string; name: string; make: (text: string) => MatterCommand }) {
  const form = useActForm(props, name, () => ({ text: "" }));
  const { text } = form.value;
  return (
    <PlainFrame
      title={props.title}
      back={to("matter", props.page.id)}
      form={form}
      ready={filled(text)}
      onSave={() => form.save(make(text))}
    >
      <TextField label={label} value={text} onChange={(typed) => form.set({ text: typed })} />
    </PlainFrame>
  );
}

type Given = { person: string | null; department: Department | ""; due: string; words: string };

function Assign(props: ActProps) {
  const { t } = useTranslation();
  const words = useWords();
  const staff = useStaff();
  const form = useActForm<Given>(props, "matter_assigned", () => ({
    person: null,
    department: "",
    due: "",
    words: "",
  }));
  const { person, department, due, words: said } = form.value;
  return (
    <PlainFrame
      title={props.title}
      back={to("matter", props.page.id)}
      form={form}
      ready={person !== null && filled(said)}
      onSave={() => {
        if (person === null) return;
        const whose = department === "" ? null : department;
        form.save({ command: "assign_matter", person, department: whose, due: due || null, words: said });
      }}
    >
      <ChoiceField
        label={t("matter_person")}
        columns="two"
        options={staff}
        value={person}
        onChange={(id) => form.set({ person: id })}
      />
      <TextField label={t("matter_task")} value={said} onChange={(text) => form.set({ words: text })} />
      <DayField label={t("matter_due")} optional value={due} onChange={(day) => form.set({ due: day })} />
      <ChoiceField
        label={t("matter_department")}
        optional
        columns="two"
        options={optionsOf(words.department)}
        value={department === "" ? null : department}
        onChange={(id) => {
          const chosen: string = id;
          form.set({ department: chosen as Department });
        }}
      />
    </PlainFrame>
  );
}

function Close(props: ActProps) {
  const { t } = useTranslation();
  const ending = props.page.said.ending;
  const done = ending?.by_hand === true && ending.missing === null;
  const form = useActForm(props, "matter_closed", () => ({ how: done ? "done" : "given_up", words: "" }));
  const { how, words } = form.value;
  return (
    <PlainFrame
      title={props.title}
      back={to("matter", props.page.id)}
      form={form}
      ready={how === "done" || filled(words)}
      onSave={() => form.save({ command: "close_matter", done: how === "done", words: words.trim() || null })}
    >
      {ending?.by_hand && (
        <ChoiceField
          label={t("matter_how")}
          hint={ending.missing}
          columns="two"
          options={[
            { id: "done", label: t("matter_how_done") },
            { id: "given_up", label: t("matter_how_given_up") },
          ]}
          value={how}
          onChange={(id) => form.set({ how: id })}
        />
      )}
      <TextField
        label={t(how === "done" ? "matter_result" : "matter_given_up_why")}
        optional={how === "done"}
        value={words}
        onChange={(text) => form.set({ words: text })}
      />
    </PlainFrame>
  );
}

/** `row`: the defect that the order mends; the whole matter where it is `null`. */
function Link({ row, ...props }: ActProps & { row: string | null }) {
  const { t } = useTranslation();
  const { data: list } = useCall("orders", {});
  const form = useActForm(props, `matter_linked/${row ?? "all"}`, () => ({ order: null as string | null }));
  const { order } = form.value;
  const known = (list?.orders ?? []).filter((one) => one.number !== null);
  const section = row === null ? null : "inspection";
  return (
    <PlainFrame
      title={props.title}
      back={to("matter", props.page.id)}
      form={form}
      ready={order !== null}
      onSave={() => order && form.save({ command: "link_order", order, section, row })}
    >
      {list && known.length === 0 && <Empty title={t("no_orders")} />}
      <ChoiceField
        label={t("order")}
        options={known.map((one) => ({
          id: one.id,
          label: `${one.number ?? ""} ${one.unit_no ?? ""}`.trim(),
        }))}
        value={order}
        onChange={(id) => form.set({ order: id })}
      />
    </PlainFrame>
  );
}

/** Names the order that mends a defect. */
export function LinkRow({ page, row }: { page: MatterPage; row: string }) {
  const { t } = useTranslation();
  const defect = page.said.defects.find((one) => one.row === row);
  return <Link page={page} row={row} title={t("matter_link_row", { what: defect?.defect ?? "" })} />;
}

/** Takes a row back. */
export function StrikeRow({ page, section, row }: { page: MatterPage; section: string; row: string }) {
  const { t } = useTranslation();
  const name = sectionOf(page, section)?.rows.find((one) => one.row === row)?.name ?? "";
  return (
    <Say
      page={page}
      name={`strike/${section}/${row}`}
      title={t("matter_strike", { what: name })}
      label={t("ask.reason")}
      make={(reason) => ({ command: "strike_row", section, row, reason })}
    />
  );
}

/** The form of a command; the address may name anything. */
export function MatterAct({ page, action }: { page: MatterPage; action: string }) {
  const { t } = useTranslation();
  const command = page.said.commands.find((one) => one.action === action);
  const title = command ? t(`matter_do.${command.action}`) : t("matter");
  if (command?.refused !== null) {
    return (
      <Page title={title} back={to("matter", page.id)}>
        <Empty title={command?.refused ?? t("not_here")} />
      </Page>
    );
  }
  const props = { page, title };
  switch (command.action) {
    case "matter_assigned":
      return <Assign {...props} />;
    case "matter_closed":
      return <Close {...props} />;
    case "matter_linked":
      return <Link {...props} row={null} />;
    case "matter_reopened":
      return (
        <Say
          {...props}
          name={command.action}
          label={t("ask.reason")}
          make={(reason) => ({ command: "reopen_matter", reason })}
        />
      );
    default:
      return (
        <Say
          {...props}
          name={command.action}
          label={t("matter_note")}
          make={(words) => ({ command: "note_matter", words })}
        />
      );
  }
}
