import { standIn } from '../../files/likeness.js';

/** What `scalefactors_json.json` says. */
export interface ScaleFactors {
  /** Diameter of a spot, in pixels of the full-resolution image. */
  readonly spotDiameter: number;
  /** Pixels of a picture for one pixel of the full-resolution image, by the picture's name: hires, lowres. */
  readonly scales: Readonly<Record<string, number>>;
}

/**
 * Reads `scalefactors_json.json`: `spot_diameter_fullres`, and `tissue_NAME_scalef` for each picture. Fields: 10x
 * Genomics, Space Ranger, "Spatial Outputs". Throws on what is no JSON object and on factors that are not positive.
 */
export function readScaleFactors(text: string, where: string): ScaleFactors {
  const instead = standIn(text, 'JSON');
  if (instead) throw new Error(`${where}: ${instead}`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new Error(`${where}: expected JSON; ${(error as Error).message}; get the file again`, {
      cause: error,
    });
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new Error(`${where}: expected a JSON object with spot_diameter_fullres and tissue_hires_scalef`);
  }
  return scaleFactors(Object.entries(parsed), where);
}

/** The same of names and values, wherever they come from. */
export function scaleFactors(entries: readonly (readonly [string, unknown])[], where: string): ScaleFactors {
  const scales: Record<string, number> = {};
  let spotDiameter: number | undefined;
  for (const [name, value] of entries) {
    const picture = /^tissue_(.+)_scalef$/.exec(name)?.[1];
    if (picture === undefined && name !== 'spot_diameter_fullres') continue;
    if (typeof value !== 'number' || !(value > 0 && value < Number.POSITIVE_INFINITY)) {
      throw new Error(
        `${where}: ${name} must be a positive number; got ${JSON.stringify(value)?.slice(0, 40)}`,
      );
    }
    if (picture === undefined) spotDiameter = value;
    else scales[picture] = value;
  }
  if (spotDiameter === undefined) {
    throw new Error(
      `${where}: expected spot_diameter_fullres; it has: ${entries.map(([name]) => name).join(', ') || 'nothing'}`,
    );
  }
  return { spotDiameter, scales };
}
