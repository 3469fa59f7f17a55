/** What the forms about a complaint have in common: the draft, the one command, where it leads. */

import { useTranslation } from "react-i18next";
import type { ReactNode } from "react";
import { useDraft } from "../../app/drafts";
import { replaceWith, to } from "../../app/route";
import { useExecuteComplaint } from "../../app/session";
import type { ComplaintPage } from "../../core/contract";
import type { ComplaintCommand, Kind, Moment } from "../../core/types";
import { say } from "../../ui/saying";
import { PlainFrame } from "../act/plain";

export type ActProps = { page: ComplaintPage; action: Kind; title: string };

export function useComplaintForm<T>(complaint: string | null, form: string, title: string, initial: () => T) {
  const { t } = useTranslation();
  const draft = useDraft<T>(`complaint/${complaint ?? "new"}/${form}`, title, initial);
  const execute = useExecuteComplaint(complaint);
  const save = (command: ComplaintCommand) =>
    execute.mutate(command, {
      onSuccess: (page) => {
        draft.clear();
        say(t("saved"));
        replaceWith(to("complaint", page.view.complaint.id));
      },
    });
  return { ...draft, save, saving: execute.isPending, failure: execute.error };
}

/** The form of a command on a complaint that is known. */
export function useActForm<T>({ page, action, title }: ActProps, initial: () => T) {
  return useComplaintForm(page.view.complaint.id, action, `${page.said.title} · ${title}`, initial);
}

export function ActFrame({
  act: { page, title },
  ...props
}: {
  act: ActProps;
  button?: string;
  moments?: readonly Moment[];
  form: Pick<ReturnType<typeof useActForm>, "saving" | "failure">;
  ready: boolean;
  onSave: () => void;
  children?: ReactNode;
}) {
  return <PlainFrame title={title} back={to("complaint", page.view.complaint.id)} {...props} />;
}
