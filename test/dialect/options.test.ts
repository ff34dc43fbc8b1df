import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { readPublicApi } from '../public-exports.js';
import { checksOptions, NO_CHECK, optionFunctions, sourcesOf } from './option-functions.js';
import { nodesWhere, placeOf } from './sources.js';

const api = readPublicApi();
const sources = sourcesOf(api);

/** The fields of the options of public functions, and of all other types named `…Options`. */
const optionFields = [...new Set([...publicFields(), ...namedFields()])].map((field) => ({
  field,
  place: `${placeOf(field)} ${field.name.getText()}`,
}));

function publicFields(): ts.PropertySignature[] {
  return optionFunctions(api)
    .flatMap(({ parameter }) => api.checker.getPropertiesOfType(optionType(parameter)))
    .flatMap(({ declarations = [] }) => declarations)
    .filter(ts.isPropertySignature);
}

function optionType(parameter: ts.ParameterDeclaration): ts.Type {
  return api.checker.getNonNullableType(api.checker.getTypeAtLocation(parameter));
}

function namedFields(): ts.PropertySignature[] {
  const isNamed = (node: ts.Node): node is ts.InterfaceDeclaration =>
    ts.isInterfaceDeclaration(node) && /Options$/.test(node.name.text);
  return nodesWhere(sources, isNamed).flatMap(({ members }) => members.filter(ts.isPropertySignature));
}

describe('options', () => {
  it('are checked for unknown names by every public function that takes some', () => {
    const found = optionFunctions(api).filter(({ name }) => NO_CHECK[name] === undefined);
    expect(found.length).toBeGreaterThan(80);
    const others = found
      .filter(({ declaration, parameter }) => !checksOptions(declaration, parameter, api.checker))
      .map(({ entry, name, parameter }) => `${entry} ${name}(${parameter.name.getText()})`);
    expect(others).toEqual([]);
  });

  it('are readonly', () => {
    const others = optionFields
      .filter(({ field }) => !field.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword))
      .map(({ place }) => place);
    expect(others).toEqual([]);
  });

  it('may be given as undefined where they are optional', () => {
    const others = optionFields
      .filter(({ field }) => field.questionToken && !/\bundefined\b/.test(field.type?.getText() ?? ''))
      .map(({ place }) => place);
    expect(others).toEqual([]);
  });

  it('called onProgress are called with the Progress of @csm/base', () => {
    const fields = nodesWhere(
      sources,
      (node): node is ts.PropertySignature =>
        ts.isPropertySignature(node) && node.name.getText() === 'onProgress',
    );
    expect(fields.length).toBeGreaterThan(0);
    const others = fields
      .filter(({ type }) => !/\b(?:\w*Progress|unknown)\b/.test(type?.getText() ?? ''))
      .map((field) => `${placeOf(field)} ${field.type?.getText()}`);
    expect(others).toEqual([]);
  });
});
