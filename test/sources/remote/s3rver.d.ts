declare module 's3rver' {
  /** The part of s3rver 3.7 that the tests use; it brings no types. */
  class S3rver {
    constructor(options: { port: number; address: string; silent: boolean; directory: string });
    run(): Promise<{ port: number; address: string }>;
    close(): Promise<void>;
  }
  export = S3rver;
}
