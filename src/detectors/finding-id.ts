import { createHash } from 'node:crypto';
import type { SettingValues } from '../schema/settings.ts';

export interface FindingIdentity {
  readonly detector: string;
  readonly settings: SettingValues;
  readonly dataset: string;
  readonly entity: { readonly field: string; readonly value: string };
  /** What about the entity, where one entity can have several findings at a time. */
  readonly aspect?: string;
  /** Start of the first window, null for findings about the whole log. */
  readonly firstWindow: string | null;
}

/** 12 hexadecimal digits that stay the same while a finding grows: no part of the evidence goes in. */
export const findingId = (identity: FindingIdentity): string => {
  const settings = Object.entries(identity.settings).sort(([left], [right]) => (left < right ? -1 : 1));
  const text = JSON.stringify([
    identity.detector,
    settings,
    identity.dataset,
    identity.entity.field,
    identity.entity.value,
    identity.aspect ?? '',
    identity.firstWindow,
  ]);
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
};
