import { type Service, searchServices } from '#features/catalogue/model.ts'
import { keepLanguage, languageField } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Link } from '#ui/Link.tsx'
import { Page } from '#ui/Page.tsx'
import { RowList } from '#ui/RowList.tsx'
import { SearchField } from '#ui/SearchField.tsx'
import { Steps } from '#ui/Steps.tsx'
import { Text } from '#ui/Text.tsx'
import { bookingAddress, type ChosenMatter, type Filter, keysOf, matterValues } from './address.ts'
import { STEPS } from './steps.ts'
import { texts } from './texts.ts'

export type ChoosePageProps = {
  readonly frame: PageFrame
  /** Services that some site offers by appointment, by rank. */
  readonly services: readonly Service[]
  /** What has been chosen before. */
  readonly matters: readonly ChosenMatter[]
  /** What narrowed the times before, for those who come back from them. */
  readonly filter: Filter
  readonly query: string
}

/** The choice of a matter, the first or one more. */
export function ChoosePage({ frame, services, matters, filter, query }: ChoosePageProps) {
  const { language } = frame
  const t = texts(language)
  const keep = keepLanguage(frame.address)
  const chosen = keysOf(matters)
  const left = services.filter((service) => !chosen.some(({ serviceKey }) => serviceKey === service.key))
  const found = query === '' ? left : searchServices(left, query, language)
  const title = matters.length === 0 ? t('choose.title') : t('choose.more')
  const back = matters.length === 0 ? '/' : bookingAddress('/booking', { matters: chosen, filter })
  return (
    <Page
      {...frame}
      title={title}
      homeHref={keep('/')}
      noIndex
      before={
        <>
          <BackLink href={keep(back)} text={t('back')} />
          <Steps language={language} current={1} total={STEPS} />
        </>
      }
    >
      <Heading level={1}>{title}</Heading>
      <SearchField
        action="/booking/add"
        name="q"
        label={t('choose.search')}
        hint={t('choose.hint')}
        button={t('choose.button')}
        value={query}
        hidden={{ m: matterValues(chosen), ...filter, ...languageField(frame.address) }}
      />
      {found.length === 0 && <Text>{t('choose.none', { query })}</Text>}
      <RowList
        rows={found.map((service) => ({
          key: service.key,
          title: (
            <Link
              href={keep(
                bookingAddress('/booking', {
                  matters: [...chosen, { serviceKey: service.key, people: 1 }],
                  filter,
                }),
              )}
            >
              {service.texts.title[language]}
            </Link>
          ),
        }))}
      />
      {query !== '' && (
        <Text>
          <Link href={keep(bookingAddress('/booking/add', { matters: chosen, filter }))}>
            {t('choose.all')}
          </Link>
        </Text>
      )}
      <Text>
        {t('choose.walkIns')} <Link href={keep('/services')}>{t('choose.walkInsLink')}</Link>
      </Text>
    </Page>
  )
}
