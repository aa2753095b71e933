/** English text of the options form to the same in another language. An option that says the same twice is here once. */
export type Texts = Readonly<Record<string, string>>;

/** All that one language has to say in the options form. */
export interface Words {
  /** One line, without a full stop. */
  readonly titles: Texts;
  /** Whole sentences. */
  readonly descriptions: Texts;
}
