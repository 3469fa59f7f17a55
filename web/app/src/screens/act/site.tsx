/** Commands at the customer's: finding, price, trial, signature, damage, photo. */

import { useTranslation } from "react-i18next";
import { to } from "../../app/route";
import { useCall } from "../../app/session";
import type { DamageKind, Quote } from "../../core/types";
import { inLanguage, money } from "../../ui/format";
import { ChoiceField, Counter, LineField, TextField, TicksField } from "../../ui/fields";
import { Fold, Loading, TapRow } from "../../ui/page";
import { SignaturePad } from "../../ui/pad";
import { PhotosField, type TakenPhoto } from "../../ui/photos";
import { asPath, type Stroke } from "../../ui/strokes";
import { ActFrame, useAct, type ActProps } from "./frame";

/** Everything that the order's checklists name. */
function namedThings(props: ActProps) {
  const procedures = Object.values(props.page.procedures);
  const once = <T extends { id: string }>(all: T[]) => [...new Map(all.map((one) => [one.id, one])).values()];
  return {
    materials: once(
      procedures.flatMap((one) =>
        one.materials.map((item) => ({ id: item.item, label: inLanguage(item.label) })),
      ),
    ),
    tools: once(
      procedures.flatMap((one) => one.tools.map((tool) => ({ id: tool.id, label: inLanguage(tool.label) }))),
    ),
  };
}

export function FindingForm(props: ActProps) {
  const { t } = useTranslation();
  const act = useAct(props, () => ({ content: "", materials: [] as string[], tools: [] as string[] }));
  const { materials, tools } = namedThings(props);
  return (
    <ActFrame
      {...props}
      {...act}
      ready={act.value.content.trim() !== ""}
      onSave={() => act.save({ command: "finding", ...act.value })}
    >
      <TextField
        label={t("ask.finding")}
        value={act.value.content}
        onChange={(content) => act.set({ content })}
      />
      {materials.length > 0 && (
        <TicksField
          label={t("ask.finding_materials")}
          options={materials}
          value={act.value.materials}
          onChange={(ticked) => act.set({ materials: ticked })}
        />
      )}
      {tools.length > 0 && (
        <TicksField
          label={t("ask.finding_tools")}
          options={tools}
          value={act.value.tools}
          onChange={(ticked) => act.set({ tools: ticked })}
        />
      )}
    </ActFrame>
  );
}

export function QuoteForm(props: ActProps) {
  const { t } = useTranslation();
  const { data: prices } = useCall("prices", {});
  const id = props.page.view.order.id;
  const act = useAct<{ counts: Record<string, number> }>(
    props,
    () => ({ counts: {} }),
    () => to("order", id, "do", "price_confirmed"),
  );
  const items = prices?.price_list.items ?? [];
  const lines = items.flatMap((item) => {
    const count = act.value.counts[item.code] ?? 0;
    return count > 0 ? [{ item: item.code, quantity: count }] : [];
  });
  return (
    <ActFrame
      {...props}
      {...act}
      button={t("quote_button")}
      ready={lines.length > 0}
      onSave={() => act.save({ command: "quote", lines })}
    >
      {!prices && <Loading />}
      {prices && prices.validity !== "in_force" && (
        <p className="card warn">{t(`validity.${prices.validity}`)}</p>
      )}
      {(["labour", "material"] as const).map((kind) => (
        <section className="card" key={kind}>
          <h2>{t(`price_kind.${kind}`)}</h2>
          {items
            .filter((item) => item.kind === kind)
            .map((item) => (
              <div className="line" key={item.code}>
                <div>
                  <p className="strong">{inLanguage(item.label)}</p>
                  <p className="soft numeric">
                    {money(item.unit_price_fen)} / {item.unit}
                  </p>
                </div>
                <Counter
                  label={inLanguage(item.label)}
                  value={act.value.counts[item.code] ?? 0}
                  onChange={(count) =>
                    act.set((before) => ({ counts: { ...before.counts, [item.code]: count } }))
                  }
                />
              </div>
            ))}
        </section>
      ))}
      {prices && (
        <p className="soft small">
          {t("fee_standard", { version: prices.price_list.version, basis: prices.price_list.basis })}
        </p>
      )}
    </ActFrame>
  );
}

