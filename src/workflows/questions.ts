import type { Answer } from '../explore/answer.ts';
import { counts } from '../explore/counts.ts';
import { crosstab } from '../explore/crosstab.ts';
import { describe } from '../explore/describe.ts';
import { fields } from '../explore/fields.ts';
import { hosts } from '../explore/hosts.ts';
import { pivot } from '../explore/pivot.ts';
import { resample } from '../explore/resample.ts';
import type { EventStore } from '../store/event-store.ts';

/** The questions that give one answer of rows; the library and the command line ask them by name. */
export const QUESTIONS = Object.freeze({ fields, counts, crosstab, describe, resample, pivot, hosts });

export type QuestionName = keyof typeof QUESTIONS;
export type AskedQuestion = (store: EventStore) => Promise<Answer>;
