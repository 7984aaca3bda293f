import { RpcTarget } from 'cloudflare:workers';

/**
 * A port is asked by subject (`newsroom(key).media.put(…)`), and across RPC its subjects are nested targets: an object
 * hands out the target of a subject, and a call to it travels with that question in one round trip.
 */

/** An object that hands out its subjects' targets. */
export interface FacetHost {
  facet(name: string): RpcTarget;
}

/** The subject `name` of `port` as a target of RPC. @throws TypeError for what is none of `names`. */
export function facetOf<P extends object>(port: P, names: readonly (keyof P)[], name: string): RpcTarget {
  const known = names.find((each) => each === name);
  const service: unknown = known === undefined ? undefined : port[known];
  if (typeof service !== 'object' || service === null) throw new TypeError('no such subject');
  const target = targets.get(service) ?? makeTarget(service);
  targets.set(service, target);
  return target;
}

/** A target is made once for each service: it keeps nothing of its own. */
const targets = new WeakMap<object, RpcTarget>();

/**
 * Only what stands on a prototype crosses to the caller, and a service need not know the platform: so a class is made
 * here that has the service's methods.
 */
function makeTarget(service: object): RpcTarget {
  class Target extends RpcTarget {}
  for (const name of methodsOf(service)) {
    const value = (...args: unknown[]): unknown => {
      const method: unknown = Reflect.get(service, name);
      return isMethod(method) ? method.apply(service, args) : undefined;
    };
    Object.defineProperty(Target.prototype, name, { value });
  }
  return new Target();
}

function methodsOf(service: object): string[] {
  const prototype: object = Object.getPrototypeOf(service);
  return Object.getOwnPropertyNames(prototype).filter(
    (name) => name !== 'constructor' && isMethod(Object.getOwnPropertyDescriptor(prototype, name)?.value),
  );
}

function isMethod(member: unknown): member is (...args: unknown[]) => unknown {
  return typeof member === 'function';
}

/** The port of an object elsewhere. Stubs belong to a request, so each question asks `stub` for a fresh one. */
export function remotePort<P extends object>(
  names: readonly (keyof P & string)[],
  stub: () => { facet(name: string): unknown },
): P {
  const port = {};
  for (const name of names) {
    Object.defineProperty(port, name, { enumerable: true, get: () => stub().facet(name) });
  }
  if (!hasFacets<P>(port, names)) throw new TypeError('a port has all of its subjects');
  return port;
}

function hasFacets<P extends object>(port: object, names: readonly (keyof P & string)[]): port is P {
  return names.every((name) => Object.hasOwn(port, name));
}
