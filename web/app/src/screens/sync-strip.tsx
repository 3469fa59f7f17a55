/** How this device stands to its server, in a line; and the mark in the head of the main pages. */

import { useTranslation } from "react-i18next";
import { useDrafts } from "../app/drafts";
import { to } from "../app/route";
import { useCall } from "../app/session";
import { takeUpdate, useInstalled } from "../app/update";
import { Cloud, CloudOff } from "../ui/icons";
import type { SyncState } from "../core/contract";

export function useSync(): SyncState | undefined {
  return useCall("sync_state", {}).data;
}

export function SyncMark() {
  const { t } = useTranslation();
  const sync = useSync();
  const cut = sync ? !sync.online || sync.failure !== null : false;
  return (
    <a className="icon-tap" href={to("settings")} aria-label={cut ? t("offline_now") : t("online_now")}>
      {cut ? <CloudOff /> : <Cloud />}
    </a>
  );
}

/** Only what a person should know: refused work, no connection, a new version of the app. */
export function SyncStrip() {
  const { t } = useTranslation();
  const sync = useSync();
  const installed = useInstalled();
  const drafts = useDrafts();
  return (
    <section aria-label={t("device_state")}>
      {installed === "update" && (
        <div className="bar info">
          <span>{drafts.length > 0 ? t("update_later") : t("update_ready")}</span>
          {drafts.length === 0 && (
            <button type="button" className="tap-row shrink" onClick={() => void takeUpdate()}>
              <span>{t("update_take")}</span>
            </button>
          )}
        </div>
      )}
      {sync && sync.stuck > 0 && (
        <a className="bar bad" href={to("outbox")}>
          <span>{t("stuck_count", { count: sync.stuck })}</span>
        </a>
      )}
      {sync && (!sync.online || sync.failure !== null) && (
        <div className="bar warn">
          <span>{t(`connection.${sync.failure ?? "offline"}`)}</span>
          {sync.failure === "signed_out" && <a href={to("login")}>{t("log_in")}</a>}
        </div>
      )}
    </section>
  );
}
