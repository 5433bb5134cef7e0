#!/usr/bin/env node
import { LogfenceError, UsageError } from '../kernel/errors.ts';
import { processTerminal } from './output/streams.ts';
import { buildProgram } from './program.ts';
import { labOption, withDefaultCommand } from './words.ts';

const controller = new AbortController();
let interrupts = 0;
const interrupt = (): void => {
  interrupts += 1;
  controller.abort();
  // The second Ctrl-C does not wait for the engine; leaving through exit removes private files.
  if (interrupts > 1) process.exit(130);
};
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);

const terminal = processTerminal();

const fail = (error: unknown): void => {
  if (controller.signal.aborted) {
    terminal.note('logfence: interrupted; nothing half-read was stored');
    process.exitCode = 130;
  } else if (error instanceof LogfenceError) {
    terminal.note(`logfence: ${oneLine(error.message)}`);
    if (error instanceof UsageError) for (const line of error.details) terminal.note(`  ${oneLine(line)}`);
    process.exitCode = error.exitStatus;
  } else {
    terminal.note(
      `logfence: unexpected error, please report it\n${error instanceof Error ? error.stack : String(error)}`,
    );
    process.exitCode = 3;
  }
};

/** Messages may quote text from logs or files: no control character may reach the terminal. */
const oneLine = (message: string): string =>
  message.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );

const simulate = async (words: readonly string[]): Promise<void> => {
  const { simulateProgram } = await import('./commands/simulate.ts');
  const program = simulateProgram({ terminal, signal: controller.signal });
  await program.parseAsync(words.map(labOption), { from: 'user' });
};

const run = async (words: readonly string[]): Promise<void> => {
  if (words[0] === 'simulate') return simulate(words.slice(1));
  const program = buildProgram({ terminal, signal: controller.signal });
  const commands = program.commands.flatMap((command) => [command.name(), ...command.aliases()]);
  await program.parseAsync(withDefaultCommand(words, commands), { from: 'user' });
};

try {
  await run(process.argv.slice(2));
} catch (error) {
  fail(error);
}
// Connections that drivers keep open must not keep the process alive.
if (process.exitCode !== undefined && process.exitCode !== 0) process.exit();
