/** The options of `csm results`. */
export interface ResultsCommandOptions {
  readonly store?: string | undefined;
  readonly data?: string | undefined;
  readonly concept?: string | undefined;
  readonly top?: number | undefined;
  readonly lowest?: boolean | undefined;
  readonly id?: string | undefined;
  readonly out?: string | undefined;
  readonly exact?: boolean | undefined;
  readonly verify?: boolean | undefined;
  readonly json?: boolean | undefined;
}
