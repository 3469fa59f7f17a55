/** Finding one's way in a checklist and its children. */

import type { OrderPage, SaidStep } from "../../core/contract";
import type { Checklist, Step, StepState } from "../../core/types";

export function everyChecklist(root: Checklist | null): Checklist[] {
  return root ? [root, ...root.children.flatMap(everyChecklist)] : [];
}

export function stepState(page: OrderPage, path: string, step: string): StepState | undefined {
  return everyChecklist(page.view.order.checklist)
    .find((one) => one.path === path)
    ?.steps.find((one) => one.id === step);
}

export function stepSaid(page: OrderPage, path: string, step: string): SaidStep | undefined {
  return page.said.steps.find((one) => one.checklist === path && one.step === step);
}

export function stepDefinition(page: OrderPage, path: string, step: string): Step | undefined {
  return page.procedures[path]?.steps.find((one) => one.id === step);
}