/** The lines of a quote as both sides see them. */
export function QuoteLines({ quote }: { quote: Quote }) {
  const { t } = useTranslation();
  const { data: prices } = useCall("prices", {});
  const items = [...(prices?.price_list.items ?? []), ...(prices?.coming?.items ?? [])];
  const name = (code: string) => {
    const item = items.find((one) => one.code === code);
    return item ? inLanguage(item.label) : code;
  };
  return (
    <section className="card">
      {quote.lines.map((line) => (
        <div className="row apart" key={line.item}>
          <span>{name(line.item)}</span>
          <span className="numeric">
            {line.quantity} × {money(line.unit_price_fen)}
          </span>
        </div>
      ))}
      <p className="soft row apart">
        <span>{t("labour_and_material")}</span>
        <span className="numeric">
          {money(quote.labour_fen)} + {money(quote.material_fen)}
        </span>
      </p>
      <p className="row apart">
        <span className="strong">{t("total")}</span>
        <span className="huge">{money(quote.amount_fen)}</span>
      </p>
      <p className="soft small">{t("fee_version", { version: quote.price_list_version })}</p>
    </section>
  );
}

export function ConsentForm(props: ActProps) {
  const { t } = useTranslation();
  const { order, customer } = props.page.view;
  const act = useAct(props, () => ({ by: customer?.customer_name ?? "", strokes: [] as readonly Stroke[] }));
  const quote = order.quotes.at(-1);
  const path = asPath(act.value.strokes);
  return (
    <ActFrame
      {...props}
      {...act}
      button={t("consent_button")}
      ready={act.value.by.trim() !== ""}
      onSave={() => act.save({ command: "confirm_price", confirmed_by: act.value.by, strokes: path || null })}
    >
      {quote && <QuoteLines quote={quote} />}
      <LineField label={t("ask.confirmed_by")} value={act.value.by} onChange={(by) => act.set({ by })} />
      <Fold title={t("ask.consent_strokes")} open={path !== ""}>
        <SignaturePad
          label={t("ask.consent_strokes")}
          strokes={act.value.strokes}
          onChange={(change) => act.set((before) => ({ ...before, strokes: change(before.strokes) }))}
        />
      </Fold>
      <TapRow href={to("order", order.id, "do", "quoted")}>{t("quote_again")}</TapRow>
      <TapRow href={to("order", order.id, "do", "price_refused")}>{t("price_is_refused")}</TapRow>
    </ActFrame>
  );
}

export function TrialForm(props: ActProps) {
  const { t } = useTranslation();
  const id = props.page.view.order.id;
  const act = useAct(
    props,
    () => ({ passed: null as boolean | null, words: "" }),
    (saved) =>
      saved.page.next.commands.some((one) => one.action === "customer_signed" && one.refused === null)
        ? to("order", id, "do", "customer_signed")
        : to("order", id),
  );
  const { passed, words } = act.value;
  return (
    <ActFrame
      {...props}
      {...act}
      ready={passed !== null && (passed || words.trim() !== "")}
      onSave={() => passed !== null && act.save({ command: "inspect", passed, words: words.trim() || null })}
    >
      <ChoiceField
        label={t("ask.inspection_result")}
        columns="two"
        options={[
          { id: "yes", label: t("satisfied") },
          { id: "no", label: t("not_satisfied") },
        ]}
        value={passed === null ? null : passed ? "yes" : "no"}
        onChange={(choice) => act.set({ passed: choice === "yes" })}
      />
      {passed === false && <p className="card warn">{t("apologise")}</p>}
      {passed !== null && (
        <TextField
          label={t("ask.customer_words")}
          optional={passed}
          value={words}
          onChange={(text) => act.set({ words: text })}
        />
      )}
    </ActFrame>
  );
}

