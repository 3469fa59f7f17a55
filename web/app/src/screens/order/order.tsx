/** The page of one order: what it is about, where it stands, the one next thing, everything else that can be done. */

import { useTranslation } from "react-i18next";
import { go, to } from "../../app/route";
import { useCall, useExecute } from "../../app/session";
import type { OrderPage, SaidConflict } from "../../core/contract";
import { inLanguage, moment, money } from "../../ui/format";
import { Fact, Facts } from "../../ui/fields";
import { Phone, Warning } from "../../ui/icons";
import { Failure, Fold, NextButton, Page, TapRow } from "../../ui/page";
import { KeptPhoto } from "../../ui/photos";
import { say } from "../../ui/saying";
import { wordless } from "../act/simple";
import { hasForm } from "../act/act";
import { Timeline } from "./timeline";
import { Strokes } from "../../ui/pad";

function Primary({ page }: { page: OrderPage }) {
  const { t } = useTranslation();
  const { primary, view, said } = page;
  const id = view.order.id;
  const execute = useExecute(id);
  if (!primary) return null;
  if (primary.is === "waits") return <p className="soft">{primary.text}</p>;
  if (primary.is === "step") {
    const step = said.steps.find((one) => one.checklist === primary.checklist && one.step === primary.step);
    return (
      <NextButton onClick={() => go(to("order", id, "step", primary.checklist, primary.step))}>
        {step ? `${step.kind}: ${step.label}` : t("checklist")}
      </NextButton>
    );
  }
  const name = said.commands.find((one) => one.action === primary.action)?.name ?? "";
  const command = wordless(primary.action);
  return (
    <div className="stack tight">
      <Failure failure={execute.error} />
      <NextButton
        loading={execute.isPending}
        onClick={() => {
          if (command) execute.mutate(command, { onSuccess: () => say(t("saved")) });
          else go(to("order", id, "do", primary.action));
        }}
      >
        {name}
      </NextButton>
    </div>
  );
}

function CustomerCard({ page, zone }: { page: OrderPage; zone: string }) {
  const { t } = useTranslation();
  const { order, customer, texts } = page.view;
  const appointment = order.appointments.find((one) => one.counts);
  const root = order.checklist ? page.procedures[order.checklist.path] : undefined;
  return (
    <section className="card">
      <h2 className="big">{customer?.unit_no ?? t("address_not_here")}</h2>
      {order.registered && <p>{texts[order.registered.content]}</p>}
      <Facts>
        {customer && <Fact name={t("customer")}>{customer.customer_name}</Fact>}
        {appointment && (
          <Fact name={t("appointment")}>
            <span className="strong numeric">{moment(appointment.appointment_at, page.now, zone)}</span>{" "}
            {page.next.arrival && page.next.arrival !== "ahead" && (
              <span className={`chip ${page.next.arrival === "late" ? "bad" : "warn"}`}>
                {t(`arrival.${page.next.arrival}`)}
              </span>
            )}
          </Fact>
        )}
        {root && <Fact name={t("service")}>{inLanguage(root.label)}</Fact>}
      </Facts>
      {customer && (
        <a className="tap-row" href={`tel:${customer.contact.replace(/[^\d+]/g, "")}`}>
          <span className="numeric">
            {t("call")} {customer.contact}
          </span>
          <Phone />
        </a>
      )}
    </section>
  );
}

/** What somebody has to look at before he goes on. */
function Alarms({ page }: { page: OrderPage }) {
  const { t } = useTranslation();
  const { said, view } = page;
  const open = said.conflicts.filter((one) => one.settled === null);
  // Several of one kind are one alarm; their page names each.
  const kinds = [...new Map(open.map((one) => [`${one.rule} ${one.outcome}`, one])).values()];
  const count = (of: SaidConflict) =>
    open.filter((one) => one.rule === of.rule && one.outcome === of.outcome).length;
  return (
    <>
      {said.stuck.map((one, index) => (
        <a className="card bad" href={to("outbox")} key={index}>
          <span className="with-icon strong">
            <Warning /> {t("refused_by_server")}
          </span>
          <span>{one.reason}</span>
        </a>
      ))}
      {kinds.map((one) => (
        <a className="card bad" href={to("order", view.order.id, "conflicts")} key={one.id}>
          <span className="with-icon strong">
            <Warning /> {one.about}
            {count(one) > 1 && ` × ${count(one)}`}
          </span>
          <span>{one.outcome}</span>
        </a>
      ))}
      {!view.listed && <p className="card warn">{t("left_this_device")}</p>}
      {view.order.needs_update.length > 0 && <p className="card warn">{t("needs_update")}</p>}
    </>
  );
}

function Progress({ page }: { page: OrderPage }) {
  const { t } = useTranslation();
  const { order } = page.view;
  if (!order.checklist) return null;
  const steps = order.checklist.steps.filter((step) => step.status.is !== "not_applicable");
  const done = steps.filter((step) => step.status.is === "done").length;
  return (
    <TapRow href={to("order", order.id, "work")}>
      <span className="strong">{t("checklist")}</span>
      <br />
      <span className="soft">
        {t("round", { round: order.round })} · {t("steps_done", { done, all: steps.length })}
      </span>
    </TapRow>
  );
}

