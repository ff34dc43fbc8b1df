import { expose } from 'comlink';
import { conceptCalls } from '../concept/concept-calls.js';
import { projectionCalls } from '../concept/projection-calls.js';
import { dataCalls } from '../data/data-calls.js';
import { mapCalls } from '../map/map-calls.js';
import { quizCalls } from '../quiz/quiz-calls.js';
import { takeAwayCalls } from '../take-away/take-away-calls.js';
import { tissueCalls } from '../tissue/tissue-calls.js';
import { verdictCalls } from '../verdict/verdict-calls.js';
import { engineCalls } from './engine.js';
import { cancelJob, watchJobs } from './in-job.js';

/** What the page can ask the worker to do: the calls of each panel. */
const api = {
  ...engineCalls,
  cancelJob,
  watchJobs,
  ...dataCalls,
  ...conceptCalls,
  ...projectionCalls,
  ...mapCalls,
  ...quizCalls,
  ...verdictCalls,
  ...tissueCalls,
  ...takeAwayCalls,
};
export type WorkerApi = typeof api;

expose(api);
