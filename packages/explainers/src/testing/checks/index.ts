import type { Check } from '../check.js';
import { abort } from './abort.js';
import { argumentsUnchanged } from './arguments-unchanged.js';
import { asynchronousEncoderCheck } from './asynchronous-encoder.js';
import { attributesSomething } from './attributes-something.js';
import { batchInvariance } from './batch-invariance.js';
import { completeness } from './completeness.js';
import { concurrentCalls } from './concurrent-calls.js';
import { curvedScore } from './curved-score.js';
import { errors } from './errors.js';
import { finiteNumbers } from './finite-numbers.js';
import { independenceOfSamples } from './independence-of-samples.js';
import { independenceOfScores } from './independence-of-scores.js';
import { latentCheck } from './latent.js';
import { linearity } from './linearity.js';
import { memory } from './memory.js';
import { modelUnchanged } from './model-unchanged.js';
import { name } from './name.js';
import { plan } from './plan.js';
import { progress } from './progress.js';
import { repeatability } from './repeatability.js';
import { scorePerSampleCheck } from './score-per-sample.js';
import { shape } from './shape.js';
import { tfjsUnchanged } from './tfjs-unchanged.js';
import { unreachableNonlinearity } from './unreachable-nonlinearity.js';

/**
 * All checks. The check of tfjs' state comes first, since an earlier call could change it permanently, followed by
 * the checks on which the others depend.
 */
export const checks: readonly Check[] = [
  tfjsUnchanged,
  name,
  shape,
  finiteNumbers,
  latentCheck,
  attributesSomething,
  repeatability,
  batchInvariance,
  independenceOfSamples,
  independenceOfScores,
  scorePerSampleCheck,
  curvedScore,
  linearity,
  completeness,
  plan,
  asynchronousEncoderCheck,
  unreachableNonlinearity,
  progress,
  abort,
  errors,
  memory,
  modelUnchanged,
  argumentsUnchanged,
  concurrentCalls,
];
