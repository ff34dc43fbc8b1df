/** What the maps of one batch add up to, from a method that promises completeness. Each list has one array per score. */
export interface CompletenessReport {
  /** Name of the method's function; the warning begins with it. */
  readonly caller: string;
  /** Names of the scores. */
  readonly names: readonly string[];
  /** The difference of scores to which each map should add up, `[batch]`. */
  readonly differences: readonly ArrayLike<number>[];
  /** The error of each map's sum, `[batch]`. */
  readonly gaps: readonly ArrayLike<number>[];
  /** The rounding error of each sum, `[batch]`: a smaller gap gives no warning. */
  readonly rounding: readonly ArrayLike<number>[];
  /** The largest gap without a warning, as a share of the difference, if the caller chose one. Default 0.05. */
  readonly tolerance?: number | undefined;
  /** What to do about incomplete maps, as the end of the warning. */
  readonly remedy: string;
}
