import type { LineWriter } from '../scene.ts';
import { syslogStamper } from '../time.ts';
import { type DeniedPacket, ZONES } from './asa-event.ts';

const FIREWALL = '192.168.26.2';

const zoneOf = (address: string): string =>
  ZONES.find((zone) => address.startsWith(`${zone.network}.`))?.name ?? 'outside';

/** Writes Cisco ASA message 106023 as syslog prints it: no year, no zone. */
export const asaWriter = (): LineWriter<DeniedPacket> => {
  const stamp = syslogStamper();
  return {
    header: '',
    footer: '',
    line(packet) {
      const from = `${zoneOf(packet.source)}:${packet.source}${packet.sourcePort === null ? '' : `/${packet.sourcePort}`}`;
      const isIcmp = packet.transport === 'icmp';
      const target = isIcmp
        ? `${packet.destination} (type ${packet.destinationPort}, code ${packet.code})`
        : `${packet.destination}/${packet.destinationPort}`;
      const group = zoneOf(packet.source) === 'outside' ? 'outside_access_dmz' : 'inside_access_out';
      return `${stamp(packet.time)} ${FIREWALL} %ASA-4-106023: Deny ${packet.transport} src ${from} dst ${zoneOf(packet.destination)}:${target} by access-group "${group}" [0x0, 0x0]\n`;
    },
  };
};
