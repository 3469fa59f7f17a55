/** The first page on a new device: a link, the text of a QR or an invitation code, and the person's password. */

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { LANGUAGES, setPreferences, usePreferences, type Language } from "../../app/prefs";
import { useRoute } from "../../app/route";
import { useOpening } from "../../app/session";
import { ChoiceField, LineField } from "../../ui/fields";
import { Failure, NextButton } from "../../ui/page";
import { ScanButton } from "../goods/ticket";

/** The code in whatever the person has: a link with `code=`, or the code itself. */
function codeIn(text: string): string {
  const named = /[?&#]code=([^&\s#]+)/.exec(text);
  return named?.[1] ? decodeURIComponent(named[1]) : text.trim();
}

/** A name that people recognise a device by. */
function suggestion(): string {
  const agent = navigator.userAgent;
  const model = /Android [\d.]+; ([^;)]+)/.exec(agent)?.[1];
  if (model) return model.replace(/ Build.*$/, "").slice(0, 40);
  return /iPhone|iPad|Windows|Macintosh|Linux/.exec(agent)?.[0] ?? "Web";
}

export function EnrolScreen() {
  const { t } = useTranslation();
  const { query } = useRoute();
  const { language } = usePreferences();
  const [code, setCode] = useState(query.get("code") ?? "");
  const [password, setPassword] = useState("");
  const [device, setDevice] = useState(suggestion);
  const enrol = useOpening("enrol");
  const ready = code.trim() !== "" && password !== "" && device.trim() !== "";
  const submit = () => {
    if (!ready) return;
    enrol.mutate(
      { code: codeIn(code), password, device_name: device.trim() },
      {
        // Asked for at once, while the browser still sees that a person did something.
        onSuccess: () => {
          setPreferences({ device: device.trim() });
          void navigator.storage.persist();
        },
      },
    );
  };
  return (
    <main className="start">
      <img className="logo" src="./icon.svg" alt="" width="72" height="72" />
      <h1>{t("enrol_title")}</h1>
      <p>{t("enrol_hint")}</p>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <LineField
          label={t("enrol_code")}
          hint={t("enrol_code_hint")}
          value={code}
          onChange={setCode}
          max={500}
        />
        <ScanButton onText={setCode} />
        <LineField
          label={t("password")}
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
        />
        <LineField
          label={t("device_name")}
          hint={t("device_name_hint")}
          value={device}
          onChange={setDevice}
          max={60}
        />
        <Failure failure={enrol.error} />
        <NextButton onClick={submit} disabled={!ready} loading={enrol.isPending}>
          {t("enrol_button")}
        </NextButton>
      </form>
      <ChoiceField
        label={t("language")}
        columns="three"
        options={LANGUAGES.map((id) => ({ id, label: t(`languages.${id}`) }))}
        value={language}
        onChange={(id) => setPreferences({ language: id as Language })}
      />
    </main>
  );
}
