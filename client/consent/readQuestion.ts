import { z } from "zod";
import type { AccessQuestion } from "./accessQuestion.ts";
import { QuestionMalformedError } from "./errors.ts";
import { questionFields } from "./questionShape.ts";

const shape = z.strictObject(questionFields);

/** A question in the one spelling that the rules are made for. Throws `QUESTION_MALFORMED`. */
export const readQuestion = ({ grant, request, credentials, ancestry }: AccessQuestion): AccessQuestion => {
  const parsed = shape.safeParse({ grant, request, credentials, ancestry });
  if (!parsed.success) throw new QuestionMalformedError(parsed.error.issues[0]?.path.join(".") ?? "");
  return parsed.data;
};
