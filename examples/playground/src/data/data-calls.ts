import { describeEncoder } from '@csm/explainers';
import { inJob, type JobId } from '../session/in-job.js';
import { replaceSession, type Session } from '../session/session.js';
import type { SourceName } from '../session/settings.js';
import type { Summary } from '../session/summary.js';
import { builtInFaces } from './built-in-faces.js';

/** What the page can ask the worker to load. */
export const dataCalls = {
  loadBuiltIn: (source: Exclude<SourceName, 'files'>, job: JobId): Promise<Summary> =>
    inJob(job, async (run) => {
      const session =
        source === 'faces'
          ? await builtInFaces(run)
          : await (await import('./built-in-tissue.js')).builtInTissue(run);
      await replaceSession(session);
      return summaryOf(session);
    }),
};

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
    ...(featureNames && { featureNames }),
    ...(encoder && {
      model: {
        name: session.modelName ?? 'model',
        inputShape: encoder.inputShape,
        ...(encoder.layout && { layout: encoder.layout }),
        latentSize: encoder.latentSize,
        hasDecoder: decoder !== undefined,
        description: (await describeEncoder(encoder)).text,
      },
    }),
  };
}
