import { invalidArgument, size } from '@csm/base';
import { imageFolder } from '@csm/datasets';
import ndarray from 'ndarray';
import type { JobRun } from '../../session/in-job.js';
import type { DroppedFile } from '../files/dropped-file.js';
import { someSentences } from '../some-sentences.js';
import { channelsBeforeRows } from './channels-before-rows.js';
import { folderAttribute } from './folder-attribute.js';
import { type InputsFor, MOST_NUMBERS, type ReadInputs } from './inputs-for.js';
import { pictureFiles } from './picture-files.js';
import { pictureShape } from './picture-shape.js';

/** Pictures without a model are shown in this size. */
const WITHOUT_MODEL: InputsFor = { inputShape: [64, 64, 3], layout: 'channelsLast' };

/** Pictures in the size and order of axes of the encoder, in [0, 1]. Damaged ones are left out. */
export async function readPictures(
  pictures: readonly DroppedFile[],
  encoder: InputsFor = WITHOUT_MODEL,
  { signal, onProgress }: JobRun,
): Promise<ReadInputs> {
  const { height, width, channels, channelsFirst } = pictureShape(encoder);
  const each = size(encoder.inputShape);
  if (pictures.length * each > MOST_NUMBERS) {
    throw invalidArgument(
      `pictures: expected at most ${Math.floor(MOST_NUMBERS / each)} pictures of ${width}×${height} pixels, so that they fit into memory; ` +
        `${pictures.length} were dropped; drop fewer, or use the command csm.`,
    );
  }
  const { files, idOf, problems } = await pictureFiles(pictures, signal);
  const warnings: string[] = [];
  const dataset = await imageFolder({
    files,
    size: [height, width],
    channels,
    attributes: () => ({}),
    onBadImage: 'skip',
    signal,
    onWarning: (message) => warnings.push(message),
  });
  const ids: string[] = [];
  const values: Float32Array[] = [];
  for await (const batch of dataset.batches({ batchSize: 16, signal, onProgress })) {
    ids.push(...batch.ids.map(idOf));
    const { data } = batch.images;
    values.push(channelsFirst ? channelsBeforeRows(data, height * width, channels) : data);
  }
  const inputs = new Float32Array(ids.length * each);
  let at = 0;
  for (const some of values) {
    inputs.set(some, at);
    at += some.length;
  }
  const skipped = dataset.skipped().map(({ reason }) => reason);
  const left = [...problems, ...skipped];
  const folder = folderAttribute(ids);
  return {
    kind: 'pictures',
    ids,
    inputs: ndarray(inputs, [ids.length, ...encoder.inputShape]),
    attributes: folder ? [folder] : [],
    paths: pictures.map(({ path }) => path),
    line: `${ids.length} ${ids.length === 1 ? 'picture' : 'pictures'}`,
    notes: [
      ...warnings,
      ...(left.length > 0
        ? [
            `${left.length === 1 ? 'A picture is' : `${left.length} pictures are`} left out: ${someSentences(left)}`,
          ]
        : []),
    ],
  };
}
