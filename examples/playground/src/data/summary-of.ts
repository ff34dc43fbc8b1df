import { describeEncoder } from '@csm/explainers';
import { fittingMethods } from '../map/fitting-methods.js';
import type { Session } from '../session/session.js';
import type { Summary } from '../session/summary.js';

/** What the page shows of a session. */
export async function summaryOf(session: Session): Promise<Summary> {
  const { name, kind, ids, encoder, decoder, notes, featureNames } = session;
  const attributes = session.attributes.map((attribute) => ({
    name: attribute.name,
    ...(attribute.kind === 'boolean' && { values: ['true', 'false'] }),
    ...(attribute.kind === 'category' && {
      values: [...new Set(attribute.values)].filter((value) => value !== undefined).sort(),
    }),
  }));
  return {
    name,
    kind,
    ids,
    attributes,
    notes,
    ...(session.tissue && { hasCounts: true }),
    ...(featureNames && { featureNames }),
    ...(encoder && {
      model: {
        name: session.modelName ?? 'model',
        inputShape: encoder.inputShape,
        ...(encoder.layout && { layout: encoder.layout }),
        latentSize: encoder.latentSize,
        hasDecoder: decoder !== undefined,
        methods: fittingMethods(session),
        description: (await describeEncoder(encoder)).text,
      },
    }),
  };
}
