import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/**
 * What axe finds on the page as it stands, without what is inside of frames. `part`: only there, for lists that hide the
 * rest of the page from readers while they are open. `rules`: only these, by their axe names.
 */
export async function axeFaults(page: Page, part?: string, rules?: readonly string[]): Promise<string[]> {
  // Injected once: it stays until the page is left.
  if (!(await page.evaluate<boolean>('typeof axe === "object"'))) await page.evaluate(AXE)
  const tags = part === undefined ? [...TAGS, 'best-practice'] : TAGS
  // Whatever passes, and what is inside of frames, is not asked for: it would be most of the answer and of the time.
  const options = {
    runOnly: rules ? { type: 'rule', values: rules } : tags,
    resultTypes: ['violations'],
    iframes: false,
  }
  const violations = await page.evaluate<AxeResults['violations']>(
    `axe.run(${part === undefined ? 'document' : JSON.stringify(part)}, ${JSON.stringify(options)}).then((found) => found.violations)`,
  )
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`)
}
