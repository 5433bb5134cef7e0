/** The login lab's four methods: its own names and the rule files that are them. */
export const LAB_METHODS: readonly { readonly method: string; readonly rule: string }[] = Object.freeze([
  { method: 'means', rule: 'lab-mean-trimmed' },
  { method: 'medians', rule: 'lab-median' },
  { method: 'Tukey fence', rule: 'lab-tukey' },
  { method: 'Z-scores', rule: 'lab-z-score' },
]);
