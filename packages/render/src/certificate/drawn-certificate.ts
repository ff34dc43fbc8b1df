import type { ImageLayout } from '@csm/base';
import type { NdArray } from 'ndarray';

/** Whether to believe a concept and its maps, as `certify` of `@csm/evaluate` says it. */
export type DrawnVerdict = 'believe' | 'doubt' | 'too few to tell';

/** A question of a {@link DrawnCertificate}, and its answer in words. */
export interface DrawnQuestion {
  readonly question: string;
  readonly verdict: DrawnVerdict;
  /** Whether the answer counts for the verdict; the others inform. */
  readonly decides: boolean;
  /** What was found, what to do next, and what the question cannot see. */
  readonly found: string;
  readonly todo: string;
  readonly cannotSee: string;
}

/** What `certificateFigure` draws: the result of `certify` of `@csm/evaluate`. */
export interface DrawnCertificate {
  /** Name of the concept. */
  readonly concept: string;
  /** Name of the explainer, and its settings. */
  readonly explainer: string;
  readonly description?: string | undefined;
  /** Order of the axes of pictures. */
  readonly layout?: ImageLayout | undefined;
  readonly verdict: DrawnVerdict;
  /** Why the verdict is not "believe". */
  readonly reasons: readonly string[];
  readonly questions: readonly DrawnQuestion[];
  readonly examples: {
    readonly positives: number;
    readonly negatives: number;
    readonly independent: number;
  };
  /** The explained inputs and their maps, `[n, ...inputShape]`, and their scores. */
  readonly inputs: NdArray;
  readonly maps: NdArray;
  readonly scores: NdArray;
  /** The maps of `replacement`, of all inputs or of the first ones. */
  readonly evidence?: NdArray | undefined;
  readonly measures: {
    /** 1 in the regions that matter, else 0, `[...inputShape]`. */
    readonly regions?: { readonly significant: NdArray } | undefined;
    /** The decoder's maps, of all inputs or of the first ones. */
    readonly decoder?: { readonly maps: NdArray } | undefined;
  };
  readonly warnings: readonly string[];
}
