import { serveTasks } from '@csm/scale/node';
import { openJob } from './job/open-job.js';

// The processes of csm run, and of csm worker --queue.
serveTasks(openJob);
