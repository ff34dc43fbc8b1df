import type { Row } from '../row.js';
import { aGradient } from './a-gradient.js';
import { aIntegratedGradients } from './a-integrated-gradients.js';
import { aRules } from './a-rules.js';
import { bGradient } from './b-gradient.js';
import { bTraining } from './b-training.js';
import { exportedEncoders } from './exported-encoders.js';
import { fortyConcepts, fortyConceptsByPath, fortyConceptsByPeers } from './forty-concepts.js';
import { manyGenes } from './many-genes.js';
import { methodRows } from './methods.js';
import { peak } from './peak.js';

/** All rows, in the order of the document. */
export const rows: readonly Row[] = [
  aGradient,
  aIntegratedGradients,
  aRules,
  bGradient,
  bTraining,
  fortyConcepts,
  fortyConceptsByPath,
  fortyConceptsByPeers,
  manyGenes,
  ...exportedEncoders,
  ...methodRows,
  peak,
];
