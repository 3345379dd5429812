import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const folder = dirname(fileURLToPath(import.meta.url))

// What a module needs at run time; `import type` falls away.
function imports(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  return Array.from(text.matchAll(/^import (?!type )[^']*'([^']+)'/gm), (match) => match[1] ?? '')
}

function reached(name: string): string[] {
  return imports(join(folder, name)).flatMap((from) => (from.startsWith('./') ? reached(from) : [from]))
}

it.each(['contract.ts', 'client.ts', 'problem.ts', 'paths.ts', 'language.ts'])(
  '%s runs in a browser',
  (name) => {
    expect(reached(name).filter((from) => !from.startsWith('#kernel/'))).toEqual([])
  },
)

it('server.ts does not (control)', () => {
  expect(reached('server.ts')).toContain('node:crypto')
})
