/** Another client's objects, watched: which of their methods were called, and how each call ended. */

export interface Call {
  /** `Class.method` */
  readonly name: string;
  readonly error: unknown;
}

export interface Watch {
  readonly calls: readonly Call[];
  /** The object, with every call of it and of the objects it gives written down. */
  watch<T extends object>(object: T): T;
  /** A table: calls made, passed, failed. */
  table(client: string): string;
}

/** `classes`: the client's own, whose objects are watched when a method gives them. */
export function watchClient(classes: readonly (new (...args: never[]) => object)[]): Watch {
  const calls: Call[] = [];

  function watch<T extends object>(object: T): T {
    return new Proxy(object, {
      get(target, key) {
        const member: unknown = Reflect.get(target, key, target);
        if (typeof member !== 'function' || typeof key !== 'string') return member;
        return (...args: unknown[]) => watched(`${target.constructor.name}.${key}`, () => member.apply(target, args));
      },
    });
  }

  /** Calls are written down when they have ended; an object of the client's own is no call, but watched in turn. */
  function watched(name: string, call: () => unknown): unknown {
    const given = call();
    if (given instanceof Promise) {
      return given.then(
        (value: unknown) => {
          calls.push({ name, error: undefined });
          return value;
        },
        (error: unknown) => {
          calls.push({ name, error });
          throw error;
        },
      );
    }
    return classes.some((one) => given instanceof one) ? watch(given as object) : given;
  }

  return {
    calls,
    watch,
    table(client) {
      const failed = calls.filter(({ error }) => error !== undefined);
      const names = failed.map(({ name }) => name).join(', ') || 'none';
      return `| ${client} | ${calls.length} calls | ${calls.length - failed.length} passed | failed: ${names} |`;
    },
  };
}

/** The methods that a class has of its own, as `Class.method`. */
export function methodsOf(one: new (...args: never[]) => object): string[] {
  const own = Object.getOwnPropertyNames(one.prototype) as string[];
  return own.filter((name) => name !== 'constructor').map((name) => `${one.name}.${name}`);
}
