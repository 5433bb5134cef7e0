/** Writes small MMDB files (MaxMind DB format 2.0, 24-bit records, IPv4 in IPv6) for tests. */
type MmdbValue = string | number | readonly MmdbValue[] | { readonly [key: string]: MmdbValue };

const control = (type: number, size: number): Buffer => {
  const [first, more]: [number, number[]] =
    size < 29 ? [size, []] : size < 285 ? [29, [size - 29]] : [30, [(size - 285) >> 8, (size - 285) & 255]];
  return type > 7 ? Buffer.from([first, type - 7, ...more]) : Buffer.from([(type << 5) | first, ...more]);
};

const encoded = (value: MmdbValue): Buffer => {
  if (typeof value === 'string') {
    const text = Buffer.from(value, 'utf8');
    return Buffer.concat([control(2, text.length), text]);
  }
  if (typeof value === 'number') {
    if (Number.isInteger(value) && value >= 0) {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return Buffer.concat([control(6, 4), bytes]);
    }
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(value);
    return Buffer.concat([control(3, 8), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([control(11, value.length), ...value.map(encoded)]);
  const entries = Object.entries(value);
  return Buffer.concat([
    control(7, entries.length),
    ...entries.flatMap(([key, item]) => [encoded(key), encoded(item)]),
  ]);
};

interface Node {
  children: [Node | number | undefined, Node | number | undefined];
}

/** Bytes of a database that holds a record for each IPv4 network, such as `198.51.100.0/24`. */
export const mmdbFile = (records: Readonly<Record<string, MmdbValue>>, type = 'Test-City'): Buffer => {
  const root: Node = { children: [undefined, undefined] };
  const data: Buffer[] = [];
  let offset = 0;
  for (const [network, record] of Object.entries(records)) {
    const [address = '', bits = '32'] = network.split('/');
    const path =
      '0'.repeat(96) +
      address
        .split('.')
        .map((part) => Number(part).toString(2).padStart(8, '0'))
        .join('');
    const steps = [...path.slice(0, 96 + Number(bits))].map(Number);
    let node = root;
    for (const step of steps.slice(0, -1)) {
      const child = node.children[step as 0 | 1];
      const next: Node = typeof child === 'object' ? child : { children: [undefined, undefined] };
      node.children[step as 0 | 1] = next;
      node = next;
    }
    node.children[steps.at(-1) as 0 | 1] = offset;
    const bytes = encoded(record);
    data.push(bytes);
    offset += bytes.length;
  }
  const nodes: Node[] = [];
  const number = new Map<Node, number>();
  const visit = (node: Node): void => {
    number.set(node, nodes.length);
    nodes.push(node);
    for (const child of node.children) if (typeof child === 'object') visit(child);
  };
  visit(root);
  const tree = Buffer.concat(
    nodes.map((node) => {
      const bytes = Buffer.alloc(6);
      node.children.forEach((child, side) => {
        const value =
          child === undefined
            ? nodes.length
            : typeof child === 'number'
              ? nodes.length + 16 + child
              : (number.get(child) as number);
        bytes.writeUIntBE(value, side * 3, 3);
      });
      return bytes;
    }),
  );
  const metadata = encoded({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_700_000_000,
    database_type: type,
    description: { en: 'for tests' },
    ip_version: 6,
    languages: ['en'],
    node_count: nodes.length,
    record_size: 24,
  });
  return Buffer.concat([
    tree,
    Buffer.alloc(16),
    ...data,
    Buffer.from('abcdef4d61784d696e642e636f6d', 'hex'),
    metadata,
  ]);
};
