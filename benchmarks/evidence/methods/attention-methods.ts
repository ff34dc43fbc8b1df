import { attentionRollout, attnLrp, cpLrp, gradientTimesAttention } from '@csm/explainers';
import type { LaterMethod } from './later-methods.js';

/** The methods that need attention, with their defaults. Like the later methods, they were added after the results of the other grounds were seen. */
export const attentionMethods: readonly LaterMethod[] = [
  { name: 'AttnLRP', make: () => attnLrp() },
  { name: 'CP-LRP', make: () => cpLrp() },
  { name: 'gradient × attention', make: () => gradientTimesAttention() },
  { name: 'attention rollout', make: () => attentionRollout() },
];
