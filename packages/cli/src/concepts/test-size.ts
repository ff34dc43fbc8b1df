/** How many of the held-out examples a test takes. */
export interface HeldOutTestSize {
  /** Inputs with the concept whose maps are tested. */
  readonly inputs: number;
  /** Examples per side, at most. */
  readonly examples: number;
}

/** The numbers that `csm certify` and `csm report` share, so that they agree about the same concepts. */
export const TEST_SIZE: HeldOutTestSize = { inputs: 4, examples: 100 };
