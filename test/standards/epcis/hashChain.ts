// Thirteen events along a supply chain, from the same source and under the same licence as hashVectors.ts.
import {
  all,
  at,
  destination,
  event,
  type HashVector,
  INPUTS,
  lot,
  OUTPUTS,
  source,
  TRANSFORMED,
  transaction,
  vector,
} from "./hashVectors.ts";

const NAMESPACES = { example: "https://ns.example.com/epcis/", cbvmda: "urn:epcglobal:cbv:mda:" };
const notice = (gln: string, number: string) => transaction("desadv", `${gln}:${number}`);
const invoice = (gln: string, number = "RE1099") => transaction("inv", `${gln}:${number}`);
const PARTNER = "4012345123456";
const PALLET = { epcList: all("sscc", "5200001.0111111146") };
const PAPERS = { bizTransactionList: [notice("5200001000008", "4711"), invoice("5200001000008")] };

export const HASH_CHAIN: readonly HashVector[] = [
  vector(
    "departing",
    "253f0178f96349eedc207505b49044a602129605cf692e3d9f1f36c8bd1dfb0d",
    event("ObjectEvent", ["2019-10-21T11:00:30.000+01:00", "+01:00"], "OBSERVE", "departing", {
      ...PALLET,
      ...PAPERS,
      readPoint: at("5200001.99901.0"),
      sourceList: [source("possessing_party", "pgln:5200001.00000")],
      destinationList: [
        destination("possessing_party", "pgln:4000001.98765"),
        destination("location", "sgln:4012345.00012.0"),
      ],
    }),
    NAMESPACES,
  ),
  vector(
    "receiving",
    "ef43acf0e69951f79739f603f714893784648a41bac3f58035b5830a978a2631",
    event("ObjectEvent", ["2019-10-21T12:00:30.000+01:00", "+01:00"], "OBSERVE", "receiving", {
      ...PALLET,
      ...PAPERS,
      readPoint: at("4012345.00012.0"),
      sourceList: [
        source("possessing_party", "pgln:4000001.00012"),
        source("owning_party", "pgln:4000001.00012"),
      ],
      destinationList: [
        destination("possessing_party", "pgln:4012345.00000"),
        destination("owning_party", "pgln:4012345.00000"),
        destination("location", "sgln:4012345.00012.0"),
      ],
    }),
    NAMESPACES,
  ),
  vector(
    "inspecting",
    "c50842eb714406394a77fb7b517fea621c78a61f65549874de7c9e019afe7b6f",
    event("ObjectEvent", ["2019-10-21T15:45:00.000+01:00", "+01:00"], "OBSERVE", "inspecting", {
      epcList: all("sscc", "4012345.0111111111"),
      disposition: "in_progress",
      readPoint: at("4012345.00024.0"),
    }),
    NAMESPACES,
  ),
  vector(
    "commissioning by weight",
    "5f396ea5cb32fe4d0980cb79f5a5eb9640559e9f5a6cefa5c98a7d6ad554b50b",
    event("ObjectEvent", ["2019-10-21T14:58:56.000+02:00", "+02:00"], "ADD", "commissioning", {
      quantityList: [lot("4054739.099914.20160711", 600, "KGM")],
      readPoint: at("4054739.00001.0"),
      ilmd: { "cbvmda:bestBeforeDate": "2019-10-21" },
    }),
    NAMESPACES,
  ),
  vector(
    "packing items",
    "c941e6486c561c2be83c28dc228c150eaef9a6befb1015e6cc563982fb7414b6",
    event("AggregationEvent", ["2019-10-21T11:58:56.591+02:00", "+02:00"], "ADD", "packing", {
      parentID: "urn:epc:id:sscc:4047023.0111111122",
      childEPCs: [98, 97, 107, 109].map((serial) => `urn:epc:id:sgtin:4047023.077551.${serial}`),
      readPoint: at("4047023.00012.0"),
    }),
    NAMESPACES,
  ),
  vector(
    "packing quantities",
    "cfda50b7ff23682e989bafc3747ac9b752f405305fcde6618280f6be27344f35",
    event("AggregationEvent", ["2019-10-21T17:30:56.591+02:00", "+02:00"], "ADD", "packing", {
      parentID: "urn:epc:id:sscc:4012344.0111111133",
      childQuantityList: [lot("4054739.099902.P2", 12, "KGM"), lot("4054739.012345.lot2", 17)],
      readPoint: at("4012345.00025.0"),
    }),
    NAMESPACES,
  ),
  vector(
    "unpacking everything",
    "c4bdb87c8d59d6ab569d0cfc6583e9dd4c314cdf71799b0ef8d4febe5239d9c5",
    event("AggregationEvent", ["2019-10-21T11:58:56.591+02:00", "+02:00"], "DELETE", "unpacking", {
      parentID: "urn:epc:id:sscc:4012344.0111111144",
      readPoint: at("4012345.00025.0"),
      bizTransactionList: [invoice(PARTNER)],
    }),
    NAMESPACES,
  ),
  vector(
    "unpacking units",
    "a62b9f9e429fcba628ea47d073542ca67e9fbe4688df2c649b8cd13b8519b91f",
    event("AggregationEvent", ["2019-10-21T14:02:56.000+02:00", "+02:00"], "DELETE", "unpacking", {
      parentID: "urn:epc:id:sscc:4012344.0998811122",
      childEPCs: [3, 4, 5].map((last) => `urn:epc:id:sscc:4012344.099881112${last}`),
      readPoint: at("4012345.00077.0"),
      bizTransactionList: [invoice(PARTNER, "4711")],
    }),
    NAMESPACES,
  ),
  vector(
    "an order for items",
    "cf6559dc931963f19ed9cd2fe33c02ef64c8cfd557e5a96b086a87db315b7122",
    event("TransactionEvent", ["2019-10-21T00:05:00-06:00", "-06:00"], "ADD", "shipping", {
      epcList: all("sgtin", "0614141.107340.1", "0614141.107340.2"),
      readPoint: at("4012345.00000.5"),
      bizLocation: at("4012345.00000.0"),
      bizTransactionList: [transaction("po", `${PARTNER}:RE100099`)],
    }),
    NAMESPACES,
  ),
  vector(
    "an invoice for a quantity",
    "b741a543ea0b2a4c4bdb3441c7dc196b41710e5b2c9870b211fac8d6d4c93427",
    event("TransactionEvent", ["2019-10-21T14:58:56.591+02:00", "+02:00"], "ADD", "holding", {
      quantityList: [lot("4012345.099988.2014-02-10", 2030, "KGM")],
      readPoint: at("4012345.00025.0"),
      bizLocation: at("4012345.00002.0"),
      bizTransactionList: [invoice(PARTNER)],
    }),
    NAMESPACES,
  ),
  vector(
    "items made of items",
    "335da6c3ab1d932824748791beec4d7ed261ed383f6849f6b8718e8fafb4d298",
    event("TransformationEvent", TRANSFORMED, undefined, "commissioning", {
      inputEPCList: INPUTS,
      outputEPCList: OUTPUTS,
      transformationID: "urn:epc:id:gdti:4012345.55555.1234",
      readPoint: at("4012345.00001.0"),
      ilmd: { "example:bestBeforeDate": "2020-11-10", "example:batch": "4711" },
    }),
    NAMESPACES,
  ),
  vector(
    "items made of items and quantities",
    "36ab2ba0e3eac03d14a630148c63c31da00b8c4f1c311f501eb459e89a6e6350",
    event("TransformationEvent", TRANSFORMED, undefined, "commissioning", {
      inputEPCList: INPUTS,
      outputEPCList: OUTPUTS,
      inputQuantityList: [
        lot("4012345.011111.4444", 10, "KGM"),
        lot("0614141.077777.987", 30),
        { epcClass: "urn:epc:idpat:sgtin:4012345.066666.*", quantity: 220 },
      ],
      readPoint: at("4012345.00001.0"),
      ilmd: { "example:bestBeforeDate": "2015-11-10", "example:batch": "XYZ" },
    }),
    NAMESPACES,
  ),
  vector(
    "a step of another vocabulary",
    "756558aa09b2d38c6bcb6e50eab2fcbebd9bde17362a7c4f4686a5d7f5fb013f",
    event(
      "TransformationEvent",
      TRANSFORMED,
      undefined,
      "http://epcis.example.com/user/vocab/bizstep/exampling",
      {
        inputEPCList: INPUTS,
        outputQuantityList: [lot("4054739.099902.P20131121", 9520)],
        transformationID: "urn:epc:id:gdti:4012345.55555.1234",
        readPoint: at("4012345.00001.0"),
      },
    ),
    NAMESPACES,
  ),
];
