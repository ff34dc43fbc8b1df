export interface PublicPackage {
  readonly name: string;
  readonly folder: string;
  readonly manifest: Readonly<Record<string, unknown>>;
  /** What users import: `@csm/core`, `@csm/core/node`, … */
  readonly entries: readonly string[];
}

export const root: string;

/** The packages that are not private, sorted by folder. */
export function publicPackages(): PublicPackage[];
