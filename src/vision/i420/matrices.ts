/** All factors are in 65536ths. */
export const MATRIX_BITS = 16;

/** Limited range to 0 to 255: luma, then what red, green and blue take of V and U (ITU-R BT.601 and BT.709). */
export const matrices = {
  bt601: { luma: 76_309, redV: 104_597, greenU: 25_675, greenV: 53_279, blueU: 132_201 },
  bt709: { luma: 76_309, redV: 117_489, greenU: 13_975, greenV: 34_925, blueU: 138_438 },
} as const;
