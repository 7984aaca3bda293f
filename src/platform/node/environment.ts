import { type Environment, readVariables, type Variables } from '../environment.ts';

export interface NodeEnvironment extends Environment {
  readonly port: number;
  readonly data: string;
  readonly metrics: { readonly host: string; readonly port: number } | null;
}

export interface NodeVariables extends Variables {
  readonly PORT?: string | undefined;
  readonly KAIKU_DATA?: string | undefined;
  readonly KAIKU_METRICS?: string | undefined;
}

/** @throws an error that names the variable that cannot be used. */
export function readEnvironment(given: NodeVariables): NodeEnvironment {
  const port = Number(given.PORT || '8787');
  if (!isPort(port)) throw new Error('PORT must be a port number');
  return {
    ...readVariables(given, `http://localhost:${port}`),
    port,
    data: given.KAIKU_DATA || './data',
    metrics: metricsOf(given.KAIKU_METRICS?.trim() ?? ''),
  };
}

function metricsOf(text: string): NodeEnvironment['metrics'] {
  if (text === '') return null;
  const [, ipv6, name, digits] =
    /^(?:\[([0-9a-fA-F:.]{2,45})\]|([A-Za-z0-9.-]{1,253})):([0-9]{1,5})$/.exec(text) ?? [];
  const host = ipv6 ?? name;
  const port = Number(digits);
  // A port alone is refused, since it would listen on all addresses.
  if (host === undefined || !isPort(port))
    throw new Error('KAIKU_METRICS must be host:port, such as 127.0.0.1:9187');
  return { host, port };
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= 65_535;
}
