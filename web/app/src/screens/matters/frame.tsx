/** What the forms about a matter have in common: the draft, the one command, where it leads. */

import { useTranslation } from "react-i18next";
import { useDraft } from "../../app/drafts";
import { replaceWith, to } from "../../app/route";
import { useCall, useExecuteMatter } from "../../app/session";
import type { MatterPage } from "../../core/contract";
import type { DocumentId, MatterCommand } from "../../core/types";
import type { Option } from "../../ui/fields";
import { say } from "../../ui/saying";

/** `after`: where it goes on; to the matter when absent. */
export function useMatterForm<T>(
  matter: DocumentId | null,
  form: string,
  title: string,
  initial: () => T,
  after?: (page: MatterPage) => void,
) {
  const { t } = useTranslation();
  const draft = useDraft<T>(`matter/${matter ?? "new"}/${form}`, title, initial);
  const execute = useExecuteMatter(matter);
  const save = (command: MatterCommand) =>
    execute.mutate(command, {
      onSuccess: (page) => {
        draft.clear();
        say(t("saved"));
        if (after) after(page);
        else replaceWith(to("matter", page.id));
      },
    });
  return { ...draft, save, saving: execute.isPending, failure: execute.error };
}

/** Everybody of the staff. */
export function useStaff(): Option[] {
  const { data: reference } = useCall("reference", {});
  return (reference?.staff ?? []).map((one) => ({ id: one.user, label: one.display_name }));
}
