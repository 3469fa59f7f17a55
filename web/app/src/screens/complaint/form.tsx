/** The form of a command on a complaint. None of it needs a network. */

import { useTranslation } from "react-i18next";
import { to } from "../../app/route";
import type { ComplaintPage } from "../../core/contract";
import type { Kind } from "../../core/types";
import { Empty, Page } from "../../ui/page";
import { CallSupervisor, Contact, Link, Notify, PlanRemedy, Resolve, Say } from "./handle";
import { Accept, Assign, Attribute, Classify, Forward, Lower } from "./judge";
import { CompleteRecord } from "./record";

/** The address may name anything. */
export function ComplaintAct({ page, action }: { page: ComplaintPage; action: Kind }) {
  const { t } = useTranslation();
  const command = page.said.commands.find((one) => one.action === action);
  if (command?.refused !== null) {
    return (
      <Page title={command?.name ?? t("complaint")} back={to("complaint", page.view.complaint.id)}>
        <Empty title={command?.refused ?? t("not_here")} />
      </Page>
    );
  }
  const props = { page, action, title: command.name };
  switch (action) {
    case "complaint_recorded":
      return <CompleteRecord {...props} />;
    case "complaint_accepted":
      return <Accept {...props} />;
    case "complaint_classified":
      return <Classify {...props} />;
    case "complaint_class_lowered":
      return <Lower {...props} />;
    case "complaint_attributed":
      return <Attribute {...props} />;
    case "complaint_assigned":
      return <Assign {...props} />;
    case "complaint_forwarded":
      return <Forward {...props} />;
    case "supervisor_called":
      return <CallSupervisor {...props} />;
    case "complainant_contacted":
      return <Contact {...props} />;
    case "remedy_planned":
      return <PlanRemedy {...props} />;
    case "complainant_notified":
      return <Notify {...props} />;
    case "complaint_resolved":
      return <Resolve {...props} />;
    case "complaint_linked":
      return <Link {...props} />;
    default:
      return <Say {...props} />;
  }
}
