/** Minutes in which the server failed many. */
export interface Overload {
  readonly firstWindow: number;
  readonly first: number;
  readonly last: number;
  readonly requests: number;
  readonly errors: number;
  /** 502, 503 and 504. */
  readonly busy: number;
  readonly addresses: number;
  readonly atLeast: boolean;
  /** Errors of the address that met most. */
  readonly most: number;
  /** The one path that nearly all errors are of; then `errors`, `busy` and times are the path's. */
  readonly path: string | undefined;
  readonly usualShare: number;
  /** Requests per window, and how many are usual; null with too few windows. */
  readonly requestsPerWindow: number;
  readonly usualRequests: number | null;
  readonly windows: number;
}
