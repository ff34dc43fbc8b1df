// What the process of tiny.ts does.
import { serveTasks } from '@csm/scale/node';
import { openJob } from './job.js';

serveTasks(openJob);
