import { languageTag } from '#kernel/language.ts'
import { keepLanguage } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Page } from '#ui/Page.tsx'
import { Section } from '#ui/Section.tsx'
import { Text } from '#ui/Text.tsx'
import type { Service } from '../model.ts'
import { ServiceRows } from './StartPage.tsx'
import { texts } from './texts.ts'

/** Everything that can be asked for, in the order of the alphabet. */
export function ServicesPage({
  frame,
  services,
}: {
  readonly frame: PageFrame
  readonly services: readonly Service[]
}) {
  const { language } = frame
  const t = texts(language)
  const keep = keepLanguage(frame.address)
  const collator = new Intl.Collator(languageTag(language))
  const sorted = services.toSorted((a, b) =>
    collator.compare(a.texts.title[language], b.texts.title[language]),
  )
  const letters = Map.groupBy(sorted, (service) => letterOf(service.texts.title[language]))
  return (
    <Page
      {...frame}
      title={t('services.title')}
      homeHref={keep('/')}
      before={<BackLink href={keep('/')} text={t('home')} />}
    >
      <Heading level={1}>{t('services.title')}</Heading>
      <Text size="large">{t('services.intro')}</Text>
      {[...letters].map(([letter, list]) => (
        <Section key={letter} title={letter}>
          <ServiceRows frame={frame} services={list} />
        </Section>
      ))}
    </Page>
  )
}

/** Ä stands with A. */
function letterOf(title: string): string {
  return (title.normalize('NFD')[0] ?? '').toUpperCase()
}
