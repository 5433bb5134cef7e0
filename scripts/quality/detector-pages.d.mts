export declare const pageOf: (detector: string) => string;
