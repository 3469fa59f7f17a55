/** The fee standard that quotes are made from, to look things up in. */

import { useTranslation } from "react-i18next";
import { to } from "../app/route";
import { useCall } from "../app/session";
import type { PriceList } from "../core/types";
import { inLanguage, moment, money } from "../ui/format";
import { CantShow, Fold, Loading, Page } from "../ui/page";

function PriceTable({ list, now, zone }: { list: PriceList; now: number; zone: string }) {
  const { t } = useTranslation();
  return (
    <>
      <p className="soft">{t("fee_standard", { version: list.version, basis: list.basis })}</p>
      <p className="soft">
        {t("valid_from", { at: moment(list.valid_from, now, zone) })}
        {list.valid_until !== undefined &&
          ` · ${t("valid_until", { at: moment(list.valid_until, now, zone) })}`}
      </p>
      {(["labour", "material"] as const).map((kind) => (
        <section className="card" key={kind}>
          <h2>{t(`price_kind.${kind}`)}</h2>
          {list.items
            .filter((item) => item.kind === kind)
            .map((item) => (
              <p className="row apart" key={item.code}>
                <span>{inLanguage(item.label)}</span>
                <span className="numeric">
                  {money(item.unit_price_fen)} / {item.unit}
                </span>
              </p>
            ))}
        </section>
      ))}
    </>
  );
}

export function PricesScreen() {
  const { t } = useTranslation();
  const { data: prices, error } = useCall("prices", {});
  const { data: status } = useCall("status", {});
  const zone = status?.timezone ?? "UTC";
  return (
    <Page title={t("fee_standard_title")} back={to("settings")}>
      {error && <CantShow failure={error} />}
      {!prices && !error && <Loading />}
      {prices && (
        <>
          {prices.validity !== "in_force" && <p className="card warn">{t(`validity.${prices.validity}`)}</p>}
          <PriceTable list={prices.price_list} now={prices.now} zone={zone} />
          {prices.coming && (
            <Fold title={t("coming_prices")}>
              <PriceTable list={prices.coming} now={prices.now} zone={zone} />
            </Fold>
          )}
        </>
      )}
    </Page>
  );
}
