// What the child processes of a run do.
import { serveTasks } from '@csm/scale/node';
import { openJob } from './kill-job.js';

serveTasks(openJob);
