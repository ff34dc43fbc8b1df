import { panel, type ReportBlock, type ReportSection, renderImage } from '@csm/render';
import type { ReportContext } from './report-context.js';

/** The largest number of pictures that are shown as they reach the encoder. */
const PICTURES = 20;

const PER_ROW = 5;

/** The inputs and the model. */
export async function dataSection(
  { inputs, model }: ReportContext,
  modelText: string,
): Promise<ReportSection> {
  const { inputShape, layout, latentSize } = model.encoder;
  const ids = inputs.ids.slice(0, PICTURES);
  const values = await inputs.read(ids);
  const isPicture = inputShape.length === 3;
  const rows = Array.from({ length: Math.ceil(ids.length / PER_ROW) }, (_, r) => r * PER_ROW);
  const columns = Math.min(PER_ROW, ids.length);
  return {
    heading: 'Inputs and model',
    blocks: [
      {
        kind: 'table',
        caption: 'What was explained',
        columns: ['part', 'value'],
        rows: [
          [
            'inputs',
            `${inputs.ids.length} (${inputs.kind}), ${inputs.sources.map(({ path }) => path).join(', ')}`,
          ],
          ['shape of an input', inputShape.join(' × ')],
          ['model', `${model.path} (${model.format})`],
          ['latent', `${latentSize} numbers`],
          ['decoder', model.decoder ? 'given' : 'none: maps that need one are not possible'],
          ['engine', model.engine],
        ],
      },
      ...(isPicture
        ? [
            {
              kind: 'figure',
              source: panel({
                columns: Array.from({ length: columns }, () => ''),
                rows: rows.map((start) => ({
                  cells: Array.from({ length: columns }, (_, c) =>
                    start + c < ids.length
                      ? {
                          image: renderImage(values.pick(start + c), { layout, range: [0, 1] }),
                          caption: ids[start + c],
                        }
                      : null,
                  ),
                })),
              }),
              alt: `The first ${ids.length} of ${inputs.ids.length} pictures, in the size of the encoder`,
              caption: `The first ${ids.length} of ${inputs.ids.length} pictures, as they are read for the encoder, before normalisation.`,
            } satisfies ReportBlock,
          ]
        : []),
      { kind: 'details', summary: 'Description of the model', blocks: [{ kind: 'code', text: modelText }] },
    ],
  };
}
