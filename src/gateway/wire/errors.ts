import { z } from "zod";

/** The codes that our server answers with; Clampd's have the same names where they mean the same. */
export const ERROR_CODES = [
  "invalid_request",
  "invalid_agent_id",
  "invalid_session_id",
  "missing_api_key",
  "invalid_api_key",
  "missing_jwt",
  "invalid_jwt",
  "missing_permission",
  "agent_killed",
  "agent_suspended",
  "org_mismatch",
  "agent_not_found",
  "key_not_found",
  "bundle_not_found",
  "not_found",
  "conflict",
  "body_too_large",
  "unsupported_media_type",
  "invalid_policy",
  "rate_limited",
  "overloaded",
  "store_unavailable",
  "internal_error",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Answered with every status of 400 and above, by our server and by Clampd's; the code is open, other servers have others. */
export const errorBody = z.looseObject({
  error: z.string(),
  error_code: z.string(),
  request_id: z.string().optional(),
});

export type ErrorBody = z.infer<typeof errorBody>;
