import type { ErrorCode } from "../../src/gateway/wire/errors.ts";

const STATUS = {
  invalid_request: 400,
  invalid_agent_id: 400,
  invalid_session_id: 400,
  missing_api_key: 401,
  invalid_api_key: 401,
  missing_jwt: 401,
  invalid_jwt: 401,
  missing_permission: 403,
  agent_killed: 403,
  agent_suspended: 403,
  org_mismatch: 403,
  agent_not_found: 404,
  key_not_found: 404,
  bundle_not_found: 404,
  not_found: 404,
  conflict: 409,
  body_too_large: 413,
  unsupported_media_type: 415,
  invalid_policy: 422,
  rate_limited: 429,
  overloaded: 503,
  store_unavailable: 503,
  internal_error: 500,
} as const satisfies Record<ErrorCode, number>;

/** Ends a request with an error of the wire. The message is for people and never quotes what was sent. */
export class Problem extends Error {
  readonly code: ErrorCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.headers = headers;
  }

  get status() {
    return STATUS[this.code];
  }
}
