import { arranged, hasSamples, SAMPLES } from '../../layout.js';
import type { OperatorReader, Reading } from '../../reading.js';
import type { Value } from '../../value.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Einsum: an Einstein summation, also with an ellipsis or without an output. */
export const einsum: OperatorReader = (at) => {
  const values = at.node.inputs.map((_, i) => at.value(i));
  const { from, to } = lettersOf(at, values);
  const lengths = lengthsOf(at, from, values);
  const samples = samplesLetter(at, from, to, values);
  const used = [...from, to].join('');
  const batch = samples ?? [...LETTERS].find((letter) => !used.includes(letter));
  if (batch === undefined) throw at.refuse('expected fewer letters; got all of the alphabet.');
  const kept = (letters: string) => [...letters].filter((letter) => letter !== samples);
  const inputs = values.map((value, i) => {
    const order = [...(from[i] ?? '')].flatMap((letter, axis) => (letter === samples ? [] : [axis]));
    return arranged(at, value, order);
  });
  const equation = `${from.map((letters) => batch + kept(letters).join('')).join(',')}->${batch}${kept(to).join('')}`;
  const lengthOf = (letter: string) => lengths.get(letter) ?? 1;
  return at.add({ kind: 'einsum', equation }, inputs, {
    shape: [...to].map(lengthOf),
    axes: [...to].map((letter) => [letter === samples ? SAMPLES : kept(to).indexOf(letter) + 1]),
    outputShape: kept(to).map(lengthOf),
  });
};

/** One letter for each axis of each input and of the output. */
function lettersOf(at: Reading, values: readonly Value[]): { from: string[]; to: string } {
  const equation = at.text('equation', '').replace(/\s/g, '');
  const [left = '', right] = equation.split('->');
  const terms = left.split(',');
  if (terms.length !== values.length || !/^[a-zA-Z.,]*$/.test(left + (right ?? '')))
    throw at.refuse(`expected an equation for ${values.length} inputs; got "${equation}".`);
  const free = [...LETTERS].filter((letter) => !equation.includes(letter));
  const hidden = terms.map((term, i) =>
    term.includes('...') ? (values[i]?.shape.length ?? 0) - (term.length - 3) : 0,
  );
  const most = hidden.reduce((a, b) => Math.max(a, b), 0);
  const ellipsis = (count: number) => free.slice(most - count, most).join('');
  const from = terms.map((term, i) => term.replace('...', ellipsis(hidden[i] ?? 0)));
  from.forEach((letters, i) => {
    const { shape = [] } = values[i] ?? {};
    if (letters.length !== shape.length)
      throw at.refuse(`expected ${letters.length} axes as "${terms[i]}" says; got shape [${shape}].`);
  });
  const all = [...terms.join('').replaceAll('.', '')];
  const once = all.filter((letter) => all.indexOf(letter) === all.lastIndexOf(letter));
  const implied = ellipsis(most) + once.sort().join('');
  return { from, to: right === undefined ? implied : right.replace('...', ellipsis(most)) };
}

function lengthsOf(at: Reading, from: readonly string[], values: readonly Value[]): Map<string, number> {
  const lengths = new Map<string, number>();
  from.forEach((letters, i) => {
    [...letters].forEach((letter, axis) => {
      const [own, known] = [values[i]?.shape[axis] ?? 1, lengths.get(letter) ?? 1];
      if (own !== known && own !== 1 && known !== 1)
        throw at.refuse(`expected one length for "${letter}"; got ${known} and ${own}.`);
      lengths.set(letter, Math.max(own, known));
    });
  });
  return lengths;
}

/** The letter of the samples, if one of ONNX's axes holds them. */
function samplesLetter(
  at: Reading,
  from: readonly string[],
  to: string,
  values: readonly Value[],
): string | undefined {
  const found = new Set<string>();
  from.forEach((letters, i) => {
    [...letters].forEach((letter, axis) => {
      const value = values[i];
      if (value === undefined || !hasSamples(value, axis)) return;
      found.add(letter);
      if (value.axes[axis]?.length !== 1) throw at.mixesSamples();
    });
  });
  const [letter, ...others] = found;
  if (letter === undefined) return undefined;
  const mixes =
    others.length > 0 ||
    !to.includes(letter) ||
    from.some((letters, i) => {
      const axis = letters.indexOf(letter);
      const value = values[i];
      return axis !== -1 && value !== undefined && !hasSamples(value, axis) && value.shape[axis] !== 1;
    });
  if (mixes) throw at.mixesSamples();
  return letter;
}
