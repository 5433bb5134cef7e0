import ts from 'typescript';
import { globalMeant, lineOf, walk } from './program.mjs';

const ENDS = new Set(['exit', 'exitCode', 'abort', 'reallyExit', 'kill']);
const STREAMS = new Set(['stdout', 'stderr']);

/**
 * Finds printing, and ending the process, outside the room that may: src/cli.
 *
 * @param {ReturnType<import('./program.mjs').openProgram>} program
 * @returns {{ rule: string, file: string, detail: string }[]}
 */
export const findPrinting = (program) =>
  program.files
    .filter(({ room }) => room !== 'cli')
    .flatMap(({ path, source }) => {
      const found = [];
      walk(source, (node) => {
        const detail = printing(node, program);
        if (detail === undefined) return;
        found.push({
          rule: 'only-cli-prints',
          file: path,
          detail: `line ${lineOf(source, node)}: ${detail}`,
        });
      });
      return found;
    });

const printing = (node, program) => processUse(node, program) ?? moduleUse(node) ?? descriptorUse(node);

const processUse = (node, program) => {
  if (!ts.isIdentifier(node)) return undefined;
  const name = globalMeant(node, program);
  if (name === 'console') return 'console prints; return the text or call back';
  if (name !== 'process') return undefined;
  const { parent } = node;
  const members = membersTaken(node, parent);
  const streams = members.filter((member) => STREAMS.has(member));
  if (streams.length > 0) return `process.${streams[0]} prints; return the text or take a stream`;
  const ends = members.filter((member) => ENDS.has(member));
  return ends.length > 0 ? `process.${ends[0]} ends the program; throw an error` : undefined;
};

const membersTaken = (node, parent) => {
  if (ts.isPropertyAccessExpression(parent)) return [parent.name.text];
  if (ts.isElementAccessExpression(parent)) return [parent.argumentExpression.getText().slice(1, -1)];
  if (!ts.isVariableDeclaration(parent) || parent.initializer !== node) return [];
  if (!ts.isObjectBindingPattern(parent.name)) return ['stdout'];
  return parent.name.elements.map((element) => (element.propertyName ?? element.name).getText());
};

const moduleUse = (node) => {
  const isImport = ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier);
  if (!isImport || !/^(node:)?(console|process)$/.test(node.moduleSpecifier.text)) return undefined;
  return `${node.moduleSpecifier.text} prints; return the text or take a stream`;
};

/** Writing to file descriptor 1 or 2, or to their device files. */
const descriptorUse = (node) => {
  if (ts.isStringLiteralLike(node) && /^\/(dev\/(stdout|stderr|tty|fd\/[12])|proc\/self\/fd)/.test(node.text))
    return `${node.text} is the terminal`;
  if (!ts.isCallExpression(node)) return undefined;
  const name = ts.isPropertyAccessExpression(node.expression)
    ? node.expression.name.text
    : node.expression.getText();
  const [first] = node.arguments;
  const isTerminal = first !== undefined && ts.isNumericLiteral(first) && /^[12]$/.test(first.text);
  return /^(write|writev|writeFile|appendFile)(Sync)?$/.test(name) && isTerminal
    ? `${name}(${first.text}, ...) writes to the terminal`
    : undefined;
};
