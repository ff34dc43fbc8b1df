import { largest } from '@csm/base';
import type { DescribedMethod, EncoderDescription } from './encoder-description.js';

/** Writes a description as text. @param input what the encoder was tried on, such as `zeros`. */
export function descriptionText(description: Omit<EncoderDescription, 'text'>, input: string): string {
  const { problems, nodes, methods } = description;
  return [
    heading(description),
    ...problems.map((problem) => `Problem: ${problem}`),
    ...operations(description),
    ...(nodes.length > 0
      ? ['', ...table(nodes.map(cells), ['node', 'operation', 'output', 'parameters'])]
      : []),
    ...(methods.length > 0 ? ['', ...methodLines(methods, input)] : []),
  ].join('\n');
}

const LAYOUTS = { channelsLast: ', channels last', channelsFirst: ', channels first' } as const;

function heading(description: Omit<EncoderDescription, 'text'>): string {
  const { inputShape, layout, latentSize, samples, hasDerivative, hasPosterior } = description;
  return (
    `Inputs [${inputShape.join(', ')}]${layout ? LAYOUTS[layout] : ''}; ${plural(latentSize, 'latent dimension')}` +
    `${samples === undefined ? '' : `; for ${plural(samples, 'sample')}`}; ${hasDerivative ? 'a' : 'no'} derivative; ` +
    `the posterior's standard deviation is ${hasPosterior ? 'known' : 'unknown'}.`
  );
}

function operations(description: Omit<EncoderDescription, 'text'>): string[] {
  const { hasGraph, nodes, kinds, parameters, hidden } = description;
  if (!hasGraph) return ['The operations are not visible.'];
  const counted = Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`);
  const hiding = hidden.filter(({ hidesNonlinearity }) => hidesNonlinearity);
  const others = hidden.filter(({ hidesNonlinearity }) => !hidesNonlinearity);
  const named = (list: typeof hidden) =>
    list.map(({ name, operation }) => `"${name}" (${operation})`).join(', ');
  return [
    `${plural(nodes.length, 'node')} with ${plural(parameters, 'parameter')}: ${counted.join(', ')}.`,
    hiding.length === 0
      ? 'No node hides a nonlinearity.'
      : `Nodes that may hide a nonlinearity from backward rules: ${named(hiding)}.`,
    ...(others.length > 0 ? [`Other nodes that run as a whole: ${named(others)}.`] : []),
  ];
}

function cells({ name, operation, outputShape, parameters }: EncoderDescription['nodes'][number]): string[] {
  return [name, operation, `[${outputShape.join(', ')}]`, parameters > 0 ? grouped(parameters) : ''];
}

function methodLines(methods: readonly DescribedMethod[], input: string): string[] {
  const working = methods.filter(({ works }) => works);
  const failing = methods.filter(({ works }) => !works);
  const byRun = methods.filter(({ triedBy }) => triedBy === 'run').map(({ name }) => name);
  return [
    `Methods that work: ${working.map(({ name }) => name).join(', ') || 'none'}.`,
    ...working.flatMap(({ name, warnings }) => warnings.map((warning) => `  ${name} warns: ${warning}`)),
    ...(failing.length > 0 ? ['Methods that do not work:'] : []),
    ...failing.map(({ name, reason }) => `  ${name}: ${reason}`),
    ...(byRun.length > 0 ? [`Tried on one input (${input}): ${byRun.join(', ')}.`] : []),
  ];
}

/** Lines with aligned columns. */
function table(rows: readonly (readonly string[])[], header: readonly string[]): string[] {
  const all = [header, ...rows];
  const widths = header.map((_, column) => largest(all.map((row) => (row[column] ?? '').length)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

const plural = (count: number, noun: string) => `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;

const grouped = (count: number) => count.toLocaleString('en-US');
