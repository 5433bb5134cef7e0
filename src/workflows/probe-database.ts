import { lineParser, type ParsedLine } from '../formats/compile-javascript.ts';
import { ciscoAsa } from '../formats/cisco-asa/format.ts';
import { microsToIso } from '../kernel/time.ts';
import type { Truth } from '../schema/truth.ts';
import { NewSqliteFile } from '../sources/tables/sqlite-writing.ts';

// The schema of the firewall analysis among the source documents: what a Cisco ASA denied, and where its senders are.
const TABLES = `
  create table hosts (ipv4_id integer primary key, ipv4_string varchar, hostname varchar, latitude float,
    longitude float, country_code varchar, country varchar, city varchar);
  create table log_records (log_id integer primary key, created_on datetime, log_number integer, protocol varchar,
    source integer, destination integer, destination_port integer, occurrence integer, sum_minutes integer);`;

/** Packets alike within so long of the first are one record that counts them. */
const SUMMED_MICROS = 300_000_000n;

interface Place {
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly code: string;
  readonly country: string;
  readonly city: string;
}

const place = (
  code: string,
  country: string,
  city: string,
  latitude: number | null,
  longitude: number | null,
): Place => ({ code, country, city, latitude, longitude });

// Made up, as the addresses are; GeoIP knows no city of many addresses and no country of some.
const PLACES: readonly Place[] = [
  place('RU', 'Russia', '', 55.7386, 37.6068),
  place('NL', 'Netherlands', 'Amsterdam', 52.3759, 4.8975),
  place('NL', 'Netherlands', '', 52.3824, 4.8995),
  place('US', 'United States', '', 37.751, -97.822),
  place('RU', 'Russia', 'Moscow', 55.7558, 37.6173),
  place('CN', 'China', 'Huangpu', 31.242, 121.476),
  place('GB', 'United Kingdom', 'Wembley', 51.5538, -0.3102),
  place('UA', 'Ukraine', '', 50.4522, 30.5287),
  place('', '', '', null, null),
  place('BG', 'Bulgaria', 'Sofia', 42.6951, 23.325),
  place('DE', 'Germany', '', 51.2993, 9.491),
];

const integerOf = (address: string): number =>
  address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** Addresses of one /16 are in one place. */
const placeOf = (address: number): Place => {
  const network = Math.floor(address / 65_536);
  return PLACES[(network * 40_503) % PLACES.length] as Place;
};

interface OpenRecord {
  readonly id: number;
  readonly first: bigint;
  occurrence: number;
  minutes: number;
}

/**
 * Writes denied packets, given as Cisco ASA syslog, into a new SQLite file of the
 * firewall analysis's schema: `log_records` with integer addresses, an ICMP type and code
 * in the port column (type * 256 + code) and repetitions counted in `occurrence`, and
 * `hosts` with made-up places.
 */
export class ProbeDatabase {
  readonly #database: NewSqliteFile;
  readonly #parse: (line: string) => ParsedLine;
  readonly #open = new Map<string, OpenRecord>();
  readonly #hosts = new Set<number>();
  /** The record that the line of that index became part of; 0 for none. */
  readonly #recordOfLine: number[] = [];
  #records = 0;

  private constructor(database: NewSqliteFile, newestMicros: bigint) {
    this.#database = database;
    this.#parse = lineParser(
      ciscoAsa,
      ciscoAsa.shapeFor([]) as NonNullable<ReturnType<typeof ciscoAsa.shapeFor>>,
      {
        timeZone: 'UTC',
        newestMicros,
      },
    );
  }

  /** Replaces the file; stamps without a year lie before `newestMicros`. */
  static async create(file: string, newestMicros: bigint): Promise<ProbeDatabase> {
    return new ProbeDatabase(await NewSqliteFile.create(file, TABLES), newestMicros);
  }

  /** Whole lines, each with its line feed. */
  write(text: string): void {
    for (const line of text.split('\n').slice(0, -1)) this.#add(line);
  }

  #add(line: string): void {
    const parsed = this.#parse(line);
    if (parsed.kind !== 'event') {
      this.#recordOfLine.push(0);
      return;
    }
    const { fields } = parsed;
    const time = fields['@timestamp'] as bigint;
    const transport = String(fields['network.transport']);
    const [source, destination] = [String(fields['source.ip']), String(fields['destination.ip'])];
    const port =
      transport === 'icmp'
        ? Number(fields['icmp.type']) * 256 + Number(fields['icmp.code'])
        : Number(fields['destination.port']);
    const key = `${transport} ${source} ${destination} ${port}`;
    const known = this.#open.get(key);
    if (known !== undefined && time - known.first <= SUMMED_MICROS) {
      known.occurrence += 1;
      known.minutes = Number((time - known.first) / 60_000_000n);
      this.#recordOfLine.push(known.id);
      this.#database.run('update log_records set occurrence = ?, sum_minutes = ? where log_id = ?', [
        known.occurrence,
        known.minutes,
        known.id,
      ]);
      return;
    }
    this.#records += 1;
    this.#open.set(key, { id: this.#records, first: time, occurrence: 1, minutes: 0 });
    this.#recordOfLine.push(this.#records);
    this.#addHost(source);
    this.#database.run('insert into log_records values (?, ?, 106023, ?, ?, ?, ?, 1, 0)', [
      this.#records,
      microsToIso(time).replace('T', ' ').replace('Z', ''),
      transport,
      integerOf(source),
      integerOf(destination),
      port,
    ]);
  }

  /** The analysis looks up senders from outside only. */
  #addHost(address: string): void {
    const id = integerOf(address);
    if (address.startsWith('192.168.') || this.#hosts.has(id)) return;
    this.#hosts.add(id);
    const { latitude, longitude, code, country, city } = placeOf(id);
    const values = [id, address, '', latitude, longitude, code, country, city];
    this.#database.run('insert into hosts values (?, ?, ?, ?, ?, ?, ?, ?)', values);
  }

  /** The truth of the lines as the truth of the records. */
  truthOf(truth: Truth): Truth {
    return {
      ...truth,
      lines: this.#records,
      attacks: truth.attacks.map((attack) => {
        const records = attack.events.map((line) => this.#recordOfLine[line - 1] ?? 0);
        return { ...attack, events: [...new Set(records)].filter((id) => id > 0).sort((a, b) => a - b) };
      }),
    };
  }

  close(): void {
    this.#database.close();
  }
}

/** Whether a file is to be an SQLite file, by its name. */
export const isDatabaseName = (file: string): boolean => /\.(?:db|sqlite3?)$/i.test(file);
