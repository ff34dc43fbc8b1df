import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { JobStatus } from '../app/job-status.js';
import { applyBrush, applyLasso } from '../concept/examples/mark.js';
import { marked } from '../concept/examples/marked.js';
import { scoreColours } from '../concept/score-colours.js';
import { Scatter } from '../scatter/scatter.js';
import type { PointColours } from '../scatter/scatter-props.js';
import { panelJob } from '../session/job.js';
import { pointed, summary } from '../session/state.js';
import { worker } from '../session/worker-client.js';
import type { TissueView } from './compute/view.js';
import './panel.css';
import { shownGene } from './shown-gene.js';
import { TrainOffer } from './train-offer.js';

const viewing = panelJob();

/** The spots on the picture of their section, coloured by the score of the concept or by a gene. */
export function SectionPanel() {
  const view = useSignal<TissueView | undefined>(undefined);
  const counts = useSignal<Float32Array | undefined>(undefined);
  useSignalEffect(() => {
    if (summary.value?.kind !== 'spots') return;
    shownGene.value = undefined;
    void viewing
      .run((call) => worker.tissueView(call))
      .then((shown) => {
        view.value = shown;
      });
  });
  useSignalEffect(() => {
    const gene = shownGene.value;
    counts.value = undefined;
    if (gene === undefined) return;
    void worker.geneAtSpots(gene).then((values) => {
      if (shownGene.peek() === gene) counts.value = values;
    });
  });
  const colours = useComputed((): PointColours | undefined => {
    if (counts.value === undefined) return scoreColours.value;
    const gene = summary.value?.featureNames?.[shownGene.value ?? 0];
    return { kind: 'numbers', name: `ln(1 + counts of ${gene})`, values: counts.value };
  });
  const loaded = summary.value;
  if (loaded?.kind !== 'spots') return null;
  const { positions, picture } = view.value ?? {};
  return (
    <section class="panel" aria-labelledby="section-title">
      <h2 id="section-title">Section</h2>
      <TrainOffer />
      <JobStatus job={viewing} label="Placing the spots" />
      {loaded.model && <p>Lasso a region: its spots against all others become the concept.</p>}
      {shownGene.value !== undefined && (
        <button
          type="button"
          onClick={() => {
            shownGene.value = undefined;
          }}
        >
          Colour by the concept again
        </button>
      )}
      {positions?.length === 2 * loaded.ids.length && (
        <Scatter
          label={`${loaded.ids.length} spots on the section`}
          positions={positions}
          ids={loaded.ids}
          background={picture}
          colours={colours.value}
          marks={marked.value}
          pointed={pointed.value}
          onPoint={(row) => {
            pointed.value = row;
          }}
          onPick={(row) => applyBrush(row)}
          onLasso={loaded.model && ((rows) => applyLasso(rows, { name: 'Region' }))}
        />
      )}
    </section>
  );
}
