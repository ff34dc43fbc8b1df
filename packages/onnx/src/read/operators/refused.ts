const RANDOM =
  'draws random numbers, so the latent would be another one each time; export the mean, or name an output before it.';
const CONTROL =
  'control flow is not supported; export the model with fixed sizes, so that the exporter unrolls it.';
const SEQUENCE = 'sequences and optional values are not supported; export the model with tensors only.';
const TEXT =
  'works on text, which has no derivative; name the first tensor of numbers behind it with { input }.';
const DATA_DEPENDENT =
  'the shape of its output depends on the numbers in its input, which a graph of fixed shapes cannot hold.';
const DETECTION = 'selects boxes, which has no derivative; name an output before it.';

const GROUPS: readonly (readonly [string, string])[] = [
  ['Bernoulli Multinomial RandomNormal RandomNormalLike RandomUniform RandomUniformLike', RANDOM],
  ['If Loop Scan', CONTROL],
  [
    'ConcatFromSequence Optional OptionalGetElement OptionalHasElement SequenceAt SequenceConstruct SequenceEmpty SequenceErase ' +
      'SequenceInsert SequenceLength SequenceMap SplitToSequence',
    SEQUENCE,
  ],
  ['RegexFullMatch StringConcat StringNormalizer StringSplit TfIdfVectorizer LabelEncoder', TEXT],
  ['Unique', DATA_DEPENDENT],
  ['NonMaxSuppression', DETECTION],
  ['ImageDecoder', 'decodes files, which has no derivative; pass the pixels.'],
  ['Adagrad Adam Gradient Momentum', 'trains the model; export it for inference.'],
];

/** Why operators are refused that no reader could read, by their names. */
export const REFUSED: Readonly<Record<string, string>> = Object.fromEntries(
  GROUPS.flatMap(([names, reason]) => names.split(' ').map((name) => [name, reason])),
);
