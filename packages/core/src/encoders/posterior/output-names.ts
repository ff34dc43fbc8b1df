import type { DeviationForm } from '../../graph/operations/posterior-sample.js';

/** Names that identify the posterior's mean among several outputs of a model. */
const MEANS = new Set([
  'z_mean',
  'mean',
  'mu',
  'z_mu',
  'loc',
  'z_loc',
  'q_m',
  'qz_m',
  'latent_mean',
  'latent_mu',
  'mean_z',
  'mu_z',
]);

const DEVIATIONS: Readonly<Record<DeviationForm, ReadonlySet<string>>> = {
  logVariance: new Set([
    'z_log_var',
    'log_var',
    'logvar',
    'z_logvar',
    'z_log_variance',
    'log_variance',
    'logvariance',
    'latent_log_var',
    'latent_logvar',
  ]),
  logStd: new Set(['log_std', 'logstd', 'z_log_std', 'z_logstd', 'latent_log_std']),
  variance: new Set(['var', 'variance', 'z_variance', 'q_v', 'qz_v', 'latent_variance']),
  std: new Set([
    'std',
    'stddev',
    'z_std',
    'scale',
    'z_scale',
    'sigma',
    'z_sigma',
    'latent_std',
    'latent_sigma',
  ]),
};

export function isMeanName(name: string): boolean {
  return MEANS.has(name.toLowerCase());
}

/**
 * What an output with a usual name says about σ. Not `log_sigma`, `log_scale` and `z_var`: published models use these names for
 * more than one form.
 */
export function deviationFormOfName(name: string): DeviationForm | undefined {
  const lower = name.toLowerCase();
  const [found] = Object.entries(DEVIATIONS).filter(([, names]) => names.has(lower));
  return found?.[0] as DeviationForm | undefined;
}
