import { attempt, type Finding, failed, ok, warning } from "./report.ts";

/** One RPC endpoint, by its place in the config: its address may hold a key. */
export type Endpoint = {
  readonly chainId: () => Promise<number>;
  readonly head: () => Promise<{ readonly number: number; readonly timestamp: number }>;
  /** Undefined where the endpoint does not know the tag. */
  readonly blockAt: (tag: string) => Promise<number | undefined>;
  /** Reads events over a range of blocks. */
  readonly logs: (from: number, to: number) => Promise<number>;
};

export type EndpointRules = {
  readonly chainId: number;
  readonly finality: string;
  readonly maxBlockRange: number;
  readonly maxHeadAgeMs: number;
  readonly now: () => number;
};

const FAR_BEHIND = 5;
const SKEW_MS = 15_000;

/** Every endpoint by itself, then how far they are apart. */
export const checkEndpoints = async (
  endpoints: readonly Endpoint[],
  rules: EndpointRules,
): Promise<readonly Finding[]> => {
  const heads: number[] = [];
  const findings: Finding[] = [];
  for (const [place, endpoint] of endpoints.entries()) {
    const check = `endpoint ${place}`;
    const todo = `Is chain.rpcUrls.${place} right, and does it answer?`;
    findings.push(...(await attempt(check, () => checkEndpoint(check, endpoint, rules, heads), todo)));
  }
  const spread = heads.length < 2 ? 0 : Math.max(...heads) - Math.min(...heads);
  if (spread > FAR_BEHIND) {
    const says = `heads are ${spread} blocks apart`;
    findings.push(warning("endpoints", says, "Replace the one that lags behind."));
  }
  return findings;
};

const checkEndpoint = async (
  check: string,
  endpoint: Endpoint,
  rules: EndpointRules,
  heads: number[],
): Promise<readonly Finding[]> => {
  const actual = await endpoint.chainId();
  if (actual !== rules.chainId) {
    const says = `serves chain ${actual}, not ${rules.chainId}`;
    return [failed(check, says, "Correct chain.chainId or chain.rpcUrls.")];
  }
  const head = await endpoint.head();
  heads.push(head.number);
  const todo = "Lower chain.maxBlockRange to what the endpoint allows.";
  return [
    headAge(check, head, rules),
    ...(await attempt(check, () => finality(check, endpoint, rules), "Choose another chain.finality.")),
    ...(await attempt(`${check} events`, () => logsRange(check, endpoint, head.number, rules), todo)),
  ];
};

const headAge = (
  check: string,
  { number, timestamp }: Awaited<ReturnType<Endpoint["head"]>>,
  { maxHeadAgeMs, now }: EndpointRules,
): Finding => {
  const age = now() - timestamp * 1_000;
  const says = `right chain, head ${number} is ${Math.round(age / 1_000)} s old`;
  if (age < -SKEW_MS) return warning(check, says, "This machine's clock is behind the chain: set it by NTP.");
  return age > maxHeadAgeMs
    ? warning(check, says, "The chain stands still, the endpoint does, or this machine's clock is ahead.")
    : ok(check, says);
};

const finality = async (check: string, endpoint: Endpoint, rules: EndpointRules): Promise<Finding> => {
  const block = await endpoint.blockAt(rules.finality);
  const name = `${check} finality`;
  return block === undefined
    ? failed(name, `does not know "${rules.finality}"`, "Choose another chain.finality, or another endpoint.")
    : ok(name, `"${rules.finality}" is block ${block}`);
};

const logsRange = async (
  check: string,
  endpoint: Endpoint,
  head: number,
  { maxBlockRange }: EndpointRules,
): Promise<Finding> => {
  const from = Math.max(0, head - maxBlockRange + 1);
  const found = await endpoint.logs(from, head);
  return ok(`${check} events`, `${head - from + 1} blocks in one query, ${found} events`);
};
