import { type SigningKey, Wallet } from "ethers";
import type { Committee } from "../../../oracle/domain/committee.ts";
import type { SignedDecision } from "../../../oracle/domain/decision.ts";
import type { Duty } from "../../../oracle/domain/duty.ts";
import type { Liveness, PeerAnswer, Proposal } from "../../../oracle/domain/ports.ts";
import { countersign } from "../../../oracle/pipeline/countersign.ts";
import type { PipelineDeps } from "../../../oracle/pipeline/deps.ts";
import { digestOf, type Statement } from "../../../oracle/pipeline/statements.ts";
import { createAdmission, type Limits } from "../../../oracle/server/admission.ts";
import type { Envelopes } from "../../../oracle/server/envelopes.ts";
import { createMemberKeys } from "../../../oracle/server/memberKeys.ts";
import { createPeerDoor } from "../../../oracle/server/peerDoor.ts";
import { DEFAULT_LIMITS, startServer, type TlsServer } from "../../../oracle/server/startServer.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import { createMetrics } from "../../../oracle/shared/metrics.ts";
import { ConsentState } from "../../../standards/consentStanding.ts";
import type { ConfigDigest, ConsentId, Hex, RequestId } from "../../../standards/hex.ts";
import { RequestStatus } from "../../../standards/inference.ts";
import { aRequest, CLINIC, HOSPITAL, PATIENT, word } from "../standards/builders.ts";
import { createHandClock, envelopesOf, type HandClock, signerOf, TOLERANCE } from "./operators.ts";

const KEYS = { leader: word(0x51), mine: word(0x52) };
export const LEADER = new Wallet(KEYS.leader);
export const MINE = new Wallet(KEYS.mine);
const ME = { operator: PATIENT, encryptionPrivateKey: word(0x54), ...signerOf(KEYS.mine) };

type PeerOptions = { readonly limits: Limits; readonly tls: TlsServer | undefined };
export const STRANGER = new Wallet(word(0x53));
export const RULES = { chainId: 31_337, oracle: HOSPITAL };
export const REQUEST_ID = word(1) as RequestId;

const COMMITTEE: Committee = {
  digest: word(4) as ConfigDigest,
  threshold: 2,
  members: [
    { operator: CLINIC, signer: LEADER.address as Hex },
    { operator: PATIENT, signer: MINE.address as Hex },
  ],
};

/** What the peer knows; tests change it. */
export type World = {
  duty: Duty | undefined;
  status: number;
  consent: Liveness;
  finalConsent: Liveness;
  equivocates: boolean;
  decisions: SignedDecision[];
  healthy: boolean;
  signed: number;
};

export const aDuty = (changes: Partial<Duty> = {}): Duty => ({
  id: REQUEST_ID,
  requester: CLINIC,
  request: aRequest(),
  blockNumber: 90,
  openedAt: 0,
  seenAt: 0,
  state: "computed",
  readyAt: 0,
  output: word(2),
  outputHash: word(2),
  traceCommitment: undefined,
  refusal: undefined,
  statement: undefined,
  proposal: undefined,
  outcome: undefined,
  attempts: 0,
  nextAttemptAt: 0,
  lastError: undefined,
  ...changes,
});

/** A request that names a consent. */
export const aPersonalDuty = (): Duty => aDuty({ request: aRequest({ consentId: word(7) as ConsentId }) });

export const aWorld = (): World => ({
  duty: aDuty(),
  status: RequestStatus.Pending,
  consent: { live: true, version: 0 },
  finalConsent: { live: true, version: 0 },
  equivocates: false,
  decisions: [],
  healthy: true,
  signed: 0,
});

