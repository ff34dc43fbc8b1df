import { useSignal, useSignalEffect } from '@preact/signals';
import { JobStatus } from '../app/job-status.js';
import { panelJob } from '../session/job.js';
import { concept, summary } from '../session/state.js';
import { worker } from '../session/worker-client.js';
import { download } from '../take-away/download.js';
import type { TissueRanking } from './compute/rank.js';
import { GeneTable } from './gene-table.js';
import './panel.css';
import { toCsv } from './to-csv.js';

const ranking = panelJob();
const saving = panelJob();

/** Genes of each side in the tables. */
const SHOWN = 12;

/** Which genes carry the concept, in the encoder and in the counts; and the data back with the results. */
export function TissuePanel() {
  const ranked = useSignal<TissueRanking | undefined>(undefined);
  useSignalEffect(() => {
    if (concept.value === undefined) return;
    void ranking
      .run((call) => worker.rankTissueGenes(call))
      .then((result) => {
        ranked.value = result;
      });
  });
  const save = async () => {
    const bytes = await saving.run((call) => worker.tissueWithResults(call));
    if (bytes) download(`${summary.peek()?.name ?? 'tissue'} with results.h5ad`, bytes);
  };
  const shown = concept.value && ranked.value;
  const isPlaced = summary.value?.kind === 'spots';
  const names = (isPlaced && summary.value?.featureNames) || [];
  const limit = Math.max(...(shown?.genes.map(({ attribution }) => Math.abs(attribution)) ?? []), 1e-12);
  const sides = shown && sidesOf(shown);
  return (
    <div class="tissue-panel">
      <h2>Genes</h2>
      {concept.value === undefined && (
        <p>{isPlaced ? 'Lasso a region on the section' : 'Lasso some cells'}, or choose an attribute.</p>
      )}
      <JobStatus job={ranking} label="Ranking the genes" />
      {shown && sides && (
        <>
          <p aria-live="polite">
            Which genes raise the score of <strong>{shown.concept}</strong> in {shown.spots}{' '}
            {isPlaced ? 'spots' : 'cells'} ({shown.method}), next to how they are expressed there.
            {isPlaced && ' A gene colours the section by its counts.'}
          </p>
          <div class="row">
            <button type="button" onClick={() => void save()} disabled={saving.state.value.running}>
              Save .h5ad with results
            </button>
            <button type="button" onClick={() => download(`${shown.concept} genes.csv`, toCsv(shown))}>
              Save all genes as CSV
            </button>
          </div>
          <JobStatus job={saving} label="Writing the .h5ad" />
          <GeneTable
            genes={sides.raise}
            limit={limit}
            caption="Genes that raise the score"
            featureNames={names}
          />
          <GeneTable
            genes={sides.lower}
            limit={limit}
            caption="Genes that lower the score"
            featureNames={names}
          />
          <ul class="muted">
            {shown.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function sidesOf({ genes }: TissueRanking) {
  return {
    raise: genes.filter(({ attribution }) => attribution > 0).slice(0, SHOWN),
    lower: genes
      .filter(({ attribution }) => attribution < 0)
      .slice(-SHOWN)
      .reverse(),
  };
}
