import { transform } from 'lightningcss'
import { type CssRule, readCss, splitOutside, writeCss } from './cssTree.ts'
import { TARGETS } from './targets.ts'

type Tokens = Map<string, string>

/** KERN's tokens, told apart by what changes them. */
type Themes = {
  /** Sizes, families, weights: the same everywhere. Written into the rules. */
  readonly fixed: Tokens
  /** What grows from 768 px on. Stay custom properties. */
  readonly small: Tokens
  readonly large: Tokens
  /** Colours. Stay custom properties, as plain sRGB. */
  readonly light: Tokens
  readonly dark: Tokens
}

const USE = /var\((--kern-[\w-]+)(?:,[^()]*)?\)/g

/**
 * Makes KERN small and fit for old browsers. KERN as published has 340 kB and needs oklch() and color-mix(),
 * which browsers know from 2023 on; unknown to a browser they would leave a page without colours.
 *
 * 1. Rules for classes that no source names are left out.
 * 2. Tokens that never change are written into the rules; the layer of "contextual" colours, which stand for
 *    layers that we do not use, is folded into the colours themselves.
 * 3. The colours of both themes are computed here and written as plain sRGB; only those in use stay.
 *
 * @param alsoUsed a style sheet whose tokens must stay as well: our own.
 */
export function fitKern(kern: string, classes: ReadonlySet<string>, alsoUsed: string): string {
  const rules = readCss(mend(kern))
  const themes = readThemes(rules)
  const contextual = contextualTokens(rules)
  const pruned = prune(rules, classes)
  const body = writeCss(pruned).replaceAll(USE, (whole, name: string) => {
    const plain = contextual.get(name) ?? name
    const fixed = themes.fixed.get(plain)
    if (fixed !== undefined && !themes.small.has(plain) && !themes.light.has(plain))
      return resolve(fixed, themes.fixed)
    return plain === name ? whole : `var(${plain})`
  })
  const used = new Set(
    Array.from(`${body}${alsoUsed}`.matchAll(/var\((--kern-[\w-]+)/g), ([, name]) => name ?? ''),
  )
  return `${writeThemes(themes, used)}\n${body}`
}

/** In forced colours KERN 2.7.2 paints its signs white, which nobody sees on a light palette. */
function mend(kern: string): string {
  return kern.replaceAll(
    'background-color: var(--kern-color-white) !important',
    'background-color: CanvasText !important',
  )
}

/** Class names of KERN that a source text names. */
export function kernClasses(source: string): string[] {
  return source.match(/kern-[a-z0-9]+(?:(?:-|--|__|_)[a-z0-9]+)*/g) ?? []
}

function prune(rules: readonly CssRule[], classes: ReadonlySet<string>): CssRule[] {
  return rules.flatMap((rule) => {
    if (rule.prelude.startsWith('@')) {
      const inner = prune(rule.rules, classes)
      return inner.length > 0 ? [{ ...rule, rules: inner }] : []
    }
    if (rule.declarations === '') return []
    const selectors = splitOutside(rule.prelude, ',').filter((selector) => isUsed(selector, classes))
    return selectors.length > 0 ? [{ ...rule, prelude: selectors.join(',') }] : []
  })
}

function isUsed(selector: string, classes: ReadonlySet<string>): boolean {
  if (/^:root$|data-kern-theme|kern-level|\.kern-(light|dark)\b/.test(selector)) return false
  const positive = selector.replaceAll(/:not\([^()]*\)/g, '')
  return Array.from(positive.matchAll(/\.(kern-[\w-]+)/g)).every(([, name]) => classes.has(name ?? ''))
}

function declarationsOf(rule: CssRule): [string, string][] {
  return splitOutside(rule.declarations, ';').flatMap((text) => {
    const colon = text.indexOf(':')
    return text.startsWith('--') ? [[text.slice(0, colon).trim(), text.slice(colon + 1).trim()]] : []
  })
}

function readThemes(rules: readonly CssRule[]): Themes {
  const themes: Themes = {
    fixed: new Map(),
    small: new Map(),
    large: new Map(),
    light: new Map(),
    dark: new Map(),
  }
  const read = (rule: CssRule, into: Tokens) => {
    for (const [name, value] of declarationsOf(rule)) into.set(name, value)
  }
  for (const rule of rules) {
    if (rule.prelude === ':root') read(rule, themes.fixed)
    if (rule.prelude.startsWith('[data-kern-theme=light]')) read(rule, themes.light)
    if (rule.prelude.startsWith('[data-kern-theme=dark]')) read(rule, themes.dark)
    if (rule.prelude === '@media (min-width: 768px)') {
      for (const inner of rule.rules) if (inner.prelude === ':root') read(inner, themes.large)
    }
  }
  for (const name of themes.large.keys()) themes.small.set(name, themes.fixed.get(name) ?? '')
  // A build that quietly finds no tokens would give pages without colours.
  for (const [name, tokens] of Object.entries(themes)) {
    if (tokens.size === 0) throw new Error(`KERN has no ${name} tokens where this build looks for them`)
  }
  return themes
}

function contextualTokens(rules: readonly CssRule[]): Tokens {
  const base = rules.find((rule) => rule.prelude.startsWith(':is(body'))
  if (!base) throw new Error('KERN has no contextual tokens where this build looks for them')
  return new Map(
    declarationsOf(base).flatMap(([name, value]) => {
      const target = /^var\((--kern-[\w-]+)\)$/.exec(value)?.[1]
      return target ? [[name, target]] : []
    }),
  )
}

function resolve(value: string, tokens: Tokens, fallback?: Tokens): string {
  return value.replaceAll(USE, (whole, name: string) => {
    const found = tokens.get(name) ?? fallback?.get(name)
    return found === undefined ? whole : resolve(found, tokens, fallback)
  })
}

function writeThemes({ fixed, small, large, light, dark }: Themes, used: ReadonlySet<string>): string {
  const block = (tokens: Tokens, write: (value: string) => string) =>
    Array.from(tokens)
      .filter(([name]) => used.has(name))
      .map(([name, value]) => `${name}:${write(resolve(value, tokens, fixed))};`)
      .join('')
  const others = new Map([...fixed].filter(([name]) => !small.has(name) && !light.has(name)))
  const plain = (value: string) => value
  const lightBlock = block(light, plainColour)
  const darkBlock = block(dark, plainColour)
  return [
    `:root{${block(others, plainColour)}${block(small, plain)}${lightBlock}}`,
    `@media (min-width:768px){:root{${block(large, plain)}}}`,
    `@media (prefers-color-scheme:dark){:root{${darkBlock}}}`,
    `[data-kern-theme=light]{${lightBlock}}`,
    `[data-kern-theme=dark]{${darkBlock}}`,
  ].join('\n')
}

/** Computes oklch() and color-mix() to a colour that every browser knows; other values stay. */
function plainColour(value: string): string {
  if (!/oklch|color-mix/.test(value) || value.includes(',\n')) return value
  // lightningcss mixes only by shares that are written out.
  const shares = value.replaceAll(/calc\(100% - (\d+)%\)/g, (_, share) => `${100 - Number(share)}%`)
  const { code } = transform({
    filename: 'colour.css',
    code: Buffer.from(`a{color:${shares}}`),
    minify: true,
    targets: TARGETS,
  })
  return /color:([^;}]+)/.exec(code.toString())?.[1] ?? value
}
