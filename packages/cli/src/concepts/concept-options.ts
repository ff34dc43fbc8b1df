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
    .option('--obs <column>', 'a column of labels: one concept per value')
    .option('--value <value>', 'only this value of the column')
    .option(
      '--above <number>',
      'turns a column of numbers into a label: above this number, or not',
      numberFrom('--above', -Infinity, Infinity),
    )
    .option(
      '--with <folder>',
      'a folder of pictures with the concept, inside the data or elsewhere',
      filledText('with'),
    )
    .option('--without <folder>', 'a folder of pictures without it', filledText('without'))
    .option('--genes <names>', 'the named samples, such as genes, against all others', nameList('genes'))
    .option('--gmt <file>', 'a file of gene sets: one concept per set')
    .option(
      '--nearest <id>',
      'the samples whose latents correlate most with that of this one, as in the paper',
    )
    .option('--count <n>', 'how many samples --nearest takes', count('--count'), 50)
    .addOption(
      new Option(
        '--from <where>',
        'origin: the mean of the set; rest: that mean minus the mean of all others (default: origin for --nearest, otherwise rest)',
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
      'labels to hold constant, if labels are correlated',
      nameList('given-labels'),
    )
    .option(
      '--held-out <share>',
      'share of the examples that are kept for tests',
      numberFrom('--held-out', 0, 0.9),
      0.3,
    )
    .option(
      '--groups <column>',
      'the column that says which samples belong together, such as the person; they are held out together',
    )
    .option('--latents <folder>', 'the folder of csm encode (default: the samples are encoded first)')
    .option('--seed <n>', 'seed of all random draws', seed('--seed'), 0);
}
