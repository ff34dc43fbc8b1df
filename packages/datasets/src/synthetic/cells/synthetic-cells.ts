import { keyedNormal, keyedRandom } from '@csm/base';
import { shuffledWith } from '../../sampling/shuffled-with.js';
import type { Spots } from '../../spatial/spatial-counts.js';
import { unknownPositions } from '../../spatial/unknown-positions.js';
import { checkSyntheticCells, type SyntheticCellsSettings } from './check-synthetic-cells.js';
import { negativeBinomialGenes } from './negative-binomial-genes.js';
import type { SyntheticCells, SyntheticCellsOptions } from './synthetic-cells-types.js';

/**
 * Simulates counts of single cells with known driver genes, to measure how well a method finds them.
 *
 * The count of gene g in cell c is negative binomial (a Poisson draw whose rate is a gamma draw) with mean l(c) · r(c, g) / Σ r(c, ·)
 * and variance mean + φ(g) · mean², where
 * - l, the library size, is log-normal (median `librarySize`, σ 0.35), and φ is log-normal (median `dispersion`, σ 0.5);
 * - r(c, g) = base(g) · driver(g, type of c) · program(g)^a(c) · batch(g, batch of c) · donor(g, donor of c);
 * - base is log-normal (median 1, σ 1); driver is a fold from `driverFold` for the drivers of the type, otherwise 1;
 * - program is `programFold` for program genes, otherwise 1; the activity a(c) = ρ t(c) + √(1 − ρ²) z has mean 0 and variance 1, where
 *   t is membership in the first type, standardised over the cells, ρ is `programCorrelation` and z is standard normal;
 * - ln batch is normal (σ `batchEffect`) for batch genes, otherwise 0; ln donor is normal (σ `donorEffect`) for all genes.
 *
 * Drivers, program genes and batch genes are disjoint, and in random order among the others. The name of a gene contains its role:
 * `A_driver_7`, `program_8`, `batch_9`, `background_10`. Each part has its own stream of random numbers: a change of `confounding`,
 * for example, leaves base, drivers and types as they are. One million counts take less than a second.
 *
 * @throws if an option is out of its range, if the shares do not sum to 1, if a type would have no cell, or if there are more
 * drivers, program genes and batch genes than genes.
 *
 * @example
 * const { counts, drivers } = syntheticCells({ cells: 2000, genes: 1000, seed: 0 });
 * @category Synthetic data
 */
export function syntheticCells(options: SyntheticCellsOptions): SyntheticCells {
  const settings = checkSyntheticCells(options);
  const types = typesOfCells(settings);
  const program = programActivity(settings, types);
  const batches = batchesOfCells(settings, types);
  const donors = donorsOfCells(settings, batches);
  const roles = rolesOfGenes(settings);
  const genes = roles.map((role, gene) => `${role.name}_${gene + 1}`);
  const typeNames = Object.keys(settings.types);
  const type = Array.from(types, (k) => typeNames[k] ?? '');
  const spots = {
    names: type.map((_, cell) => `cell_${cell + 1}`),
    ...unknownPositions(settings.cells),
    layout: 'none',
    labels: type,
    columns: {
      type,
      batch: Array.from(batches, (batch) => `batch_${batch + 1}`),
      donor: Array.from(donors, (donor) => `donor_${donor + 1}`),
      program,
    },
  } as const satisfies Spots;
  const counts = negativeBinomialGenes(
    settings,
    logRates(settings, roles, { types, program, batches, donors }),
  );
  const genesOf = (kind: Role['kind'], k?: number) =>
    genes.filter((_, gene) => roles[gene]?.kind === kind && (k === undefined || roles[gene]?.type === k));
  return {
    counts: { spots, genes, counts },
    drivers: Object.fromEntries(typeNames.map((name, k) => [name, genesOf('driver', k)])),
    correlated: genesOf('program'),
    batchGenes: genesOf('batch'),
  };
}

/** What decides the rate of a gene in a cell. */
interface CellStates {
  readonly types: Uint32Array;
  readonly program: Float64Array;
  readonly batches: Uint32Array;
  readonly donors: Uint32Array;
}

