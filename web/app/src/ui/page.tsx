/** The frame of a page: head with the way back, body, foot with the one big button. */

import Button from "antd-mobile/es/components/button";
import Skeleton from "antd-mobile/es/components/skeleton";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { kindOfPage } from "../app/route";
import { useAskAgain } from "../app/session";
import type { CoreFailure } from "../core/contract";
import { Back, Forward, Slips, Warning } from "./icons";

type PageProps = {
  title: string;
  /** Where "back" leads; none on the four main pages. */
  back?: string;
  /** Beside the title. */
  side?: ReactNode;
  /** Below the head, over the whole width. */
  strip?: ReactNode;
  foot?: ReactNode;
  children: ReactNode;
};

export function Page({ title, back, side, strip, foot, children }: PageProps) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    // The browser keeps titles in its history, where nothing seals them: a heading may name a slip or a person (P16).
    document.title = `${t(kindOfPage())} · Undercroft`;
  }, [title, t]);
  return (
    <div className={foot ? "with-foot" : back ? "" : "with-tabs"}>
      <header className="page-head">
        {back && (
          <a className="icon-tap" href={back} aria-label={t("back")}>
            <Back />
          </a>
        )}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {side && <div className="head-side">{side}</div>}
      </header>
      {strip}
      <main className="page-body">{children}</main>
      {foot && (
        <section className="page-foot" aria-label={t("next_thing")}>
          {foot}
        </section>
      )}
    </div>
  );
}

/** The one thing that comes next. */
export function NextButton({
  children,
  onClick,
  disabled,
  loading,
}: {
  children: ReactNode;
  onClick: () => void;
  disabled?: boolean;
  loading?: boolean;
}) {
  return (
    <Button
      block
      color="primary"
      className="next"
      onClick={onClick}
      disabled={disabled ?? false}
      loading={loading ?? false}
      loadingText={children as string}
    >
      {children}
    </Button>
  );
}

/** A line that leads somewhere. */
export function TapRow({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a className="tap-row" href={href}>
      <span>{children}</span>
      <Forward />
    </a>
  );
}

/** What can be opened when somebody wants to know. */
export function Fold({ title, children, open }: { title: ReactNode; children: ReactNode; open?: boolean }) {
  // A long inside, such as the entries of an order, costs nothing before somebody looks at it.
  const [shown, setShown] = useState(open ?? false);
  return (
    <details open={shown} onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary className="tap-row">
        <span>{title}</span>
        <Forward />
      </summary>
      {shown && <div className="inside">{children}</div>}
    </details>
  );
}

/** In the place of what isn't there yet, so that nothing jumps when it comes. */
export function Loading({ cards = 3 }: { cards?: number }) {
  const { t } = useTranslation();
  return (
    <div className="stack" role="status" aria-label={t("loading")}>
      {Array.from({ length: cards }, (_, index) => (
        <Skeleton key={index} animated className="ghost" />
      ))}
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <Slips />
      <p className="strong">{title}</p>
      {children}
    </div>
  );
}

/** Why something had no effect, in the words of the core. */
export function failureText(failure: CoreFailure, fallback: string): string {
  return failure.error.text || fallback;
}

export function Failure({ failure }: { failure: CoreFailure | null }) {
  const { t } = useTranslation();
  if (!failure) return null;
  return (
    <div className="card bad" role="alert">
      <p className="with-icon strong">
        <Warning /> {failureText(failure, t("failed"))}
      </p>
      <p>{failure.error.code === "not_saved" ? t("not_saved_hint") : t("failed_hint")}</p>
    </div>
  );
}

/** A page's question to the core failed. */
export function CantShow({ failure }: { failure: CoreFailure }) {
  const { t } = useTranslation();
  const again = useAskAgain();
  return (
    <div className="stack">
      <Failure failure={failure} />
      <Button block onClick={again}>
        {t("again")}
      </Button>
    </div>
  );
}
