import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { textsInCode } from './texts.ts'

const ROOT = join(import.meta.dirname, '..')
/** A name is the same in every language. */
const NAMES = ['Dran']
const files = globSync('{ui,features,apps}/**/*.tsx', { cwd: ROOT }).filter(
  (path) => !/\.test\.tsx$|^ui\/examples/.test(path),
)

test('no text for people stands in the code: each comes from the messages of its language', () => {
  expect(files.length).toBeGreaterThan(200)
  const found = files.flatMap((path) =>
    textsInCode(readFileSync(join(ROOT, path), 'utf8'))
      .filter((text) => !NAMES.includes(text))
      .map((text) => `${path}: ${text}`),
  )
  expect(found).toEqual([])
})

test('texts are found wherever they stand (control)', () => {
  expect(textsInCode('export const a = <p>Guten <b>Tag</b></p>')).toEqual(['Guten', 'Tag'])
  expect(textsInCode(`export const a = <p title='Titel' aria-label={\`Noch \${n} Leute\`} />`)).toEqual([
    'Titel',
    'Noch',
    'Leute',
  ])
  expect(textsInCode("export const a = <>{open ? 'offen' : texts.closed}{name ?? 'ohne Namen'}</>")).toEqual([
    'offen',
    'ohne Namen',
  ])
  expect(textsInCode("export const a = <input placeholder={'z. B. ' + name} />")).toEqual(['z. B.'])
})

test('what nobody reads as a text is none', () => {
  const code = `export const a = <p className='a' id={\`b\${n}\`}>{say('key.of.text')} · {n} – {b ? 1 : '–'}</p>`
  expect(textsInCode(code)).toEqual([])
})
