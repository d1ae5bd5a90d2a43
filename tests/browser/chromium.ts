// Starts the machine's Chromium for a test, quiet and offline, and finds what axe calls serious.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';

/** `flags`: more of them, for a camera that shows a file. */
export function openChromium(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...flags,
    ],
    // Without a language Chromium cannot name a file in Chinese.
    env: { ...process.env, LANG: 'C.UTF-8' },
  });
}

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe finds serious or critical on the page as it stands, one line each. `rules`: only these. */
export async function seriousFindings(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Through evaluate, so that the page's own content policy stays in force.
  await page.evaluate(axe);
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: { type: 'rule', values: rules } }) };
  const findings = (await page.evaluate(
    `axe.run(document, ${JSON.stringify(options)}).then(all => all.violations)`,
  )) as Finding[];
  return findings
    .filter(finding => finding.impact === 'serious' || finding.impact === 'critical')
    .flatMap(finding =>
      finding.nodes.map(node => `${finding.id}: ${node.html.slice(0, 160)} (${node.failureSummary.slice(0, 160)})`),
    );
}
