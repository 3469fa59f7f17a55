/** The form of each command. */

import { createElement, type ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { to } from "../../app/route";
import type { OrderPage } from "../../core/contract";
import type { Kind } from "../../core/types";
import { Empty, Page } from "../../ui/page";
import { LostForm, MovementForm, NeedForm, ToolForm, UseForm } from "../goods/forms";
import { GOODS } from "../order/goods";
import { ActFrame, useAct, type ActProps } from "./frame";
import {
  CancelForm,
  CopyForm,
  GiveBack,
  LeakForm,
  NewAppointment,
  OneText,
  SlipBack,
  TakeAlong,
  WaitForm,
  hasOneText,
  wordless,
} from "./simple";
import { ConsentForm, DamageForm, FindingForm, PhotoForm, QuoteForm, SignForm, TrialForm } from "./site";

function Wordless(props: ActProps) {
  const act = useAct(props, () => ({}));
  const command = wordless(props.action);
  return <ActFrame {...props} {...act} button={props.title} onSave={() => command && act.save(command)} />;
}

const FORMS: Partial<Record<Kind, ComponentType<ActProps>>> = {
  tools_checked: TakeAlong,
  appointment_confirmed: NewAppointment,
  waiting: WaitForm,
  cancel_requested: CancelForm,
  assignment_returned: GiveBack,
  slip_returned: SlipBack,
  copy_delivered: CopyForm,
  leak_tested: LeakForm,
  finding: FindingForm,
  quoted: QuoteForm,
  price_confirmed: ConsentForm,
  inspection_result: TrialForm,
  customer_signed: SignForm,
  damage_reported: DamageForm,
  photo_added: PhotoForm,
  material_needed: NeedForm,
  material_received: MovementForm,
  material_returned: MovementForm,
  material_used: UseForm,
  tool_loaned: ToolForm,
  tool_returned: ToolForm,
  tool_handed_over: ToolForm,
  lost_or_broken: LostForm,
};

function formOf(action: Kind): ComponentType<ActProps> | null {
  return FORMS[action] ?? (hasOneText(action) ? OneText : wordless(action) ? Wordless : null);
}

/** Whether an order's own page offers it; goods have a page of their own. */
export function hasForm(action: Kind): boolean {
  return formOf(action) !== null && !GOODS.includes(action);
}

export function ActScreen({ page, action }: { page: OrderPage; action: Kind }) {
  const { t } = useTranslation();
  const form = formOf(action);
  const title =
    page.said.commands.find((one) => one.action === action)?.name ??
    (action === "photo_added" ? t("photo") : action);
  if (!form) {
    return (
      <Page title={title} back={to("order", page.view.order.id)}>
        <Empty title={t("not_here")} />
      </Page>
    );
  }
  return createElement(form, { key: action, page, action, title });
}
