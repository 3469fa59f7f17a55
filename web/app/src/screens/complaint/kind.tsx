/** Which kind of case a complaint is: each names the department that answers for it. */

import { useTranslation } from "react-i18next";
import { useCall } from "../../app/session";
import { SelectField } from "../../ui/select";

export function CaseKindField({
  value,
  none,
  onChange,
}: {
  value: string;
  /** What it means that none is chosen. */
  none: string;
  onChange: (code: string) => void;
}) {
  const { t } = useTranslation();
  const { data } = useCall("case_kinds", {});
  const kinds = (data?.kinds ?? []).map(({ code, name, department }) => ({
    id: code,
    label: `${name} · ${department}`,
  }));
  return (
    <SelectField
      label={t("complaint_kind")}
      options={[{ id: "", label: none }, ...kinds]}
      value={value}
      onChange={onChange}
    />
  );
}
