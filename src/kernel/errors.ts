/**
 * The one error family. Each error knows its exit status (command line) and its
 * HTTP status (workbench). A message says what, where and the way out, in one
 * line and without a final period.
 */
export interface ErrorDetails {
  readonly code: string;
  readonly exitStatus: number;
  readonly httpStatus: number;
}

export class LogfenceError extends Error {
  readonly code: string;
  readonly exitStatus: number;
  readonly httpStatus: number;

  constructor(message: string, details: ErrorDetails, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'LogfenceError';
    this.code = details.code;
    this.exitStatus = details.exitStatus;
    this.httpStatus = details.httpStatus;
  }
}

/**
 * Wrong words on the command line, in a filter, a rule or a settings file: exit status 2.
 * `details` are further lines for people, such as the text with a caret under the mistake.
 */
export class UsageError extends LogfenceError {
  readonly details: readonly string[];

  constructor(message: string, cause?: unknown, details: readonly string[] = []) {
    super(message, { code: 'usage', exitStatus: 2, httpStatus: 400 }, cause);
    this.name = 'UsageError';
    this.details = details;
  }
}

/** An input that is missing, unreadable or not a log: exit status 2. */
export class InputError extends LogfenceError {
  constructor(
    message: string,
    cause?: unknown,
    details: ErrorDetails = { code: 'input', exitStatus: 2, httpStatus: 422 },
  ) {
    super(message, details, cause);
    this.name = 'InputError';
  }
}

/** An input that a service (database, object store, web server) failed to deliver: exit status 3. */
export class ServiceError extends InputError {
  constructor(message: string, cause?: unknown) {
    super(message, cause, { code: 'service', exitStatus: 3, httpStatus: 502 });
    this.name = 'ServiceError';
  }
}

/** An engine or a service failed: exit status 3. Carries the SQL where there is one. */
export class EngineError extends LogfenceError {
  readonly sql: string | undefined;

  constructor(message: string, options: { readonly sql?: string; readonly cause?: unknown } = {}) {
    super(message, { code: 'engine', exitStatus: 3, httpStatus: 502 }, options.cause);
    this.name = 'EngineError';
    this.sql = options.sql;
  }
}

/** Another process holds the store; waiting may help. */
export class StoreHeldError extends EngineError {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'StoreHeldError';
  }
}

/** The user or a caller's AbortSignal stopped the work: exit status 130. */
export class InterruptedError extends LogfenceError {
  constructor(message = 'interrupted', cause?: unknown) {
    super(message, { code: 'interrupted', exitStatus: 130, httpStatus: 499 }, cause);
    this.name = 'InterruptedError';
  }
}
