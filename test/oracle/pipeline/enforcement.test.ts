import { Writable } from "node:stream";
import { expect } from "chai";
import { computeAddress, keccak256 } from "ethers";
import type { PipelineDeps } from "../../../oracle/pipeline/deps.ts";
import { runDuties } from "../../../oracle/pipeline/runDuties.ts";
import { systemClock } from "../../../oracle/shared/clock.ts";
import { createLog, type LogLevel } from "../../../oracle/shared/log.ts";
import { signerOfDecision } from "../../../standards/accessDecision.ts";
import { type ConsentGrant, consentId, consentRegistryDomain } from "../../../standards/consent.ts";
import { Confidentiality, DataClass } from "../../../standards/consentCodes.ts";
import { DENY_REASONS } from "../../../standards/consentDecision.ts";
import { decisionReaderKey } from "../../../standards/decisionReader.ts";
import { sealEnvelope } from "../../../standards/envelope.ts";
import { type EncryptionKeyPair, generateEncryptionKey } from "../../../standards/hpke.ts";
import { RefusalReason } from "../../../standards/inference.ts";
import { PolicyStanding } from "../../../standards/policy.ts";
import { encodeRecord, type PersonalRecord } from "../../../standards/record.ts";
import { aGrant, aRecord, aTerms, CLINIC, HOSPITAL, PATIENT, word } from "../standards/builders.ts";
import { racesOf } from "./races.ts";
import { createStage, ID, KEY, type Stage } from "./stage.ts";

const SECRET_VALUE = 918_273.6455;
const SIGNER = computeAddress(KEY.publicKey);
const DOMAIN = consentRegistryDomain(31_337, PATIENT);

