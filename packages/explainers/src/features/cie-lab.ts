/** From linear RGB to XYZ (IEC 61966-2-1), each row divided by the white point D65, so that white is 1, 1, 1. */
const TO_XYZ = [
  [0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339 / 1.08883, 0.119192 / 1.08883, 0.9503041 / 1.08883],
] as const;

/** Converts sRGB colours from 0 to 1, three numbers per pixel, to CIELAB (D65): L from 0 to 100, a and b about −100 to 100. */
export function cieLab(srgb: Float64Array): Float64Array {
  const lab = new Float64Array(srgb.length);
  for (let at = 0; at < srgb.length; at += 3) {
    const [r, g, b] = [linear(srgb[at]!), linear(srgb[at + 1]!), linear(srgb[at + 2]!)];
    const [x, y, z] = TO_XYZ.map(([ofR, ofG, ofB]) => root(ofR * r + ofG * g + ofB * b)) as [
      number,
      number,
      number,
    ];
    lab[at] = 116 * y - 16;
    lab[at + 1] = 500 * (x - y);
    lab[at + 2] = 200 * (y - z);
  }
  return lab;
}

/** Undoes the gamma of sRGB. */
const linear = (value: number): number =>
  value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;

/** The cube root of CIELAB, linear near 0. */
const root = (t: number): number => (t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29);
