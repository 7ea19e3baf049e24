import type { AccessRequest } from "../../../standards/accessRequest.ts";
import type { ConsentGrant } from "../../../standards/consent.ts";
import { DENY_REASONS, type Decision, type Facts } from "../../../standards/consentDecision.ts";
import type { Hex } from "../../../standards/hex.ts";

// ABI coding written out: ethers' coder takes longer over 100,000 cases than both machines take to decide them. A test
// compares the two.

/** A member of a tuple: words in place, or an encoding that the tuple's head points at. */
type Member = string | { readonly tail: string };

const word = (value: number | bigint | boolean): string => BigInt(value).toString(16).padStart(64, "0");
const address = (value: Hex): string => value.slice(2).toLowerCase().padStart(64, "0");
const bytes32 = (value: Hex): string => value.slice(2);

const tuple = (members: readonly Member[]): string => {
  const sizes = members.map((member) => (typeof member === "string" ? member.length / 2 : 32));
  let next = sizes.reduce((sum, size) => sum + size, 0);
  let [head, tails] = ["", ""];
  for (const member of members) {
    if (typeof member === "string") {
      head += member;
    } else {
      head += word(next);
      tails += member.tail;
      next += member.tail.length / 2;
    }
  }
  return head + tails;
};

const text = (value: string): Member => {
  const hex = Buffer.from(value, "utf8").toString("hex");
  return { tail: word(hex.length / 2) + hex.padEnd(Math.ceil(hex.length / 64) * 64, "0") };
};

const list = (members: readonly Member[]): Member => ({ tail: word(members.length) + tuple(members) });

const encodeGrant = ({ signer, terms, issuedAt, end, deadline }: ConsentGrant): Member => ({
  tail: tuple([address(signer), { tail: encodeTerms(terms) }, word(issuedAt), word(end), word(deadline)]),
});

const encodeTerms = (terms: ConsentGrant["terms"]): string =>
  tuple([
    bytes32(terms.subject),
    address(terms.custodian),
    address(terms.grantee),
    word(terms.purposes),
    word(terms.duo),
    word(terms.dataClasses),
    word(terms.maxConfidentiality),
    word(terms.start),
    word(terms.dataFrom),
    word(terms.dataTo),
    word(terms.obligations),
    list(terms.diseases.map(text)),
    list(terms.jurisdictions.map(text)),
    list(
      terms.denials.map((rule) => ({
        tail: tuple([
          address(rule.actor),
          word(rule.purposes),
          word(rule.dataClasses),
          word(rule.minConfidentiality),
          text(rule.jurisdiction),
        ]),
      })),
    ),
    bytes32(terms.policy),
    bytes32(terms.policyHash),
    word(terms.policyMajor),
    word(terms.policyMinor),
    bytes32(terms.salt),
  ]);

const encodeRequest = (request: AccessRequest): Member => {
  const { kind, disease, genetic, commercial, clinical } = request.use;
  return {
    tail: tuple([
      bytes32(request.id),
      address(request.actor),
      word(request.purpose),
      word(request.dataClass),
      word(request.confidentiality),
      word(request.dataFrom),
      word(request.dataTo),
      text(request.jurisdiction),
      { tail: tuple([word(kind), text(disease), word(genetic), word(commercial), word(clinical)]) },
    ]),
  };
};

const encodeFacts = ({ standing, policy, credentials, diseaseCovered, decidedAt }: Facts): string =>
  [
    word(standing.state),
    address(standing.signer),
    word(standing.issuedAt),
    word(standing.end),
    word(standing.capture),
    address(standing.delegate),
    word(standing.delegateClasses),
    word(standing.revokedByEpoch),
    word(standing.underDispute),
    word(policy),
    word(credentials),
    word(diseaseCovered),
    word(decidedAt),
  ].join("");

/** Arguments of ConsentDecisions.decideOn, without selector. */
export const encodeDecideOn = (grant: ConsentGrant, request: AccessRequest, facts: Facts): string =>
  tuple([encodeGrant(grant), encodeRequest(request), encodeFacts(facts)]);

export const encodeGrantAlone = (grant: ConsentGrant): string => tuple([encodeGrant(grant)]);
export const encodeRequestAlone = (request: AccessRequest): string => tuple([encodeRequest(request)]);

/** The words that decideOn answers with, from a decision of the TypeScript rules. */
export const encodeDecision = (decision: Decision): string =>
  decision.permitted
    ? [true, 0, 0, decision.obligations, decision.duoObligations, decision.policyChanged].map(word).join("")
    : [false, DENY_REASONS.indexOf(decision.reason), decision.duoCode ?? 0, 0, 0, decision.policyChanged]
        .map(word)
        .join("");

/** Input of ManyCalls: `calls` are selectors with arguments, in hex without prefix. */
export const encodeManyCalls = (target: Hex, calls: readonly string[], wordsOfAnswer: number): Hex => {
  const short = (value: number, bytes: number) => value.toString(16).padStart(bytes * 2, "0");
  const sized = calls.map((call) => short(call.length / 2, 4) + call);
  return `0x${target.slice(2)}${short(calls.length, 4)}${short(wordsOfAnswer, 1)}${sized.join("")}`;
};
