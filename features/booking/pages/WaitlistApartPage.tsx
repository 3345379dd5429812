import { keepLanguage } from '#ui/address.ts'
import { BackLink } from '#ui/BackLink.tsx'
import type { PageFrame } from '#ui/frame.ts'
import { Heading } from '#ui/Heading.tsx'
import { Link } from '#ui/Link.tsx'
import { List } from '#ui/List.tsx'
import { Page } from '#ui/Page.tsx'
import { PhoneText } from '#ui/PhoneText.tsx'
import { Text } from '#ui/Text.tsx'
import { bookingAddress, type ChosenMatter, keysOf } from './address.ts'
import { matterInWords, texts } from './texts.ts'

/**
 * The waitlist offers single times, and no counter can do all of this alone: says so before anybody waits in vain, and
 * what helps.
 */
export function ApartPage({
  frame,
  matters,
  waitable,
  phone,
}: {
  readonly frame: PageFrame
  readonly matters: readonly ChosenMatter[]
  /** What can be waited for by itself. */
  readonly waitable: readonly ChosenMatter[]
  readonly phone: string
}) {
  const { language } = frame
  const t = texts(language)
  const keep = keepLanguage(frame.address)
  const times = keep(bookingAddress('/booking/times', { matters: keysOf(matters) }))
  const named = matters.map(({ service }) => service.texts.title[language]).join(', ')
  return (
    <Page
      {...frame}
      title={t('wait.apartTitle')}
      homeHref={keep('/')}
      noIndex
      before={<BackLink href={times} text={t('back')} />}
    >
      <Heading level={1}>{t('wait.apartTitle')}</Heading>
      <Text size="large">{t('wait.apartText', { matters: named })}</Text>
      <Text>{t('none.helps')}</Text>
      <List
        items={[
          <Link key="times" href={times}>
            {t('wait.apartTimes')}
          </Link>,
          ...waitable.map((matter) => (
            <Link
              key={matter.service.key}
              href={keep(bookingAddress('/waitlist', { matters: keysOf([matter]) }))}
            >
              {t('wait.apartAlone', { matter: matterInWords(matter, language) })}
            </Link>
          )),
          <PhoneText key="phone" text={t('none.phone', { phone })} phone={phone} />,
        ]}
      />
    </Page>
  )
}
