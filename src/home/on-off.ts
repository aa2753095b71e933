/** Retained documents of one device, by leaf. */
export type Documents = Readonly<Record<string, string>>;

export function onOff(on: boolean): "ON" | "OFF" {
  return on ? "ON" : "OFF";
}
