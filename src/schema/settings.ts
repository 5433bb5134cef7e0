/** One threshold or switch of a detector, with its range. */
export interface NumberSetting {
  readonly name: string;
  readonly kind: 'number';
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly unit: string;
  readonly description: string;
}

export type Setting = NumberSetting;
export type SettingValues = Readonly<Record<string, number>>;

/** The default of every setting, by name. */
export const defaultsOf = (settings: readonly Setting[]): SettingValues =>
  Object.freeze(Object.fromEntries(settings.map((setting) => [setting.name, setting.default])));
