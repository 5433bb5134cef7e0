import { numberSetting, type typedSettings } from '../number-setting.ts';

export const AGENT_SWARM_SETTINGS = Object.freeze([
  numberSetting(
    'minimumAddresses',
    'addresses',
    [5, 20, 1_000_000],
    'Addresses that behave alike under one agent',
  ),
  numberSetting('minimumRatio', 'times', [2, 5, 1_000], 'So many times as often as under other agents'),
  numberSetting(
    'impossibleAddresses',
    'addresses',
    [2, 10, 1_000_000],
    'Addresses behind an agent that cannot exist',
  ),
]);

export type AgentSwarmSettings = ReturnType<typeof typedSettings<typeof AGENT_SWARM_SETTINGS>>;
