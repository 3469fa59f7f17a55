/** Signing in again without being locked: the server no longer knows this device's session. */

import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { replaceWith, to } from "../../app/route";
import { useOpenState } from "../../app/session";
import { Page } from "../../ui/page";
import { LoginForm } from "./lock";

export function LoginScreen() {
  const { t } = useTranslation();
  const open = useOpenState();
  const signed_in = open.state === "ready" && open.signed_in;
  useEffect(() => {
    if (signed_in) replaceWith(to());
  }, [signed_in]);
  return (
    <Page title={t("log_in")} back={to("settings")}>
      <p>{t("log_in_hint")}</p>
      <LoginForm />
    </Page>
  );
}
