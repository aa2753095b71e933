/** The surest class of one box: `classCount` scores from `start`, `step` numbers apart. */
export function bestClass(
  data: Float32Array,
  start: number,
  classCount: number,
  step: number,
): { readonly classIndex: number; readonly score: number } {
  let classIndex = 0;
  let score = data[start] ?? 0;
  for (let index = 1; index < classCount; index++) {
    const other = data[start + index * step] ?? 0;
    if (other > score) {
      score = other;
      classIndex = index;
    }
  }
  return { classIndex, score };
}
