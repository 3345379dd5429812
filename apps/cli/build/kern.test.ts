import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readCss, splitOutside, writeCss } from './cssTree.ts'
import { fitKern, kernClasses } from './kern.ts'

const kern = readFileSync(
  new URL('../../../node_modules/@kern-ux/native/dist/kern.css', import.meta.url),
  'utf8',
)

describe('fitting KERN', () => {
  const css = fitKern(
    kern,
    new Set(['kern-btn', 'kern-btn--primary', 'kern-label']),
    'a{color:var(--kern-color-feedback-info)}',
  )

  it('keeps the rules of classes in use and leaves out the others', () => {
    expect(css).toContain('.kern-btn--primary')
    expect(css).not.toContain('.kern-btn--secondary')
    expect(css).not.toContain('.kern-dialog')
    expect(css.length).toBeLessThan(kern.length / 10)
  })

  it('leaves no colour that browsers before 2023 cannot read', () => {
    expect(css).not.toMatch(/oklch|color-mix/)
  })

  it('has the colours of both themes, also those that only our own rules use', () => {
    expect(css).toMatch(/\[data-kern-theme=light\]\{[^}]*--kern-color-feedback-info:#/)
    expect(css).toMatch(/\[data-kern-theme=dark\]\{[^}]*--kern-color-feedback-info:#/)
    expect(css).toContain('@media (prefers-color-scheme:dark)')
  })

  it('leaves no token in use without a value', () => {
    const used = new Set(Array.from(css.matchAll(/var\((--kern-[\w-]+)\)/g), ([, name]) => name ?? ''))
    const missing = [...used].filter((name) => !css.includes(`${name}:`))
    expect(missing).toEqual([])
  })

  it('shows its signs in forced colours on light palettes too', () => {
    const icon = fitKern(kern, new Set(['kern-icon', 'kern-icon--info']), '')
    expect(icon).toContain('background-color: CanvasText !important')
  })

  it('fails when KERN no longer has its tokens where they are looked for', () => {
    expect(() => fitKern('.kern-btn{color:red}', new Set(['kern-btn']), '')).toThrow(/tokens/)
  })
})

describe('kernClasses', () => {
  it('finds blocks, elements and modifiers in a source', () => {
    expect(kernClasses('<a className="kern-card__header kern-btn--x-small">{`kern-link`}')).toEqual([
      'kern-card__header',
      'kern-btn--x-small',
      'kern-link',
    ])
  })
})

describe('reading a style sheet', () => {
  it('is not misled by braces and semicolons in quotes', () => {
    const rules = readCss('a{mask:url("data:x;{}")} @media print{b{color:red} c{d:e}}')
    expect(rules.map((rule) => rule.prelude)).toEqual(['a', '@media print'])
    expect(rules[1]?.rules).toHaveLength(2)
    expect(writeCss(rules)).toContain('@media print{b{color:red}')
  })

  it('splits only at separators outside of brackets', () => {
    expect(splitOutside('a:is(b, c), d', ',')).toEqual(['a:is(b, c)', 'd'])
  })
})
