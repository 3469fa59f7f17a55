/** Photos as an order takes them: upright, scaled, a JPEG with nothing but the picture in it. Runs in the worker. */

/** Longest side of a photo that is kept, in pixels; as `field` has it. */
const LONGEST_SIDE = 2048;
/** The core takes no larger picture, in bytes. */
const MOST_BYTES = 1024 * 1024;
/** More pixels than a camera takes. */
const MOST_PIXELS = 80_000_000;
const QUALITIES = [0.85, 0.75, 0.65, 0.5, 0.35];

export class PhotoProblem extends Error {
  readonly code: "not_a_picture" | "too_many_pixels";
  constructor(code: "not_a_picture" | "too_many_pixels") {
    super(code);
    this.code = code;
  }
}

export async function preparePhoto(file: Blob) {
  // `from-image` turns it as the camera was held; drawing it anew leaves place and serial number behind.
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => {
    throw new PhotoProblem("not_a_picture");
  });
  if (picture.width * picture.height > MOST_PIXELS) throw new PhotoProblem("too_many_pixels");
  let longest = Math.min(LONGEST_SIDE, Math.max(picture.width, picture.height));
  for (;;) {
    const scale = longest / Math.max(picture.width, picture.height);
    const width = Math.max(1, Math.round(picture.width * scale));
    const height = Math.max(1, Math.round(picture.height * scale));
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d");
    if (!context) throw new PhotoProblem("not_a_picture");
    // A drawing with a clear background is readable on white.
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, height);
    context.drawImage(picture, 0, 0, width, height);
    for (const quality of QUALITIES) {
      const jpeg = await canvas.convertToBlob({ type: "image/jpeg", quality });
      if (jpeg.size <= MOST_BYTES) {
        picture.close();
        const changed = file instanceof File ? file.lastModified : null;
        return { bytes: base64url(new Uint8Array(await jpeg.arrayBuffer())), taken_at: changed, width, height, size: jpeg.size };
      }
    }
    longest = Math.max(1, Math.floor(longest / 2));
  }
}

/** Base64 with the alphabet for URLs, without padding. */
export function base64url(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}
