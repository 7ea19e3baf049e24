// Words of the Core Business Vocabulary. A document may write the bare word, the web address or the older URN of each.

export const BIZ_STEPS = [
  ..."accepting arriving assembling collecting commissioning consigning creating_class_instance".split(" "),
  ..."cycle_counting decommissioning departing destroying disassembling dispensing encoding".split(" "),
  ..."entering_exiting holding inspecting installing killing loading other packing picking".split(" "),
  ..."receiving removing repackaging repairing replacing reserving retail_selling sampling".split(" "),
  ..."sensor_reporting shipping staging_outbound stock_taking stocking storing transporting".split(" "),
  ..."unloading unpacking void_shipping".split(" "),
] as const;

export const DISPOSITIONS = [
  ..."active available completeness_verified completeness_inferred conformant container_closed".split(" "),
  ..."container_open damaged destroyed dispensed disposed encoded expired in_progress in_transit".split(" "),
  ..."inactive mismatch_instance mismatch_class mismatch_quantity needs_replacement".split(" "),
  ..."no_pedigree_match non_conformant non_sellable_other partially_dispensed recalled".split(" "),
  ..."reserved retail_sold returned sellable_accessible sellable_not_accessible stolen".split(" "),
  ..."unavailable unknown".split(" "),
] as const;

export const BUSINESS_TRANSACTION_TYPES =
  "bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt".split(" ");
export const SOURCE_DESTINATION_TYPES = ["owning_party", "possessing_party", "location"];
export const ERROR_REASONS = ["did_not_occur", "incorrect_data"];
export const COMPONENTS = (
  "altitude axial_distance azimuth easting height_above_ground_level inclination latitude longitude " +
  "northing polar_angle radius x y z"
).split(" ");
export const SENSOR_EXCEPTIONS = ["ALARM_CONDITION", "ERROR_CONDITION"];

/** A list of words, and how its addresses and URNs begin. */
export type Vocabulary = {
  readonly words: readonly string[];
  readonly address: string;
  readonly urn: string | undefined;
};

const CBV = "https://ref.gs1.org/cbv/";
const vocabulary = (words: readonly string[], name: string, urn?: string): Vocabulary => ({
  words,
  address: `${CBV}${name}-`,
  urn: urn === undefined ? undefined : `urn:epcglobal:cbv:${urn}:`,
});

export const VOCABULARIES = {
  bizStep: vocabulary(BIZ_STEPS, "BizStep", "bizstep"),
  disposition: vocabulary(DISPOSITIONS, "Disp", "disp"),
  bizTransaction: vocabulary(BUSINESS_TRANSACTION_TYPES, "BTT", "btt"),
  sourceDestination: vocabulary(SOURCE_DESTINATION_TYPES, "SDT", "sdt"),
  errorReason: vocabulary(ERROR_REASONS, "ER", "er"),
  component: vocabulary(COMPONENTS, "Comp"),
  // Kinds of measurement are words of GS1's web vocabulary, of which there are many: any is taken.
  sensor: { words: [], address: "https://ref.gs1.org/voc/", urn: undefined },
} as const satisfies Record<string, Vocabulary>;
export type VocabularyName = keyof typeof VOCABULARIES;

const BARE_WORD = /^[A-Za-z][A-Za-z0-9_]*$/;

/** The web address of a word, however it is written; addresses of other vocabularies stay. */
export const addressOf = (name: VocabularyName, written: string): string => {
  const { address, urn } = VOCABULARIES[name];
  if (BARE_WORD.test(written)) return address + written;
  return urn !== undefined && written.startsWith(urn) ? address + written.slice(urn.length) : written;
};

/** The bare word, or nothing if it is one of another vocabulary. */
export const wordOf = (name: VocabularyName, written: string): string | undefined => {
  const { address } = VOCABULARIES[name];
  const full = addressOf(name, written);
  return full.startsWith(address) ? full.slice(address.length) : undefined;
};

/** Whether a value may stand where this vocabulary is used: one of its words, or an address of another vocabulary. */
export const isTerm = (name: VocabularyName, written: string): boolean => {
  const word = wordOf(name, written);
  const { words } = VOCABULARIES[name] as Vocabulary;
  if (word !== undefined) return words.length === 0 ? BARE_WORD.test(word) : words.includes(word);
  return /^[A-Za-z][A-Za-z0-9+.-]*:[^\s]+$/.test(written);
};
