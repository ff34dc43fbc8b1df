import * as tf from '@tensorflow/tfjs-core';
import type { Operation } from '@csm/core/extend';
import { beforeAll, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { normal, operationAgreement, type RecordedInput } from './recorded-operation.js';

const t = (...shape: number[]) => tf.tensor(normal(shape.reduce((a, b) => a * b, 1)), shape);
type Case = [string, () => Operation, (RecordedInput | number[])[], number[] | 'forward'];
const cases: Case[] = [];
const c = (make: () => Operation, inputs: (RecordedInput | number[])[], out: number[] | 'forward', name = '') => {
  const op = make() as any;
  cases.push([`${op.kind} ${op.activation ?? op.function ?? op.reduction ?? op.comparison ?? op.cell ?? op.equation ?? ''} ${name}`, make, inputs, out]);
};
const X = (shape: number[], o: Partial<RecordedInput> = {}) => ({ shape, ...o });
const sh = (...shape: number[]) => ({ shape, shared: true });
const special = (count: number) => { const v = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5, 1.5, 2.5, -0.5, -1.5, 6, 3, -3, 1e-20, 1e20, -1e20, 89, -89, 104]; return Float32Array.from({ length: count }, (_, i) => v[i % v.length]!); };
const spread = (count: number) => normal(count).map((v) => v * 4);
const positive = (count: number) => normal(count).map((v) => Math.abs(v) + 0.1);
const unit = (count: number) => normal(count).map((v) => Math.tanh(v) * 0.99);

await tf.ready();
for (const bias of [false, true]) {
  c(() => ({ kind: 'dense', kernel: t(3, 4), ...(bias && { bias: t(4) }) }) as any, [[3]], [4]);
  c(() => ({ kind: 'dense', kernel: t(3, 4), ...(bias && { bias: t(4) }) }) as any, [[5, 3]], [5, 4]);
}
for (const transposeA of [false, true]) for (const transposeB of [false, true]) {
  const a = transposeA ? [4, 3] : [3, 4], b = transposeB ? [5, 4] : [4, 5];
  const m = () => ({ kind: 'matMul', transposeA, transposeB }) as Operation;
  c(m, [a, b], [3, 5], 'both'); c(m, [[2, ...a], [2, ...b]], [2, 3, 5], 'stack'); c(m, [a, sh(...b)], [3, 5], 'shared b'); c(m, [sh(...a), b], [3, 5], 'shared a');
  c(m, [[2, ...a], [1, ...b]], [2, 3, 5], 'broadcast');
}
for (const [equation, out, ...shapes] of [
  ['sij,sjk->sik', [3, 2], [3, 4], [4, 2]], ['sij->s', [], [3, 4]], ['sij->si', [1], [1, 4]], ['siji->sj', [2], [3, 2, 3]], ['siii->s', [], [3, 3, 3]],
  ['siijj,sj->si', [3], [3, 3, 2, 2], [2]], ['sij,sij->s', [], [3, 1], [1, 4]], ['sij,skl->s', [], [3, 4], [2, 3]], ['sij,sij,sik->sk', [2], [3, 4], [1, 4], [3, 2]],
  ['sii,si->s', [], [3, 3], [1]], ['si,si,si->si', [3], [3], [3], [1]], ['sij,sj->sji', [4, 3], [3, 4], [4]], ['shqd,shkd->shqk', [2, 3, 4], [2, 3, 5], [2, 4, 5]],
] as [string, number[], ...number[][]][]) c(() => ({ kind: 'einsum', equation }), shapes, out);
c(() => ({ kind: 'einsum', equation: 'sij,sjk->sik' }), [[3, 4], sh(4, 2)], [3, 2], 'shared');
const acts: any[] = [{ activation: 'linear' }, { activation: 'relu' }, { activation: 'relu', maximum: 1.5 }, { activation: 'relu6' }, { activation: 'leakyRelu', alpha: 0.2 }, { activation: 'prelu', alpha: 'w' }, { activation: 'prelu', alpha: { values: new Float32Array([0.1, 0.2, -0.3, 0.5, 0.9, 0.3, 0.2]), shape: [7] } },
  { activation: 'thresholdedRelu', theta: 0.7 }, { activation: 'elu' }, { activation: 'elu', alpha: 0.7 }, { activation: 'celu' }, { activation: 'celu', alpha: 2 }, { activation: 'selu' }, { activation: 'gelu' }, { activation: 'gelu_new' }, { activation: 'sigmoid' },
  { activation: 'hardSigmoid' }, { activation: 'hardSigmoid', alpha: 1 / 6, beta: 0.4 }, { activation: 'hardSwish' }, { activation: 'hardTanh' }, { activation: 'tanh' }, { activation: 'softplus' }, { activation: 'softsign' }, { activation: 'swish' }, { activation: 'swish', alpha: 1.702 }, { activation: 'mish' }, { activation: 'shrink' }, { activation: 'shrink', theta: 0.5, beta: 0.2 },
  { activation: 'softmax' }, { activation: 'logSoftmax' }, { activation: 'hardmax' }];
