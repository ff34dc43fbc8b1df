import { checkFunction, invalidArgument, shown, typeName, unsupportedModel } from '@csm/base';
import { checkEncoder, checkExplainer } from '@csm/core/extend';
import type { Plan } from '../plan/plan.js';
import type { ShardJob } from './shard-job.js';

const REMEDY = 'use the model, concepts and data of the plan, or make another plan in a new store';

/** @throws unless a job can do the tasks of a plan. */
export function checkJob(plan: Plan, job: ShardJob): void {
  if (typeof job !== 'object' || job === null) {
    throw invalidArgument(`runTask: job must be a ShardJob; got ${typeName(job)}.`);
  }
  const { encoder, concepts, explainer } = job;
  checkEncoder('runTask', encoder);
  checkExplainer('runTask', explainer);
  checkFunction('runTask', 'job.read', job.read);
  if (plan.certificates) checkFunction('runTask', 'job.certificate', job.certificate);
  const { shape, layout } = plan.inputs;
  if (`${encoder.inputShape}` !== `${shape}`) {
    throw invalidArgument(
      `runTask: expected an encoder of inputs of shape [${shape.join(', ')}], as in the plan; got one of [${encoder.inputShape.join(', ')}]; ${REMEDY}.`,
    );
  }
  if (layout && encoder.layout && layout !== encoder.layout) {
    throw invalidArgument(
      `runTask: expected an encoder of layout ${layout}, as in the plan; got ${encoder.layout}; ${REMEDY}.`,
    );
  }
  if (encoder.samples !== undefined) {
    throw unsupportedModel(
      `runTask: expected an encoder for any inputs; got one that was made for ${encoder.samples} inputs, such as with one condition per input; ` +
        'give all inputs the same condition.',
    );
  }
  if (!Array.isArray(concepts)) {
    throw invalidArgument(`runTask: job.concepts must be an array; got ${typeName(concepts)}.`);
  }
  const other = plan.concepts.findIndex((name, k) => concepts[k]?.name !== name);
  if (other === -1 && concepts.length === plan.concepts.length) return;
  const at = other === -1 ? plan.concepts.length : other;
  throw invalidArgument(
    `runTask: expected the ${plan.concepts.length} concepts of the plan in their order; number ${at} must be ` +
      `${plan.concepts[at] === undefined ? 'absent' : shown(plan.concepts[at])}; got ${concepts[at] ? shown(concepts[at].name) : 'none'}; ${REMEDY}.`,
  );
}
