import { JobStatus } from '../app/job-status.js';
import { shownInput } from '../map/shown-input.js';
import { panelJob } from '../session/job.js';
import { settings } from '../session/settings.js';
import { concept, summary } from '../session/state.js';
import { worker } from '../session/worker-client.js';
import { download } from './download.js';
import { pngOfSvg } from './png-of-svg.js';
import { SettingsSection } from './settings-section.js';

const writing = panelJob();

const figure = (job: number) => {
  const { map, compared } = settings.peek();
  const methods = [map.method, ...compared.filter((method) => method !== map.method)];
  return worker.drawFigure(shownInput.peek(), map, methods, job);
};
const save = (name: string, make: (job: number) => Promise<Blob | Uint8Array<ArrayBuffer> | string>) => () =>
  void writing.run(make).then((content) => content !== undefined && download(name, content));

const saveSvg = save('maps.svg', figure);
const savePng = save('maps.png', async (job) => pngOfSvg(await figure(job)));
const saveOnnx = save('explanation.onnx', (job) => worker.exportOnnx(settings.peek().map, job));
const saveProgram = save('explain.ts', (job) =>
  worker.writeProgram(shownInput.peek(), settings.peek().map, job),
);
const saveModel = save('encoder.onnx', (job) => worker.exportModel(job));
const saveInputs = save('inputs.npy', (job) => worker.saveInputs(job));

/** Results and settings as files, as a link and as a program. */
export function TakeAwayPanel() {
  const missing = summary.value?.model === undefined || concept.value === undefined;
  const buttons = (all: readonly (readonly [string, () => void])[]) => (
    <p class="row">
      {all.map(([label, act]) => (
        <button key={label} type="button" disabled={missing} onClick={act}>
          {label}
        </button>
      ))}
    </p>
  );
  return (
    <>
      <h2>Take it away</h2>
      <JobStatus job={writing} label="Writing the file" />
      {missing && <p>Figures and programs need a model, data and a concept.</p>}
      <h3>Figure</h3>
      <p>The shown input with its map by the chosen method and by those side by side.</p>
      {buttons([
        ['Save PNG', savePng],
        ['Save SVG', saveSvg],
      ])}
      <SettingsSection />
      <h3>ONNX</h3>
      <p>One file that computes scores and maps wherever ONNX Runtime runs, without this library.</p>
      {buttons([['Save explanation.onnx', saveOnnx]])}
      <h3>TypeScript</h3>
      <p>
        A program for Node that gives the same scores and map. It reads the two files next to it; its first
        lines say how to run it.
      </p>
      {buttons([
        ['Save explain.ts', saveProgram],
        ['Save encoder.onnx', saveModel],
        ['Save inputs.npy', saveInputs],
      ])}
    </>
  );
}
