import { asaSimulator } from './asa/asa.ts';
import { zeekConnSimulator, zeekDnsSimulator } from './network/network.ts';
import type { Simulator } from './simulator.ts';
import { sshdSimulator } from './sshd/sshd.ts';
import { webSimulator } from './web/web.ts';
import { zeekHttpSimulator } from './web/zeek-http.ts';

/** Every simulator that writes one log; the login lab's simulator has four files and its own function. */
export const SIMULATORS: readonly Simulator[] = [
  webSimulator,
  zeekHttpSimulator,
  asaSimulator,
  sshdSimulator,
  zeekConnSimulator,
  zeekDnsSimulator,
];
