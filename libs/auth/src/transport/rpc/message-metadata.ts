/** A transporter of Nest. Credentials are read only from the metadata of a message, which each transporter has in one place. */
export interface Transporter {
  readonly name: string;
  /** A method that identifies the context: its class is in an optional package. */
  readonly method: string;
  /** All metadata of a message by name; a list if a name has several values. */
  readonly metadataOf: (context: object, payload: unknown) => unknown;
}

/** The order matters: some contexts have the methods of others too. */
const TRANSPORTERS: readonly Transporter[] = [
  {
    name: 'Kafka',
    method: 'getPartition',
    metadataOf: (context) => memberAt(call(context, 'getMessage'), 'headers'),
  },
  {
    name: 'RabbitMQ',
    method: 'getChannelRef',
    metadataOf: (context) => memberAt(call(context, 'getMessage'), 'properties', 'headers'),
  },
  {
    name: 'MQTT',
    method: 'getPacket',
    metadataOf: (context) => memberAt(call(context, 'getPacket'), 'properties', 'userProperties'),
  },
  { name: 'NATS', method: 'getHeaders', metadataOf: (context) => natsMetadata(call(context, 'getHeaders')) },
  // A message over TCP or Redis is only a payload.
  { name: 'TCP', method: 'getSocketRef', metadataOf: (_context, payload) => memberAt(payload, 'metadata') },
  { name: 'Redis', method: 'getChannel', metadataOf: (_context, payload) => memberAt(payload, 'metadata') },
  { name: 'gRPC', method: 'toHttp2Headers', metadataOf: (context) => call(context, 'toHttp2Headers') },
];

/** @throws Error for the context of another transporter, so that the call fails closed */
export function transporterOf(context: object): Transporter {
  const transporter = TRANSPORTERS.find(({ method }) => typeof Reflect.get(context, method) === 'function');
  if (!transporter) {
    throw new Error(`Portcullis does not know where the messages of ${context.constructor?.name} carry a token.`);
  }
  return transporter;
}

/** Reads own members only, never those of a prototype. */
export function memberAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (found, name) => (isObject(found) && Object.hasOwn(found, name) ? Reflect.get(found, name) : undefined),
    value,
  );
}

/** Reads `MsgHdrs` of NATS. */
function natsMetadata(headers: unknown): unknown {
  const names = isObject(headers) ? call(headers, 'keys') : undefined;
  return Array.isArray(names) && isObject(headers)
    ? Object.fromEntries(names.map((name: string) => [name, call(headers, 'values', name)]))
    : undefined;
}

function call(target: object, method: string, ...args: readonly string[]): unknown {
  const found: unknown = Reflect.get(target, method);
  return typeof found === 'function'
    ? Reflect.apply(found as (...args: unknown[]) => unknown, target, args)
    : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
