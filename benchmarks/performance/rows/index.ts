import type { Row } from '../row.js';
import { aGradient } from './a-gradient.js';
import { aIntegratedGradients } from './a-integrated-gradients.js';
import { aRules } from './a-rules.js';
import { bGradient } from './b-gradient.js';
import { bTraining } from './b-training.js';
import { fortyConcepts } from './forty-concepts.js';
import { fortyConceptsPath } from './forty-concepts-path.js';
import { manyGenes } from './many-genes.js';
import { peak } from './peak.js';

/** In the order of the document. */
export const rows: readonly Row[] = [
  aGradient,
  aIntegratedGradients,
  aRules,
  bGradient,
  bTraining,
  fortyConcepts,
  fortyConceptsPath,
  manyGenes,
  peak,
];
