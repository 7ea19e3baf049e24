import type { PipelineDeps } from "../../../oracle/pipeline/deps.ts";
import type { Stage } from "./stage.ts";

/** Where the revocation lands, what was decided by then, and how often the payload was fetched. */
export const racesOf = (
  stage: () => Stage,
  revoke: () => void,
): [string, (deps: PipelineDeps) => Partial<PipelineDeps>, string[], number][] => [
  [
    "before it is authorised",
    () => {
      revoke();
      return {};
    },
    ["NOT_ACTIVE"],
    0,
  ],
  [
    "while the payload is fetched",
    ({ payloads }) => ({
      payloads: async (hash, signal) => {
        revoke();
        return payloads(hash, signal);
      },
    }),
    ["NOT_ACTIVE"],
    1,
  ],
  [
    "while the record is decrypted",
    ({ keys }) => ({
      keys: {
        ...keys,
        get encryptionPrivateKey() {
          revoke();
          return keys.encryptionPrivateKey;
        },
      },
    }),
    ["NOT_ACTIVE"],
    1,
  ],
  [
    "while the model runs",
    () => ({
      modelOf: () =>
        stage().model({
          infer: async () => {
            revoke();
            return Int32Array.from([1, 2]);
          },
        }),
    }),
    ["NONE", "NOT_ACTIVE"],
    1,
  ],
  [
    "right before the signature",
    ({ chain }) => ({
      chain: {
        ...chain,
        committee: async () => {
          revoke();
          return chain.committee();
        },
      },
    }),
    ["NONE", "NOT_ACTIVE"],
    1,
  ],
  [
    "after signing, before anything is sent",
    ({ chain, keys }) => ({
      chain: {
        ...chain,
        statusOf: async (id) => {
          if ((await stage().store.duty(id))?.state === "signed") revoke();
          return chain.statusOf(id);
        },
      },
      keys,
    }),
    ["NONE", "NOT_ACTIVE"],
    1,
  ],
];
