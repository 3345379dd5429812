import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** A dialog is open and hides the page from readers. */
const MODAL = `document.querySelector('[role$="dialog"]') !== null &&
  Boolean(document.querySelector('main')?.closest('[aria-hidden="true"], [inert]'))`
/** Not asked while a dialog is open. Axe does the same, but guesses by points of the window whether one is. */
const OF_WHOLE_PAGES = ['landmark-one-main', 'page-has-heading-one']

/** Which of axe's rules are asked, by their names: only some, or all without some. */
export type Asked = { readonly only?: readonly string[]; readonly without?: readonly string[] }

/**
 * What axe finds on the page as it stands, without what is inside of frames. `part`: only there, for lists that hide the
 * rest of the page from readers while they are open.
 */
export async function axeFaults(
  page: Page,
  part?: string,
  { only, without = [] }: Asked = {},
): Promise<string[]> {
  await page.waitForLoadState()
  // Injected once: it stays until the page is left.
  if (!(await page.evaluate<boolean>('typeof axe === "object"'))) await page.evaluate(AXE)
  const modal = await page.evaluate<boolean>(MODAL)
  const unasked = modal ? [...without, ...OF_WHOLE_PAGES] : without
  const tags = part === undefined ? [...TAGS, 'best-practice'] : TAGS
  // Whatever passes, and what is inside of frames, is not asked for: it would be most of the answer and of the time.
  const options = {
    runOnly: only ? { type: 'rule', values: only } : tags,
    rules: Object.fromEntries(unasked.map((rule) => [rule, { enabled: false }])),
    resultTypes: ['violations'],
    iframes: false,
  }
  const violations = await page.evaluate<AxeResults['violations']>(
    `axe.run(${part === undefined ? 'document' : JSON.stringify(part)}, ${JSON.stringify(options)}).then((found) => found.violations)`,
  )
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`)
}
