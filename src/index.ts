export { EngineError, InputError, InterruptedError, LogfenceError, UsageError } from './kernel/errors.ts';
export type { InputAccount, Reject } from './schema/accounting.ts';
export type { Evidence, EvidenceMetric, Finding } from './schema/finding.ts';
export type { Truth, TruthAttack } from './schema/truth.ts';
export {
  type DetectOptions,
  type LibraryOptions,
  LogData,
  open,
  type Plot,
  type Row,
  type RowValue,
} from './workflows/library.ts';
export { type ParsedDocument, parseInputs } from './workflows/parse.ts';
export type { PanelOptions, PlotOptions } from './workflows/plot/options.ts';
export type {
  BucketRow,
  CellRow,
  ConditionalRow,
  CountRow,
  FieldRow,
  HostRow,
  PlacedRow,
  SummaryRow,
} from './workflows/row-types.ts';
export { Rows } from './workflows/rows.ts';
