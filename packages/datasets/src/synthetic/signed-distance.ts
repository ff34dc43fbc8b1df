/**
 * Signed distances to simple shapes: negative inside, positive outside. Coordinates are (u, v) with v downwards.
 * Formulas after Inigo Quilez, "2D distance functions" (https://iquilezles.org/articles/distfunctions2d/).
 */
export type SignedDistance = (u: number, v: number) => number;

/** An ellipse. The distance is a first-order approximation: exact on the edge, where anti-aliasing uses it. */
export function ellipse(centreU: number, centreV: number, radiusU: number, radiusV: number): SignedDistance {
  return (u, v) => {
    const x = (u - centreU) / radiusU;
    const y = (v - centreV) / radiusV;
    const k0 = Math.sqrt(x * x + y * y);
    const k1 = Math.sqrt((x / radiusU) ** 2 + (y / radiusV) ** 2);
    return k1 === 0 ? -Math.min(radiusU, radiusV) : (k0 * (k0 - 1)) / k1;
  };
}

/** A rectangle with rounded corners, given by its half width and half height. */
export function roundedBox(
  centreU: number,
  centreV: number,
  halfWidth: number,
  halfHeight: number,
  corner: number,
): SignedDistance {
  return (u, v) => {
    const x = Math.abs(u - centreU) - halfWidth + corner;
    const y = Math.abs(v - centreV) - halfHeight + corner;
    const outside = Math.sqrt(Math.max(x, 0) ** 2 + Math.max(y, 0) ** 2);
    return outside + Math.min(Math.max(x, y), 0) - corner;
  };
}

/**
 * The area between two parabolas that meet at u = ±halfWidth, thickened by `thickness` on every side.
 * With t = u / halfWidth the midline is v = centreV + lift·(1/2 − t²), so a positive lift raises the corners, and
 * the gap between the parabolas is opening·(1 − t²). The distance is a first-order approximation in the slope.
 */
export function parabolicLens(
  centreV: number,
  halfWidth: number,
  lift: number,
  opening: number,
  thickness: number,
): SignedDistance {
  return (u, v) => {
    const nearest = Math.min(Math.max(u, -halfWidth), halfWidth);
    const t = nearest / halfWidth;
    const midline = centreV + lift * (0.5 - t * t);
    const slope = (2 * lift * t) / halfWidth;
    const across = (Math.abs(v - midline) - (opening / 2) * (1 - t * t)) / Math.sqrt(1 + slope * slope);
    const sideways = u - nearest;
    const distance = sideways === 0 ? across : Math.sqrt(sideways * sideways + Math.max(across, 0) ** 2);
    return distance - thickness;
  };
}

/** The shape and its mirror image across u = 0. */
export const mirrored =
  (shape: SignedDistance): SignedDistance =>
  (u, v) =>
    shape(Math.abs(u), v);

/** The outline of a shape: everything within `thickness` of its edge. */
export const outline =
  (shape: SignedDistance, thickness: number): SignedDistance =>
  (u, v) =>
    Math.abs(shape(u, v)) - thickness;

/** The area inside both shapes. */
export const intersection =
  (first: SignedDistance, second: SignedDistance): SignedDistance =>
  (u, v) =>
    Math.max(first(u, v), second(u, v));

/** The area inside the first shape and outside the second. */
export const difference =
  (first: SignedDistance, second: SignedDistance): SignedDistance =>
  (u, v) =>
    Math.max(first(u, v), -second(u, v));

/** The half-plane above a level, where `v` is smaller than the level. */
export const above =
  (level: number): SignedDistance =>
  (_u, v) =>
    v - level;
