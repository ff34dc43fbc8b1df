import type { BackwardRule, GraphNode, Operation } from '@csm/core/extend';
import { describe, expect, it } from 'vitest';
import { activations } from './activations.js';
import { composite, type RulePair } from './composite.js';
import { guided } from './guided.js';
import { isElementwise } from './matchers.js';
import { NODE_NAMES } from './node-names.js';

const node = (operation: Operation): GraphNode => ({
  id: 1,
  name: 'n',
  operation,
  inputs: [0],
  outputShape: [3],
});
const activation = (name: 'relu' | 'tanh' | 'softmax') => node({ kind: 'activation', activation: name });
const [add, reshape] = [node({ kind: 'add' }), node({ kind: 'reshape', shape: [3] })];
const rule = (name: string): BackwardRule => ({ name, backward: ({ cotangent }) => [cotangent] });

describe('composite', () => {
  it('matches by the name of a kind or an activation, by a list of names, or by a function', () => {
    const rules = composite([
      ['tanh', rule('tanh')],
      [activations('relu'), rule('relu')],
      [['add', 'subtract'], rule('sums')],
      [({ name }) => name === 'other', rule('other')],
    ]);
    expect(rules(activation('tanh'))?.name).toBe('tanh');
    expect(rules(activation('relu'))?.name).toBe('relu');
    expect(rules(add)?.name).toBe('sums');
    expect(rules({ ...reshape, name: 'other' })?.name).toBe('other');
    expect(rules(reshape)).toBeUndefined();
  });

  it('gives a node the rule of the first pair that matches, even if that rule is undefined', () => {
    const rules = composite([
      ['softmax', undefined],
      [isElementwise, rule('elementwise')],
      ['activation', rule('rest')],
      [() => true, rule('all')],
    ]);
    expect(rules(activation('softmax'))).toBeUndefined();
    expect(rules(activation('relu'))?.name).toBe('elementwise');
    expect(rules(add)?.name).toBe('all');
    expect(composite([])(add)).toBeUndefined();
  });

  it.each<[string, unknown, string]>([
    ['something other than a list', guided(), 'composite: pairs must be an array; got an object'],
    ['a pair that is not one', [guided()], 'composite: pair 0 must be [match, rule]; got an object'],
    ['a pair without a rule', [['relu']], 'composite: pair 0 must be [match, rule]; got an array'],
    [
      'an unknown name',
      [['relus', guided()]],
      `composite: pair 0 matches the unknown kind "relus"; 3 nearest of ${NODE_NAMES.length} kinds and activations: relu, `,
    ],
    [
      'an unknown name in a list',
      [
        ['relu', guided()],
        [['add', 'sum'], guided()],
      ],
      'composite: pair 1 matches the unknown kind "sum"; ',
    ],
    [
      'a match that is not one',
      [[3, guided()]],
      'composite: the match of pair 0 must be a name, a list of names or a function of the node; got a number.',
    ],
    [
      'a rule that was not called',
      [['relu', guided]],
      'composite: the rule of pair 0 must be a BackwardRule or undefined; got a function; call it: guided(), not guided.',
    ],
  ])('refuses %s', (_, pairs, message) => {
    const create = () => composite(pairs as RulePair[]);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });
});
