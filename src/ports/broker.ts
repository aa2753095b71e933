export interface Publication {
  readonly topic: string;
  readonly payload: string | Uint8Array;
  readonly retain?: boolean;
  /** MQTT 5 message expiry, for things that are worthless later. */
  readonly expiryS?: number;
}

export interface BrokerMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retained: boolean;
}

/**
 * The one MQTT connection of the box. It connects and reconnects by itself.
 *
 * `publish` (QoS 1) resolves when the broker has acknowledged and throws `Failure("unavailable")` at once while
 * there is no connection: the caller knows best what to do with what could not be said.
 */
export interface Broker extends AsyncDisposable {
  readonly connected: boolean;
  publish(message: Publication, signal: AbortSignal): Promise<void>;
  /** Filters may hold wildcards. Kept over reconnects. */
  subscribe(filter: string, listener: (message: BrokerMessage) => void): Disposable;
  /** Called at every connection, also at once if connected. */
  onConnected(listener: () => void): Disposable;
}
