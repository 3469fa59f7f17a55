/** Where a customer signs. */

import { useRef, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import { Rubber } from "./icons";
import { HEIGHT, WIDTH, asPath, drawn, isPath, place, type Stroke } from "./strokes";

const BOX = `0 0 ${WIDTH} ${HEIGHT}`;

export function SignaturePad({
  label,
  strokes,
  onChange,
}: {
  label: string;
  strokes: readonly Stroke[];
  onChange: (change: (before: readonly Stroke[]) => readonly Stroke[]) => void;
}) {
  const { t } = useTranslation();
  const pen = useRef<number | null>(null);
  const at = (event: PointerEvent<SVGSVGElement>) =>
    place(event, event.currentTarget.getBoundingClientRect());
  const begin = (event: PointerEvent<SVGSVGElement>) => {
    if (pen.current !== null) return;
    pen.current = event.pointerId;
    event.currentTarget.setPointerCapture(event.pointerId);
    const point = at(event);
    onChange((before) => drawn([...before, []], point));
  };
  const move = (event: PointerEvent<SVGSVGElement>) => {
    if (pen.current !== event.pointerId) return;
    const point = at(event);
    onChange((before) => drawn(before, point));
  };
  const end = (event: PointerEvent<SVGSVGElement>) => {
    if (pen.current === event.pointerId) pen.current = null;
  };
  return (
    <div className="field">
      <p className="strong">{label}</p>
      <svg
        className="pad"
        viewBox={BOX}
        role="img"
        aria-label={strokes.length > 0 ? t("pad_drawn") : t("pad_empty")}
        onPointerDown={begin}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={end}
      >
        <path d={asPath(strokes)} />
      </svg>
      <div className="row apart">
        <p className="hint">{t("pad_hint")}</p>
        <button
          type="button"
          className="tap-row"
          disabled={strokes.length === 0}
          onClick={() => onChange(() => [])}
        >
          <span>{t("pad_clear")}</span>
          <Rubber />
        </button>
      </div>
    </div>
  );
}

/** Strokes that were kept. */
export function Strokes({ path, label }: { path: string; label: string }) {
  if (!isPath(path)) return null;
  return (
    <svg className="strokes" viewBox={BOX} role="img" aria-label={label}>
      <path d={path} />
    </svg>
  );
}