describe("enforcement of consents", () => {
  let stage: Stage;
  let mine: EncryptionKeyPair;
  let grantee: EncryptionKeyPair;
  let submitted: string[];
  let fetched: number;
  let logged = "";
  const secrets = new Set<string>();

  const sink = new Writable({
    write: (chunk, _, done) => {
      logged += chunk;
      done();
    },
  });
  const log = createLog("trace" as LogLevel, {}, sink);

  before(async () => {
    [mine, grantee] = [await generateEncryptionKey(), await generateEncryptionKey()];
  });
  beforeEach(async () => {
    stage = await createStage();
    [submitted, fetched] = [[], 0];
  });
  afterEach(() => stage.close());

  const recordOf = (consent: ConsentGrant, changes: Partial<PersonalRecord> = {}): PersonalRecord => ({
    ...aRecord({ consent }),
    record: { kind: "wdbc-row/1", values: [SECRET_VALUE] },
    inputSalt: word(0xa4),
    outputSalt: word(0xa5),
    grantee: { encryptionKey: grantee.publicKey },
    ...changes,
  });

  const grantOf = (terms: Partial<ConsentGrant["terms"]> = {}): ConsentGrant =>
    aGrant({ terms: { ...aTerms(), subject: word(0xa1), salt: word(0xa3), ...terms } });

  /** Opens a request about the record, and runs its duty until it is submitted, or for a while. */
  const play = async (
    record: PersonalRecord,
    changes: (deps: PipelineDeps) => Partial<PipelineDeps> = () => ({}),
    named: ConsentGrant = record.consent,
  ) => {
    for (const secret of [record.consent.terms.subject, record.consent.terms.salt, record.inputSalt]) {
      secrets.add(secret.slice(2));
    }
    for (const secret of [record.outputSalt, mine.privateKey, grantee.privateKey])
      secrets.add(secret.slice(2));
    const envelope = await sealEnvelope(encodeRecord(record), [
      { operator: CLINIC, encryptionKey: mine.publicKey },
    ]);
    const base = stage.deps();
    const deps: PipelineDeps = {
      ...base,
      log,
      keys: { ...base.keys, encryptionPrivateKey: mine.privateKey },
      payloads: async () => {
        fetched++;
        return envelope;
      },
      submitter: {
        ...base.submitter,
        submit: (duty, broadcast) => {
          submitted.push(String(duty.statement?.kind));
          return base.submitter.submit(duty, broadcast);
        },
      },
    };
    await stage.open({ consentId: consentId(named) });
    const running = runDuties({ ...deps, ...changes(deps) });
    for (let i = 0; i < 60 && (await stage.store.duty(ID))?.state !== "submitted"; i++) {
      await systemClock.wait(10, new AbortController().signal);
    }
    stage.world.controller.abort();
    await running;
    return await stage.store.duty(ID);
  };

  const decisions = async () =>
    (await stage.store.decisions(ID)).map(({ decision, signature }) => {
      expect(signerOfDecision(DOMAIN, decision, signature)).to.equal(SIGNER);
      return DENY_REASONS[decision.reason];
    });

  it("answers what is permitted, and signs that it permitted", async () => {
    const record = recordOf(grantOf());
    const duty = await play(record);
    expect(duty).to.deep.include({ state: "submitted", refusal: undefined });
    expect(submitted).to.deep.equal(["answer"]);
    expect(await decisions()).to.deep.equal(["NONE"]);
    const [signed] = await stage.store.decisions(ID);
    expect(signed?.decision.obligations).to.equal(record.consent.terms.obligations);
    const key = decisionReaderKey(record.consent.terms.salt, ID);
    expect(signed?.reader).to.equal(keccak256(key));
  });

  const revoke = () => {
    stage.world.live = false;
  };
  for (const [when, changes, decided, fetches] of racesOf(() => stage, revoke)) {
    it(`refuses a consent that is revoked ${when}`, async () => {
      const duty = await play(recordOf(grantOf()), changes);
      expect(duty).to.include({ state: "submitted", refusal: RefusalReason.NoLiveConsent });
      expect(submitted).to.deep.equal(["refusal"]);
      expect(await decisions()).to.deep.equal(decided);
      expect(fetched).to.equal(fetches);
    });
  }

  it("names nothing of the record in a denial that was signed before it was opened", async () => {
    revoke();
    await play(recordOf(grantOf()));
    const [signed] = await stage.store.decisions(ID);
    expect(signed?.decision).to.include({ requestHash: ID, permitted: false });
    expect(signed?.reader).to.equal(undefined);
  });

  const denials: [string, () => PersonalRecord, ConsentGrant?][] = [
    ["GRANTEE", () => recordOf(grantOf({ grantee: HOSPITAL }))],
    ["PURPOSE", () => recordOf(grantOf({ purposes: 1n }))],
    ["SCOPE", () => recordOf(grantOf(), { dataClass: DataClass.GENOMICS })],
    ["SCOPE", () => recordOf(grantOf({ dataFrom: 500, dataTo: 900 }))],
    [
      "SCOPE",
      () => recordOf(grantOf({ dataFrom: 500, dataTo: 900 }), { dataPeriod: { from: 499, to: 900 } }),
    ],
    ["LABEL", () => recordOf(grantOf(), { confidentiality: Confidentiality.V })],
    ["REGION", () => recordOf(grantOf({ jurisdictions: ["FR", "US"] }))],
    [
      "DENY_RULE",
      () =>
        recordOf(
          grantOf({
            denials: [
              { actor: CLINIC, purposes: 0n, dataClasses: 0, minConfidentiality: 0, jurisdiction: "CH" },
            ],
          }),
        ),
    ],
    ["NO_CONSENT", () => recordOf(grantOf()), aGrant()],
  ];
  for (const [i, [reason, build, named]] of denials.entries()) {
    it(`refuses for ${reason} (${i}) and signs the reason`, async () => {
      const record = build();
      const duty = await play(record, undefined, named ?? record.consent);
      expect(duty).to.include({ refusal: RefusalReason.ConsentDoesNotPermit, outputHash: undefined });
      expect(await decisions()).to.deep.equal([reason]);
      expect(stage.world.seen).to.deep.equal([]);
    });
  }

  it("permits a stated period within the agreed one, and a stated place", async () => {
    const consent = grantOf({ dataFrom: 500, dataTo: 900, jurisdictions: ["CH"] });
    await play(recordOf(consent, { dataPeriod: { from: 500, to: 900 } }));
    expect(await decisions()).to.deep.equal(["NONE"]);
  });

  for (const [policy, decided] of [
    [PolicyStanding.Unknown, "POLICY_VERSION"],
    [PolicyStanding.Ended, "POLICY_VERSION"],
    [PolicyStanding.MinorBehind, "NONE"],
    [PolicyStanding.Grace, "NONE"],
  ] as const) {
    it(`decides ${decided} under a policy that stands at ${policy}`, async () => {
      stage.world.policy = policy;
      await play(recordOf(grantOf()));
      expect(await decisions()).to.deep.equal([decided]);
    });
  }

  it("decides nothing while what permits is not in a final block", async () => {
    const duty = await play(recordOf(grantOf()), ({ chain }) => ({
      chain: {
        ...chain,
        policyStandingOf: async (_, at) => (at === "final" ? PolicyStanding.Unknown : PolicyStanding.Current),
      },
    }));
    expect(duty).to.include({ state: "authorised", lastError: "CONSENT_NOT_FINAL" });
    expect([await decisions(), submitted]).to.deep.equal([[], []]);
  });

  it("refuses what it cannot decrypt", async () => {
    const other = await generateEncryptionKey();
    const duty = await play(recordOf(grantOf()), ({ keys }) => ({
      keys: { ...keys, encryptionPrivateKey: other.privateKey },
    }));
    expect(duty).to.include({ refusal: RefusalReason.PayloadUnavailable });
  });

  it("wrote nothing of a person to its log, at any level, whatever went wrong", async () => {
    expect(logged).to.contain("Access decided").and.to.contain("Request will be refused");
    expect(logged).to.contain('"level":"debug"');
    for (const secret of [...secrets, String(SECRET_VALUE), "wdbc-row/1"]) {
      expect(logged.toLowerCase()).not.to.contain(secret.toLowerCase());
    }
  });
});
