/** The report's HTML: an empty page that may load its own script and styles and nothing else. */

export interface PageParts {
  /** What the editor serves local files from (`webview.cspSource`). */
  readonly cspSource: string;
  /** Random and used once. */
  readonly nonce: string;
  /** Addresses of the bundles. */
  readonly script: string;
  readonly styles: string;
}

/** The page's markup. Everything shown in it comes later, by message. The controls find the nonce in `csp-nonce`. */
export function reportHtml({ cspSource, nonce, script, styles }: PageParts): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${cspSource} 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${styles}">
<title>Report</title>
</head>
<body>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
