import { invalidArgument, shown } from '@csm/base';
import type { Plan } from '../../plan/plan.js';

/** @throws unless the value is a plan. What is in it was checked when it was made or read. */
export function checkPlanArgument(caller: string, plan: Plan): void {
  if ((plan as Partial<Plan> | undefined)?.format === 'csm-plan') return;
  throw invalidArgument(`${caller}: plan must be a plan of makePlan or readPlan; got ${shown(plan)}.`);
}
