/** A warning about maps, with the concept and method that it is about. */
export interface MapWarning {
  readonly concept: string;
  /** The name of the method on the command line. */
  readonly method: string;
  readonly text: string;
}

/** Warnings that differ in numbers for each call: maps that miss the difference of scores that they should add up to. */
const IS_INCOMPLETE = /\bmiss(es)? the difference of scores\b/;

/**
 * Logs warnings about maps: at most one about incomplete maps per concept and method, with both named, and every other warning once
 * per run, because the same method warns for every concept. Nothing is lost: all of them are in `results.json`.
 */
export function mapWarningLog(log: (line: string) => void): (warnings: readonly MapWarning[]) => void {
  const seen = new Set<string>();
  return (warnings) => {
    for (const { concept, method, text } of warnings) {
      const incomplete = IS_INCOMPLETE.test(text);
      const key = incomplete ? JSON.stringify([concept, method]) : text;
      if (seen.has(key)) continue;
      seen.add(key);
      log(incomplete ? `${concept}, ${method}: ${text}` : text);
    }
  };
}
