import { RpcTarget } from 'cloudflare:workers';

/**
 * A port is called by subject (`newsroom(key).media.put(…)`). Across RPC an object returns a target for each subject; the
 * call of `facet` and the call of the target's method travel in one round trip.
 */
export interface FacetHost {
  facet(name: string): RpcTarget;
}

/** @throws TypeError when `name` is none of `names`. */
export function facetOf<P extends object>(port: P, names: readonly (keyof P)[], name: string): RpcTarget {
  const subject = names.find((each) => each === name);
  const service: unknown = subject === undefined ? undefined : port[subject];
  if (typeof service !== 'object' || service === null) throw new TypeError('no such subject');
  const target = targets.get(service) ?? makeTarget(service);
  targets.set(service, target);
  return target;
}

const targets = new WeakMap<object, RpcTarget>();

/** RPC reaches only methods on the prototype of an `RpcTarget`, a class that the services must not know. */
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

/** Makes the port of another object. A stub is valid for one request only, so `stub` is called for each use. */
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
