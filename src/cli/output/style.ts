import colors from 'picocolors';
import { type SeverityName, severityName } from '../../schema/finding.ts';

export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly severity: (severity: number, text: string) => string;
}

/** Colours for a terminal, or plain text. */
export const styleFor = (color: boolean): Style => {
  const paint = colors.createColors(color);
  const bySeverity: Record<SeverityName | 'none', (text: string) => string> = {
    critical: (text) => paint.bold(paint.red(text)),
    high: paint.red,
    medium: paint.yellow,
    low: paint.cyan,
    none: paint.dim,
  };
  return {
    bold: paint.bold,
    dim: paint.dim,
    severity: (severity, text) => bySeverity[severityName(severity)](text),
  };
};
