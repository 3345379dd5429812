import { keepLanguage, languageField } from '#ui/address.ts'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Link } from '#ui/Link.tsx'
import { List } from '#ui/List.tsx'
import { Page } from '#ui/Page.tsx'
import { SearchField } from '#ui/SearchField.tsx'
import { Text } from '#ui/Text.tsx'
import { texts } from './texts.ts'

/** A service or site that does not exist (any more), with ways on. */
export function MissingPage({
  frame,
  what,
}: {
  readonly frame: PageFrame
  readonly what: 'service' | 'site'
}) {
  const t = texts(frame.language)
  const keep = keepLanguage(frame.address)
  return (
    <Page {...frame} title={t('missing.title')} homeHref={keep('/')} noIndex>
      <Heading level={1}>{t('missing.title')}</Heading>
      <Text size="large">{t(`missing.${what}`)}</Text>
      <SearchField
        action="/"
        name="q"
        label={t('search.label')}
        hint={t('search.hint')}
        button={t('search.button')}
        hidden={languageField(frame.address)}
      />
      <List
        kind="plain"
        items={[
          <Link key="services" href={keep('/services')}>
            {t('start.all')}
          </Link>,
          <Link key="sites" href={keep('/sites')}>
            {t('start.allSites')}
          </Link>,
        ]}
      />
    </Page>
  )
}
