import { transfer } from 'comlink';
import { takeSession } from '../data/take-session.js';
import { inJob, type JobId } from '../session/in-job.js';
import { currentSession } from '../session/session.js';
import type { Summary } from '../session/summary.js';
import type { TissueRanking } from './compute/rank.js';
import { type TissueView, tissueView } from './compute/view.js';

/** What the page can ask the worker about a tissue. What computes is loaded on first use. */
export const tissueCalls = {
  tissueView: (job: JobId): Promise<TissueView> => inJob(job, tissueView),

  /** The counts of one gene of the model at each spot, as ln(1 + count). */
  geneAtSpots: async (gene: number): Promise<Float32Array> => {
    const { inputs, ids } = currentSession();
    return Float32Array.from(ids, (_, spot) => Math.log1p(inputs.get(spot, gene)));
  },

  rankTissueGenes: (job: JobId): Promise<TissueRanking> =>
    inJob(job, async (run) => (await import('./compute/rank.js')).rankTissue(run)),

  trainOnTissue: (job: JobId): Promise<Summary> =>
    inJob(job, async (run) => {
      const session = await (await import('./compute/train.js')).trainOnTissue(run);
      return takeSession(session, run.signal);
    }),

  /** The bytes of an `.h5ad` with the results. */
  tissueWithResults: (job: JobId): Promise<Uint8Array<ArrayBuffer>> =>
    inJob(job, async (run) => {
      const ranking = await (await import('./compute/rank.js')).rankTissue(run);
      const bytes = await (await import('./compute/h5ad.js')).tissueWithResults(ranking);
      return transfer(bytes as Uint8Array<ArrayBuffer>, [bytes.buffer as ArrayBuffer]);
    }),
};
