/** How the app looks on this device, how safe its data are, and how it stands to its server. */

import Button from "antd-mobile/es/components/button";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { dropAllDrafts, useDrafts } from "../app/drafts";
import {
  FONT_SIZES,
  LANGUAGES,
  THEMES,
  setPreferences,
  usePreferences,
  type FontSize,
  type Language,
  type Theme,
} from "../app/prefs";
import { to } from "../app/route";
import { useCall, useOpenState, useOpening, useWords } from "../app/session";
import { lookForUpdate, takeUpdate, useInstalled } from "../app/update";
import { ChoiceField, Fact, Facts } from "../ui/fields";
import { age, bytes } from "../ui/format";
import { useNow } from "../ui/now";
import { Failure, Page, TapRow } from "../ui/page";
import { SyncMark, SyncStrip, useSync } from "./sync-strip";
import { useSyncNow } from "./sync-now";

function Look() {
  const { t } = useTranslation();
  const { language, theme, font } = usePreferences();
  return (
    <section className="card">
      <h2>{t("look")}</h2>
      <ChoiceField
        label={t("language")}
        columns="three"
        options={LANGUAGES.map((id) => ({ id, label: t(`languages.${id}`) }))}
        value={language}
        onChange={(id) => setPreferences({ language: id as Language })}
      />
      <ChoiceField
        label={t("theme")}
        columns="three"
        options={THEMES.map((id) => ({ id, label: t(`themes.${id}`) }))}
        value={theme}
        onChange={(id) => setPreferences({ theme: id as Theme })}
      />
      <ChoiceField
        label={t("font")}
        columns="three"
        options={FONT_SIZES.map((id) => ({ id, label: t(`fonts.${id}`) }))}
        value={font}
        onChange={(id) => setPreferences({ font: id as FontSize })}
      />
    </section>
  );
}

function StorageCard() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data } = useCall("storage", {});
  const ask = useMutation({
    mutationFn: () => navigator.storage.persist(),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["storage"] }),
  });
  return (
    <section className={`card ${data?.persisted === false ? "warn" : ""}`}>
      <h2>{t("storage")}</h2>
      <p>
        {data?.persisted === true
          ? t("storage_kept")
          : ask.data === false
            ? t("storage_refused")
            : data?.persisted === false
              ? t("storage_not_kept")
              : t("storage_unknown")}
      </p>
      {data?.usage !== null && data?.usage !== undefined && (
        <p className="soft">
          {t("storage_used", {
            used: bytes(data.usage),
            quota: data.quota === null ? "?" : bytes(data.quota),
          })}
        </p>
      )}
      {data?.persisted === false && "storage" in navigator && (
        <Button block onClick={() => ask.mutate()} loading={ask.isPending}>
          {t("storage_ask")}
        </Button>
      )}
    </section>
  );
}

function LockCard() {
  const { t } = useTranslation();
  const open = useOpenState();
  const lock = useOpening("lock");
  const pin_set = open.state === "ready" && open.pin_set;
  return (
    <section className={`card ${pin_set ? "" : "warn"}`}>
      <h2>{t("pin")}</h2>
      <p>{pin_set ? t("pin_is_set") : t("pin_not_set")}</p>
      <TapRow href={to("pin")}>{pin_set ? t("pin_change") : t("pin_choose")}</TapRow>
      {pin_set && (
        <Button block onClick={() => lock.mutate({})} loading={lock.isPending}>
          {t("lock_now")}
        </Button>
      )}
      <Failure failure={lock.error} />
    </section>
  );
}

function UpdateCard() {
  const { t } = useTranslation();
  const installed = useInstalled();
  const drafts = useDrafts();
  return (
    <section className="card">
      <h2>{t("app")}</h2>
      <p>{t(`installed.${installed}`)}</p>
      {drafts.length > 0 && (
        <>
          <p className="strong">{t("half_filled")}</p>
          {drafts.map((draft) => (
            <TapRow key={draft.key} href={draft.address}>
              {draft.title}
            </TapRow>
          ))}
          <Button block onClick={dropAllDrafts}>
            {t("drop_drafts")}
          </Button>
        </>
      )}
      {installed === "update" ? (
        <Button block color="primary" disabled={drafts.length > 0} onClick={() => void takeUpdate()}>
          {t("update_take")}
        </Button>
      ) : (
        <Button block onClick={() => void lookForUpdate()}>
          {t("update_look")}
        </Button>
      )}
    </section>
  );
}

function DeviceCard() {
  const { t } = useTranslation();
  const words = useWords();
  const sync = useSync();
  const now = useNow();
  const syncNow = useSyncNow();
  const { data: status } = useCall("status", {});
  const { device } = usePreferences();
  const out = useOpening("log_out");
  const unsent = out.error?.error.code === "unsent_work";
  return (
    <section className="card">
      <h2>{t("device")}</h2>
      {status && (
        <Facts>
          <Fact name={t("person")}>{status.name}</Fact>
          <Fact name={t("posts")}>
            {status.roles.map((role) => words.role[role] ?? role).join(t("comma"))}
          </Fact>
          {device && <Fact name={t("device_called")}>{device}</Fact>}
          <Fact name={t("site")}>{status.site}</Fact>
          <Fact name={t("server")}>{status.server}</Fact>
          <Fact name={t("slip_numbers")}>{status.slip_prefix}</Fact>
          <Fact name={t("device_id")}>
            <span className="small">{status.device}</span>
          </Fact>
          <Fact name={t("app_version")}>{status.app}</Fact>
          <Fact name={t("clock")}>
            {status.clock.offset_ms === null
              ? t("clock_unknown")
              : Math.abs(status.clock.offset_ms) < 60_000
                ? t("clock_right")
                : t("clock_wrong", { minutes: Math.round(Math.abs(status.clock.offset_ms) / 60_000) })}
          </Fact>
        </Facts>
      )}
      <p className="soft">
        {sync?.last_success ? t("last_sync", { age: age(sync.last_success, now) }) : t("never_synced")}
      </p>
      <Button
        block
        color="primary"
        onClick={() => syncNow.mutate()}
        loading={syncNow.isPending}
        loadingText={t("syncing")}
      >
        {t("sync_now")}
      </Button>
      <Failure failure={syncNow.error} />
      <TapRow href={to("prices")}>{t("fee_standard_title")}</TapRow>
      <Button block onClick={() => out.mutate({ anyway: false })} loading={out.isPending}>
        {t("log_out")}
      </Button>
      <Failure failure={out.error} />
      {unsent && (
        <Button block color="danger" onClick={() => out.mutate({ anyway: true })}>
          {t("log_out_anyway")}
        </Button>
      )}
    </section>
  );
}

export function SettingsScreen() {
  const { t } = useTranslation();
  return (
    <Page title={t("tab.settings")} side={<SyncMark />} strip={<SyncStrip />}>
      <Look />
      <LockCard />
      <StorageCard />
      <DeviceCard />
      <UpdateCard />
    </Page>
  );
}
