/** A state of an entity as Home Assistant reports it. */
export interface EntityState {
  readonly entityId: string;
  readonly state: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What connects us to Home Assistant's API. */
export interface HomeAssistantInfo {
  /** `2026.9.4`. */
  readonly version: string;
  /** BCP 47, as the owner has set it: `de`, `en-GB`. */
  readonly language: string;
  readonly timeZone: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly currency: string;
}

/**
 * Home Assistant's WebSocket API, reconnected and resubscribed by itself. Every wait ends with its signal; while there
 * is no connection all calls throw `Failure("unavailable")`, and what Home Assistant refuses is `Failure("rejected")`
 * with its words.
 */
export interface HomeAssistant {
  readonly connected: boolean;
  /** `undefined` until it was connected once. */
  info(): HomeAssistantInfo | undefined;
  /** Performs an action (`notify`, `mobile_app_pixel`). Resolves to its response where `wantsResponse`. */
  call(action: ActionCall, signal: AbortSignal): Promise<unknown>;
  /** Any other command: `{ type: "config/entity_registry/list" }`. */
  command(
    message: { readonly type: string } & Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<unknown>;
  /** Calls at once with what is known, then at each change. `entityId` or all of a domain: `person.*`. */
  watch(pattern: string, listener: (states: readonly EntityState[]) => void): Disposable;
  /** Events of Home Assistant's bus: `mobile_app_notification_action`. Kept over reconnects. */
  onEvent(type: string, listener: (data: Readonly<Record<string, unknown>>) => void): Disposable;
  /** Calls with each new result of a template, and with the error's sentence where it has one. */
  watchTemplate(
    template: string,
    listener: (result: { value: unknown } | { error: string }) => void,
  ): Disposable;
  /** At each (re)connection, and at once if there is one. */
  onConnected(listener: () => void): Disposable;
}

export interface ActionCall {
  readonly domain: string;
  readonly action: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly target?: Readonly<Record<string, unknown>>;
  readonly wantsResponse?: boolean;
}
