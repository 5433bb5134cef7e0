import { join, relative, sep } from 'node:path';
import { globSync } from 'tinyglobby';
import ts from 'typescript';

/**
 * Parses and binds every file of src/ with the project's own compiler settings, so that a name can
 * be told from a global of the same name.
 *
 * @param {string} root absolute path of the project
 * @returns {{ checker: ts.TypeChecker, files: { room: string, path: string, source: ts.SourceFile }[], isLibrary: (source: ts.SourceFile) => boolean }}
 */
export const openProgram = (root) => {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
  const names = globSync('src/**/*.{ts,tsx}', { cwd: root, absolute: true });
  const program = ts.createProgram(names, options);
  const files = names.map((name) => {
    const path = relative(root, name).split(sep).join('/');
    const [, room] = /^src\/([^/]+)\//.exec(path) ?? [];
    return { room: room ?? 'index', path, source: program.getSourceFile(name) };
  });
  const isLibrary = (source) =>
    program.isSourceFileDefaultLibrary(source) ||
    /node_modules\/(@types\/node|undici-types)\//.test(source.fileName);
  return { checker: program.getTypeChecker(), files, isLibrary };
};

/** Calls `visit` for a node and everything below it. */
export const walk = (node, visit) => {
  visit(node);
  node.forEachChild((child) => walk(child, visit));
};

/** `file:line` of a node, lines from 1. */
export const lineOf = (source, node) => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;

/**
 * The global an identifier means, or undefined for a name of the program's own, a type, or a property.
 *
 * @returns {string | undefined}
 */
export const globalMeant = (identifier, { checker, isLibrary }) => {
  if (ts.isPartOfTypeNode(identifier)) return undefined;
  const { parent } = identifier;
  if (ts.isPropertyAccessExpression(parent) && parent.name === identifier) return undefined;
  if (ts.isQualifiedName(parent) || ts.isTypeQueryNode(parent)) return undefined;
  const symbol = ts.isShorthandPropertyAssignment(parent)
    ? checker.getShorthandAssignmentValueSymbol(parent)
    : checker.getSymbolAtLocation(identifier);
  if (symbol === undefined) return undefined;
  if (symbol.escapedName === 'globalThis') return 'globalThis';
  const declarations = symbol.declarations ?? [];
  if (declarations.length === 0) return undefined;
  const isMember = declarations.some((each) => isMemberOfSomething(each));
  if (isMember || !declarations.some((each) => isLibrary(each.getSourceFile()))) return undefined;
  return identifier.text;
};

// An object literal's key or a destructured name resolves to the interface member it is typed by.
const isMemberOfSomething = (declaration) =>
  ts.isClassElement(declaration) ||
  ts.isTypeElement(declaration) ||
  ts.isParameter(declaration) ||
  ts.isEnumMember(declaration) ||
  ts.isTypeParameterDeclaration(declaration);
