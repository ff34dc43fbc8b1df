import { markdownTable } from '../../markdown-table.js';
import type { ProfiledKernel } from '../row.js';

/** Kernels with a smaller share are not shown. */
const LEAST_SHARE = 0.03;

/** The limit of each kernel's speed, by the kernel's name. */
const BOUNDS: readonly (readonly [RegExp, string])[] = [
  [/Conv2DBackpropInput > Conv2D$/, 'arithmetic: XNNPACK, the sub-pixel phases of the input gradients'],
  [/Conv2DBackpropFilter > .*MatMul$/, 'arithmetic: XNNPACK, image patches times dy'],
  [/Conv2DBackpropFilter$/, 'memory: image patches are copied into one matrix'],
  [/Conv2DBackpropInput$/, 'memory: the phases are interleaved'],
  [/Conv2D$/, 'arithmetic: XNNPACK'],
  [/MatMul$/, 'memory if there are few rows, since the weights are read for them; otherwise arithmetic'],
  [/(Sum|Mean|Pool)$/, 'memory: all values are read once'],
  [/outside kernels/, "JavaScript: tfjs' bookkeeping, and reading the result"],
  [/./, 'memory: values are read and written once'],
];

/** Every kernel that takes more than 3 % of the time, and the limit of its speed. */
export function profileSection(title: string, kernels: readonly ProfiledKernel[]): string {
  const total = kernels.reduce((sum, { ms }) => sum + ms, 0);
  const shown = kernels.filter(({ ms }) => ms >= LEAST_SHARE * total);
  const rest = 1 - shown.reduce((sum, { ms }) => sum + ms, 0) / total;
  const lines = shown.map(({ kernel, ms, calls, flops }) => [
    `\`${kernel.replace(/[()]/g, '')}\``,
    `${((100 * ms) / total).toFixed(1)} %`,
    ms.toFixed(1),
    `${calls || ''}`,
    flops > 0 ? (flops / ms / 1e6).toFixed(1) : '',
    BOUNDS.find(([pattern]) => pattern.test(kernel))![1],
  ]);
  const header = ['kernel', 'share', 'ms', 'calls', 'GFLOP/s', 'limited by'];
  return `${title}, with \`@csm/wasm\` on one thread, ${total.toFixed(0)} ms of CPU time. \`A > B\` is B when called by A; its time is not counted in A. All other kernels
together: ${(100 * rest).toFixed(1)} %.

${markdownTable(header, lines)}`;
}
