import type { IncomingMessage } from "node:http";
import { describeError } from "../../shared/errors.ts";
import type { Log } from "../../shared/log.ts";
import { HttpError } from "../errors.ts";
import { readJsonBody } from "../readBody.ts";
import { json, type Reply } from "../routes.ts";
import { type AnswerDeps, answerJob, type JobAnswer } from "./answerJob.ts";
import { AdapterError } from "./errors.ts";
import type { Gate } from "./gate.ts";
import { jobRunIdOf, NO_ID, parseJob } from "./jobRequest.ts";

export type AdapterRouteDeps = AnswerDeps & {
  readonly gate: Gate;
  readonly maxBodyBytes: number;
  readonly timeoutMs: number;
  readonly metrics: () => Promise<string>;
  readonly count: (code: string, startedAt: number) => void;
  readonly now: () => number;
  readonly log: Log;
  readonly signal: AbortSignal;
};

/** The routes of an external adapter: jobs at `/`, and what monitors read. */
export const dispatchAdapter = async (deps: AdapterRouteDeps, request: IncomingMessage): Promise<Reply> => {
  const path = (request.url ?? "/").split("?", 1)[0];
  const wanted = { "/": "POST", "/health": "GET", "/metrics": "GET" }[path as string];
  if (wanted === undefined) throw new HttpError(404, "NOT_FOUND");
  if (wanted !== request.method) throw new HttpError(405, "METHOD_NOT_ALLOWED");
  if (path === "/") return job(deps, request);
  if (path === "/health")
    return json(200, { ok: true, models: deps.models.map(({ name, id }) => ({ name, id })) });
  return { status: 200, type: "text/plain; version=0.0.4; charset=utf-8", body: await deps.metrics() };
};

const job = async (deps: AdapterRouteDeps, request: IncomingMessage): Promise<Reply> => {
  const startedAt = deps.now();
  let jobRunID = NO_ID;
  let entered = false;
  try {
    // Who may not ask is not listened to.
    deps.gate.enter(request);
    entered = true;
    const body = await readJsonBody(request, deps.maxBodyBytes);
    jobRunID = jobRunIdOf(body);
    const asked = parseJob(body);
    const data = await within(deps, (signal) => answerJob(deps, asked, signal));
    deps.count("OK", startedAt);
    return json(200, { jobRunID, data, result: data.result, statusCode: 200 });
  } catch (error) {
    const { status, code, message } = errorOf(deps, error);
    deps.count(code, startedAt);
    return json(status, {
      jobRunID,
      status: "errored",
      statusCode: status,
      error: { name: code, message },
    });
  } finally {
    if (entered) deps.gate.leave();
  }
};

/** The job's answer, or `TIMEOUT` once its time is over. */
const within = (
  { timeoutMs, signal }: AdapterRouteDeps,
  work: (signal: AbortSignal) => Promise<JobAnswer>,
): Promise<JobAnswer> => {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  return new Promise((resolve, reject) => {
    const end = () => reject(new AdapterError(504, "TIMEOUT", `No answer within ${timeoutMs} ms.`));
    bounded.addEventListener("abort", end, { once: true });
    work(bounded)
      .then(resolve, reject)
      .finally(() => bounded.removeEventListener("abort", end));
  });
};

type Fault = { readonly status: number; readonly code: string; readonly message: string };

const errorOf = ({ log }: AdapterRouteDeps, error: unknown): Fault => {
  if (error instanceof AdapterError) return error;
  if (error instanceof HttpError) return { status: error.status, code: error.code, message: error.message };
  const { error: code, message } = describeError(error);
  if (code === "PAYLOAD_UNAVAILABLE") return { status: 502, code, message };
  log.error({ msg: "Job failed", ...describeError(error) });
  return { status: 500, code: "INTERNAL", message: "The adapter failed; its log says why." };
};
