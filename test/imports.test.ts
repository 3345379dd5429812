import { globSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { brokenRules, importsOf } from './imports.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** An invented house: paths with the modules that they import. */
function house(files: Readonly<Record<string, readonly string[]>>): string[] {
  const texts = Object.entries(files).map(([path, names]): [string, string] => [
    path,
    names.map((name) => (name.includes(' ') ? name : `import { a } from '${name}'`)).join('\n'),
  ])
  return brokenRules(new Map(texts))
}

test('the house keeps its own rules', () => {
  const paths = globSync('{kernel,db,platform,ui,features,apps,test}/**/*.{ts,tsx,json,css}', {
    cwd: ROOT,
    exclude: (path) => /(^|[\\/])(node_modules|dist)$/.test(path),
  }).map((path) => path.split(sep).join('/'))
  expect(paths.length).toBeGreaterThan(20)
  expect(brokenRules(new Map(paths.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')])))).toEqual(
    [],
  )
})

describe('each rule is seen to be broken', () => {
  test('a sound house has nothing to say', () => {
    const sound = house({
      'kernel/id.ts': [],
      'platform/db/query.ts': ['#db/schema.gen.ts', 'kysely'],
      'ui/Page.tsx': ['#kernel/id.ts', 'react'],
      'features/visit/model.ts': ['#kernel/id.ts'],
      'features/visit/store.ts': ['./model.ts', '#platform/db/query.ts'],
      'features/visit/actions.ts': ['./store.ts', './actions/call.ts', '#features/capacity/actions.ts'],
      'features/visit/actions/call.ts': ['../model.ts', '../store.ts'],
      'features/visit/pages.tsx': ['./messages.de.json', '#ui/Page.tsx', './actions.ts'],
      'features/visit/screens/Counter.tsx': ['../contract.ts'],
      'features/visit/messages.de-simple.json': [],
      'features/visit/lifecycle.db.test.ts': ['#features/capacity/store.ts', '#apps/server/main.ts'],
      'features/capacity/actions.ts': [],
      'apps/server/main.ts': ['#features/visit/routes.ts'],
    })
    expect(sound).toEqual([])
  })

  test.each([
    'const t = Temporal.Now.instant()',
    'raw(sql`DELETE FROM x WHERE at < now()`)',
    'raw(sql`SELECT clock_timestamp()`)',
    'raw(sql`SELECT CURRENT_DATE`)',
    'const began = performance.now()',
  ])('a store that asks for the time itself: %s', (line) => {
    expect(house({ 'features/visit/store.ts': [line] })).toEqual([
      expect.stringContaining('asks for the time'),
    ])
    expect(house({ 'features/visit/visit.db.test.ts': [line], 'platform/time/clock.ts': [line] })).toEqual([])
  })

  test.each([
    ['kernel/id.ts', '#platform/time/clock.ts'],
    ['platform/log/log.ts', '#features/visit/model.ts'],
    ['platform/log/log.ts', '../../apps/server/main.ts'],
    ['platform/log/log.ts', '#ui/Page.tsx'],
    ['ui/Page.tsx', '#features/visit/model.ts'],
    ['features/visit/routes.ts', '#apps/server/main.ts'],
    ['features/visit/routes.ts', '#test/database.ts'],
  ])('a layer that looks up: %s imports %s', (from, to) => {
    expect(house({ [from]: [to] })).toEqual([expect.stringContaining('knows nothing of')])
  })

  test('a type is enough to break a layer', () => {
    expect(house({ 'kernel/id.ts': [`import type { Tx } from '#platform/db/transaction.ts'`] })).toHaveLength(
      1,
    )
    expect(
      house({ 'kernel/id.ts': [`const late = await import('#platform/db/transaction.ts')`] }),
    ).toHaveLength(1)
  })

  test.each(['store.ts', 'routes.ts', 'policy.ts', 'jobs.ts', 'pages.tsx', 'store/day.ts'])(
    "a feature that reaches into another one's %s",
    (file) => {
      const broken = house({ 'features/booking/actions.ts': [`#features/visit/${file}`] })
      expect(broken).toEqual([expect.stringContaining('only through model, contract, actions')])
    },
  )

  test.each([
    ['model.ts', './store.ts'],
    ['model/order.ts', '../actions.ts'],
    ['policy.ts', './store.ts'],
    ['store.ts', './actions.ts'],
    ['routes.ts', './store.ts'],
    ['contract.ts', './routes.ts'],
    ['screens/Counter.tsx', '../store.ts'],
  ])('a file that stands on a higher one of its feature: %s imports %s', (from, to) => {
    expect(house({ [`features/visit/${from}`]: [to] })).toEqual([
      expect.stringContaining('does not stand on'),
    ])
  })

  test("a model that stands on another feature's actions", () => {
    expect(house({ 'features/hall/model.ts': ['#features/visit/actions.ts'] })).toHaveLength(1)
  })

  test('features in a ring, even by types alone', () => {
    const broken = house({
      'features/a/actions.ts': [`import type { B } from '#features/b/model.ts'`],
      'features/b/actions.ts': ['#features/c/actions.ts'],
      'features/c/actions.ts': ['#features/a/model.ts'],
    })
    expect(broken).toEqual(['features in a ring: a → b → c → a'])
  })

  test('files in a ring, but not by types alone', () => {
    const files = { 'platform/a.ts': ['./b.ts'], 'platform/b.ts': ['./c.ts'], 'platform/c.ts': ['./b.ts'] }
    expect(house(files)).toEqual(['files in a ring: platform/b.ts → platform/c.ts → platform/b.ts'])
    expect(house({ ...files, 'platform/c.ts': [`import type { B } from './b.ts'`] })).toEqual([])
  })

  test.each([
    'service.ts',
    'types.ts',
    'visitStore.ts',
    'model.tsx',
    'pages.ts',
    'screens.tsx',
    'messages.json',
    'handlers/call.ts',
    'style.css',
  ])('a file outside the vocabulary: %s', (file) => {
    expect(house({ [`features/visit/${file}`]: [] })).toEqual([expect.stringContaining('vocabulary')])
  })

  test.each([
    'platform/utils.ts',
    'ui/common/Page.tsx',
    'features/visit/model/helpers.ts',
    'kernel/misc.test.ts',
  ])('a name that says nothing: %s', (path) => {
    expect(house({ [path]: [] })).toEqual([expect.stringContaining('says nothing')])
  })
})

test('imports are found however they are written, and nothing else is', () => {
  const text = `
    import a from './a.ts'
    import type { B } from "./b.ts"
    import {
      c,
      type D,
    } from '../c.ts'
    import './side.ts'
    export { e } from './e.ts'
    export * from './f.ts'
    import json from './messages.de.json' with { type: 'json' }
    const late = await import('./late.ts')
    import React from 'react'
    // import { no } from './no.ts'
    /* import { no } from './no.ts' */
    export const text = db.from('./no.ts')
    const word = "import { no } from './no.ts'"
  `
  const found = importsOf('platform/x/y.ts', text)
  expect(found.map(({ to }) => to)).toEqual([
    'platform/x/a.ts',
    'platform/x/b.ts',
    'platform/c.ts',
    'platform/x/side.ts',
    'platform/x/e.ts',
    'platform/x/f.ts',
    'platform/x/messages.de.json',
    'platform/x/late.ts',
  ])
  expect(found.filter(({ typeOnly }) => typeOnly).map(({ to }) => to)).toEqual([
    'platform/x/b.ts',
    'platform/x/late.ts',
  ])
})
