import { ecsType } from '../schema/ecs-fields.ts';
import { HOST_LIKE } from './address-pattern.ts';
import type { FieldRule, FormatDefinition } from './definition.ts';

const onlyHosts = (rule: FieldRule): FieldRule => {
  if (rule.kind === 'first') return { kind: 'first', of: rule.of.map(onlyHosts) };
  return rule.kind === 'text' ? { ...rule, only: HOST_LIKE } : rule;
};

/** The rules of fields, those of addresses with what an address may look like: half of another log's line is none. */
export const checkedRules = (fields: FormatDefinition['fields']): FormatDefinition['fields'] =>
  Object.fromEntries(
    Object.entries(fields).map(([name, rule]) => [name, ecsType(name) === 'ip' ? onlyHosts(rule) : rule]),
  );
