import { type Command, Option } from 'commander';
import { count, numberFrom, seed } from '../methods/method-options.js';
import { filledText, nameList } from '../terminal/values.js';

/** The options that say where concepts come from and how they are made, as commander returns them. */
export interface ConceptOptions {
  /** Columns of the attributes; all if nothing else is given. */
  readonly name?: readonly string[] | undefined;
  readonly obs?: string | undefined;
  readonly value?: string | undefined;
  readonly above?: number | undefined;
  readonly with?: string | undefined;
  readonly without?: string | undefined;
  readonly genes?: readonly string[] | undefined;
  readonly gmt?: string | undefined;
  readonly nearest?: string | undefined;
  readonly count: number;
  readonly from?: 'origin' | 'rest' | undefined;
  readonly vector?: string | undefined;
  readonly make: 'meanDifference' | 'logistic' | 'svm';
  readonly heldOut: number;
  readonly givenLabels?: readonly string[] | undefined;
  readonly groups?: string | undefined;
  readonly latents?: string | undefined;
  readonly seed: number;
}

/** Adds the options that say where concepts come from and how they are made. */
export function addConceptOptions(command: Command): Command {
  return command
    .optionsGroup('Concepts, one source:')
    .option('--name <names>', 'attributes of --attributes or attributes.csv (default: all)', nameList('name'))
    .option('--obs <column>', 'a column of labels: each value against the rest')
    .option('--value <value>', 'the only value of --obs that becomes a concept')
    .option('--above <number>', 'makes a column of numbers a label: above the number, or not', (text) =>
      numberFrom('--above', -Infinity, Infinity)(text),
    )
    .option(
      '--with <folder>',
      'a folder of pictures with the concept, inside the data or elsewhere',
      filledText('with'),
    )
    .option('--without <folder>', 'a folder of pictures without it', filledText('without'))
    .option('--genes <names>', 'the samples of a set, such as genes, against the others', nameList('genes'))
    .option('--gmt <file>', 'a file of gene sets, each of which is a concept')
    .option('--nearest <id>', 'the samples whose latents are nearest to this one, as in the paper')
    .option('--count <n>', 'how many samples --nearest takes', count('--count'), 50)
    .addOption(
      new Option(
        '--from <where>',
        'origin: the mean of a set; rest: minus the mean of all others (default: origin for --nearest, otherwise rest)',
      ).choices(['origin', 'rest']),
    )
    .option(
      '--vector <file>',
      'a vector from elsewhere, .npy of shape [latent size] or [concepts, latent size]',
    )
    .optionsGroup('Concepts:')
    .addOption(
      new Option('--make <how>', 'how a vector is made from examples')
        .choices(['meanDifference', 'logistic', 'svm'])
        .default('meanDifference'),
    )
    .option(
      '--given-labels <labels>',
      'labels that are held constant, for correlated labels',
      nameList('given-labels'),
    )
    .option(
      '--held-out <share>',
      'share of the examples that are kept for tests',
      numberFrom('--held-out', 0, 0.9),
      0.3,
    )
    .option('--groups <column>', 'which samples belong together, such as the person; held out as a whole')
    .option('--latents <folder>', 'latents of csm encode (default: encoded into the folder latents of --out)')
    .option('--seed <n>', 'seed of everything that is drawn', seed('--seed'), 0);
}
