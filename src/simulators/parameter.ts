import type { ParameterDefinition } from './simulator.ts';

/** One number a simulator takes, in one line. */
export const parameter = (
  name: string,
  usual: number,
  minimum: number,
  maximum: number,
  description: string,
): ParameterDefinition => Object.freeze({ name, default: usual, minimum, maximum, description });
