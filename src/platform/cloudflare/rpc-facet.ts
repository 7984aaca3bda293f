import { RpcTarget } from 'cloudflare:workers';

type Method = (...args: unknown[]) => unknown;

/** A facet is made once for each service: it keeps nothing of its own. */
const facets = new WeakMap<object, RpcTarget>();

/**
 * `service` as a target of RPC: a method of its class is one of the target's. Only what stands on a prototype crosses to
 * the caller, and a service need not know the platform, so the target's class is made here.
 */
export function rpcFacet<T extends object>(service: T): T & RpcTarget {
  const facet = facets.get(service) ?? makeFacet(service);
  facets.set(service, facet);
  if (!hasMethodsOf(facet, service)) throw new TypeError('a facet has the methods of its service');
  return facet;
}

function makeFacet(service: object): RpcTarget {
  class Facet extends RpcTarget {}
  for (const name of methodsOf(service)) {
    const value = (...args: unknown[]): unknown => {
      const method: unknown = Reflect.get(service, name);
      return isMethod(method) ? method.apply(service, args) : undefined;
    };
    Object.defineProperty(Facet.prototype, name, { value });
  }
  return new Facet();
}

function hasMethodsOf<T extends object>(facet: RpcTarget, service: T): facet is T & RpcTarget {
  return methodsOf(service).every((name) => Reflect.has(facet, name));
}

function methodsOf(service: object): string[] {
  const prototype: object = Object.getPrototypeOf(service);
  return Object.getOwnPropertyNames(prototype).filter(
    (name) => name !== 'constructor' && isMethod(Object.getOwnPropertyDescriptor(prototype, name)?.value),
  );
}

function isMethod(member: unknown): member is Method {
  return typeof member === 'function';
}
