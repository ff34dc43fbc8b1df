import '@csm/wasm';
import '@tensorflow/tfjs-backend-cpu';
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import type { CommandRun } from '../terminal/command-run.js';
import { flagOf } from '../terminal/flag-of.js';
import { usageError } from '../terminal/usage-error.js';
import { firstGenes } from './analysis/first-genes.js';
import { genesOfSides } from './analysis/gene-sides.js';
import { checkMethod } from './analysis/method-for.js';
import { cellsExperiment } from './cells-experiment.js';
import type { CellsOptions } from './cells-options.js';
import { proteinRule } from './data/protein-rule.js';

/** Runs `csm cells`: ranks the genes of each concept, tests the rankings, and writes the page. */
export async function runCells(path: string, options: CellsOptions, command: CommandRun): Promise<void> {
  checkCellsOptions(options);
  enableProdMode();
  await setBackend(options.engine === 'cpu' ? 'cpu' : 'wasm');
  const { concepts } = await cellsExperiment(path, options, command);
  const page = `${options.out}/index.html`;
  for (const concept of concepts) {
    const { more, less } = genesOfSides(concept);
    const sides = [
      more.length > 0 && `more of ${more.join(', ')}`,
      less.length > 0 && `less of ${less.join(', ')}`,
    ];
    command.print(
      `${concept.name}: ${concept.certificate.verdict}; first genes: ${sides.filter(Boolean).join('; ')}`,
    );
  }
  command.print(page);
  command.json({
    page,
    concepts: concepts.map(({ name, positives, negatives, ranking, certificate }) => ({
      ...{ name, positives, negatives },
      verdict: certificate.verdict,
      reasons: certificate.reasons,
      genes: firstGenes(ranking.attribution).map((gene) => ranking.genes[gene]),
    })),
  });
}

/** The options that name where concepts come from. */
const SOURCES = ['labels', 'protein', 'geneSets', 'along'] as const;

/** Options that are only about a model that is given, or only about one that is trained. */
const OF_GIVEN = [
  'secondEncoder',
  'features',
  'missingGenes',
  'counts',
  'given',
  'latentOutput',
  'input',
] as const;
const OF_TRAINED = ['likelihood', 'hvg', 'latent', 'epochs'] as const;

/** @throws if options contradict each other, before anything is read. */
function checkCellsOptions(options: CellsOptions): void {
  const { encoder, seed, value, reference, method, protein = [] } = options;
  const sources = SOURCES.filter((name) => options[name] !== undefined);
  const [source, other] = sources;
  if (source === undefined) {
    throw usageError(
      'csm cells needs concepts: pass --labels COLUMN, --protein RULE, --gene-sets FILE or --along COLUMN.',
    );
  }
  if (other !== undefined) {
    throw usageError(
      `${flagOf(source)} and ${flagOf(other)} are mutually exclusive; concepts have one source.`,
    );
  }
  if (value !== undefined && source !== 'labels' && source !== 'geneSets') {
    throw usageError('--value chooses among labels or gene sets; pass --labels or --gene-sets.');
  }
  if (reference !== undefined && source !== 'labels') {
    throw usageError('--reference is the label that others are compared with; pass --labels.');
  }
  if (reference !== undefined && value?.includes(reference)) {
    throw usageError(
      `--reference and --value both name "${reference}"; a label is not compared with itself.`,
    );
  }
  for (const name of encoder === undefined ? OF_GIVEN : OF_TRAINED) {
    if (options[name] === undefined) continue;
    throw usageError(
      encoder === undefined
        ? `${flagOf(name)} needs --encoder, the model that it is about.`
        : `--encoder and ${flagOf(name)} are mutually exclusive; a given model is not trained.`,
    );
  }
  if (encoder !== undefined && (seed?.length ?? 1) > 1) {
    throw usageError(
      '--encoder takes one --seed, of the random draws; to compare two trainings, pass --second-encoder.',
    );
  }
  if (method !== undefined) checkMethod(method);
  for (const rule of protein) proteinRule(rule);
}
