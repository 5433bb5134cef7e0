import ts from 'typescript';
import { globalMeant, lineOf, walk } from './program.mjs';
import { IMPURE_MEMBERS, LOCAL_DATE_METHODS, PURE_CORE_NAMES, PURE_GLOBALS } from './pure-globals.mjs';

/**
 * Finds what pure rooms take from the world without being given it: clock, network, randomness,
 * process, time zone and language of the machine, and the ways round the first five.
 *
 * @param {ReturnType<import('./program.mjs').openProgram>} program
 * @param {ReadonlySet<string>} rooms the pure rooms
 * @returns {{ rule: string, file: string, detail: string }[]}
 */
export const findAmbientUses = (program, rooms) =>
  program.files
    .filter(({ room }) => rooms.has(room))
    .flatMap(({ path, source }) => {
      const found = [];
      walk(source, (node) => {
        const detail = ambientUse(node, program);
        if (detail === undefined) return;
        found.push({
          rule: 'pure-rooms-take-nothing-ambient',
          file: path,
          detail: `line ${lineOf(source, node)}: ${detail}`,
        });
      });
      return found;
    });

const ambientUse = (node, program) =>
  globalUse(node, program) ?? dateUse(node, program) ?? localeUse(node) ?? importUse(node) ?? trickUse(node);

const isGlobal = (node, name, program) =>
  ts.isIdentifier(node) && node.text === name && globalMeant(node, program) === name;

const globalUse = (node, program) => {
  if (!ts.isIdentifier(node)) return undefined;
  const name = globalMeant(node, program);
  if (name === undefined) return undefined;
  if (!PURE_GLOBALS.has(name)) return `${name} belongs to the world; take it as an argument`;
  const { parent } = node;
  const isAccess = ts.isPropertyAccessExpression(parent) && parent.expression === node;
  if (isAccess && IMPURE_MEMBERS.has(`${name}.${parent.name.text}`))
    return `${name}.${parent.name.text} belongs to the world; take its result as an argument`;
  const hasImpureMembers = name === 'Math' || name === 'Date';
  if (hasImpureMembers && !isAccess && !isPlainUse(node))
    return `${name} under another name may reach the world`;
  return undefined;
};

/** `new Date(..)`, `Date()` (judged by themselves) and `x instanceof Date`. */
const isPlainUse = (node) => {
  const { parent } = node;
  if (ts.isNewExpression(parent) || ts.isCallExpression(parent)) return parent.expression === node;
  return ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword;
};

const dateUse = (node, program) => {
  if (ts.isCallExpression(node) && isGlobal(node.expression, 'Date', program))
    return 'Date() reads the clock';
  if (ts.isNewExpression(node) && isGlobal(node.expression, 'Date', program)) {
    const count = node.arguments?.length ?? 0;
    if (count === 0) return 'new Date() reads the clock';
    if (count > 1 || node.arguments.some(ts.isSpreadElement))
      return 'new Date(year, month, ...) counts in the zone of the machine; use Date.UTC';
  }
  if (!ts.isPropertyAccessExpression(node) || !LOCAL_DATE_METHODS.test(node.name.text)) return undefined;
  const isOfDate = (program.checker.getSymbolAtLocation(node.name)?.declarations ?? []).some(
    (each) => ts.isInterfaceDeclaration(each.parent) && each.parent.name.text === 'Date',
  );
  return isOfDate ? `${node.name.text} answers in the zone of the machine; use its UTC twin` : undefined;
};

const localeUse = (node) => {
  if (ts.isNewExpression(node) || ts.isCallExpression(node)) {
    const { expression } = node;
    const isIntl = ts.isPropertyAccessExpression(expression) && expression.expression.getText() === 'Intl';
    if (isIntl && (node.arguments?.length ?? 0) === 0)
      return `${expression.getText()}() takes the language of the machine`;
  }
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const name = node.expression.name.text;
  const needed = { localeCompare: 2, toLocaleString: 1, toLocaleLowerCase: 1, toLocaleUpperCase: 1 }[name];
  return needed !== undefined && node.arguments.length < needed
    ? `${name} without a language takes that of the machine`
    : undefined;
};

const importUse = (node) => {
  if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) return undefined;
  const allowed = PURE_CORE_NAMES.get(node.moduleSpecifier.text.replace(/^node:/, ''));
  const clause = node.importClause;
  if (allowed === undefined || clause === undefined || clause.isTypeOnly) return undefined;
  if (clause.name !== undefined || !ts.isNamedImports(clause.namedBindings))
    return `import single names from ${node.moduleSpecifier.text}, so that each can be checked`;
  const refused = clause.namedBindings.elements
    .map((element) => (element.propertyName ?? element.name).text)
    .filter((name) => !allowed.has(name));
  return refused.length > 0
    ? `${refused.join(', ')} of ${node.moduleSpecifier.text} belongs to the world`
    : undefined;
};

const trickUse = (node) => {
  if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword)
    return 'import.meta tells where the file lies';
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return 'import() loads at run time; import at the top';
  const isConstructor =
    (ts.isPropertyAccessExpression(node) && node.name.text === 'constructor') ||
    (ts.isElementAccessExpression(node) && node.argumentExpression.getText().slice(1, -1) === 'constructor');
  if (isConstructor) return 'a constructor reached by name may be Function, which reaches everything';
  const isDeclared =
    ts.canHaveModifiers(node) && node.modifiers?.some((each) => each.kind === ts.SyntaxKind.DeclareKeyword);
  const isType =
    ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isPropertyDeclaration(node);
  return isDeclared && !isType ? 'declare names something of the world' : undefined;
};
