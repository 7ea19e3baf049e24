import { shippingDocument, shippingEvent } from "./samples.ts";

export const TEXT = JSON.stringify(shippingDocument);
export const EVENT = JSON.stringify(shippingEvent);
/** Where the events begin. */
export const AT = TEXT.indexOf(EVENT);

/** A document of many events, made as it is asked for; `made` tells how many were. */
export const generate = (count: number) => {
  const state = { made: 0 };
  function* pieces(): Generator<string> {
    yield TEXT.slice(0, AT);
    for (; state.made < count; state.made++) yield state.made === 0 ? EVENT : `,${EVENT}`;
    yield TEXT.slice(AT + EVENT.length);
  }
  return { state, pieces };
};