interface Role {
  readonly kind: 'driver' | 'program' | 'batch' | 'background';
  readonly name: string;
  /** The type that a driver marks. */
  readonly type?: number;
}

/** The type of each cell: shares rounded to whole cells, the largest remainders up, in random order. */
function typesOfCells({ cells, seed, typeCells }: SyntheticCellsSettings): Uint32Array {
  const ordered = typeCells.flatMap((count, k) => Array.from({ length: count }, () => k));
  return Uint32Array.from(shuffledWith(ordered, keyedRandom('cell types', seed))).slice(0, cells);
}

function programActivity(
  { cells, seed, programCorrelation, typeCells }: SyntheticCellsSettings,
  types: Uint32Array,
): Float64Array {
  const normal = keyedNormal('cell program', seed);
  const share = (typeCells[0] ?? 0) / cells;
  const spread = Math.sqrt(share * (1 - share));
  const rest = Math.sqrt(1 - programCorrelation ** 2);
  return Float64Array.from(types, (type) => {
    const member = spread === 0 ? 0 : (Number(type === 0) - share) / spread;
    return programCorrelation * member + rest * normal();
  });
}

function batchesOfCells(
  { seed, batches, confounding }: SyntheticCellsSettings,
  types: Uint32Array,
): Uint32Array {
  const random = keyedRandom('cell batches', seed);
  return types.map((type) => {
    const [isConfounded, batch] = [random() < confounding, Math.floor(random() * batches)];
    return type === 0 && isConfounded ? 0 : batch;
  });
}

/** Donor d gave the cells of batch d mod batches. */
function donorsOfCells({ seed, batches, donors }: SyntheticCellsSettings, batchOf: Uint32Array): Uint32Array {
  const random = keyedRandom('cell donors', seed);
  return batchOf.map((batch) => {
    const inBatch = Math.ceil((donors - batch) / batches);
    return batch + batches * Math.floor(random() * inBatch);
  });
}

function rolesOfGenes(settings: SyntheticCellsSettings): Role[] {
  const { genes, seed, types, drivers, programGenes, batchGenes } = settings;
  const many = (length: number, role: Role) => Array.from({ length }, () => role);
  const special = [
    ...Object.keys(types).flatMap((name, type) =>
      many(drivers, { kind: 'driver', name: `${name}_driver`, type }),
    ),
    ...many(programGenes, { kind: 'program', name: 'program' }),
    ...many(batchGenes, { kind: 'batch', name: 'batch' }),
  ];
  const others = many(genes - special.length, { kind: 'background', name: 'background' });
  return shuffledWith([...special, ...others], keyedRandom('gene roles', seed));
}

/** Returns ln r of one gene in every cell. */
function logRates(
  settings: SyntheticCellsSettings,
  roles: readonly Role[],
  cells: CellStates,
): (gene: number) => Float64Array {
  const { seed, driverFold, programFold, batches, batchEffect, donors, donorEffect } = settings;
  const [least, most] = driverFold.map(Math.log) as [number, number];
  return (gene) => {
    const role = roles[gene]!;
    const base = keyedNormal('gene base', seed, gene)();
    const driver = least + (most - least) * keyedRandom('gene fold', seed, gene)();
    const program = role.kind === 'program' ? Math.log(programFold) : 0;
    const inBatch = effects('batch', batches, role.kind === 'batch' ? batchEffect : 0);
    const inDonor = effects('donor', donors, donorEffect);
    return Float64Array.from(cells.types, (type, cell) => {
      const ofType = role.kind === 'driver' && role.type === type ? driver : 0;
      const ofSample = inBatch[cells.batches[cell]!]! + inDonor[cells.donors[cell]!]!;
      return base + ofType + program * cells.program[cell]! + ofSample;
    });

    function effects(what: string, length: number, spread: number): Float64Array {
      const normal = keyedNormal(`gene ${what}`, seed, gene);
      return Float64Array.from({ length }, () => spread * normal());
    }
  };
}
