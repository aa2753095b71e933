/** "Ignore all previous instructions", as people write it. */
const orders = [
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instructions?|rules?|prompts?|previous|above|everything)/u,
  /\b(?:ignorier\w*|vergiss|vergesst|missachte\w*)\b.{0,40}\b(?:anweisung\w*|regeln?|vorherig\w*|alles)/u,
  /\b(?:ignore[rz]?|oublie[rz]?)\b.{0,40}\b(?:instructions?|r[eè]gles?|pr[ée]c[ée]dent\w*)/u,
  /\b(?:ignora|ignore|olvida|olvide)\b.{0,40}\b(?:instrucciones|reglas|anterior\w*)/u,
  /\b(?:negeer|vergeet)\b.{0,40}\b(?:instructies?|regels?|vorige|alles)/u,
  /\bsystem (?:prompt|message|override)\b|\bdeveloper mode\b|\bjailbreak\b|\bnew instructions?\b/u,
  /\byou (?:are now|must|should|will)\b.{0,60}\b(?:answer|respond|report|output|say|classify|rate|describe)/u,
  /\b(?:attention|note to|message (?:to|for)|dear)\b.{0,20}\b(?:ai|llm|model|assistant|chatgpt|gpt|camera system)\b/u,
];

/** "Risk: low", as no sign at a door says it. */
const verdicts = [
  /\b(?:risk|risiko|risque|riesgo|risico)\w*\b.{0,25}\b(?:low|none|niedrig|gering|faible|bajo|laag)\b/u,
  /\b(?:low|no|zero)[\s_-]*risk\b/u,
  /\brequires_review\b|\brisk_level\b|\bactivity_type\b/u,
  /\b(?:report|answer|respond|output|say|classify|rate|mark)\b.{0,30}\b(?:nothing|harmless|safe|normal|authori[sz]ed|false alarm)\b/u,
];

/** A model that says from whom it has its verdict. */
const obedience = [
  /\b(?:as|per|following|according to|because)\b.{0,40}\b(?:sign|text|note|shirt|t-shirt|screen|display|poster|paper|name|instructions?)\b.{0,60}\b(?:instruct\w*|risk|report|classif\w*|ignor\w*|authori[sz]ed|says? (?:so|it is))/u,
  /\binstruct(?:ed|ions?)\b.{0,40}\b(?:to (?:ignore|report|rate|classify|answer|set|say)|in the (?:picture|image|frame)|on the (?:sign|shirt|screen|paper|wall|door))/u,
  /\b(?:i was|i am|i have been) (?:told|instructed|asked) (?:to|not to)\b/u,
];

/** Without spaces, dots and zeros for letters: `I G N O R E  A L L  I N S T R U C T I O N S`. */
const squeezedOrders = [
  /(?:ignore|disregard|forget)(?:all|any|the|your|these|my|previous|prior|above|every){0,4}(?:instruction|rule|prompt)/u,
  /risk(?:level)?(?:is|must be|to)?low/u,
];

/** A text that somebody can have put before a camera, or given as a name: it speaks to whoever judges the pictures. */
export function isInstruction(text: string): boolean {
  const plain = plainOf(text);
  return (
    [...orders, ...verdicts].some((order) => order.test(plain)) ||
    squeezedOrders.some((order) => order.test(squeezed(plain)))
  );
}

/** Words of a model that repeat an instruction, or say that it was followed. */
export function soundsObedient(text: string): boolean {
  const plain = plainOf(text);
  return [...orders, ...obedience].some((order) => order.test(plain));
}

const plainOf = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(/[\p{Cf}\p{Mn}]/gu, "")
    .replace(/\s+/gu, " ")
    .toLowerCase();

function squeezed(plain: string): string {
  return plain
    .replaceAll("0", "o")
    .replaceAll("1", "i")
    .replaceAll("3", "e")
    .replace(/[^\p{L}]/gu, "");
}
