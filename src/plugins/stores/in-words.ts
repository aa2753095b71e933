import { isDamage, sqliteFailure } from "#platform/sqlite-failure.ts";

type Calls<Port> = { readonly [Name in keyof Port]: (...args: never[]) => Promise<unknown> };

/** The same calls, whose errors are failures in our words. `onDamage` hears of a database that is found damaged. */
export function inWords<Port extends Calls<Port>>(port: Port, onDamage: () => Promise<void>): Port {
  const worded = Object.entries<Calls<Port>[keyof Port]>(port).map(([name, call]) => {
    const inOurWords = async (...args: never[]) => {
      try {
        return await call(...args);
      } catch (cause) {
        if (isDamage(cause)) await onDamage();
        throw sqliteFailure(cause);
      }
    };
    return [name, inOurWords] as const;
  });
  // The names and types of the calls are those of the port; TypeScript cannot see it through `fromEntries`.
  return Object.fromEntries(worded) as unknown as Port;
}
