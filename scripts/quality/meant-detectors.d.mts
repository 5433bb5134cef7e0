export declare const meantFor: (simulator: string, attack: string) => readonly string[];
export declare const leastSeverityOf: (attack: string, usual: number) => number;
export declare const MEANT_KEYS: readonly string[];
