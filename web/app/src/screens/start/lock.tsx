/** Opening sealed data: PIN and secret, or a login where that way is gone. */

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { rememberWay, secretOf } from "../../app/secret";
import { failureOf, useOpening } from "../../app/session";
import type { OpenState, PinWay } from "../../core/contract";
import { LineField } from "../../ui/fields";
import { Lock } from "../../ui/icons";
import { Keys } from "../../ui/keypad";
import { Failure, NextButton } from "../../ui/page";

export function PinField({
  pin,
  label,
  onChange,
}: {
  pin: string;
  label: string;
  onChange: (pin: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="field" role="group" aria-label={label}>
      <p className="strong">{label}</p>
      <div className="dots" role="img" aria-label={t("pin_digits", { count: pin.length })}>
        {Array.from({ length: Math.max(4, pin.length) }, (_, index) => (
          <span key={index} className={index < pin.length ? "full" : ""} />
        ))}
      </div>
      <Keys onKey={(key) => onChange((pin + key).slice(0, 12))} onBack={() => onChange(pin.slice(0, -1))} />
    </div>
  );
}

function Pin({ way }: { way: PinWay }) {
  const { t } = useTranslation();
  const [pin, setPin] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const unlock = useOpening("unlock");
  const open = useMutation({
    mutationFn: async () =>
      unlock.mutateAsync({ pin, secret: await secretOf(way.secret, passphrase, t("passkey_refused")) }),
    onSuccess: () => rememberWay(way.secret),
    onError: () => setPin(""),
  });
  return (
    <>
      {way.left < 10 && (
        <p className="card warn" role="alert">
          {t("pin_left", { count: way.left })}
        </p>
      )}
      {way.secret.kind === "passphrase" && (
        <LineField
          label={t("passphrase")}
          type="password"
          autoComplete="current-password"
          value={passphrase}
          onChange={setPassphrase}
        />
      )}
      <PinField pin={pin} label={t("pin")} onChange={setPin} />
      <Failure failure={open.error ? failureOf(open.error) : null} />
      <NextButton
        onClick={() => open.mutate()}
        disabled={pin.length < 4 || (way.secret.kind === "passphrase" && passphrase === "")}
        loading={open.isPending}
      >
        {t("unlock")}
      </NextButton>
    </>
  );
}

/** The same person signs in again. */
export function LoginForm() {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const login = useOpening("login");
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (password) login.mutate({ password });
      }}
    >
      <LineField
        label={t("password")}
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      <Failure failure={login.error} />
      <NextButton
        onClick={() => login.mutate({ password })}
        disabled={password === ""}
        loading={login.isPending}
      >
        {t("log_in")}
      </NextButton>
    </form>
  );
}

export function LockScreen({ open }: { open: Extract<OpenState, { state: "locked" }> }) {
  const { t } = useTranslation();
  const [login, setLogin] = useState(open.pin === null);
  return (
    <main className="start">
      <p className="row strong big">
        <Lock /> Undercroft
      </p>
      <h1>{t("locked_title", { name: open.name })}</h1>
      <p>{t("locked_hint")}</p>
      {open.pin_gone === "ten_wrong" && <p className="card warn">{t("pin_gone")}</p>}
      {open.pin_gone === "never_set" && <p className="card">{t("pin_never_set")}</p>}
      {open.pin && !login && <Pin way={open.pin} />}
      {login && <LoginForm />}
      {open.pin && (
        <button type="button" className="tap-row" onClick={() => setLogin(!login)}>
          <span>{login ? t("with_pin") : t("with_password")}</span>
        </button>
      )}
    </main>
  );
}
