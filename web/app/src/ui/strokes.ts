/** Strokes of a hand as the core keeps them: an SVG path of M and L with whole numbers on a field of 1000 x 400. */

export const WIDTH = 1000;
export const HEIGHT = 400;

/** Points nearer than this to the last one say nothing more about a line. */
const NEAR = 5;
/** A path stays well below what travels inside a sync request. */
const MOST_POINTS = 700;

export type Point = readonly [number, number];
export type Stroke = readonly Point[];

/** A pointer's place on the element as a whole place on the field. */
export function place(event: { clientX: number; clientY: number }, box: DOMRect): Point {
  const inside = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));
  return [
    inside(((event.clientX - box.left) / box.width) * WIDTH, WIDTH),
    inside(((event.clientY - box.top) / box.height) * HEIGHT, HEIGHT),
  ];
}

/** The strokes with one more point, where it says something. */
export function drawn(strokes: readonly Stroke[], point: Point): readonly Stroke[] {
  const last = strokes.at(-1) ?? [];
  const before = last.at(-1);
  if (before && Math.abs(before[0] - point[0]) < NEAR && Math.abs(before[1] - point[1]) < NEAR)
    return strokes;
  if (strokes.reduce((sum, stroke) => sum + stroke.length, 0) >= MOST_POINTS) return strokes;
  return [...strokes.slice(0, -1), [...last, point]];
}

export function asPath(strokes: readonly Stroke[]): string {
  return strokes
    .filter((stroke) => stroke.length > 0)
    .map((stroke) => {
      // A dot is a line to itself, or nobody would see it.
      const points = stroke.length === 1 ? [...stroke, ...stroke] : stroke;
      return points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join(" ");
    })
    .join(" ");
}

/** A kept path is drawn only when it is nothing but moves and lines. */
export function isPath(text: string): boolean {
  return /^M[\dML ,-]*$/.test(text);
}
