/** Every entry of an order: when it happened, and when the server had it. */

import { useTranslation } from "react-i18next";
import type { OrderPage } from "../../core/contract";
import { moment } from "../../ui/format";

export function Timeline({ page, zone }: { page: OrderPage; zone: string }) {
  const { t } = useTranslation();
  return (
    <ol className="times">
      {[...page.timeline].reverse().map((one) => (
        <li key={one.entry} className={one.arrived_at === null ? "unsent" : ""}>
          <p className="row apart">
            <span className="strong">{one.name}</span>
            <span className="numeric">
              {moment(one.at, page.now, zone)}
              {!one.certain && ` (${t("clock_uncertain")})`}
            </span>
          </p>
          {one.text && <p>{one.text}</p>}
          <p className="soft small">
            {one.who} · {one.role} ·{" "}
            {one.arrived_at === null
              ? t("not_sent_yet")
              : t("arrived_at", { at: moment(one.arrived_at, page.now, zone) })}
          </p>
        </li>
      ))}
    </ol>
  );
}
