/** A rule of a style sheet as text: what stands before the brace, and either declarations or rules inside. */
export type CssRule = {
  readonly prelude: string
  readonly declarations: string
  readonly rules: readonly CssRule[]
}

/**
 * Reads a style sheet that a preprocessor wrote (no nesting of style rules, at most at-rules around them).
 * Enough for KERN's; our own style sheets never pass through here.
 */
export function readCss(css: string): readonly CssRule[] {
  const text = css.replaceAll(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*@charset[^;]*;/, '')
  return readRules(text, 0, text.length)
}

function readRules(text: string, from: number, to: number): CssRule[] {
  const rules: CssRule[] = []
  let at = from
  while (at < to) {
    const open = find(text, at, to, '{')
    if (open < 0) break
    const close = closing(text, open, to)
    const prelude = text.slice(at, open).trim()
    rules.push(
      prelude.startsWith('@media') || prelude.startsWith('@supports')
        ? { prelude, declarations: '', rules: readRules(text, open + 1, close) }
        : { prelude, declarations: text.slice(open + 1, close).trim(), rules: [] },
    )
    at = close + 1
  }
  return rules
}

/** Position of a character outside of quoted text; -1 if there is none. */
function find(text: string, from: number, to: number, wanted: string): number {
  let quote = ''
  for (let at = from; at < to; at += 1) {
    const character = text[at] ?? ''
    if (quote) {
      if (character === quote) quote = ''
    } else if (character === '"' || character === "'") quote = character
    else if (character === wanted) return at
  }
  return -1
}

function closing(text: string, open: number, to: number): number {
  let depth = 0
  let at = open
  while (at < to) {
    const nextOpen = find(text, at + 1, to, '{')
    const nextClose = find(text, at + 1, to, '}')
    if (nextClose < 0) throw new Error(`unclosed rule at ${text.slice(open - 40, open + 20)}`)
    if (nextOpen >= 0 && nextOpen < nextClose) {
      depth += 1
      at = nextOpen
    } else {
      if (depth === 0) return nextClose
      depth -= 1
      at = nextClose
    }
  }
  throw new Error('unclosed rule at the end')
}

/** Splits at a character that stands outside of brackets and quotes, e.g. a list of selectors at its commas. */
export function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = []
  let depth = 0
  let quote = ''
  let start = 0
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? ''
    if (quote) {
      if (character === quote) quote = ''
    } else if (character === '"' || character === "'") quote = character
    else if (character === '(') depth += 1
    else if (character === ')') depth -= 1
    else if (character === separator && depth === 0) {
      parts.push(text.slice(start, at))
      start = at + 1
    }
  }
  parts.push(text.slice(start))
  return parts.map((part) => part.trim()).filter(Boolean)
}

/** Writes rules back as a style sheet. */
export function writeCss(rules: readonly CssRule[]): string {
  return rules.map((rule) => `${rule.prelude}{${rule.declarations}${writeCss(rule.rules)}}`).join('\n')
}
