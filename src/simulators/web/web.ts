import { planOf } from '../options.ts';
import { runScene } from '../scene.ts';
import type { Simulator } from '../simulator.ts';
import { combinedWriter } from './combined-line.ts';
import { WEB_ATTACKS, WEB_PARAMETERS, webScene } from './web-scene.ts';

/** A web shop's access log in NCSA combined format. */
export const webSimulator: Simulator = {
  name: 'web',
  title: 'Access log of a small shop, NCSA combined',
  fileName: 'access.log',
  attacks: WEB_ATTACKS,
  parameters: WEB_PARAMETERS,
  *simulate(options) {
    const plan = planOf(webSimulator, options);
    return yield* runScene('web', plan, webScene(plan), combinedWriter());
  },
};
