/** The functions whose names begin the messages of our libraries. A user of the command did not call them. */
const CALLERS =
  /^(?:(?:(?:on|run)nx|layers|graph|function|runtime)(?:Encoder|Decoder|File)|load(?:Vae|LayersModelFromDisk|GraphModelFromDisk|KerasModel)|imageFolder(?:\.\w+)?|openImages(?:\.images)?|(?:imageParquet|openImageParquet)(?:\.\w+)?|openCelebAImages(?:\.images)?|imageDataset|celebA|openAnnData|readAnnData|openCells|open10x|openVisium|readVisium|readSpatialTranscriptomics(?:File)?|geneRasters|geneCounts|readAttributeTable|attributeTable|readNpy|encodeToDisk|trainVae|recomputeBatchNorm|loadConcepts|saveConcepts|loadLatents|loadKerasWeights(?:FromDisk)?|export(?:Encoder|Explanation)|gene(?:Index|Concept)|cohensD|integratedGradients|counterfactualBaseline|paperMethods\.\w+|rectifiedGradient|fileCheckpoint|imageVae|geneVae|batchNumbers|smoothGrad|gradientShap|labelGroups|proteinGroups|topBottomGroup|geneSetScores|readGeneSets|cellBatches|cellMatrix|highlyVariableGenes|differentialExpression|rankGenes|geneSetEnrichment|conceptSeparation|encode|trace|decode|makePlan|readPlan(?:File)?|readShardIds|loadPlan|parseTasks|planTask|pendingTasks|runTask|runPlan|serveTasks|enqueuePlan|queueWorker|queueStatus|openResults|openStore|localStore|s3Store|putOnce|csm): /;

/** How an option of the libraries is written on the command line. */
const FLAGS: readonly (readonly [RegExp, string])[] = [
  [/\bonnxDecoder\(model, \{ output: '([^']*)' \}\)/g, '--decoder-output $1'],
  [/\b(?:layers|graph)Decoder\(model, \{ output: '([^']*)' \}\)/g, '--decoder-output $1'],
  [/\b(?:\w+Encoder)\(model, \{ output: '([^']*)' \}\)/g, '--latent-output $1'],
  [/\b(?:\w+Encoder)\(model, \{ inputShape: \[([\d, ]+)\] \}\)/g, '--input-shape $1'],
  [/\{ latent: '(\w+)' \}, '(\w+)' or '(\w+)'/g, '--latent $1, $2 or $3'],
  [/\{ inputShape: \[([\d, ]+)\] \}/g, '--input-shape $1'],
  [/\{ inputShape(?:: [^}]*\}?)? \}/g, '--input-shape LENGTHS'],
  [/\{ given: \{ "([^"]*)": [^}]* \} \}/g, '--given $1=NUMBER'],
  [/\{ given \}/g, '--given NAME=NUMBER'],
  [/\{ output: '([^']*)' \}/g, '--latent-output $1'],
  [/\{ output \}/g, '--latent-output NAME'],
  [/\{ input: '([^']*)' \}/g, '--input $1'],
  [/\{ input \}/g, '--input NAME'],
  [/\{ (sample|genome): '([^']*)' \}/g, '--$1 $2'],
  [/\{ layer: '([^']*)' \}/g, '--layer $1'],
  [/\bpass it to thresholdGroup, topBottomGroup or regressionDirection/g, 'use --along'],
  [/pass a smaller share, or use thresholdGroup/g, 'use another column or gene set'],
  [/\{ bin: (\d+) \}/g, '--bin $1'],
  [/\{ raw: true \}/g, '--raw'],
  [/; read them with \{ arrays: \[[^\]]*\] \}/g, ''],
  [
    /\b(raw|sample) chooses a matrix of a folder; this is one file; leave out \1/g,
    '--$1 chooses a matrix of a folder; this is one file; leave it out',
  ],
  [/read it with openAnnData \(readAnnData in a browser\)/g, 'rename it to end in .h5ad'],
  [
    /read it with open10x \(read10x in a browser\), or its folder with openVisium if the spots have positions/g,
    'rename it to end in .h5, or pass its folder if the spots have positions',
  ],
  [/\{ layout(?:: '(\w+)')? \}/g, '--layout channelsFirst or channelsLast'],
  [/\{ logVariance(?:: '([^']*)')? \}/g, '--log-variance NAME'],
  [/\bnormalise\.(?:mean|std)\b/g, '--normalise'],
  [/\bbatchSize\b/g, '--batch'],
  [/pass a smaller minimum\b/g, 'pass a smaller --min-cells'],
  [/, or pass missingGenes: 'zero' to read them as 0/g, ', or pass --missing-genes zero to read them as 0'],
  [/the option genes\b/g, 'the encoder'],
  [/, or call encodeToDisk to encode the inputs/g, ', or write them with csm encode'],
  [/, as encodeToDisk writes them/g, ', as csm encode writes them'],
  [
    / as in \{ spatial: '([^']*)' \}; for cells without positions pass \{ spatial: false \}/g,
    ': --spatial $1',
  ],
  [/(?:call recomputeBatchNorm with|pass) the (?:training's images|images of the training), or /g, ''],
  [/, or \{ check: false \} if the units differ on purpose/g, ''],
  [/compare with rectifiedGradient\(\{ borderMask: false \}\), or use/g, 'use'],
  [/set tolerance \([^)]*\) to add steps until maps are complete, take/g, 'take'],
];

/**
 * A message of our libraries in the words of the command line: without the function's name, and with flags instead of options of the
 * API.
 */
export function inFlags(message: string): string {
  const own = message.replace(CALLERS, '');
  const flags = FLAGS.reduce((text, [option, flag]) => text.replace(option, flag), own);
  return flags.replace(/--input-shape ([\d, ]+)/g, (_, lengths: string) => {
    return `--input-shape ${lengths.replaceAll(' ', '')}`;
  });
}

/** Runs a function of our libraries on a file. Its errors name the file and the flags of the command line. */
export async function withFile<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    // The code of an abort is a number, and its message cannot be changed.
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
      const message = inFlags(error.message);
      error.message = message.includes(path) ? message : `${path}: ${message}`;
    }
    throw error;
  }
}