for (const a of acts) for (const [name, numbers] of [['', undefined], ['spread', spread], ['special', special]] as const) c(() => ({ kind: 'activation', ...a, ...(a.alpha === 'w' && { alpha: t(7) }) }), [X([3, 7], { numbers })], [3, 7], name);
const fns: any[] = 'abs acos acosh asin asinh atan atanh ceil cos cosh erf exp floor isInfinite isNaN log reciprocal round sign sin sinh sqrt tan truncate'.split(' ').map((f) => ({ function: f }));
for (const exponent of [0, 0.5, 1, 2, 3, -1, 1.7, -2]) fns.push({ function: 'power', exponent });
fns.push({ function: 'clip', minimum: -0.5 }, { function: 'clip', maximum: 0.4 }, { function: 'clip', minimum: -0.5, maximum: 1 }, { function: 'clip' });
for (const f of fns) for (const [name, numbers] of [['unit', unit], ['positive', positive], ['spread', spread], ['special', special]] as const) c(() => ({ kind: 'elementwise', ...f }), [X([3, 7], { numbers })], [3, 7], name);
for (const kind of ['add', 'average', 'subtract', 'multiply', 'maximum', 'minimum', 'divide', 'power', 'modulo']) {
  const k = () => ({ kind }) as Operation;
  c(k, [X([3, 7], { numbers: positive }), [3, 7]], [3, 7]); c(k, [X([3, 7], { numbers: positive }), [7]], [3, 7], 'low'); c(k, [X([3, 1], { numbers: positive }), sh(1, 7)], [3, 7], 'shared'); c(k, [X([3, 7], { numbers: special }), X([3, 7], { numbers: (n) => special(n + 5).slice(5) })], [3, 7], 'special');
  if (kind === 'modulo') { c(() => ({ kind, truncated: true }) as any, [[3, 7], [3, 7]], [3, 7], 'trunc'); c(k, [[3, 7], [3, 7]], [3, 7], 'signs'); }
  else if (!['divide', 'power', 'subtract'].includes(kind)) c(k, [[3], [3], sh(3)], [3], 'three');
  c(k, [X([2, 1, 3, 1, 2], { numbers: positive }), [1, 2, 3, 2, 2]], [2, 2, 3, 2, 2], 'rank 6');
}
for (const factor of [2.5, 'w', 'v']) { c(() => ({ kind: 'scale', factor: factor === 'w' ? t(7) : factor === 'v' ? t(3, 1) : factor }) as any, [[3, 7]], [3, 7]); c(() => ({ kind: 'shift', by: factor === 'w' ? t(7) : factor === 'v' ? t(3, 1) : factor }) as any, [[3, 7]], [3, 7]); }
for (const reduction of ['sum', 'mean', 'maximum', 'minimum', 'product', 'l1', 'l2', 'logSum', 'logSumExp', 'sumOfSquares']) for (const axes of [[1], [2], [1, 2], [1, 3]]) for (const keepDims of [false, true]) {
  const out = [3, 7, 2].map((n, i) => axes.includes(i + 1) ? 1 : n).filter((_, i) => keepDims || !axes.includes(i + 1));
  c(() => ({ kind: 'reduction', reduction, axes, keepDims }) as any, [X([3, 7, 2], { numbers: reduction === 'logSum' ? positive : undefined })], out, `${axes} ${keepDims}`);
  if (keepDims) c(() => ({ kind: 'reduction', reduction, axes, keepDims }) as any, [X([3, 7, 2], { numbers: special })], out, `special ${axes}`);
}
for (const axes of [[1], [2], [1, 2], [1, 2, 3]]) {
  const s = axes.map((a) => [0, 3, 7, 2][a]!);
  c(() => ({ kind: 'layerNormalization', axes, epsilon: 1e-3, gamma: t(...s), beta: t(...s) }), [[3, 7, 2]], [3, 7, 2]);
  c(() => ({ kind: 'layerNormalization', axes, epsilon: 1e-3 }), [[3, 7, 2]], [3, 7, 2]);
  c(() => ({ kind: 'rmsNormalization', axes, epsilon: 1e-3, gamma: t(...s) }), [[3, 7, 2]], [3, 7, 2]);
}
c(() => ({ kind: 'quantization', scale: tf.tensor1d([0.1, 0.2, 0.3]), zeroPoint: tf.tensor1d([3, 0, -2]), minimum: -128, maximum: 127 }) as any, [X([4, 3], { numbers: spread })], 'forward');
const G: any = { lstm: 4, gru: 3, rnn: 1 };
for (const cell of ['lstm', 'gru', 'rnn']) for (const output of ['sequence', 'hidden', 'cell']) for (const reverse of [false, true]) for (const sp of [false, true]) for (const activations of sp ? [undefined, ['relu', 'softplus', 'tanh'], ['sigmoid', 'relu', 'softplus']] : [undefined]) {
  const w = G[cell] * 3;
  const make = () => ({ kind: 'recurrent', cell, hidesNonlinearity: true, output, reverse, kernel: t(2, w), recurrentKernel: t(3, w), ...(sp && { bias: t(w), recurrentBias: t(w), initialHidden: t(3), initialCell: t(3), resetAfter: true, peepholes: t(9) }), ...(activations && { activations }) }) as any;
  c(make, [[4, 2]], output === 'sequence' ? [4, 3] : [3], `${output} ${reverse} ${sp} ${activations}`);
  c(make, [[3, 4, 2]], output === 'sequence' ? [3, 4, 3] : [3, 3], `${output} ${reverse} ${sp} ${activations} rank 4`);
}
c(() => ({ kind: 'constant', value: t(3, 2) }), [], 'forward');
for (const of of ['maximum', 'minimum']) for (const axis of [1, 2, 3]) for (const keepDims of [false, true]) for (const last of [false, true]) c(() => ({ kind: 'argMax', of, axis, keepDims, last }) as any, [X([3, 4, 2], { numbers: (n) => normal(n).map((v) => Math.round(v)) })], [3, 4, 2].map((n, i) => i + 1 === axis ? 1 : n).filter((_, i) => keepDims || i + 1 !== axis), `${of} ${axis} ${keepDims} ${last}`);
const bits = (n: number) => normal(n).map((v) => (v > 0 ? 1 : 0));
const whole = (n: number) => normal(n).map((v) => Math.round(v));
for (const comparison of ['equal', 'notEqual', 'greater', 'greaterOrEqual', 'less', 'lessOrEqual', 'and', 'or', 'xor', 'not']) {
  const numbers = ['and', 'or', 'xor', 'not'].includes(comparison) ? bits : whole;
  const k = () => ({ kind: 'comparison', comparison }) as any;
  if (comparison === 'not') { c(k, [X([3, 4], { numbers })], [3, 4]); continue; }
  c(k, [X([3, 4], { numbers }), X([3, 4], { numbers: (n) => numbers(n + 1).slice(1) })], [3, 4]); c(k, [X([3, 4], { numbers }), X([4], { numbers: (n) => numbers(n + 1).slice(1) })], [3, 4], 'low'); c(k, [X([3, 4], { numbers }), { ...sh(1, 4), numbers }], [3, 4], 'shared');
  c(k, [X([3, 7], { numbers: special }), X([3, 7], { numbers: (n) => special(n + 5).slice(5) })], [3, 7], 'special');
}
for (const axis of [1, 2]) for (const exclusive of [false, true]) for (const reverse of [false, true]) c(() => ({ kind: 'cumulativeSum', axis, exclusive, reverse }), [[3, 4, 2]], [3, 4, 2]);
c(() => ({ kind: 'expand', shape: [3, 4] }), [[3, 1]], [3, 4]); c(() => ({ kind: 'expand', shape: [2, 3, 4] }), [[4]], [2, 3, 4]); c(() => ({ kind: 'expand', shape: [2, 3, 4] }), [[3, 1]], [2, 3, 4]);
c(() => ({ kind: 'tile', repetitions: [2, 3] }), [[3, 2]], [6, 6]);
for (const axis of [1, 2]) { c(() => ({ kind: 'gather', axis, indices: [2, 0, 0, 1] }), [[3, 4]], axis === 1 ? [4, 4] : [3, 4]); c(() => ({ kind: 'gather', axis, indices: [2, 0] }), [[3, 4]], axis === 1 ? [2, 4] : [3, 2]);
  c(() => ({ kind: 'gather', axis, indices: Array(30).fill(1) }), [[3, 4]], axis === 1 ? [30, 4] : [3, 30], 'same');
  c(() => ({ kind: 'scatterAdd', axis, indices: axis === 1 ? [4, 0, 4] : [4, 0, 4, 1], length: 6 }), [[3, 4]], axis === 1 ? [6, 4] : [3, 6]); }
