import { JobStatus } from '../app/job-status.js';
import { panelJob } from '../session/job.js';
import { concept, summary } from '../session/state.js';
import { worker } from '../session/worker-client.js';

const training = panelJob();

/** For spots without a model: one can be trained here. */
export function TrainOffer() {
  const train = async () => {
    await training.run(async (call) => {
      const trained = await worker.trainOnTissue(call);
      // Even if it was cancelled too late: the page shows what the worker holds.
      concept.value = undefined;
      summary.value = trained;
    });
  };
  if (summary.value?.model !== undefined) return null;
  return (
    <>
      <p>
        There is no model of these genes yet. Drop one, or train a small one here: up to 500 genes that vary
        most, 8 latent dimensions, about a minute.
      </p>
      <button
        type="button"
        class="primary"
        onClick={() => void train()}
        disabled={training.state.value.running}
      >
        Train a model
      </button>
      <JobStatus job={training} label="Training" />
    </>
  );
}
