import type { Normalisation } from '@csm/core';
import { usageError } from '../terminal/usage-error.js';

/** Mean and standard deviation of the channels of ImageNet's pictures in [0, 1], as torchvision's models expect them. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

/** Reads `--normalise`: `imagenet`, `0.5/0.5` or `0.4,0.5,0.5/0.2,0.2,0.3`. @throws for any other text. */
export function normalisationOf(text: string): Normalisation {
  if (text === 'imagenet') return IMAGENET;
  const parts = text.split('/');
  const [mean, std] = parts.map(numbersIn);
  if (parts.length === 2 && mean && std?.every((value) => value > 0)) {
    return { mean: single(mean), std: single(std) };
  }
  throw usageError(
    `--normalise must be imagenet, or mean and standard deviation such as 0.5/0.5 or 0.4,0.5,0.5/0.2,0.2,0.3; got "${text}"`,
  );
}

function numbersIn(text: string): number[] | undefined {
  const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  return values.every(Number.isFinite) ? values : undefined;
}

function single(values: readonly number[]): number | readonly number[] {
  const [only = 0, ...others] = values;
  return others.length === 0 ? only : values;
}
