import { transfer } from 'comlink';
import { explainerOf } from '../map/method.js';
import { inJob, type JobId } from '../session/in-job.js';
import { currentConcept, currentModel } from '../session/session.js';
import type { MapSettings, MethodName } from '../session/settings.js';
import { npyOf } from './program/npy.js';
import { programOf } from './program/program.js';

/** What the page can ask the worker to write. */
export const takeAwayCalls = {
  /** SVG of one input's maps by several methods. */
  drawFigure: (
    input: number,
    map: MapSettings,
    methods: readonly MethodName[],
    job: JobId,
  ): Promise<string> =>
    inJob(job, async (run) => (await import('./figure.js')).figureOf(input, map, methods, run)),

  /** The explanation as an ONNX file: inputs to scores and maps. */
  exportOnnx: (map: MapSettings, job: JobId): Promise<Uint8Array<ArrayBuffer>> =>
    inJob(job, async ({ signal }) => {
      const { exportExplanation } = await import('@csm/onnx');
      const { encoder } = currentModel();
      return moved(await exportExplanation(encoder, currentConcept().vector, explainerOf(map), { signal }));
    }),

  /** The TypeScript that reproduces the scores and the map of an input. */
  writeProgram: (input: number, map: MapSettings, job: JobId): Promise<string> =>
    inJob(job, async () => {
      const { ids, encoder } = currentModel();
      const { inputShape, layout } = encoder;
      const concept = currentConcept();
      return programOf({ concept, input, id: ids[input] ?? '', map, inputShape, layout });
    }),

  /** The encoder as an ONNX file, with its normalisation, for the program. */
  exportModel: (job: JobId): Promise<Uint8Array<ArrayBuffer>> =>
    inJob(job, async ({ signal }) => {
      const { exportEncoder } = await import('@csm/onnx');
      return moved(await exportEncoder(currentModel().encoder, { signal }));
    }),

  /** All inputs as the encoder takes them, as a `.npy` file for the program. */
  saveInputs: (job: JobId): Promise<Uint8Array<ArrayBuffer>> =>
    inJob(job, async () => moved(npyOf(currentModel().inputs))),
};

const moved = (bytes: Uint8Array<ArrayBuffer>) => transfer(bytes, [bytes.buffer]);
