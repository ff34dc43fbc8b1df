import ts from 'typescript';

/** What a name of a module is at the level of types: with `verbatimModuleSyntax`, types are imported and exported as such. */
export type Kind = 'value' | 'type';

/** One name of an import declaration. */
export interface Import {
  readonly from: string;
  /** The exported name; `*` for the namespace, `default` for the default export. */
  readonly name: string;
  readonly kind: Kind;
}

/** The names of a module's top level, and all names that its code mentions. */
export interface Names {
  readonly declared: ReadonlyMap<string, Kind>;
  readonly exported: ReadonlyMap<string, Kind>;
  readonly imported: ReadonlyMap<string, Import>;
  readonly used: ReadonlySet<string>;
}

export function namesOf(text: string, fileName: string): Names {
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.ES2022, true);
  const declared = new Map<string, Kind>();
  const exported = new Map<string, Kind>();
  const imported = new Map<string, Import>();
  const used = new Set<string>();
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) addImports(statement, imported);
    else if (ts.isExportDeclaration(statement)) addExports(statement, exported);
    else {
      const isExported =
        ts.canHaveModifiers(statement) &&
        ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
      for (const [name, kind] of declarationsOf(statement)) {
        declared.set(name, kind);
        if (isExported) exported.set(name, kind);
      }
    }
  }
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isPropertyName(node)) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { declared, exported, imported, used };
}

function declarationsOf(statement: ts.Statement): [string, Kind][] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  }
  if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name) {
    return [[statement.name.text, 'value']];
  }
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
    return [[statement.name.text, 'type']];
  }
  return [];
}

function boundNames(name: ts.BindingName): [string, Kind][] {
  if (ts.isIdentifier(name)) return [[name.text, 'value']];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : boundNames(element.name),
  );
}

function addImports({ importClause, moduleSpecifier }: ts.ImportDeclaration, to: Map<string, Import>): void {
  if (!importClause || !ts.isStringLiteral(moduleSpecifier)) return;
  const from = moduleSpecifier.text;
  const kindOf = (isType: boolean): Kind => (isType ? 'type' : 'value');
  const whole = importClause.phaseModifier === ts.SyntaxKind.TypeKeyword;
  if (importClause.name) to.set(importClause.name.text, { from, name: 'default', kind: kindOf(whole) });
  const { namedBindings } = importClause;
  if (!namedBindings) return;
  if (ts.isNamespaceImport(namedBindings)) {
    to.set(namedBindings.name.text, { from, name: '*', kind: kindOf(whole) });
    return;
  }
  for (const { name, propertyName, isTypeOnly } of namedBindings.elements) {
    to.set(name.text, { from, name: (propertyName ?? name).text, kind: kindOf(whole || isTypeOnly) });
  }
}

function addExports({ exportClause, isTypeOnly }: ts.ExportDeclaration, to: Map<string, Kind>): void {
  if (!exportClause || !ts.isNamedExports(exportClause)) return;
  for (const element of exportClause.elements) {
    to.set(element.name.text, isTypeOnly || element.isTypeOnly ? 'type' : 'value');
  }
}

/** Whether an identifier is the name of a member, as `maps` in `explanation.maps` and in `{ maps: … }`. */
function isPropertyName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return (
    (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) || ts.isPropertySignature(parent)) &&
    parent.name === node
  );
}
