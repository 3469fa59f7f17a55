/** The second secret beside the PIN: a passkey of the platform where there is one, otherwise a passphrase. */

import { CoreFailure, type PinWay, type Secret } from "../core/contract";

export type SecretKind = "passkey" | "passphrase";

/** The secret that the present lock takes, as far as this page has seen it. */
let present: PinWay["secret"] | null = null;

export function presentWay(): PinWay["secret"] | null {
  return present;
}

export function rememberWay(way: PinWay["secret"] | Secret) {
  present =
    way.kind === "passkey"
      ? { kind: "passkey", credential: way.credential, salt: way.salt }
      : { kind: "passphrase" };
}

export async function passkeyPossible(): Promise<boolean> {
  return (await import("../core/passkey")).passkeyPossible();
}

/** The platform gave no secret: the person declined, or it can't. */
function given(secret: Secret | null, text: string): Secret {
  if (secret) return secret;
  throw new CoreFailure({ code: "internal", message: "no secret from the passkey", text });
}

/** Asks the platform for the secret that belongs to a lock. `refused`: what to say where there is none. */
export async function secretOf(way: PinWay["secret"], passphrase: string, refused: string): Promise<Secret> {
  if (way.kind === "passphrase") return { kind: "passphrase", passphrase };
  const { evaluate } = await import("../core/passkey");
  return given(await evaluate(way), refused);
}

/** A new secret for a lock that is being set. */
export async function newSecret(
  kind: SecretKind,
  passphrase: string,
  name: string,
  refused: string,
): Promise<Secret> {
  if (kind === "passphrase") return { kind: "passphrase", passphrase };
  const { makePasskey } = await import("../core/passkey");
  return given(await makePasskey(name), refused);
}
