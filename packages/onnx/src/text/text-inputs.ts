import { checkCount, invalidArgument, someNames, unsupportedModel, validNames } from '@csm/base';
import type { OnnxModel, OnnxValueInfo } from '../model/onnx-model.js';
import { neededInputs } from '../read/read-nodes.js';
import type { TextEncoderOptions } from './text-encoder.js';

/** What an input of a text model holds, by the names that exporters give. */
const ROLES = {
  input_ids: 'ids',
  attention_mask: 'mask',
  position_ids: 'positions',
  token_type_ids: 'zeros',
} as const;

/** What an input of a text model holds, of shape `[n, contextLength]`. */
export type TextInputRole = (typeof ROLES)[keyof typeof ROLES];

/** An input of a text model. */
export interface TextInput {
  readonly name: string;
  readonly type: OnnxValueInfo['type'];
  readonly role: TextInputRole;
}

/** How a text model is used. */
export interface TextModelPlan {
  readonly inputs: readonly TextInput[];
  readonly output: string;
  readonly contextLength: number;
  /** The number of texts per run, if the model fixes it. */
  readonly batch?: number;
  readonly padId: number;
}

const TYPES: readonly OnnxValueInfo['type'][] = ['int64', 'int32', 'float32'];

/** Finds out how a text model is used. @throws if that is not clear, or a length is not known. */
export function textModelPlan(caller: string, model: OnnxModel, options: TextEncoderOptions): TextModelPlan {
  const { tokenizer, padId = tokenizer.padId } = options;
  const output = outputOf(caller, model, options.output);
  const inputs = inputsOf(caller, model, output, options.input);
  const shapes = inputs.map(({ name }) => model.inputs.find((input) => input.name === name)?.shape);
  const wrong = shapes.findIndex((shape) => shape !== undefined && shape.length !== 2);
  if (wrong !== -1) {
    throw unsupportedModel(
      `${caller}: expected inputs of shape [texts, tokens]; "${inputs[wrong]?.name}" has [${shapes[wrong]?.map((length) => length ?? 'any')}]; ` +
        'export the text encoder with token ids as its input.',
    );
  }
  const fixed = (axis: number) =>
    shapes.map((shape) => shape?.[axis]).find((length) => typeof length === 'number');
  const batch = fixed(0) as number | undefined;
  const contextLength = lengthOf(caller, fixed(1) as number | undefined, options);
  if (padId === undefined) {
    throw invalidArgument(
      `${caller}: expected the id of the padding token; the tokenizer has none; pass { padId }, such as 0 for the original CLIP.`,
    );
  }
  checkCount(caller, 'padId', padId, { min: 0 });
  return { inputs, output, contextLength, padId, ...(batch !== undefined && { batch }) };
}

function outputOf(caller: string, { outputs, nodes }: OnnxModel, wanted: string | undefined): string {
  const names = outputs.map(({ name }) => name);
  if (wanted !== undefined) {
    const all = [...new Set([...names, ...nodes.flatMap((node) => node.outputs)])];
    if (all.includes(wanted)) return wanted;
    throw invalidArgument(
      `${caller}: the model has no tensor "${wanted}"; ${validNames('tensors', wanted, all)}.`,
    );
  }
  const [only, ...others] = names;
  if (names.includes('text_embeds')) return 'text_embeds';
  if (only !== undefined && others.length === 0) return only;
  throw invalidArgument(
    `${caller}: expected one output or an output "text_embeds"; the model has ${names.length === 0 ? 'none' : someNames('output', names)}; ` +
      'pass { output } with the embeddings that are compared with those of images.',
  );
}

function inputsOf(caller: string, model: OnnxModel, output: string, ids: string | undefined): TextInput[] {
  const needed = neededInputs(model, [output]);
  const names = model.inputs.map(({ name }) => name);
  if (ids !== undefined && !needed.includes(ids)) {
    throw invalidArgument(
      `${caller}: "${output}" does not depend on an input "${ids}"; ${validNames('inputs', ids, needed.length > 0 ? needed : names)}.`,
    );
  }
  const own = ids ?? (needed.length === 1 ? needed[0] : 'input_ids');
  const inputs = needed.map((name): TextInput => {
    const role =
      name === own ? 'ids' : Object.hasOwn(ROLES, name) ? ROLES[name as keyof typeof ROLES] : undefined;
    const type = model.inputs.find((input) => input.name === name)?.type ?? 'int64';
    if (role === undefined) {
      throw unsupportedModel(
        `${caller}: "${output}" must depend on token ids, and at most on ${Object.keys(ROLES).slice(1).join(', ')}; it also depends on ` +
          `"${name}"; pass { output } with the embeddings of texts alone, or { input } with the name of the token ids.`,
      );
    }
    if (!TYPES.includes(type)) {
      throw unsupportedModel(
        `${caller}: input "${name}" must be of type ${TYPES.join(', ')}; the model has ${type}; export the model again.`,
      );
    }
    return { name, type, role };
  });
  if (inputs.some(({ role }) => role === 'ids')) return inputs;
  throw unsupportedModel(
    `${caller}: expected "${output}" to depend on token ids; it depends on ${needed.length === 0 ? 'no input' : someNames('input', needed)}; ` +
      'pass { input } with the name of the token ids.',
  );
}

function lengthOf(
  caller: string,
  fixed: number | undefined,
  { contextLength: wanted, tokenizer }: TextEncoderOptions,
): number {
  if (wanted !== undefined) checkCount(caller, 'contextLength', wanted, { min: 2 });
  if (fixed !== undefined && wanted !== undefined && wanted !== fixed) {
    throw invalidArgument(
      `${caller}: contextLength must be that of the model, ${fixed}; got ${wanted}; leave the option out.`,
    );
  }
  const length = fixed ?? wanted ?? tokenizer.contextLength;
  if (length !== undefined) return length;
  throw invalidArgument(
    `${caller}: expected the number of tokens per text, which neither the model nor the tokenizer states; pass { contextLength }, such as 77 for CLIP.`,
  );
}
