/** Choosing a PIN, and the second secret that it opens the data with. Where one is set, it is asked for first. */

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { replaceWith, to } from "../../app/route";
import {
  newSecret,
  passkeyPossible,
  presentWay,
  rememberWay,
  secretOf,
  type SecretKind,
} from "../../app/secret";
import { failureOf, useOpenState, useOpening } from "../../app/session";
import { ChoiceField, LineField } from "../../ui/fields";
import { Failure, NextButton, Page } from "../../ui/page";
import { say } from "../../ui/saying";
import { PinField } from "./lock";

type Step = "old" | "secret" | "pin" | "again";

export function PinScreen() {
  const { t } = useTranslation();
  const open = useOpenState();
  const name = open.state === "ready" ? open.identity.display_name : "";
  // Without a lock that this page has seen the data were opened by a login, and the core asks for no old PIN.
  const [way] = useState(() => (open.state === "ready" && open.pin_set ? presentWay() : null));
  const { data: possible } = useQuery({ queryKey: ["passkey"], queryFn: passkeyPossible });
  const [chosen, setChosen] = useState<SecretKind | null>(null);
  const [oldPin, setOldPin] = useState("");
  const [oldPhrase, setOldPhrase] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const [first, setFirst] = useState("");
  const [second, setSecond] = useState("");
  const beginning: Step = way ? "old" : "secret";
  const [step, setStep] = useState<Step>(beginning);
  const set_pin = useOpening("set_pin");
  const kind = chosen ?? (possible ? "passkey" : "passphrase");
  const save = useMutation({
    mutationFn: async () => {
      const refused = t("passkey_refused");
      const old = way && { pin: oldPin, secret: await secretOf(way, oldPhrase, refused) };
      const secret = await newSecret(kind, passphrase, name, refused);
      await set_pin.mutateAsync({ pin: first, secret, old });
      return secret;
    },
    onSuccess: (secret) => {
      rememberWay(secret);
      say(t("pin_saved"));
      replaceWith(to("settings"));
    },
    onError: () => {
      setOldPin("");
      setSecond("");
      setStep(beginning);
    },
  });
  const repeat = () => {
    if (first === second) {
      save.mutate();
      return;
    }
    setFirst("");
    setSecond("");
    setStep("pin");
    say(t("pin_differs"));
  };
  const next: Record<Step, () => void> = {
    old: () => setStep("secret"),
    secret: () => setStep("pin"),
    pin: () => setStep("again"),
    again: repeat,
  };
  const ready: Record<Step, boolean> = {
    old: oldPin.length >= 4 && (way?.kind !== "passphrase" || oldPhrase !== ""),
    secret: kind === "passkey" || passphrase.length >= 12,
    pin: first.length >= 4,
    again: second.length >= 4,
  };
  return (
    <Page
      title={way ? t("pin_change") : t("pin_choose")}
      back={to("settings")}
      foot={
        <NextButton onClick={next[step]} disabled={!ready[step]} loading={save.isPending}>
          {step === "again" ? t("save") : t("go_on")}
        </NextButton>
      }
    >
      <Failure failure={save.error ? failureOf(save.error) : null} />
      {step === "old" && (
        <>
          {way?.kind === "passphrase" && (
            <LineField
              label={t("passphrase")}
              type="password"
              autoComplete="current-password"
              value={oldPhrase}
              onChange={setOldPhrase}
            />
          )}
          <PinField pin={oldPin} label={t("pin_old")} onChange={setOldPin} />
        </>
      )}
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
    </Page>
  );
}
