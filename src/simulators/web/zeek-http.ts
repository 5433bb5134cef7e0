import { planOf } from '../options.ts';
import { runScene } from '../scene.ts';
import type { Simulator } from '../simulator.ts';
import { SITE_ADDRESS, SITE_HOST } from './site.ts';
import { WEB_ATTACKS, WEB_PARAMETERS, webScene } from './web-scene.ts';
import { zeekHttpWriter } from './zeek-http-line.ts';

/** The same events as the web simulator's, as Zeek sees them on the wire. */
export const zeekHttpSimulator: Simulator = {
  name: 'zeek-http',
  title: 'Zeek http.log of the same shop, 27 columns, with or without header',
  fileName: 'http.log',
  attacks: WEB_ATTACKS,
  parameters: [
    ...WEB_PARAMETERS,
    { name: 'header', default: 1, minimum: 0, maximum: 1, description: '0 leaves the comment lines out' },
  ],
  *simulate(options) {
    const plan = planOf(zeekHttpSimulator, options);
    const server = { host: SITE_HOST, address: SITE_ADDRESS };
    const writer = zeekHttpWriter(plan.random.stream('zeek'), server, plan, plan.parameters['header'] === 1);
    return yield* runScene('zeek-http', plan, webScene(plan), writer);
  },
};
