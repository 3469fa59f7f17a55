/** The other side's ticket: scanned with the camera where the browser can, otherwise typed or pasted. */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDraft } from "../../app/drafts";
import { replaceWith, to } from "../../app/route";
import { failureOf, useCore, useWords } from "../../app/session";
import type { ToolCondition } from "../../core/types";
import { TextField } from "../../ui/fields";
import { moment } from "../../ui/format";
import { useNow } from "../../ui/now";
import { Failure, NextButton, Page } from "../../ui/page";
import { say } from "../../ui/saying";
import { ConditionField } from "./forms";
import { useCatalogue } from "./lines";

type Detector = { detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]> };
declare const BarcodeDetector: (new (options: { formats: string[] }) => Detector) | undefined;

/** Whether this browser reads codes by itself. */
const CAN_SCAN = typeof BarcodeDetector !== "undefined" && "mediaDevices" in navigator;

/** Looks through the camera until it sees a QR code. */
export function Scanner({ onText }: { onText: (text: string) => void }) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let stream: MediaStream | null = null;
    let over = false;
    const look = async () => {
      if (typeof BarcodeDetector === "undefined" || !video.current) return;
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.current.srcObject = stream;
      await video.current.play();
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      while (!over) {
        const [found] = await detector.detect(video.current);
        if (found) {
          onText(found.rawValue);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    };
    look().catch(() => setFailed(true));
    return () => {
      over = true;
      stream?.getTracks().forEach((track) => track.stop());
    };
  }, [onText]);
  return failed ? (
    <p className="card warn">{t("scan_failed")}</p>
  ) : (
    <video ref={video} className="card" muted playsInline aria-label={t("scan_view")} />
  );
}

export function ScanButton({ onText }: { onText: (text: string) => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (!CAN_SCAN) return null;
  return open ? (
    <Scanner onText={onText} />
  ) : (
    <button type="button" className="tap-row" onClick={() => setOpen(true)}>
      <span>{t("scan")}</span>
    </button>
  );
}

export function TicketScreen() {
  const { t } = useTranslation();
  const words = useWords();
  const core = useCore();
  const now = useNow();
  const queries = useQueryClient();
  const { nameOf, amount, toolName, personOf, zone } = useCatalogue();
  const draft = useDraft<{ text: string; condition: ToolCondition }>("ticket", t("ticket_read"), () => ({
    text: "",
    condition: "good",
  }));
  const { text, condition } = draft.value;
  const read = useMutation({ mutationFn: (typed: string) => core.call("read_ticket", { text: typed }) });
  const write = useMutation({
    mutationFn: (asked: { text: string; condition: ToolCondition | null }) =>
      core.call("answer_ticket", { ...asked, photos: [] }),
    onSuccess: (saved) => {
      draft.clear();
      say(t("saved"));
      void queries.invalidateQueries();
      const order = saved.order?.page.view.order.id;
      replaceWith(order ? to("order", order, "goods") : to("goods"));
    },
  });
  const ticket = read.data;
  const failure = read.error ?? write.error;
  return (
    <Page
      title={t("ticket_read")}
      back={to("goods")}
      foot={
        ticket ? (
          <NextButton
            loading={write.isPending}
            onClick={() => write.mutate({ text, condition: ticket.tool ? condition : null })}
          >
            {t("ticket_confirm")}
          </NextButton>
        ) : (
          <NextButton
            loading={read.isPending}
            disabled={text.trim() === ""}
            onClick={() => read.mutate(text.trim())}
          >
            {t("ticket_look")}
          </NextButton>
        )
      }
    >
      <p>{t("ticket_hint")}</p>
      <ScanButton
        onText={(scanned) => {
          draft.set({ text: scanned });
          read.mutate(scanned);
        }}
      />
      <TextField
        label={t("ticket_text")}
        value={text}
        onChange={(typed) => {
          draft.set({ text: typed });
          read.reset();
        }}
        max={2000}
      />
      {ticket && (
        <section className="card info" role="status">
          <h2>{words.exchange[ticket.exchange]}</h2>
          {ticket.number && <p>{ticket.number}</p>}
          <p>{ticket.parties.map(personOf).join(" → ")}</p>
          {ticket.lines?.map((line) => (
            <p key={line.item}>
              {nameOf(line.item)} · {amount(line.item, line.quantity)}
            </p>
          ))}
          {ticket.tool && <p>{toolName(ticket.tool)}</p>}
          {ticket.due_at !== undefined && <p>{t("due_at", { at: moment(ticket.due_at, now, zone) })}</p>}
        </section>
      )}
      {ticket?.tool && (
        <ConditionField value={condition} onChange={(value) => draft.set({ condition: value })} />
      )}
      <Failure failure={failure ? failureOf(failure) : null} />
    </Page>
  );
}
