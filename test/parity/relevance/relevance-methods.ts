import type { RelevanceFile } from '../../oracles/relevance.js';

/** Records of `../shared/oracles/relevance` that one call of ours computes. */
export interface RelevanceMethod {
  readonly method: string;
  /** Its options, as a user would write them; a name without a value differs between records. */
  readonly options: string;
  readonly source: string;
  readonly file: RelevanceFile;
  /** The keys of the records. */
  readonly keys: RegExp;
}

const zennit = (rules: string, key: string): RelevanceMethod => ({
  method: 'lrp',
  options: `rules: ${rules}`,
  source: 'zennit',
  file: 'lrp',
  keys: new RegExp(`^zennit\\.(${key})(\\.merged)?(\\.seed-c)?$`),
});

const everywhere = (rule: string) => `relevanceRules([[isWeighted, ${rule}]])`;

const captum = (method: string, options: string, keys: RegExp, source = 'Captum'): RelevanceMethod => ({
  method,
  options,
  source,
  file: 'gradcam',
  keys,
});

const lxt = (method: string, options: string, key: string): RelevanceMethod => ({
  method,
  options,
  source: 'LXT',
  file: 'attnlrp',
  keys: new RegExp(`^${key.replaceAll('.', '\\.')}$`),
});

/** A record belongs to the first method of its file whose keys match. */
export const RELEVANCE_METHODS: readonly RelevanceMethod[] = [
  zennit(everywhere('layerwiseEpsilon({ epsilon })'), 'epsilon|epsilon0\\.25'),
  zennit(everywhere('gamma({ gamma: 0.25 })'), 'gamma0\\.25'),
  zennit(everywhere('alphaBeta({ alpha, beta })'), 'alpha2beta1|alpha1beta0'),
  zennit(everywhere('zPlus()'), 'zplus'),
  zennit(everywhere('wSquare()'), 'wsquare'),
  zennit(everywhere('flat()'), 'flat'),
  zennit('relevanceRules([[isFirst(isWeighted), zBox({ low, high })]])', 'zbox-epsilon'),
  zennit('epsilonPlus()', 'composite\\.epsilon-plus'),
  zennit('epsilonPlusFlat()', 'composite\\.epsilon-plus-flat'),
  zennit('epsilonGammaBox({ low, high })', 'composite\\.epsilon-gamma-box'),
  zennit('epsilonAlpha2Beta1Flat()', 'composite\\.epsilon-alpha2beta1-flat'),
  {
    method: 'conceptRelevance',
    options: 'layer, channels',
    source: 'zennit-crp',
    file: 'lrp',
    keys: /^crp\./,
  },
  captum('gradCam', 'layer, clamp, interpolation', /^gradcam\./),
  captum('guidedGradCam', 'layer, interpolation', /^guidedgradcam\./),
  captum('layerGradientXActivation', '', /^layer\.gradxactivation\./),
  captum('layerConductance', "steps: 32, form: 'captum', baseline", /^layer\.conductance\.\w+\.\w+$/),
  captum('layerConductance', 'steps: 1000, baseline', /\.fine$/, '1,000 trapezoids'),
  captum('shapley', 'features, replacement', /^[68]\.shapley\./, 'all 2ᵏ coalitions'),
  captum('ablation', 'features, replacement', /^[68]\.ablation\./),
  lxt('attnLrp', '', 'attnlrp.gradient'),
  lxt('attnLrp', "form: 'explicit'", 'attnlrp.lxt'),
  lxt('attnLrp', "form: 'explicit', normalization: 'identity'", 'attnlrp.identity'),
  lxt('cpLrp', '', 'cplrp.gradient'),
];

/** @throws if no method computes the record. */
export function relevanceMethod(file: RelevanceFile, key: string): RelevanceMethod {
  const found = RELEVANCE_METHODS.find((method) => method.file === file && method.keys.test(key));
  if (found === undefined) throw new Error(`relevanceMethod: no method computes "${key}" of ${file}.`);
  return found;
}
