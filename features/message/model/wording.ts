import type { MailFacts } from '../model.ts'
import type { Block } from './blocks.ts'
import { text } from './phrases.ts'
import { readTemplate, type TemplateKind, type TemplatePart } from './template.ts'
import { templateKindOf, valuesOf } from './templateValues.ts'

/** The title of a mail, and all that follows it. */
export type Words = { readonly title: string; readonly blocks: readonly Block[] }

/**
 * Puts the words of a city in place of the built-in ones. A part that the city left empty stays as it is built in, and
 * so does one that cannot be filled: a mail is never without its words.
 */
export function inOwnWords(facts: MailFacts, builtIn: Words): Words {
  const kind = templateKindOf(facts)
  if (!facts.wording || !kind) return builtIn
  const [title] = paragraphsOf(kind, 'subject', facts)
  const own = { opening: paragraphsOf(kind, 'opening', facts), closing: paragraphsOf(kind, 'closing', facts) }
  return {
    title: title ?? builtIn.title,
    blocks: builtIn.blocks.flatMap((block) => {
      const words = block.kind === 'text' && block.part ? own[block.part] : []
      return words.length > 0 ? words.map(text) : [block]
    }),
  }
}

/** The filled template of a part, each line a paragraph; none if it is empty or cannot be filled. */
function paragraphsOf(kind: TemplateKind, part: TemplatePart, facts: MailFacts): readonly string[] {
  const { pieces, faults } = readTemplate(kind, part, facts.wording?.[part] ?? '')
  if (faults.length > 0) return []
  const values = valuesOf(facts)
  const filled = pieces.map((piece) => ('text' in piece ? piece.text : values[piece.placeholder]))
  if (filled.some((each) => each === undefined || each === '')) return []
  return filled
    .join('')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
