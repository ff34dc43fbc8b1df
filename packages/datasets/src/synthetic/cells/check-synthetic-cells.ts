import { checkCount, checkRequiredOptions, checkSeed, invalidArgument, shown } from '@csm/base';
import type { SyntheticCellsOptions } from './synthetic-cells-types.js';

/** Options with their defaults, and the number of cells of each type. */
export type SyntheticCellsSettings = {
  readonly [Name in keyof SyntheticCellsOptions]-?: NonNullable<SyntheticCellsOptions[Name]>;
} & { readonly typeCells: readonly number[] };

const CALLER = 'syntheticCells';

/** @throws if an option is invalid. */
export function checkSyntheticCells(options: SyntheticCellsOptions): SyntheticCellsSettings {
  checkRequiredOptions<SyntheticCellsOptions>(CALLER, options, {
    cells: true,
    genes: true,
    seed: true,
    types: true,
    drivers: true,
    driverFold: true,
    programGenes: true,
    programCorrelation: true,
    programFold: true,
    batches: true,
    batchGenes: true,
    batchEffect: true,
    confounding: true,
    donors: true,
    donorEffect: true,
    librarySize: true,
    dispersion: true,
  });
  const {
    cells,
    genes,
    seed,
    types = { A: 0.3, B: 0.23, C: 0.18, D: 0.15, E: 0.12, rare: 0.02 },
    drivers = 20,
    driverFold = [1.5, 4],
    programGenes = 40,
    programCorrelation = 0.7,
    programFold = 2,
    batches = 2,
    batchGenes = 100,
    batchEffect = 0.5,
    confounding = 0,
    donors = 8,
    donorEffect = 0.1,
    librarySize = 2000,
    dispersion = 0.3,
  } = options;
  checkCount(CALLER, 'cells', cells, { min: 10, max: 100_000 });
  checkCount(CALLER, 'genes', genes, { min: 10, max: 50_000 });
  checkSeed(CALLER, seed);
  checkCount(CALLER, 'drivers', drivers, { min: 0 });
  checkCount(CALLER, 'programGenes', programGenes, { min: 0 });
  checkCount(CALLER, 'batchGenes', batchGenes, { min: 0 });
  checkCount(CALLER, 'batches', batches, { max: cells });
  checkCount(CALLER, 'donors', donors, { min: batches, max: cells });
  checkRange('programCorrelation', programCorrelation, -1, 1);
  checkRange('programFold', programFold, 0.01, 100);
  checkRange('batchEffect', batchEffect, 0, 5);
  checkRange('confounding', confounding, 0, 1);
  checkRange('donorEffect', donorEffect, 0, 5);
  checkRange('librarySize', librarySize, 1, 1e6);
  checkRange('dispersion', dispersion, 0.001, 100);
  if (!Array.isArray(driverFold) || driverFold.length !== 2) {
    throw invalidArgument(`${CALLER}: driverFold must be [least, most]; got ${shown(driverFold)}.`);
  }
  checkRange('driverFold[0]', driverFold[0], 0.01, 100);
  checkRange('driverFold[1]', driverFold[1], driverFold[0], 100);
  const typeCells = cellsOfTypes(types, cells);
  const special = drivers * typeCells.length + programGenes + batchGenes;
  if (special > genes) {
    throw invalidArgument(
      `${CALLER}: genes must be at least ${special}, for ${drivers} drivers of each of ${typeCells.length} types, ${programGenes} ` +
        `program genes and ${batchGenes} batch genes; got ${genes}; pass more genes or fewer of these.`,
    );
  }
  return {
    cells,
    genes,
    seed,
    types,
    drivers,
    driverFold,
    programGenes,
    programCorrelation,
    programFold,
    batches,
    batchGenes,
    batchEffect,
    confounding,
    donors,
    donorEffect,
    librarySize,
    dispersion,
    typeCells,
  };
}

function checkRange(name: string, value: number, min: number, max: number): void {
  if (typeof value === 'number' && value >= min && value <= max) return;
  throw invalidArgument(`${CALLER}: ${name} must be a number from ${min} to ${max}; got ${shown(value)}.`);
}

/** The number of cells of each type: shares of the cells, rounded so that they sum to `cells`; the largest remainders are rounded up. */
function cellsOfTypes(types: Readonly<Record<string, number>>, cells: number): number[] {
  if (typeof types !== 'object' || types === null || Array.isArray(types)) {
    throw invalidArgument(`${CALLER}: types must be an object { type: share }; got ${shown(types)}.`);
  }
  const shares = Object.entries(types);
  for (const [name, share] of shares) checkRange(`types["${name}"]`, share, 0, 1);
  const sum = shares.reduce((total, [, share]) => total + share, 0);
  if (!(Math.abs(sum - 1) < 1e-6)) {
    throw invalidArgument(`${CALLER}: the shares of the types must sum to 1; they sum to ${sum}.`);
  }
  const exact = shares.map(([, share]) => share * cells);
  const counts = exact.map(Math.floor);
  const left = cells - counts.reduce((total, count) => total + count, 0);
  const byRemainder = [...exact.keys()].sort((a, b) => (exact[b]! % 1) - (exact[a]! % 1) || a - b);
  for (const k of byRemainder.slice(0, left)) counts[k]!++;
  const empty = counts.indexOf(0);
  if (empty === -1) return counts;
  throw invalidArgument(
    `${CALLER}: each type must have at least one cell; type "${shares[empty]?.[0]}" has a share of ${shares[empty]?.[1]} of ` +
      `${cells} cells; pass more cells or a larger share.`,
  );
}
