/** Photos by the camera. The core turns and scales them and drops the place where they were taken. */

import { useMutation } from "@tanstack/react-query";
import { useEffect, useId, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { failureOf, useCall, useCore } from "../app/session";
import type { CoreFailure } from "../core/contract";
import type { BlobDigest, DocumentId } from "../core/types";
import { bytes } from "./format";
import { Camera, Cross } from "./icons";
import { Failure } from "./page";

export type TakenPhoto = { bytes: string; taken_at: number | null; size: number };

/** A picture of the page's own memory: base64url as the core gives it. */
function address(photo: TakenPhoto): string {
  const base64 = photo.bytes.replace(/-/g, "+").replace(/_/g, "/");
  const raw = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  return URL.createObjectURL(new Blob([raw], { type: "image/jpeg" }));
}

function Taken({ photo, number, onDrop }: { photo: TakenPhoto; number: number; onDrop: () => void }) {
  const { t } = useTranslation();
  const url = useMemo(() => address(photo), [photo]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return (
    <figure>
      <img src={url} alt={t("photo_number", { number })} />
      <button type="button" className="icon-tap" aria-label={t("photo_drop", { number })} onClick={onDrop}>
        <Cross />
      </button>
    </figure>
  );
}

export function PhotosField({
  label,
  hint,
  photos,
  onChange,
}: {
  label: string;
  hint?: string;
  photos: readonly TakenPhoto[];
  onChange: (photos: TakenPhoto[]) => void;
}) {
  const { t } = useTranslation();
  const core = useCore();
  const id = useId();
  const prepare = useMutation<TakenPhoto, unknown, File>({
    mutationFn: async (file) => {
      const { bytes: base64, taken_at, size } = await core.call("prepare_photo", { file });
      return { bytes: base64, taken_at, size };
    },
    onSuccess: (photo) => onChange([...photos, photo]),
  });
  const failure: CoreFailure | null = prepare.error ? failureOf(prepare.error) : null;
  return (
    <div className="field">
      <p className="strong">{label}</p>
      {hint && <p className="hint">{hint}</p>}
      {photos.length > 0 && (
        <div className="photos">
          {photos.map((photo, index) => (
            <Taken
              key={`${index}-${photo.size}`}
              photo={photo}
              number={index + 1}
              onDrop={() => onChange(photos.filter((one) => one !== photo))}
            />
          ))}
        </div>
      )}
      {photos.length > 0 && (
        <p className="hint">
          {t("photos_size", { size: bytes(photos.reduce((sum, photo) => sum + photo.size, 0)) })}
        </p>
      )}
      <div className="file-tap">
        <Camera />
        <label htmlFor={id}>{prepare.isPending ? t("photo_working") : t("photo_take")}</label>
        <input
          id={id}
          type="file"
          accept="image/*"
          capture="environment"
          disabled={prepare.isPending}
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = "";
            if (file) prepare.mutate(file);
          }}
        />
      </div>
      <Failure failure={failure} />
    </div>
  );
}

/** A photo that an entry names. */
export function KeptPhoto({ document, digest }: { document: DocumentId; digest: BlobDigest }) {
  const { t } = useTranslation();
  const { data } = useCall("photo", { document, digest });
  const url = useMemo(
    () => (data ? URL.createObjectURL(new Blob([data.bytes.slice()], { type: data.media_type })) : null),
    [data],
  );
  useEffect(
    () => () => {
      if (url) URL.revokeObjectURL(url);
    },
    [url],
  );
  return (
    <figure>
      {url ? <img src={url} alt={t("photo")} /> : <p className="soft small">{t("photo_not_here")}</p>}
    </figure>
  );
}
