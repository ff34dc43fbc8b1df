import { beforeAll, beforeEach, expect, it } from 'vitest';
import { change, settings } from '../session/settings.js';
import { summary } from '../session/state.js';
import { applyBrush, applyLasso, brush, mark } from './examples/mark.js';
import { future, past, redo, rememberConcepts, undo } from './history.js';

const load = () => {
  summary.value = { name: 'letters', kind: 'rows', ids: ['a', 'b', 'c', 'd'], attributes: [], notes: [] };
};
const sides = () => {
  const { concept } = settings.peek();
  return concept?.kind === 'examples' ? [concept.with, concept.without] : concept;
};

beforeAll(() => void rememberConcepts());
beforeEach(() => {
  brush.value = 'show';
  change({ concept: { kind: 'attribute', attribute: 'hat' } });
  load();
});

it('undoes and redoes each mark, back to the concept before', () => {
  mark([0], 'with');
  mark([1, 2], 'without');
  mark([2], 'with');
  expect(sides()).toEqual([['a', 'c'], ['b']]);
  undo();
  expect(sides()).toEqual([['a'], ['b', 'c']]);
  undo();
  undo();
  expect(sides()).toEqual({ kind: 'attribute', attribute: 'hat' });
  expect(past.peek()).toEqual([]);
  undo();
  redo();
  redo();
  expect(sides()).toEqual([['a'], ['b', 'c']]);
  mark([3], 'with');
  expect(future.peek()).toEqual([]);
});

it('forgets concepts of other data', () => {
  mark([0], 'with');
  load();
  expect(past.peek()).toEqual([]);
});

it('takes a mark away with a second click, and the concept with the last mark', () => {
  brush.value = 'with';
  applyBrush(1);
  expect(sides()).toEqual([['b'], []]);
  applyBrush(1);
  expect(sides()).toBeUndefined();
});

it('only chooses the input while the brush shows maps', () => {
  applyBrush(2);
  expect(settings.peek().input).toBe('c');
  expect(past.peek()).toEqual([]);
});

it('adds a lasso to the side of the brush, or begins a new concept', () => {
  applyLasso(Uint32Array.of(0, 1), { fromScatter: true });
  expect(sides()).toEqual([['a', 'b'], []]);
  brush.value = 'without';
  applyLasso(Uint32Array.of(1, 3), { fromScatter: true });
  expect(sides()).toEqual([['a'], ['b', 'd']]);
  expect(settings.peek().concept).toMatchObject({ fromScatter: true });
  brush.value = 'show';
  applyLasso(Uint32Array.of(), { fromScatter: true });
  expect(sides()).toEqual([['a'], ['b', 'd']]);
  applyLasso(Uint32Array.of(2), { fromScatter: true });
  expect(sides()).toEqual([['c'], []]);
  applyLasso(Uint32Array.of(3), { name: 'Region' });
  expect(settings.peek().concept).toEqual({ kind: 'examples', name: 'Region', with: ['d'], without: [] });
});
