/** What forms have in common that need no order: conduct for the moment, failure, the one button. */

import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CoreFailure } from "../../core/contract";
import type { Moment } from "../../core/types";
import { Failure, NextButton, Page } from "../../ui/page";
import { GuidanceCard } from "./frame";

export function PlainFrame({
  title,
  back,
  button,
  moments = [],
  form,
  ready,
  onSave,
  children,
}: {
  title: string;
  back: string;
  button?: string;
  moments?: readonly Moment[];
  form: { saving: boolean; failure: CoreFailure | null };
  ready: boolean;
  onSave: () => void;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const [tried, setTried] = useState(false);
  return (
    <Page
      title={title}
      back={back}
      foot={
        <NextButton
          loading={form.saving}
          onClick={() => {
            setTried(!ready);
            if (ready) onSave();
          }}
        >
          {button ?? t("save")}
        </NextButton>
      }
    >
      {moments.map((moment) => (
        <GuidanceCard key={moment} moment={moment} />
      ))}
      {children}
      {tried && !ready && (
        <p className="card warn" role="alert">
          {t("fill_all")}
        </p>
      )}
      <Failure failure={form.failure} />
    </Page>
  );
}

/** The words of a dictionary as choices. */
export const optionsOf = (words: Record<string, string>) =>
  Object.entries(words).map(([id, label]) => ({ id, label }));

export const filled = (...all: string[]) => all.every((one) => one.trim() !== "");
