import type { z } from "zod";
import { errorBody } from "../gateway/wire/errors.ts";
import { API_KEY_HEADER, REQUEST_ID_HEADER } from "../gateway/wire/identity.ts";

/** What a gateway answered instead of what was asked for, or why it did not answer; one clause without a final period. */
export class ApiError extends Error {
  /** Undefined where there was no answer. */
  readonly status: number | undefined;
  readonly code: string | undefined;
  constructor(message: string, status?: number, code?: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface ApiRequest {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE" | undefined;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>> | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Ends it from outside; without it, it ends after a while by itself. */
  readonly signal?: AbortSignal | undefined;
}

const PATIENCE_MS = 15_000;

/** A gateway as a person's commands ask it. */
export interface Api {
  readonly url: string;
  /** The answer's JSON, checked. @throws ApiError */
  readonly ask: <S extends z.ZodType>(schema: S, request: ApiRequest) => Promise<z.output<S>>;
  /** The answer as it is, of a status below 400, or one of `also`. @throws ApiError */
  readonly send: (request: ApiRequest, also?: readonly number[]) => Promise<Response>;
}

/** `url` has no slash at its end; `apiKey` is undefined where nothing is asked that needs one. */
export function newApi(url: string, apiKey: string | undefined): Api {
  if (url.startsWith("https:")) trustMachine();
  const send: Api["send"] = async (request, also = []) => {
    const query = Object.entries(request.query ?? {}).filter((each): each is [string, string] => each[1] !== undefined);
    const target = `${url}${request.path}${query.length === 0 ? "" : `?${new URLSearchParams(query)}`}`;
    const response = await fetch(target, {
      method: request.method ?? "GET",
      headers: {
        ...(apiKey !== undefined && { [API_KEY_HEADER]: apiKey }),
        ...(request.body !== undefined && { "Content-Type": "application/json" }),
        ...request.headers,
      },
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
      // A key is for the gateway that it was given for, not for whatever that points at.
      redirect: "error",
      signal: request.signal ?? AbortSignal.timeout(PATIENCE_MS),
    }).catch((error: unknown) => {
      throw new ApiError(`${url} does not answer (${whyOf(error)})`);
    });
    if (response.status >= 400 && !also.includes(response.status)) throw await refusalOf(response, url);
    return response;
  };
  return {
    url,
    send,
    ask: async (schema, request) => {
      const response = await send(request);
      const parsed = schema.safeParse(await response.json().catch(() => undefined));
      if (!parsed.success) throw new ApiError(`${url} answers ${request.path} with something unknown`, response.status);
      return parsed.data;
    },
  };
}

async function refusalOf(response: Response, url: string): Promise<ApiError> {
  const { status } = response;
  const parsed = errorBody.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) return new ApiError(`${url} answers with status ${status}`, status);
  const { error, error_code, request_id } = parsed.data;
  const id = request_id ?? response.headers.get(REQUEST_ID_HEADER);
  return new ApiError(`${error} (${error_code}${id === null ? "" : `, request ${id}`})`, status, error_code);
}

/** A code such as ECONNREFUSED: a message may hold what was sent. */
function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown error";
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === "string") return code;
  if (error.cause instanceof Error) return whyOf(error.cause);
  return error.name === "TimeoutError" ? "timeout" : error.name;
}

let isTrusted = false;

/** The machine's own certificates, too: a company's gateway often has one of the company's. */
function trustMachine(): void {
  if (isTrusted) return;
  isTrusted = true;
  const tls = process.getBuiltinModule("node:tls");
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), ...tls.getCACertificates("system")]);
}
