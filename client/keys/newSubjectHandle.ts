import type { Hex } from "../../standards/hex.ts";
import { randomWord } from "../../standards/randomWord.ts";

/** Name of a patient at one custodian: 32 random bytes. */
export type SubjectHandle = Hex & { readonly __brand: "SubjectHandle" };

/** A fresh handle. Derived from nothing, so nothing about the patient can be tried against it. */
export const newSubjectHandle = (): SubjectHandle => randomWord() as SubjectHandle;
