import { Failure } from "#domain/failure.ts";
import type { Message, Session } from "./home-assistant-session.ts";

/** How many subscriptions we have with Home Assistant at a time, of all kinds. */
const FEEDS_MAX = 256;

/** Something to hear of for as long as somebody listens, over any number of connections. */
export interface Feed {
  readonly message: Message;
  /** It was asked for anew: what comes next is the whole. */
  begin(): void;
  hear(event: unknown): void;
  refused(failure: Failure): void;
}

/** Subscribes all of them at each connection. */
export interface Feeds {
  /** Throws `Failure` where there are too many. */
  add(feed: Feed): Disposable;
  attach(session: Session): void;
  detach(): void;
}

export function makeFeeds(): Feeds {
  const feeds = new Map<Feed, Disposable | undefined>();
  let session: Session | undefined;

  function subscribe(feed: Feed): void {
    if (session === undefined) return;
    feed.begin();
    const hear = (event: unknown) => feed.hear(event);
    feeds.set(
      feed,
      session.subscribe(feed.message, hear, (failure) => feed.refused(failure)),
    );
  }

  return {
    add(feed) {
      if (feeds.size >= FEEDS_MAX) {
        throw new Failure("rejected", `More than ${FEEDS_MAX} things of Home Assistant are watched at once.`);
      }
      feeds.set(feed, undefined);
      subscribe(feed);
      return {
        [Symbol.dispose]() {
          feeds.get(feed)?.[Symbol.dispose]();
          feeds.delete(feed);
        },
      };
    },
    attach(next) {
      session = next;
      for (const feed of feeds.keys()) subscribe(feed);
    },
    detach() {
      session = undefined;
    },
  };
}

type Tell<T> = (value: T) => void;

/** What many listeners have in common: one feed for all who want the same, and what it said last. */
export function makeShared<T>(
  feeds: Feeds,
  makeFeed: (key: string, tell: Tell<T>) => Feed,
  /** Whether who comes later is told what was said last. */
  isLastKnown: () => boolean,
): (key: string, listener: Tell<T>) => Disposable {
  interface Entry {
    readonly listeners: Set<Tell<T>>;
    last: { readonly value: T } | undefined;
    feed: Disposable | undefined;
  }
  const entries = new Map<string, Entry>();

  function open(key: string): Entry {
    const entry: Entry = { listeners: new Set(), last: undefined, feed: undefined };
    const feed = makeFeed(key, (value) => {
      entry.last = { value };
      // A copy: a listener may go, or bring another, while it is told.
      for (const listener of entry.listeners.values().toArray()) listener(value);
    });
    entry.feed = feeds.add(feed);
    entries.set(key, entry);
    return entry;
  }

  return (key, listener) => {
    const entry = entries.get(key) ?? open(key);
    // Wrapped, so that the same function twice is two listeners.
    const own: Tell<T> = (value) => listener(value);
    entry.listeners.add(own);
    if (entry.last !== undefined && isLastKnown()) own(entry.last.value);
    return {
      [Symbol.dispose]() {
        if (!entry.listeners.delete(own) || entry.listeners.size > 0) return;
        entry.feed?.[Symbol.dispose]();
        entries.delete(key);
      },
    };
  };
}
