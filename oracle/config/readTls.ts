import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { KeysError } from "./errors.ts";

/** PEM files of the config, absolute. */
export type TlsFiles = {
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly ca?: string | undefined;
};

export type TlsTexts = { readonly [K in keyof TlsFiles]: string | undefined };

/** Reads certificates and their key, each checked to be one. The key's file must be its owner's only. */
export const readTls = ({ cert, key, ca }: TlsFiles): TlsTexts => {
  const texts = {
    cert: cert === undefined ? undefined : readCertificate(cert),
    key: key === undefined ? undefined : readKey(key),
    ca: ca === undefined ? undefined : readCertificate(ca),
  };
  if (texts.cert !== undefined && texts.key !== undefined && cert !== undefined) {
    const isPair = new X509Certificate(texts.cert).checkPrivateKey(createPrivateKey(texts.key));
    if (!isPair)
      throw new KeysError("Certificate and key do not belong together.", cert, "Check both files.");
  }
  return texts;
};

const readCertificate = (file: string): string => {
  const text = read(file);
  try {
    new X509Certificate(text);
  } catch {
    throw new KeysError("The file holds no certificate.", file, "Give a PEM file.");
  }
  return text;
};

const readKey = (file: string): string => {
  const text = read(file);
  if ((statSync(file).mode & 0o077) !== 0 && process.platform !== "win32")
    throw new KeysError("Others may read the key file.", file, `Run chmod 600 ${file}.`);
  try {
    createPrivateKey(text);
  } catch {
    throw new KeysError("The file holds no private key.", file, "Give a PEM file without a password.");
  }
  return text;
};

const read = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new KeysError("A certificate or key file cannot be read.", file, "Check its path in the config.");
  }
};