function MoneyCard({ page }: { page: OrderPage }) {
  const { t } = useTranslation();
  const { order } = page.view;
  const quote = order.quotes.at(-1);
  const consent = order.consents.at(-1);
  if (!quote && order.billable_fen === null) return null;
  return (
    <section className="card">
      <h2>{t("price")}</h2>
      <Facts>
        {quote && <Fact name={t("quoted")}>{money(quote.amount_fen)}</Fact>}
        {consent && (
          <Fact name={t("agreed_by", { who: consent.confirmed_by })}>{money(consent.amount_fen)}</Fact>
        )}
        {order.billable_fen !== null && <Fact name={t("billable")}>{money(order.billable_fen)}</Fact>}
      </Facts>
      {order.price_refused && <p className="chip warn">{t("price_is_refused")}</p>}
      {order.disputed && <p className="chip warn">{t("disputed")}</p>}
    </section>
  );
}

function Signed({ page }: { page: OrderPage }) {
  const { t } = useTranslation();
  const { order, texts } = page.view;
  const signature = order.signatures.find((one) => one.counts);
  if (!signature) return null;
  const path = texts[signature.strokes];
  return (
    <section className="card good">
      <h2>{t("signed_for", { amount: money(signature.amount_fen) })}</h2>
      {path && <Strokes path={path} label={t("signature")} />}
      {signature.changed_since && <p className="chip bad">{t("changed_since")}</p>}
    </section>
  );
}

function Others({ page }: { page: OrderPage }) {
  const { t } = useTranslation();
  const { said, primary, view } = page;
  const id = view.order.id;
  const first = primary?.is === "command" ? primary.action : null;
  const open = said.commands.filter(
    (one) => one.refused === null && one.action !== first && hasForm(one.action),
  );
  const shut = said.commands.filter((one) => one.refused !== null && hasForm(one.action));
  return (
    <>
      {open.length > 0 && (
        <section className="stack tight">
          <h2>{t("also_open")}</h2>
          <div className="tiles">
            {open.map((one) => (
              <TapRow key={one.action} href={to("order", id, "do", one.action)}>
                {one.name}
              </TapRow>
            ))}
            <TapRow href={to("order", id, "do", "photo_added")}>{t("photo")}</TapRow>
          </div>
        </section>
      )}
      {shut.length > 0 && (
        <Fold title={t("not_open")}>
          <dl className="stack tight">
            {shut.map((one) => (
              <div key={one.action} className="card">
                <dt className="strong">{one.name}</dt>
                <dd className="soft">{one.refused}</dd>
              </div>
            ))}
          </dl>
        </Fold>
      )}
    </>
  );
}

function Beside({ page }: { page: OrderPage }) {
  const { t } = useTranslation();
  const { order, texts } = page.view;
  return (
    <>
      {(order.notes.length > 0 || order.photos.length > 0) && (
        <section className="card">
          <h2>{t("notes")}</h2>
          {order.notes.map((note) => (
            <p key={note.origin.entry}>{texts[note.blob]}</p>
          ))}
          {order.photos.length > 0 && (
            <div className="photos">
              {order.photos.map((photo) => (
                <KeptPhoto key={photo.origin.entry} document={order.id} digest={photo.blob} />
              ))}
            </div>
          )}
        </section>
      )}
      {order.damages.map((one) => (
        <section className="card warn" key={one.origin.entry}>
          <h2>{t(one.damage)}</h2>
          <p>{texts[one.description]}</p>
          {one.photos.length > 0 && (
            <div className="photos">
              {one.photos.map((photo) => (
                <KeptPhoto key={photo.blob} document={order.id} digest={photo.blob} />
              ))}
            </div>
          )}
          <p className="soft">{one.settled ? t("damage_settled") : t("damage_open")}</p>
        </section>
      ))}
    </>
  );
}

export function OrderScreen({ page }: { page: OrderPage }) {
  const { t } = useTranslation();
  const { data: status } = useCall("status", {});
  const zone = status?.timezone ?? "UTC";
  const { said, view } = page;
  return (
    <Page
      title={said.title}
      back={to()}
      side={<span className="chip">{said.state}</span>}
      foot={page.primary ? <Primary page={page} /> : undefined}
    >
      <Alarms page={page} />
      <CustomerCard page={page} zone={zone} />
      {said.guidance.map((one) => (
        <aside className="card info" key={one.text}>
          <p>{one.text}</p>
        </aside>
      ))}
      {view.missing_tools.length > 0 && view.order.state === "received" && (
        <p className="card warn">
          {t("tools_missing")}:{" "}
          {view.missing_tools
            .map((id) => {
              const root = view.order.checklist ? page.procedures[view.order.checklist.path] : undefined;
              const tool = root?.tools.find((one) => one.id === id);
              return tool ? inLanguage(tool.label) : id;
            })
            .join(t("comma"))}
        </p>
      )}
      <Signed page={page} />
      <Progress page={page} />
      <MoneyCard page={page} />
      <TapRow href={to("order", view.order.id, "goods")}>{t("goods_of_order")}</TapRow>
      <Others page={page} />
      <Beside page={page} />
      {said.tasks.length > 0 && (
        <section className="card">
          <h2>{t("who_is_next")}</h2>
          {said.tasks.map((task) => (
            <p key={task.id}>
              {task.text} <span className="soft">· {task.whose}</span>
            </p>
          ))}
        </section>
      )}
      {said.conflicts.length > 0 && (
        <TapRow href={to("order", view.order.id, "conflicts")}>
          {t("conflicts")} · {said.conflicts.length}
        </TapRow>
      )}
      <Fold title={t("timeline")}>
        <Timeline page={page} zone={zone} />
      </Fold>
    </Page>
  );
}
