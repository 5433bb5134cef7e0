import { UsageError } from '../kernel/errors.ts';
import { unknownName } from '../kernel/nearest.ts';
import { defaultsOf, type NumberSetting, type Setting, type SettingValues } from '../schema/settings.ts';

/** A number setting in one line: name, unit, [minimum, default, maximum], description. */
export const numberSetting = <Name extends string>(
  name: Name,
  unit: string,
  [minimum, standard, maximum]: readonly [number, number, number],
  description: string,
): NumberSetting & { readonly name: Name } =>
  Object.freeze({ name, kind: 'number', unit, minimum, default: standard, maximum, description });

/** The values by name, typed: the defaults where nothing is given. */
export const typedSettings = <Settings extends readonly Setting[]>(
  settings: Settings,
  values: SettingValues,
): Readonly<Record<Settings[number]['name'], number>> =>
  ({ ...defaultsOf(settings), ...values }) as Readonly<Record<Settings[number]['name'], number>>;

/**
 * Defaults with a user's values put over them.
 * @throws UsageError for an unknown name (naming the nearest) and for a value outside the range.
 */
export const completeSettings = (
  detector: string,
  settings: readonly Setting[],
  given: SettingValues,
): SettingValues => {
  for (const [name, value] of Object.entries(given)) {
    const setting = settings.find((item) => item.name === name);
    if (setting === undefined) {
      throw unknownName(
        `setting of ${detector}`,
        name,
        settings.map((item) => item.name),
        'the command detectors lists them',
      );
    }
    if (!(value >= setting.minimum && value <= setting.maximum)) {
      throw new UsageError(
        `${detector}.${name} is ${value} but lies between ${setting.minimum} and ${setting.maximum} ${setting.unit}`,
      );
    }
  }
  return Object.freeze({ ...defaultsOf(settings), ...given });
};
