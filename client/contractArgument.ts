/** The same value, typed as generated contract types want it: they take no readonly arrays. */
export type ContractArgument<T> = T extends string | bigint | number | boolean
  ? T
  : T extends readonly (infer E)[]
    ? ContractArgument<E>[]
    : T extends object
      ? { -readonly [K in keyof T]: ContractArgument<T[K]> }
      : T;

/** Hands an immutable value to a contract call. */
export const contractArgument = <T>(value: T): ContractArgument<T> => value as ContractArgument<T>;
