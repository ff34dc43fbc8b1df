import { describe, expect, it } from 'vitest';
import { invalidArgument, invalidFile, notFinite, trainingDiverged, unsupportedModel } from './errors.js';

describe('errors', () => {
  it.each([
    [invalidArgument, 'ERR_INVALID_ARGUMENT'],
    [unsupportedModel, 'ERR_UNSUPPORTED_MODEL'],
    [invalidFile, 'ERR_INVALID_FILE'],
    [trainingDiverged, 'ERR_TRAINING_DIVERGED'],
    [notFinite, 'ERR_NOT_FINITE'],
  ] as const)('%o has its code, message and cause', (make, code) => {
    const cause = new Error('inner');
    const error = make('explain: no.', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ code, message: 'explain: no.', cause });
    expect(Object.keys(error)).toEqual(['code']);
  });

  it('are TypeErrors only for arguments', () => {
    expect(invalidArgument('')).toBeInstanceOf(TypeError);
    expect(invalidFile('')).not.toBeInstanceOf(TypeError);
  });

  it('have no cause unless one is given', () => {
    expect('cause' in invalidFile('')).toBe(false);
  });

  it('have a stack that starts at the caller', () => {
    function caller() {
      return invalidFile('readTable: no.');
    }
    const { stack = '' } = caller();
    expect(stack.split('\n')[0]).toBe('Error: readTable: no.');
    expect(stack.split('\n')[1]).toContain('caller');
  });
});
