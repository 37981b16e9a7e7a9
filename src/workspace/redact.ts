/** Takes secrets out of texts that others wrote, before they become part of a fault or a log. */

const SECRETS = [
  // Personal access tokens and OAuth secrets of Databricks.
  /\b(?:dapi|dkea|dose|dsapi)[0-9a-f]{16,}(?:-\d+)?\b/gi,
  // JSON Web Tokens: OAuth and Entra ID.
  /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g,
  /(?<=\b(?:Bearer|Basic)\s+)[\w.~+/=-]{8,}/gi,
  // User and password in an address.
  /(?<=:\/\/)[^\s/@]+@/g,
  /(?<=\b(?:access_token|refresh_token|client_secret|code_verifier|password)["']?\s*[=:]\s*["']?)[^\s"'&,}]+/gi,
];

/** The text with `***` in the place of everything that looks like a secret, and of the secrets that are known. */
export function redactSecrets(text: string, known: readonly string[] = []): string {
  const withoutKnown = known
    .filter((secret) => secret.length > 0)
    .reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
  return SECRETS.reduce((rest, pattern) => rest.replace(pattern, '***'), withoutKnown);
}
