import type { OnnxNode } from '../../model/onnx-model.js';
import type { OperatorReader } from '../reading.js';
import { activations, microsoftActivations } from './activations/index.js';
import { arithmetic } from './arithmetic/index.js';
import { attention, microsoftAttention } from './attention/index.js';
import { convolution } from './convolution/index.js';
import { functions } from './functions/index.js';
import { fused } from './fused/index.js';
import { indexing } from './indexing/index.js';
import { logic } from './logic/index.js';
import { matrix } from './matrix/index.js';
import { microsoftNormalization, normalization } from './normalization/index.js';
import { quantization } from './quantization/index.js';
import { recurrent } from './recurrent/index.js';
import { reduction } from './reduction/index.js';
import { REFUSED } from './refused.js';
import { resizing } from './resize/index.js';
import { scikitLearn, ZIP_MAP } from './scikit-learn/index.js';
import { shape } from './shape/index.js';

/** The readers of the standard's operators, by name. A new operator is one file in a family's folder and one line in its index. */
const STANDARD: Readonly<Record<string, OperatorReader>> = {
  ...activations,
  ...arithmetic,
  ...attention,
  ...convolution,
  ...functions,
  ...indexing,
  ...logic,
  ...matrix,
  ...normalization,
  ...quantization,
  ...recurrent,
  ...reduction,
  ...resizing,
  ...shape,
};

/** The readers of the operators that ONNX Runtime writes into the models that it optimises. */
const MICROSOFT: Readonly<Record<string, OperatorReader>> = {
  ...fused,
  ...microsoftActivations,
  ...microsoftAttention,
  ...microsoftNormalization,
};

const STANDARD_DOMAINS = ['', 'ai.onnx'];

/** The reader of a node's operator, or the reason why there is none. */
export function readerOf({ op, domain }: OnnxNode): OperatorReader | string {
  if (domain === 'ai.onnx.ml' && Object.hasOwn(scikitLearn, op)) return scikitLearn[op] as OperatorReader;
  if (domain === 'ai.onnx.ml' && op === 'ZipMap') return ZIP_MAP;
  if (domain === 'com.microsoft' && Object.hasOwn(MICROSOFT, op)) return MICROSOFT[op] as OperatorReader;
  if (!STANDARD_DOMAINS.includes(domain)) {
    return `operators of the domain "${domain}" are not supported; export the model with the standard's operators.`;
  }
  if (Object.hasOwn(STANDARD, op)) return STANDARD[op] as OperatorReader;
  if (Object.hasOwn(REFUSED, op)) return REFUSED[op] as string;
  return 'the operator is not supported.';
}
