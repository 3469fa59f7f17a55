/** What the server hasn't taken yet: what, of which order, how old, how far, and what to do when it was refused. */

import Button from "antd-mobile/es/components/button";
import ProgressBar from "antd-mobile/es/components/progress-bar";
import { useTranslation } from "react-i18next";
import { to } from "../app/route";
import { useCall } from "../app/session";
import type { OutboxPage } from "../core/contract";
import { age, bytes } from "../ui/format";
import { Tick, Warning } from "../ui/icons";
import { useNow } from "../ui/now";
import { CantShow, Failure, Loading, Page } from "../ui/page";
import { SyncMark, SyncStrip, useSync } from "./sync-strip";
import { useSyncNow } from "./sync-now";

type Item = OutboxPage["items"][number];

function OutboxCard({ item, now }: { item: Item; now: number }) {
  const { t } = useTranslation();
  const stuck = item.status === "stuck";
  return (
    <li className={`card ${stuck ? "bad" : ""}`}>
      <p className="row apart">
        <span className="strong">{item.name}</span>
        <span className="soft numeric">{age(item.created_at, now)}</span>
      </p>
      <p className={stuck ? "with-icon strong" : "with-icon"}>
        {stuck && <Warning />} {item.status_text}
      </p>
      {item.status === "uploading_photo" && (
        <>
          <ProgressBar percent={Math.round((item.sent * 100) / Math.max(1, item.bytes))} aria-hidden="true" />
          <p className="soft small">
            {bytes(item.sent)} / {bytes(item.bytes)}
          </p>
        </>
      )}
      {stuck && <p>{t("stuck_what_to_do")}</p>}
      <div className="row">
        {item.orders.map((order) => (
          <a className="tap-row shrink" key={order.id} href={to("order", order.id)}>
            <span>{order.number ?? t("order")}</span>
          </a>
        ))}
        {item.incidents.map((incident) => (
          <a className="tap-row shrink" key={incident.id} href={to("incident", incident.id)}>
            <span>{incident.place}</span>
          </a>
        ))}
        {item.complaints.map((complaint) => (
          <a className="tap-row shrink" key={complaint.id} href={to("complaint", complaint.id)}>
            <span>{complaint.words || t("complaint")}</span>
          </a>
        ))}
        {item.matters.map((matter) => (
          <a className="tap-row shrink" key={matter.id} href={to("matter", matter.id)}>
            <span>{matter.title}</span>
          </a>
        ))}
        {item.fees.map((fee) => (
          <a className="tap-row shrink" key={fee.id} href={to("fee", fee.id)}>
            <span>{t("fee_account", { number: fee.account })}</span>
          </a>
        ))}
      </div>
    </li>
  );
}

export function OutboxScreen() {
  const { t } = useTranslation();
  const { data: box, error } = useCall("outbox", {});
  const sync = useSync();
  const now = useNow();
  const syncNow = useSyncNow();
  const stuck = box?.items.filter((item) => item.status === "stuck") ?? [];
  const waiting = box?.items.filter((item) => item.status !== "stuck") ?? [];
  return (
    <Page title={t("tab.outbox")} side={<SyncMark />} strip={<SyncStrip />}>
      <section className="card">
        <p>{t("outbox_hint")}</p>
        <p className="soft">
          {sync?.last_success ? t("last_sync", { age: age(sync.last_success, now) }) : t("never_synced")}
        </p>
        <Button
          block
          color="primary"
          loading={syncNow.isPending || (sync?.running ?? false)}
          loadingText={t("syncing")}
          onClick={() => syncNow.mutate()}
        >
          {t("sync_now")}
        </Button>
        <Failure failure={syncNow.error} />
      </section>
      {error && <CantShow failure={error} />}
      {!box && !error && <Loading />}
      {box?.items.length === 0 && (
        <div className="empty">
          <Tick />
          <p className="strong">{t("all_sent")}</p>
          <p>{t("all_sent_hint")}</p>
        </div>
      )}
      {box && stuck.length > 0 && (
        <section className="stack tight">
          <h2>{t("refused_by_server")}</h2>
          <ul className="stack">
            {stuck.map((item) => (
              <OutboxCard key={item.command} item={item} now={box.now} />
            ))}
          </ul>
        </section>
      )}
      {box && waiting.length > 0 && (
        <section className="stack tight">
          <h2>
            {t("waiting_to_go")} <span className="soft">{waiting.length}</span>
          </h2>
          <ul className="stack">
            {waiting.map((item) => (
              <OutboxCard key={item.command} item={item} now={box.now} />
            ))}
          </ul>
        </section>
      )}
      {box?.problems.map((problem) => (
        <section className="card warn" key={`${problem.document}${problem.actor}`}>
          <p className="strong">{t("held_problem", { count: problem.rows })}</p>
          <p className="soft">{problem.why}</p>
        </section>
      ))}
    </Page>
  );
}