c(() => ({ kind: 'scatterAdd', axis: 1, indices: Array(30).fill(1), length: 6 }), [[30, 4]], [6, 4], 'same');
c(() => ({ kind: 'lookup', table: t(5, 3) }), [X([4], { numbers: (n) => Float32Array.from({ length: n }, (_, i) => [0, 4, -1, -5, 2, 5, -6][i % 7]!) })], [4, 3]); c(() => ({ kind: 'lookup', table: t(5, 3, 2) }), [X([4, 2], { numbers: (n) => Float32Array.from({ length: n }, (_, i) => [0, 4, -1, -5, 2][i % 5]!) })], [4, 2, 3, 2]);
for (const output of ['values', 'indices']) for (const axis of [1, 2]) for (const smallest of [false, true]) c(() => ({ kind: 'topK', output, k: 2, axis, smallest }) as any, [X([3, 4], { numbers: output === 'values' ? undefined : whole })], axis === 1 ? [2, 4] : [3, 2], `${output} ${axis} ${smallest}`);
const w = () => ({ kind: 'where' }) as any;
c(w, [X([3, 4], { numbers: bits }), [3, 4], [3, 4]], [3, 4]); c(w, [X([3, 1], { numbers: bits }), [4], sh(3, 1)], [3, 4], 'low'); c(w, [{ ...sh(3, 4), numbers: bits }, [3, 4], [3, 4]], [3, 4], 'shared');
c(w, [X([3, 7], { numbers: bits }), X([3, 7], { numbers: special }), [3, 7]], [3, 7], 'special');
for (const form of ['logVariance', 'logStd', 'variance', 'std']) { c(() => ({ kind: 'posteriorSample', form, noise: t(1, 4) }) as any, [[4], X([4], { numbers: positive })], [4], form); }
c(() => ({ kind: 'given', values: t(1, 4), perSample: false, start: 0, rows: 1 }), [[3]], [4]);
beforeAll(() => useBackend('cpu'));
it('trial', async () => {
  const rows: string[] = []; let ok = 0;
  const filter = process.env.K ?? '';
  for (const [name, make, inputs, out] of cases) {
    if (!name.includes(filter)) continue;
    try {
      const { worst, graph } = await operationAgreement(make(), inputs.map((i) => (Array.isArray(i) ? { shape: i } : i)), out);
      if (process.env.SHOW) console.log(name, graph.nodes.map((n) => n.op).join(' '));
      if (!(worst < 2e-6)) rows.push(`${name}: ${worst.toExponential(1)}`); else ok++;
    } catch (e) { rows.push(`${name}: ${String((e as Error).message).slice(0, 220)}`); }
  }
  console.log(`ok ${ok} of ${cases.length}\n${rows.join('\n')}`);
}, 600000);
