import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { returnedTexts, textsOf, UNKNOWN } from './message-text.js';
import { nodesWhere, packageSources, placeOf } from './sources.js';

const sources = packageSources();
const shown = (text: string) => text.replaceAll(UNKNOWN, '…');

/** The functions of `@csm/base` that make errors. */
const ERRORS = new Set([
  'invalidArgument',
  'unsupportedModel',
  'invalidFile',
  'trainingDiverged',
  'notFinite',
]);

/**
 * Messages with a part that cannot be read from the source, as file and shown text, with the reasons why they still
 * fit the pattern.
 */
const UNREADABLE: Readonly<Record<string, string>> = {
  'packages/base/src/hdf5/hdf5-source.ts …': 'calls of attemptHdf5 are read instead',
  'packages/core/src/concepts/concept-json.ts …': 'the message of checkConcept',
  'packages/base/src/run/warn-once.ts …': 'passes a warning on',
  'packages/base/src/run/warn-once-per-kind.ts …': 'passes a warning on',
  'packages/scale/src/worker/pool/task-processes.ts …': 'passes a warning on',
  'packages/scale/src/worker/explain-inputs.ts runTask, input "…": …': 'ends with the message of an error',
  'packages/scale/src/worker/explain-inputs.ts runTask, inputs "…" to "…": …':
    'ends with the message of an error',
  'packages/core/src/tape/corrected-gradients.ts tfjs\' gradient of kernel "…" ….':
    'functionEncoder puts "trace: " before it',
  'packages/core/src/kernels/einsum-vjp.ts tfjs computes the Einstein summation "…" wrongly; sum the tensor with the additional label before it.':
    'functionEncoder puts "trace: " before it',
  'packages/core/src/kernels/strided-slice-vjp.ts tfjs takes the wrong values from a slice that has strides and removes an axis; slice twice instead.':
    'functionEncoder puts "trace: " before it',
  'packages/core/src/tape/tape.ts tfjs has no gradient for kernel "…" on any backend; use a method that only encodes, such as occlusion().':
    'functionEncoder puts "trace: " before it',
  'packages/core/src/encoders/layers-model/differentiable.ts trace: node "…" (quantization): its numbers …':
    'ends with NO_DERIVATIVE of the operation, a sentence',
  'packages/onnx/src/read/refusals.ts node "…" (…): …':
    'readGraph puts the function before it, and lists all of them',
  'packages/datasets/src/spatial/spot-labels.ts labelSpots: …': 'ends with the message of withLabels',
  'packages/datasets/src/spatial/st/olfactory-bulb.ts openOlfactoryBulb: …: …':
    'ends with the message of withLabels',
  'packages/evaluate/src/controls/explain-with-gate.ts explainWithGate: …': 'ends with a reason of the gate',
  'packages/explainers/src/testing/explainer-contract.ts … (… encoder): …':
    'the name and the message of a check',
};

/** The messages that the sources give to the makers of errors and to `onWarning`. */
const messages = nodesWhere(sources, ts.isCallExpression).flatMap((call) => {
  const [message] = call.arguments;
  if (!message || call.getSourceFile().fileName.endsWith('base/src/errors.ts')) return [];
  const name = calledName(call);
  const place = placeOf(call);
  const all = (texts: readonly string[]) => texts.map((text) => ({ place, text: shown(text) }));
  // The first argument makes the message from the reason that libhdf5 gives.
  if (name === 'attemptHdf5') return all(returnedTexts(message));
  return ERRORS.has(name) || name === 'onWarning' ? all(textsOf(message)) : [];
});

function calledName({ expression }: ts.CallExpression): string {
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
}

/** The messages that do not fit the pattern, formatted as lines. */
const others = (fits: (text: string) => boolean) =>
  messages
    .filter(({ text }) => !fits(text))
    .filter(({ place, text }) => UNREADABLE[`${place.replace(/:\d+$/, '')} ${text}`] === undefined)
    .map(({ place, text }) => `${place} ${text}`);

/**
 * An AggregateError only collects errors; a CommanderError is about the command line, and ends in an exit code; a WaitingError tells BullMQ
 * that a job was given back.
 */
const WITHOUT_CODE: ReadonlySet<string> = new Set([
  'AggregateError',
  'CommanderError',
  'bullmq.WaitingError',
]);

describe('errors', () => {
  it('are made by the functions of @csm/base, so that each has a code', () => {
    const made = nodesWhere(sources, ts.isNewExpression)
      .filter(
        ({ expression }) => /Error$/.test(expression.getText()) && !WITHOUT_CODE.has(expression.getText()),
      )
      .map((node) => `${placeOf(node)} ${node.expression.getText()}`)
      .filter((place) => !place.startsWith('packages/base/src/errors.ts'));
    expect(made).toEqual([]);
  });
});

describe('messages of errors and warnings', () => {
  it('are found', () => {
    expect(messages.length).toBeGreaterThan(300);
  });

  it('end with a period', () => {
    expect(others((text) => text.endsWith('.'))).toEqual([]);
  });

  it('begin with the name of the function, and a colon', () => {
    expect(others((text) => /^(?:…|[\w.]+: )/.test(text))).toEqual([]);
  });
});

describe('names', () => {
  it('of guards begin with check', () => {
    const declared = nodesWhere(
      sources,
      (node): node is ts.FunctionDeclaration | ts.VariableDeclaration =>
        ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node),
    );
    const misnamed = declared
      .filter(({ name }) => /^(?:require|assert|ensure)[A-Z]/.test(name?.getText() ?? ''))
      .map((node) => `${placeOf(node)} ${node.name?.getText()}`);
    expect(misnamed).toEqual([]);
  });
});