/** What a customer signs: everything that was done and what it costs. */
function SlipToSign({ page }: Pick<ActProps, "page">) {
  const { t } = useTranslation();
  const { order, customer, texts } = page.view;
  const { data: reference } = useCall("reference", {});
  const consent = order.consents.at(-1);
  const quote = order.quotes.find((one) => one.origin.entry === consent?.quote);
  const itemName = (code: string) => {
    const item = reference?.catalogue?.materials.find((one) => one.code === code);
    return item ? inLanguage(item.label) : code;
  };
  return (
    <>
      <section className="card">
        <p className="big">{page.said.title}</p>
        {customer && (
          <p>
            {customer.customer_name} · {customer.unit_no}
          </p>
        )}
        {order.registered && <p>{texts[order.registered.content]}</p>}
        {order.findings.map((finding) => (
          <p key={finding.origin.entry}>{finding.content}</p>
        ))}
        {order.parts.map((part) => (
          <p key={part.origin.entry}>
            {t("part_line", {
              item: itemName(part.item),
              count: part.quantity,
              specification: part.new_specification,
            })}
          </p>
        ))}
        <p className="soft">{t("round", { round: order.round })}</p>
      </section>
      {quote ? (
        <QuoteLines quote={quote} />
      ) : (
        <p className="card">
          <span className="huge">{money(order.billable_fen ?? 0)}</span>
        </p>
      )}
    </>
  );
}

export function SignForm(props: ActProps) {
  const { t } = useTranslation();
  const act = useAct(props, () => ({ strokes: [] as readonly Stroke[] }));
  const path = asPath(act.value.strokes);
  return (
    <ActFrame
      {...props}
      {...act}
      button={t("sign_button")}
      ready={path !== ""}
      onSave={() => act.save({ command: "sign", strokes: path })}
    >
      <SlipToSign page={props.page} />
      <SignaturePad
        label={t("ask.customer_signed")}
        strokes={act.value.strokes}
        onChange={(change) => act.set((before) => ({ strokes: change(before.strokes) }))}
      />
    </ActFrame>
  );
}

export function DamageForm(props: ActProps) {
  const { t } = useTranslation();
  const act = useAct(props, () => ({
    damage: null as DamageKind | null,
    description: "",
    photos: [] as TakenPhoto[],
  }));
  const { damage, description, photos } = act.value;
  return (
    <ActFrame
      {...props}
      {...act}
      ready={damage !== null && description.trim() !== ""}
      onSave={() =>
        damage &&
        act.save({
          command: "report_damage",
          damage,
          description,
          photos: photos.map(({ bytes, taken_at }) => ({ bytes, taken_at })),
        })
      }
    >
      <ChoiceField
        label={t("ask.damage")}
        columns="two"
        options={[
          { id: "damaged", label: t("damaged") },
          { id: "lost", label: t("lost") },
        ]}
        value={damage}
        onChange={(id) => act.set({ damage: id as DamageKind })}
      />
      <TextField
        label={t("ask.damage_description")}
        value={description}
        onChange={(text) => act.set({ description: text })}
        max={2000}
      />
      <PhotosField
        label={t("photos")}
        hint={t("ask.damage_photos")}
        photos={photos}
        onChange={(taken) => act.set({ photos: taken })}
      />
    </ActFrame>
  );
}

export function PhotoForm(props: ActProps) {
  const { t } = useTranslation();
  const act = useAct(props, () => ({ photos: [] as TakenPhoto[] }));
  const [photo] = act.value.photos;
  return (
    <ActFrame
      {...props}
      {...act}
      ready={photo !== undefined}
      onSave={() =>
        photo && act.save({ command: "add_photo", photo: { bytes: photo.bytes, taken_at: photo.taken_at } })
      }
    >
      <PhotosField
        label={t("photo")}
        photos={act.value.photos}
        onChange={(photos) => act.set({ photos: photos.slice(-1) })}
      />
    </ActFrame>
  );
}
