import { asaSimulator } from './asa/asa.ts';
import type { Simulator } from './simulator.ts';
import { webSimulator } from './web/web.ts';
import { zeekHttpSimulator } from './web/zeek-http.ts';

/** Every simulator that writes one log; the login lab's simulator has four files and its own function. */
export const SIMULATORS: readonly Simulator[] = [webSimulator, zeekHttpSimulator, asaSimulator];
