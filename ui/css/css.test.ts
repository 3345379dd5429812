import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const folder = dirname(fileURLToPath(import.meta.url))
const sheets = globSync('*.css', { cwd: folder }).map((name) => ({
  name,
  css: readFileSync(join(folder, name), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, ''),
}))

describe.each(sheets)('$name', ({ css }) => {
  it('uses no logical shorthand: phones of 2019 know only the long forms', () => {
    expect(css.match(/(?:^|[\s;{])(?:(?:margin|padding)-(?:inline|block)|inset(?:-[a-z]+)*):/g)).toBeNull()
  })

  it('writes grid gaps twice: the older name is the one that the oldest browsers know', () => {
    const grids = css.match(/\{[^}]*display: grid[^}]*\}/g) ?? []
    const faulty = grids.filter((rule) => /[^-]gap:/.test(rule) && !rule.includes('grid-gap:'))
    expect(faulty).toEqual([])
  })

  it('sets sizes of text in units that grow with the reader’s settings, except on the display', () => {
    if (css.includes('.display {')) return
    expect(css.match(/font-size: \d+(?:\.\d+)?px/g)).toBeNull()
  })
})
