import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { commands } from '#apps/cli/commands.ts'
import { ConfigurationSchema } from '#apps/server/configuration.ts'
import { VISIT_EVENTS, waysOf } from '#features/visit/model.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'demo/README.md',
  ...globSync('docs/**/*.md', { cwd: ROOT }),
]
const sorted = (names: Iterable<string>) => [...new Set(names)].sort()

/** The anchors of a page, as its headings make them. */
function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** The rows of the first table after a mark, as cells without their backticks. */
function tableAfter(text: string, mark: string): string[][] {
  const table = /(?:^\|.*\|\n)+/m.exec(text.slice(text.indexOf(mark)))?.[0] ?? ''
  return table
    .trim()
    .split('\n')
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', '')),
    )
}

describe.each(pages)('%s', (page) => {
  const text = read(page)

  test('its links lead somewhere', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map((match) => match[1] ?? '')
    const broken = links.filter((link) => {
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? page : join(dirname(page), path)
      if (!existsSync(join(ROOT, target))) return true
      return anchor !== undefined && !anchors(read(target)).includes(anchor)
    })
    expect(broken).toEqual([])
  })

  test('the files that it names exist', () => {
    const named = [...text.matchAll(/`((?:apps|db|demo|docs|features|kernel|platform|test|ui)\/[\w./-]+)`/g)]
    const invented = /pickup|NAME/i
    const missing = named
      .map((match) => match[1] ?? '')
      .filter((path) => !invented.test(path) && !existsSync(join(ROOT, path)))
    expect(missing).toEqual([])
  })
})

test('every command that is named exists', () => {
  const texts = [...pages, ...globSync('apps/cli/commands/*.ts', { cwd: ROOT }), 'dran'].map(read)
  const named = texts.flatMap((text) =>
    [...text.matchAll(/\.\/dran ([a-z]+)/g)].map((match) => match[1] ?? ''),
  )
  const known = commands.map(({ name }) => name)
  expect(named.length).toBeGreaterThan(20)
  expect(sorted(named).filter((name) => !known.includes(name))).toEqual([])
})

test('operations lists the variables that the server reads', () => {
  const [, , ...rows] = tableAfter(read('docs/operations.md'), '<!-- variables:')
  expect(sorted(rows.map(([name = '']) => name))).toEqual(sorted(Object.keys(ConfigurationSchema.properties)))
})

test("the table of a visit's life is TRANSITIONS", () => {
  const [[, ...states] = [], , ...rows] = tableAfter(read('docs/architecture.md'), '<!-- transitions:')
  const written = rows.flatMap(([event, ...cells]) =>
    cells.flatMap((cell, column) =>
      cell === '' ? [] : cell.split(', ').map((to) => `${event}: ${states[column]} > ${to}`),
    ),
  )
  const held = VISIT_EVENTS.flatMap((event) =>
    waysOf(event).map(({ from, to }) => `${event}: ${from} > ${to}`),
  )
  expect(sorted(written)).toEqual(sorted(held))
})

test('every package has its line, and no line is left over', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read('package.json'))
  const packages = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })
  const text = read('docs/dependencies.md')
  const lines = text.split('\n').flatMap((line) => {
    const [, cell = ''] = line.split('|')
    return line.startsWith('| `') ? [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '') : []
  })
  const covers = (line: string, name: string) =>
    line.endsWith('*') ? name.startsWith(line.slice(0, -1)) : line === name
  expect(packages.filter((name) => !lines.some((line) => covers(line, name)))).toEqual([])
  expect(lines.filter((line) => !packages.some((name) => covers(line, name)))).toEqual([])
})

test('the index of decisions has every page', () => {
  const index = read('docs/decisions/README.md')
  const missing = globSync('docs/decisions/*.md', { cwd: ROOT })
    .map((path) => path.replace('docs/decisions/', ''))
    .filter((name) => name !== 'README.md' && !index.includes(`(${name})`))
  expect(missing).toEqual([])
})
