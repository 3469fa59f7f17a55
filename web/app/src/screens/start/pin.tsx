/** Choosing a PIN, and the second secret that it opens the data with. */

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { replaceWith, to } from "../../app/route";
import { newSecret, passkeyPossible, type SecretKind } from "../../app/secret";
import { failureOf, useOpenState, useOpening } from "../../app/session";
import { ChoiceField, LineField } from "../../ui/fields";
import { Failure, NextButton, Page } from "../../ui/page";
import { say } from "../../ui/saying";
import { PinField } from "./lock";

export function PinScreen() {
  const { t } = useTranslation();
  const { data: possible } = useQuery({ queryKey: ["passkey"], queryFn: passkeyPossible });
  const open = useOpenState();
  const name = open.state === "ready" ? open.identity.display_name : "";
  const [chosen, setChosen] = useState<SecretKind | null>(null);
  const [passphrase, setPassphrase] = useState("");
  const [first, setFirst] = useState("");
  const [second, setSecond] = useState("");
  const [step, setStep] = useState<"secret" | "pin" | "again">("secret");
  const set_pin = useOpening("set_pin");
  const kind = chosen ?? (possible ? "passkey" : "passphrase");
  const save = useMutation({
    mutationFn: async () => set_pin.mutateAsync({ pin: first, secret: await newSecret(kind, passphrase, name, t("passkey_refused")), old: null }),
    onSuccess: () => {
      say(t("pin_saved"));
      replaceWith(to("settings"));
    },
    onError: () => {
      setSecond("");
      setStep("secret");
    },
  });
  const next = () => {
    if (step === "secret") setStep("pin");
    else if (step === "pin") setStep("again");
    else if (first === second) save.mutate();
    else {
      setFirst("");
      setSecond("");
      setStep("pin");
      say(t("pin_differs"));
    }
  };
  const ready =
    step === "secret"
      ? kind === "passkey" || passphrase.length >= 12
      : step === "pin"
        ? first.length >= 4
        : second.length >= 4;
  return (
    <Page
      title={t("pin_choose")}
      back={to("settings")}
      foot={
        <NextButton onClick={next} disabled={!ready} loading={save.isPending}>
          {step === "again" ? t("save") : t("go_on")}
        </NextButton>
      }
    >
      {step === "secret" && (
        <>
          <p>{t("pin_explained")}</p>
          {possible && (
            <ChoiceField
              label={t("secret_kind")}
              options={[
                { id: "passkey", label: t("secret_passkey") },
                { id: "passphrase", label: t("secret_passphrase") },
              ]}
              value={kind}
              onChange={(id) => setChosen(id as SecretKind)}
            />
          )}
          {kind === "passphrase" && (
            <>
              <p className="card info">{t("passphrase_limit")}</p>
              <LineField
                label={t("passphrase")}
                hint={t("passphrase_hint", { count: passphrase.length })}
                type="password"
                autoComplete="new-password"
                value={passphrase}
                onChange={setPassphrase}
              />
            </>
          )}
        </>
      )}
      {step === "pin" && <PinField pin={first} label={t("pin_new")} onChange={setFirst} />}
      {step === "again" && <PinField pin={second} label={t("pin_repeat")} onChange={setSecond} />}
      <Failure failure={save.error ? failureOf(save.error) : null} />
    </Page>
  );
}
