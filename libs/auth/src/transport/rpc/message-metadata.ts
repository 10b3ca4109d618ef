/**
 * Where each of Nest's transporters has a place for what is said beside a message: the one place where its `authorization`
 * is looked for. Told apart by what their contexts can do, for a host need not have the package that has their classes.
 */
export type Transporter = 'gRPC' | 'NATS' | 'Kafka' | 'RabbitMQ' | 'MQTT' | 'TCP' | 'Redis';

/** What only the context of this transporter can do. In this order: some can do the other's too. */
const SIGNS: readonly (readonly [Transporter, string])[] = [
  ['Kafka', 'getPartition'],
  ['RabbitMQ', 'getChannelRef'],
  ['MQTT', 'getPacket'],
  ['NATS', 'getHeaders'],
  ['TCP', 'getSocketRef'],
  ['Redis', 'getChannel'],
  ['gRPC', 'toHttp2Headers'],
];

/** @throws Error for the context of another transporter, where guessing would be dangerous */
export function transporterOf(context: object): Transporter {
  const transporter = SIGNS.find(([, method]) => typeof Reflect.get(context, method) === 'function')?.[0];
  if (!transporter) {
    throw new Error(`Portcullis does not know where the messages of ${context.constructor?.name} carry a token.`);
  }
  return transporter;
}

/** The value of `authorization`, of whatever kind; a list where there are several. */
export function authorizationOf(context: object, payload: unknown): unknown {
  switch (transporterOf(context)) {
    case 'gRPC':
      return valueOf(context, 'get', 'authorization');
    case 'NATS': {
      const headers = valueOf(context, 'getHeaders');
      return isObject(headers) ? valueOf(headers, 'values', 'authorization') : undefined;
    }
    case 'Kafka':
      return memberAt(valueOf(context, 'getMessage'), 'headers', 'authorization');
    case 'RabbitMQ':
      return memberAt(valueOf(context, 'getMessage'), 'properties', 'headers', 'authorization');
    case 'MQTT':
      return memberAt(valueOf(context, 'getPacket'), 'properties', 'userProperties', 'authorization');
    case 'TCP':
    case 'Redis':
      // Their messages are a payload and nothing else.
      return memberAt(payload, 'metadata', 'authorization');
  }
}

function valueOf(target: object, method: string, ...args: readonly string[]): unknown {
  const found: unknown = Reflect.get(target, method);
  return typeof found === 'function'
    ? Reflect.apply(found as (...args: unknown[]) => unknown, target, args)
    : undefined;
}

/** Own members alone: what a message says nothing of, no prototype says for it. */
function memberAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (found, name) => (isObject(found) && Object.hasOwn(found, name) ? Reflect.get(found, name) : undefined),
    value,
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
