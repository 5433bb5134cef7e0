import type { WindowedDetector } from '../detector.ts';
import { errorAggregate } from './aggregate.ts';
import { DETECTOR } from './finding.ts';
import { judgeErrors } from './judge.ts';
import { REQUEST_ERRORS_SETTINGS } from './settings.ts';
import { errorSteps } from './steps.ts';

const NEEDED = ['source.ip', 'http.response.status_code', 'url.original', 'http.request.referrer'];

/** Finds addresses with many errors or many different missing paths: scanners, directory brute force, password guessing. */
export const requestErrors: WindowedDetector = Object.freeze<WindowedDetector>({
  kind: 'windowed',
  name: DETECTOR,
  title: 'Request errors',
  summary:
    'An address with many errors, or with many different missing or refused paths: scanners, directory brute force, password guessing',
  fits: (dataset) => NEEDED.every((name) => dataset.fields.some((field) => field.name === name)),
  settings: REQUEST_ERRORS_SETTINGS,
  aggregate: errorAggregate,
  judge: judgeErrors,
  steps: errorSteps,
});
