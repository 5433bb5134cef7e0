import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSettingsFile, settingsFileText, type TunableDetector } from '../../src/config/settings-file.ts';

const setting = (name: string, minimum: number, maximum: number) =>
  ({ name, kind: 'number', default: minimum, minimum, maximum, unit: 'sheep', description: '' }) as const;
const KNOWN: readonly TunableDetector[] = [
  { name: 'flock', settings: [setting('least', 2, 50), setting('wool.percent', 0.5, 100)] },
  { name: 'shepherd', settings: [] },
];
const values = (text: string) => parseSettingsFile(text, 'farm.yaml').valuesFor(KNOWN);

describe('a settings file', () => {
  it('gives values by detector, and rule files as they are written', () => {
    const read = parseSettingsFile(
      'rules: [own/wolf.yaml]\ndetectors:\n  flock:\n    least: 7\n    wool.percent: 12.5\n  shepherd: {}\n',
      'farm.yaml',
    );
    expect([read.rules, read.detectors]).toEqual([['own/wolf.yaml'], ['flock', 'shepherd']]);
    expect(read.valuesFor(KNOWN)).toEqual({ flock: { least: 7, 'wool.percent': 12.5 }, shepherd: {} });
    expect(values('{"detectors": {"flock": {"least": 3}}}')).toEqual({ flock: { least: 3 } });
    expect([values(''), values('detectors: {}')]).toEqual([{}, {}]);
  });

  it.each([
    ['detectors:\n  flok: {}\n', 'farm.yaml, line 2, column 3: unknown detector "flok": did you mean flock?'],
    [
      'detectors:\n  flock:\n    leats: 7\n',
      'farm.yaml, line 3, column 5: unknown setting of flock "leats": did you mean least?',
    ],
    [
      'detectors:\n  flock:\n    least: 51\n',
      'farm.yaml, line 3, column 12: least is 51 but takes a number from 2 to 50 sheep',
    ],
    [
      'detectors:\n  flock: { least: many }\n',
      'farm.yaml, line 2, column 19: least is a number from 2 to 50 sheep',
    ],
    ['detectors:\n  flock: { least: .nan }\n', /line 2, column 19: least is NaN but takes/],
    [
      'detectors:\n  shepherd: { crook: 1 }\n',
      /unknown setting of shepherd "crook": shepherd has no settings/,
    ],
    ['detectrs: {}\n', /line 1, column 1: unknown key "detectrs": did you mean detectors/],
    ['detectors: [flock]\n', /line 1, column 1: expected names with values below them/],
    ['rules: wolf.yaml\n', /line 1, column 1: rules is a list of rule files/],
    ['detectors:\n  flock: { least: 3\n', /farm.yaml, line 3, column 1: /],
    ['detectors:\n  flock: {}\n  flock: {}\n', /line 3, column 3: Map keys must be unique/],
  ])('says where and how it is wrong: %j', (text, message) => {
    expect(() => values(text)).toThrow(message);
  });

  it('reads back what it writes, whatever the numbers, with remarks that cannot break out of their line', () => {
    const number = (minimum: number, maximum: number) =>
      fc.double({ min: minimum, max: maximum, noNaN: true });
    fc.assert(
      fc.property(number(2, 50), number(0.5, 100), fc.string(), (least, percent, remark) => {
        const detectors = { flock: { least, 'wool.percent': percent } };
        const text = settingsFileText({ rules: ['a b.yaml'], detectors }, [remark]);
        const read = parseSettingsFile(text, 'farm.yaml');
        expect(read.rules).toEqual(['a b.yaml']);
        expect(read.valuesFor(KNOWN)).toEqual(detectors);
      }),
    );
  });
});
