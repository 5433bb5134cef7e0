/** Which ECS fields a log's own columns are; what a mapping file says. */
export interface ColumnMapping {
  /** Where the mapping stands, for messages. */
  readonly place: string;
  readonly dataset?: string;
  readonly fields: Readonly<Record<string, string>>;
}
