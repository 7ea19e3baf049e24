import { TheriacError } from "../../standards/errors.ts";

/** A proof of keys is not one that this registry would take. */
export class KeyProofError extends TheriacError {
  readonly code = "KEY_PROOF";
  constructor(why: string, context: Readonly<Record<string, string | number>>) {
    super(`The proof of the keys cannot be used: ${why}.`, {
      context,
      hint: "Make it anew: `npm run oracle -- prove --config FILE` with this chain and this registry in the config.",
    });
  }
}

/** A registered operator has other keys than those to be registered. */
export class RegisteredOtherwiseError extends TheriacError {
  readonly code = "REGISTERED_OTHERWISE";
  constructor(operator: string, signer: string) {
    super("The account is an operator already, with other keys.", {
      context: { operator, signer },
      hint: "Keys change by `theriac operator rotate`.",
    });
  }
}

/** An amount of ether is no plain decimal number. */
export class EtherMalformedError extends TheriacError {
  readonly code = "ETHER_MALFORMED";
  constructor(given: string) {
    super("An amount of ether is not a decimal number.", {
      context: { given },
      hint: "Write digits and at most 18 after the point, such as 1.5.",
    });
  }
}
