import type { SimulatedEvent } from '../actor.ts';

/** One connection as Zeek's conn.log tells it. */
export interface Connection {
  readonly kind: 'connection';
  readonly transport: 'tcp' | 'udp' | 'icmp';
  readonly service: string;
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  /** Seconds; null when nothing came back. */
  readonly duration: number | null;
  /** Payload bytes each way; null when unknown. */
  readonly sent: number | null;
  readonly received: number | null;
  readonly state: 'SF' | 'S0' | 'REJ' | 'RSTO' | 'RSTRH' | 'OTH';
  /** Zeek's history where the state does not say it. */
  readonly history?: string;
}

/** One question to a name server and its answer. */
export interface NameQuery {
  readonly kind: 'query';
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'TXT' | 'PTR';
  /** 0 NOERROR, 2 SERVFAIL, 3 NXDOMAIN. */
  readonly code: 0 | 2 | 3;
  readonly answers: readonly string[];
  readonly transactionId: number;
}

export type NetworkEvent = SimulatedEvent & (Connection | NameQuery);

export const connectionEvent = (time: number, connection: Omit<Connection, 'kind'>): NetworkEvent => ({
  time,
  attack: -1,
  kind: 'connection',
  ...connection,
});

export const queryEvent = (time: number, query: Omit<NameQuery, 'kind'>): NetworkEvent => ({
  time,
  attack: -1,
  kind: 'query',
  ...query,
});
