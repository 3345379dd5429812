import type { MessageFacts } from '../model.ts'
import { oneLine } from './address.ts'
import type { Block } from './blocks.ts'
import { text, texts } from './phrases.ts'

/** What to bring, or to have ready where nobody has to come; for each matter. */
export function papersOf({ language, visitKind, services }: MessageFacts): readonly Block[] {
  const t = texts(language)
  return [
    { kind: 'heading', text: t(visitKind === 'on_site' ? 'papers.heading' : 'papers.ready') },
    ...services.flatMap((service): readonly Block[] => [
      { kind: 'subheading', text: oneLine(service.title) },
      service.papers.length > 0
        ? { kind: 'list', items: service.papers.map(oneLine) }
        : text(t('papers.none')),
    ]),
  ]
}
