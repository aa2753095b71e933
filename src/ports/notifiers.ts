/** How one way of telling does. */
export interface NotifierState {
  /** As the journal names it. */
  readonly name: string;
  /** What people call it. */
  readonly title: string;
  readonly canTest: boolean;
  /** Unix ms: when it last told anything in this run of the app. */
  readonly lastToldAtMs: number | undefined;
  /** Why its last alert or test did not come through, as a sentence; `undefined` once one has. */
  readonly trouble: string | undefined;
  /** Alerts that are still to be told by it. */
  readonly waiting: number;
}

/** All ways of telling, for whoever shows and tries them. */
export interface Notifiers {
  list(): readonly NotifierState[];
  /** Sends something that says that it is a test; if it comes through, what waits is told at once. Throws `Failure`; `rejected` where there is no test, or one runs. */
  test(name: string, signal: AbortSignal): Promise<void>;
}
