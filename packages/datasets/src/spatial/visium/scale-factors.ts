import { invalidFile, shown } from '@csm/base';
import { checkLikeness } from '../../files/check-likeness.js';

/** The content of `scalefactors_json.json`. */
export interface ScaleFactors {
  /**
   * Pixels of the full-resolution image that span a theoretical spot of 65 µm, which is larger than the printed spots of
   * 55 µm. Source: 10x Genomics, Space Ranger 1.3, "Imaging Outputs".
   */
  readonly spotDiameter: number;
  /** Pixels of a picture per pixel of the full-resolution image, by the name of the picture: hires, lowres. */
  readonly scales: ReadonlyMap<string, number>;
}

/**
 * Reads `scalefactors_json.json`: `spot_diameter_fullres`, and `tissue_NAME_scalef` for each picture. Fields: 10x
 * Genomics, Space Ranger, "Spatial Outputs".
 *
 * @throws unless the text is a JSON object whose factors are positive.
 */
export function readScaleFactors(text: string, where: string): ScaleFactors {
  checkLikeness(where, text, 'JSON');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw invalidFile(
      `${where}: expected JSON; parsing fails with "${reason}"; download or copy the file again.`,
      { cause },
    );
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw invalidFile(
      `${where}: expected a JSON object with spot_diameter_fullres and tissue_hires_scalef; got ${shown(parsed)}.`,
    );
  }
  const { spotDiameter, scales } = scaleFactors(Object.entries(parsed), where);
  if (spotDiameter === undefined) {
    const found = Object.keys(parsed).join(', ') || 'nothing';
    throw invalidFile(`${where}: expected spot_diameter_fullres; the file has ${found}.`);
  }
  return { spotDiameter, scales };
}

/** The scale factors from names and values of any source; without a diameter if there is none. */
export function scaleFactors(
  entries: readonly (readonly [string, unknown])[],
  where: string,
): Partial<ScaleFactors> & Pick<ScaleFactors, 'scales'> {
  const scales = new Map<string, number>();
  let spotDiameter: number | undefined;
  for (const [name, value] of entries) {
    const picture = /^tissue_(.+)_scalef$/.exec(name)?.[1];
    if (picture === undefined && name !== 'spot_diameter_fullres') continue;
    if (typeof value !== 'number' || !(value > 0 && value < Number.POSITIVE_INFINITY)) {
      throw invalidFile(`${where}: ${name} must be a finite number above 0; got ${shown(value)}.`);
    }
    if (picture === undefined) spotDiameter = value;
    else scales.set(picture, value);
  }
  return { ...(spotDiameter !== undefined && { spotDiameter }), scales };
}
