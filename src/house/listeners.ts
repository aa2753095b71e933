export interface Listeners<Event> {
  add(listener: (event: Event) => void): Disposable;
  tell(event: Event): void;
}

/** Who wants to hear, in order. One listener's throw is handed on and does not keep the others from hearing. */
export function openListeners<Event>(onError: (cause: unknown) => void): Listeners<Event> {
  const all = new Set<(event: Event) => void>();
  return {
    add: (listener) => {
      // Wrapped, so that the same function added twice is two listeners.
      const entry = (event: Event) => listener(event);
      all.add(entry);
      return { [Symbol.dispose]: () => void all.delete(entry) };
    },
    tell: (event) => {
      for (const listener of all) {
        try {
          listener(event);
        } catch (cause) {
          onError(cause);
        }
      }
    },
  };
}
