import { formatDayAndTime } from '#platform/time/format.ts'
import type { MessageFacts } from '../model.ts'
import { oneLine } from './address.ts'
import type { Block } from './blocks.ts'
import { text, texts } from './phrases.ts'
import { pageOf } from './short.ts'

/** What to bring, or to have ready where nobody has to come; for each matter. Then what can be sent before the visit. */
export function papersOf(facts: MessageFacts): readonly Block[] {
  const { language, visitKind, services } = facts
  const t = texts(language)
  return [
    { kind: 'heading', text: t(visitKind === 'on_site' ? 'papers.heading' : 'papers.ready') },
    ...services.flatMap((service): readonly Block[] => [
      { kind: 'subheading', text: oneLine(service.title) },
      service.papers.length > 0
        ? { kind: 'list', items: service.papers.map(oneLine) }
        : text(t('papers.none')),
    ]),
    ...beforehandOf(facts),
  ]
}

/** That papers can be sent before the visit, by when, and which ones are missing of whoever has sent some. */
function beforehandOf({
  language,
  beforehand,
  visitKind,
  site,
  link,
  onPaper,
}: MessageFacts): readonly Block[] {
  if (!beforehand) return []
  const t = texts(language)
  const { missing, until } = beforehand
  const some = missing.length > 0
  const best =
    until === null
      ? []
      : [text(t('beforehand.until', { until: formatDayAndTime(until, site.timeZone, language) }))]
  return [
    { kind: 'heading', text: t('beforehand.heading') },
    ...(some
      ? [text(t('beforehand.missing')), { kind: 'list', items: missing.map(oneLine) } as const]
      : [text(t('beforehand.text'))]),
    ...best,
    ...(visitKind === 'on_site' ? [text(t('papersChecked.bring'))] : []),
    // A letter has the address of the visit's own page further down: nobody types a second one.
    onPaper
      ? text(t('beforehand.paper'))
      : { kind: 'link', text: t('beforehand.link'), url: pageOf(link, 'upload') },
  ]
}