const depsOf = (world: () => World): PipelineDeps =>
  ({
    rules: { ...RULES, maxBlockDistance: 5, consents: PATIENT, jurisdiction: "CH" },
    chain: {
      committeeOf: async (digest: string) => (digest === COMMITTEE.digest ? COMMITTEE : undefined),
      head: async () => ({ number: 100, hash: word(0), timestamp: 0 }),
      statusOf: async () => world().status,
      standingOf: async () => ({ state: world().consent.live ? ConsentState.Active : ConsentState.Revoked }),
      livenessOf: async (_: string, at: string) => (at === "final" ? world().finalConsent : world().consent),
    },
    keys: ME,
    store: {
      duty: async (id: string) => (id === REQUEST_ID ? world().duty : undefined),
      releaseSignature: async (_: string, __: unknown, sign: () => Promise<Hex>) => {
        if (world().equivocates) throw Object.assign(new Error("no"), { code: "WOULD_EQUIVOCATE" });
        world().signed++;
        return sign();
      },
      releaseDecision: async (
        _: string,
        next: Omit<SignedDecision, "signature">,
        sign: () => Promise<Hex>,
      ) => {
        const signed = { ...next, signature: await sign() };
        world().decisions.push(signed);
        return signed;
      },
    },
    modelOf: () => undefined,
    log: createLog("silent", {}),
    metrics: createMetrics(),
  }) as unknown as PipelineDeps;

const envelopesFor = (operator: Hex, key: Hex, clock: HandClock): Envelopes =>
  envelopesOf({ operator, signer: signerOf(key) }, clock, {
    oracle: RULES.oracle,
    keysOf: createMemberKeys({ committee: async () => COMMITTEE, committeeOf: async () => COMMITTEE }, clock),
  });

/** A server whose node knows what `world` says, and a member of its committee that asks. */
export const startPeer = async (world: () => World, options: Partial<PeerOptions> = {}) => {
  const { limits = DEFAULT_LIMITS, tls } = options;
  const deps = depsOf(world);
  const clock = createHandClock();
  const admission = createAdmission(limits, clock);
  const peerDoor = createPeerDoor({
    ...deps,
    envelopes: envelopesFor(PATIENT, KEYS.mine, clock),
    admission,
    countersign: (proposal) => countersign(deps, proposal),
  });
  // What was said before the server started is not heard.
  clock.advance(TOLERANCE.maxAheadMs + 1);
  const server = await startServer(
    {
      operator: PATIENT,
      maxBodyBytes: 6_000,
      peerDoor,
      asksForCertificates: tls?.clientCa !== undefined,
      resultOf: async (id) =>
        id === REQUEST_ID ? { encapsulatedKey: word(5), ciphertext: "0x06" } : undefined,
      decisionsOf: async (id) => world().decisions.filter(() => id === REQUEST_ID),
      health: () => ({ ok: world().healthy, problems: world().healthy ? [] : ["LISTENER_STUCK"] }),
      metrics: async () => "theriac_head_block 100\n",
      log: createLog("silent", {}),
    },
    { host: "127.0.0.1", port: 0, admission, tls },
  );
  const base = `${tls === undefined ? "http" : "https"}://127.0.0.1:${server.port}`;
  const post = (body: unknown, headers: Record<string, string> = { "content-type": "application/json" }) =>
    fetch(`${base}/v1/proposals`, {
      method: "POST",
      headers,
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const leader = envelopesFor(CLINIC, KEYS.leader, clock);
  /** Asks as the leader, and opens what comes back; of what is not signed only the status. */
  const ask = async (body: unknown) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const question = await leader.seal(PATIENT, text);
    const response = await post(question.text);
    const expected = { sender: PATIENT, inReplyTo: question.nonce };
    const { status } = response;
    const reply = await response.text();
    if (![200, 409, 425].includes(status)) return { status, answer: JSON.parse(reply) as { error: string } };
    const opened = await leader.open(reply, () => undefined, expected);
    return { status, answer: JSON.parse(opened.body) as PeerAnswer };
  };
  const metricOf = (name: string) => deps.metrics.registry.getSingleMetricAsString(name);
  return { base, post, ask, leader, clock, metricOf, stop: server.stop };
};

export type Peer = Awaited<ReturnType<typeof startPeer>>;

export const answer = (changes = {}): Statement => ({
  kind: "answer",
  report: {
    requestId: REQUEST_ID,
    outputHash: word(2),
    consentVersion: 0,
    configDigest: COMMITTEE.digest,
    observedBlock: 98,
    ...changes,
  },
});

export const refusal = (reason: 1 | 2 | 3 | 4): Statement => ({
  kind: "refusal",
  refusal: { requestId: REQUEST_ID, reason, configDigest: COMMITTEE.digest },
});

export const signedBy = (wallet: { signingKey: SigningKey }, statement: Statement): Proposal => ({
  ...statement,
  signature: wallet.signingKey.sign(digestOf(RULES, statement)).serialized as Hex,
});
