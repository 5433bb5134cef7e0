import { parseFilter } from '../filter/parse.ts';
import { allOf, type FilterTree } from '../filter/tree.ts';
import type { LoadedDataset } from '../store/event-store.ts';

/** Which events of a dataset are logins, and which of them failed. */
export interface LoginEvents {
  /** Fields that the questions read. */
  readonly fields: readonly string[];
  /** All logins; undefined where every event is one. */
  readonly logins?: string;
  /** The failed ones among all events, in the filter language. */
  readonly failed: string;
  /** Field with the account, where the log tells it. */
  readonly user?: string;
}

const WHO_AND_WHEN = ['@timestamp', 'source.ip'] as const;

const AUTH: LoginEvents = Object.freeze({
  fields: [...WHO_AND_WHEN, 'user.name', 'event.outcome'],
  // what has no outcome, such as a session that ends, is no attempt
  logins: 'event.outcome : *',
  failed: 'event.outcome : * and not event.outcome : success',
  user: 'user.name',
});

/** A firewall tells of logins among packets; those of a login name a user. */
const DEVICE: LoginEvents = Object.freeze({
  ...AUTH,
  fields: [...AUTH.fields, 'network.transport'],
  logins: 'user.name : * and event.outcome : *',
  failed: 'user.name : * and event.outcome : * and not event.outcome : success',
});

/** Paths that a form or a program posts a password to, by the words that are usual for them. */
const LOGIN_PATHS = [
  '*login*',
  '*Login*',
  '*logon*',
  '*signin*',
  '*sign-in*',
  '*sign_in*',
  '*/auth',
  '*/authenticate*',
  '*/session',
  '*/sessions',
  '*/token',
];
const WEB_LOGINS = `http.request.method : POST and url.path : (${LOGIN_PATHS.join(' or ')})`;
/** WordPress answers a wrong password with 200 and a right one with 302. */
const WEB_REFUSED =
  '(http.response.status_code >= 400 or (url.path : *wp-login.php and http.response.status_code : 200))';

/** Logins among requests; a web log names no user. */
export const WEB_LOGIN_EVENTS: LoginEvents = Object.freeze({
  fields: [...WHO_AND_WHEN, 'http.request.method', 'url.path', 'http.response.status_code'],
  logins: WEB_LOGINS,
  failed: `${WEB_LOGINS} and ${WEB_REFUSED}`,
});

/** How the dataset tells logins; undefined where it tells none. */
export const loginEvents = ({
  fields,
  derived,
}: Pick<LoadedDataset, 'fields' | 'derived'>): LoginEvents | undefined =>
  [DEVICE, AUTH, WEB_LOGIN_EVENTS].find((kind) =>
    kind.fields.every((name) =>
      // The outcome that a status gives says nothing of a login.
      [...fields, ...derived.filter((field) => field.name !== 'event.outcome')].some(
        (field) => field.name === name,
      ),
    ),
  );

/** Whether the only logins of a dataset are those among its requests. */
export const isWebLoginLog = (dataset: Pick<LoadedDataset, 'fields' | 'derived'>): boolean =>
  loginEvents(dataset) === WEB_LOGIN_EVENTS;

/** The logins with a time. */
export const timedLogins = ({ logins }: LoginEvents): FilterTree =>
  allOf([{ kind: 'exists', field: '@timestamp' }, ...(logins === undefined ? [] : [parseFilter(logins)])]);
